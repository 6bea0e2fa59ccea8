"""Plans of one household side by side: what each wants, who does what, and where two meet.

Only what the user sees of each: a plan that she does not see is not counted either (R1, R14), and
the words stay away from supervisors (R9).
"""

import uuid
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from access.models import CaseFile

from .models import Plan, PlanBody, PlanContent, PlanTask
from .overview import PlanRow, rows_of

MOST = 12  # beside each other on one page; the newest first


@dataclass
class Column:
    """One plan: its row, words, bodies and roles."""

    row: PlanRow
    content: PlanContent | None = None
    bodies: list[PlanBody] = field(default_factory=list)
    tasks: list[PlanTask] = field(default_factory=list)
    shared: set[uuid.UUID] = field(default_factory=set)  # bodies that another plan names too

    @property
    def plan(self) -> Plan:
        return self.row.plan

    @property
    def names(self) -> list[tuple[str, bool]]:
        """Bodies, once each, and whether they work in another plan as well."""
        seen = {row.body_id: row for row in self.bodies}
        return [(str(row.body), key in self.shared) for key, row in seen.items()]


def columns_of(case: CaseFile, user: Any) -> list[Column]:
    """The plans that go on, in a constant number of questions."""
    rows = Plan.objects.visible_to(user).of_case(case).going_on().for_list()[:MOST]
    columns = {row.plan.pk: Column(row) for row in rows_of(list(rows), user)}
    wanted = list(columns)
    for content in PlanContent.objects.visible_to(user).filter(plan__in=wanted):
        columns[content.plan_id].content = content
    circle = PlanBody.objects.visible_to(user).filter(plan__in=wanted, ended_at__isnull=True)
    for body in circle.select_related("body"):
        columns[body.plan_id].bodies.append(body)
    tasks = PlanTask.objects.visible_to(user).in_force().filter(plan__in=wanted)
    for task in tasks.select_related("body"):
        columns[task.plan_id].tasks.append(task)
    named = Counter(key for c in columns.values() for key in {b.body_id for b in c.bodies})
    for column in columns.values():
        column.shared = {key for key, count in named.items() if count > 1}
    return list(columns.values())
