"""How far goals and tasks have come."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Body
from plans.choices import LEVELS
from plans.states import TaskState

from .common import DAY, PICK, lines


class _ProgressForm(BaseForm):
    on = WarekiDateField(label="日", initial=timezone.localdate, help_text=DAY)
    text = forms.CharField(
        label="様子", required=False, widget=lines(4), help_text="見たこと、聞いたことを短く"
    )
    obstacles = forms.CharField(
        label="妨げになっていること",
        required=False,
        widget=lines(2),
        help_text="あれば書きます。管理者も読み、助けを出せます",
    )
    degree = forms.ChoiceField(
        label="達成度", required=False, help_text="評価のことばで言えるときに選びます"
    )
    body = forms.ChoiceField(label="どの機関として書くか")

    def __init__(
        self,
        *args: Any,
        bodies: Iterable[Body],
        degrees: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("degree", [("", "選ばない"), *degrees])
        self.bodies = {str(body.pk): body for body in bodies}
        if len(self.bodies) == 1:
            del self.fields["body"]
        else:
            self._offer("body", [PICK, *((k, body.name) for k, body in self.bodies.items())])

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def acting_body(self) -> Body:
        return self.bodies[self.cleaned_data.get("body") or next(iter(self.bodies))]

    def told(self) -> dict[str, Any]:
        """What was told besides the step, for the service."""
        names = ("text", "obstacles", "degree", "on")
        said = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return {**said, "body": self.acting_body(), "version": self.version}


class GoalProgressForm(_ProgressForm):
    """How far a goal has come."""

    draft_name, draft_label = "plan-goal-progress", "目標の進み具合"

    level = forms.TypedChoiceField(
        label="いまの進み具合", choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )
    field_order = ("level", "text", "obstacles", "degree", "on", "body")

    def step(self) -> dict[str, Any]:
        return {"level": self.cleaned_data["level"]}


class TaskProgressForm(_ProgressForm):
    """How far a task has come."""

    draft_name, draft_label = "plan-task-progress", "役割の進み具合"

    state = forms.ChoiceField(
        label="いまの状態", choices=TaskState.choices, widget=forms.RadioSelect
    )
    field_order = ("state", "text", "obstacles", "degree", "on", "body")

    def step(self) -> dict[str, Any]:
        return {"task_state": self.cleaned_data["state"]}


class GoalRowForm(GoalProgressForm):
    """A goal on the page of all goals: today, and saved by itself."""

    draft_name, draft_label = "plan-goal-row", "目標の進み具合（一覧の行）"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class TaskRowForm(TaskProgressForm):
    """A task on the same page."""

    draft_name, draft_label = "plan-task-row", "役割の進み具合（一覧の行）"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["on"]


class TaskQuickForm(TaskProgressForm):
    """A task on the home page: its state and a line, told for one body."""

    draft_name, draft_label = "plan-task-quick", "役割の進み具合（ホーム）"
    text = forms.CharField(label="様子（1行）", required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("on", "obstacles", "degree"):
            del self.fields[name]
