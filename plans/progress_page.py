"""All goals and tasks of a plan with a form in each row, and how far they have come since the last review."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drafts.services import objects_with_drafts
from organizations.models import Body

from .choices import DEGREES, codes
from .forms.common import tell_readers
from .forms.progress import GoalRowForm, TaskRowForm
from .models import Goal, PlanTask
from .monitoring_models import levels_at_last_review
from .page import PlanPage


@dataclass
class Row:
    """A goal or a task; `form` is there for who may tell its progress."""

    number: int
    goal: Goal | None = None
    task: PlanTask | None = None
    form: Any = None
    level_reviewed: int | None = None
    reviewed_on: datetime.date | None = None
    is_saved: bool = False
    has_draft: bool = False  # begun and not sent: offered again in the row

    @property
    def key(self) -> str:
        """Id of the row on the page."""
        if self.goal is not None:
            return f"goal-{self.goal.pk}"
        return f"task-{self.task.pk}" if self.task is not None else ""

    @property
    def change(self) -> int | None:
        """Steps since the last review."""
        if self.goal is None or self.level_reviewed is None:
            return None
        return int(self.goal.level - self.level_reviewed)

    @property
    def change_words(self) -> str:
        """前回の評価（11月25日）から＋2: which day is left to the page."""
        if self.change is None:
            return ""
        return (
            f"＋{self.change}" if self.change > 0 else f"－{-self.change}" if self.change else "±0"
        )


def goal_form(
    page: PlanPage, row: Goal, bodies: Sequence[Body], degrees: Any, data: Any = None
) -> GoalRowForm:
    """The form of one goal; its names begin with the goal's id, so that a page holds many."""
    form = GoalRowForm(
        data,
        bodies=bodies,
        degrees=degrees,
        prefix=row.pk.hex,
        draft_object=row.pk,
        initial={"level": row.level, "version": row.version},
    )
    return tell_readers(form, is_before_consent=page.plan.is_before_consent)


def task_form(
    page: PlanPage, row: PlanTask, bodies: Sequence[Body], degrees: Any, data: Any = None
) -> TaskRowForm:
    """The form of one task; of several bodies the task's own comes first."""
    form = TaskRowForm(
        data,
        bodies=sorted(bodies, key=lambda body: body.pk != row.body_id),
        degrees=degrees,
        prefix=row.pk.hex,
        draft_object=row.pk,
        initial={"state": row.state, "version": row.version},
    )
    return tell_readers(form, is_before_consent=page.plan.is_before_consent)


def rows_of_plan(page: PlanPage, bodies: Sequence[Body]) -> tuple[list[Row], list[Row]]:
    """Goals and tasks of the page, in a constant number of questions."""
    before = levels_at_last_review(page.plan, page.user)
    degrees, begun = [], frozenset[str]()
    if page.may_tell_progress:
        degrees = codes(DEGREES)
        names = (GoalRowForm.draft_name, TaskRowForm.draft_name)
        begun = objects_with_drafts(user=page.user, forms=names)
    goals, tasks = [], []
    for number, goal in enumerate(page.goals, start=1):
        level, day = before.get(goal.pk, (None, None))
        form = goal_form(page, goal, bodies, degrees) if page.may_tell_progress else None
        row = Row(number, goal=goal, form=form, level_reviewed=level, reviewed_on=day)
        row.has_draft = str(goal.pk) in begun
        goals.append(row)
    for number, task in enumerate(page.tasks, start=1):
        of_task = task_form(page, task, bodies, degrees) if page.may_tell_progress else None
        tasks.append(Row(number, task=task, form=of_task, has_draft=str(task.pk) in begun))
    return goals, tasks
