"""What history keeps of one plan, read once for a page.

The plan's own rows are read whole: they say which editions and which changes there were. Of what
belongs to it, only the rows that the page needs are asked for, one question for each kind of row:
those that stood at the moments it compares, and those that were written in the time it tells of.
"""

import copy
import datetime
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Q

from organizations.codes import latest_wordings
from organizations.models import Code

from .choices import BASES, DEGREES, END_REASONS
from .kind_models import CONTENT_OF, CandidateResource
from .models import Goal, Plan, PlanBody, PlanContent, PlanTask
from .states import TaskState

# Code lists whose values stand in a plan and in what belongs to it.
METHODS, CHANGES = "CL-10", "CL-13"
LISTS = (BASES, END_REASONS, DEGREES, METHODS, CHANGES)
# What is read with a row, so that no row asks for itself.
RELATED = {PlanTask: ("body",), PlanBody: ("body", "appointment__staff")}


@dataclass(frozen=True)
class Snapshot:
    """What a plan said at a moment, as far as the reader sees it (R9: not the words, for supervisors)."""

    plan: Any
    content: Any | None
    goals: list[Any]
    tasks: list[Any]
    bodies: list[Any]
    # With those that were given up.
    all_goals: list[Any] = field(default_factory=list)
    all_tasks: list[Any] = field(default_factory=list)
    own: Any | None = None  # the fields of its kind
    candidates: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Span:
    """A row of the plan, and the moment when the next one of its kind replaced it (None: it stands)."""

    row: Any
    end: datetime.datetime | None


@dataclass(frozen=True)
class Window:
    """A time of which a page tells every change; open at the end: until now."""

    start: datetime.datetime
    end: datetime.datetime | None

    def has(self, row: Any) -> bool:
        return self.start <= row.history_date and (self.end is None or row.history_date < self.end)


class Past:
    """The history of a plan, as far as `user` sees it. `expect` says beforehand what will be asked."""

    def __init__(self, plan: Plan, user: Any) -> None:
        self.plan, self.user = plan, user
        self._moments: set[datetime.datetime | None] = set()
        self._window: Window | None = None
        self._rows: dict[Any, list[Any]] = {}

    @cached_property
    def plan_rows(self) -> list[Any]:
        """Every version of the plan's row, the oldest first."""
        rows = Plan.history.filter(id=self.plan.pk).visible_to(self.user)
        related = ("history_user", "changed_by_body", "lead_body")
        return list(rows.select_related(*related).order_by("history_date", "version"))

    @cached_property
    def codes(self) -> dict[str, dict[str, str]]:
        """Words for values by code list, also for those that are no longer offered."""
        found: dict[str, dict[str, str]] = {code_list: {} for code_list in LISTS}
        rows = Code.objects.filter(code_list__in=LISTS)
        for (code_list, value), words in latest_wordings(rows).items():
            found[code_list][value] = words
        return found

    @property
    def of_kind(self) -> Any:
        """The model of the fields of its kind."""
        return CONTENT_OF[self.plan.kind]

    def expect(self, *moments: datetime.datetime | None, window: Window | None = None) -> None:
        """What the page is going to ask for; said before the first question, it is one question."""
        self._moments.update(moments)
        self._window = window or self._window
        self._rows.clear()

    def span(self, name: str, number: int) -> Span | None:
        """How long the edition or the version `number` stood; None when it is not there to see."""
        own = [row for row in self.plan_rows if getattr(row, name) == number]
        later = (r.history_date for r in self.plan_rows if getattr(r, name) > number)
        return Span(own[-1], next(later, None)) if own else None

    def span_at(self, moment: datetime.datetime) -> Span | None:
        """The plan as it stood just before a moment."""
        rows = [row for row in self.plan_rows if row.history_date < moment]
        return Span(rows[-1], moment) if rows else None

    def span_now(self) -> Span:
        return Span(self.plan_rows[-1], None)

    def rows(self, model: Any) -> list[Any]:
        """The rows of one kind that the page needs, each with those it replaced, the oldest first."""
        if model not in self._rows:
            self._rows[model] = self._asked(model)
        return self._rows[model]

    def _asked(self, model: Any) -> list[Any]:
        # A plan has a compartment of its own, and so has all that belongs to it.
        kept = model.history.filter(compartment_id=self.plan.compartment_id).visible_to(self.user)

        def standing(moment: datetime.datetime | None) -> Q:
            before = kept if moment is None else kept.filter(history_date__lt=moment)
            latest = before.order_by("id", "-history_date", "-version").distinct("id")
            return Q(history_id__in=latest.values("history_id"))

        wanted = Q(pk__in=[])
        for moment in self._moments:
            wanted |= standing(moment)
        if (window := self._window) is not None:
            within = Q(history_date__gte=window.start)
            if window.end is not None:
                within &= Q(history_date__lt=window.end)
            wanted |= within | standing(window.start)
        related = ("history_user", *RELATED.get(model, ()))
        found = kept.filter(wanted).select_related(*related)
        return list(found.order_by("history_date", "version"))

    def before_window(self, model: Any) -> dict[Any, Any]:
        """The rows that stood when the window opens, by id."""
        start = None if self._window is None else self._window.start
        return {r.id: r for r in self.rows(model) if start is not None and r.history_date < start}

    def pairs(self, model: Any) -> list[tuple[Any, Any]]:
        """Rows written in the window, each with the one that it replaced."""
        last: dict[Any, Any] = {}
        found = []
        for row in self.rows(model):
            if self._window is not None and self._window.has(row):
                found.append((row, last.get(row.id)))
            last[row.id] = row
        return found

    def snapshot(self, span: Span) -> Snapshot:
        """What goals, tasks, bodies and words were just before the end of a span."""
        if span.end not in self._moments:
            self.expect(span.end)

        def last_of(model: Any) -> list[Any]:
            latest: dict[Any, Any] = {}
            for row in self.rows(model):
                if span.end is None or row.history_date < span.end:
                    latest[row.id] = row
            return list(latest.values())

        contents, of_kind = last_of(PlanContent), last_of(self.of_kind)
        goals = sorted(last_of(Goal), key=_in_order)
        opened = [goal for goal in goals if goal.state == Goal.State.OPEN]
        # Copies: the same row of a task stands at several moments, beside other words of its goal.
        tasks = [copy.copy(task) for task in sorted(last_of(PlanTask), key=_in_order)]
        texts = {goal.id: goal.text for goal in opened}
        for task in tasks:
            task.goal_text = texts.get(task.goal_id, "")
            task.doer = str(task.body or task.outside_name)
            task.basis_text = self.codes[BASES].get(task.basis, "")
        return Snapshot(
            plan=span.row,
            content=contents[0] if contents else None,
            goals=opened,
            tasks=[task for task in tasks if task.state != TaskState.STOPPED],
            bodies=[b for b in last_of(PlanBody) if b.ended_at is None],
            all_goals=goals,
            all_tasks=tasks,
            own=of_kind[0] if of_kind else None,
            candidates=tuple(sorted(last_of(CandidateResource), key=_in_order)),
        )


def _in_order(row: Any) -> Any:
    return row.order, row.created_at
