"""Plans in a row: lists, panels and the home page ask here, in a constant number of questions."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from access import grants

from .models import Goal, Plan
from .standing import Standing, has_not_begun, standings_of
from .state_marks import tone_of
from .states import IN_SUPPORT, PlanState


@dataclass
class PlanRow:
    """A plan with its goals and the state in which it is at this moment."""

    plan: Plan
    state: PlanState
    goals: list[Goal] = field(default_factory=list)
    standing: Standing | None = None

    @property
    def tone(self) -> str:
        return tone_of(self.state)

    @property
    def has_not_begun(self) -> bool:
        """As its light says where nothing else is to be said (plans.standing)."""
        is_told = self.plan.state in IN_SUPPORT and any(goal.level for goal in self.goals)
        return has_not_begun(self.plan) and not is_told and not self.is_held

    @property
    def is_held(self) -> bool:
        return self.state == PlanState.HELD_CONSENT


def rows_of(plans: Sequence[Plan], user: Any) -> list[PlanRow]:
    """Rows for these plans, with goals and standing, in a constant number of questions."""
    goals = Goal.objects.visible_to(user).open().filter(plan__in=[p.pk for p in plans])
    asked = {plan.consent_id for plan in plans if plan.consent_id}
    valid = grants.in_force(asked) if asked else set()
    rows = rows_told(plans, goals, valid)
    standings = standings_of(plans, user, valid=valid)
    for row in rows:
        row.standing = standings.get(row.plan.pk)
    return rows


def rows_told(plans: Sequence[Plan], goals: Iterable[Goal], valid: set[uuid.UUID]) -> list[PlanRow]:
    """Rows for these plans of goals that were asked for already; `valid`: consents in force."""
    of_plan: dict[uuid.UUID, list[Goal]] = {}
    for goal in goals:
        of_plan.setdefault(goal.plan_id, []).append(goal)
    return [
        PlanRow(plan, plan.state_shown(plan.consent_id in valid), of_plan.get(plan.pk, []))
        for plan in plans
    ]
