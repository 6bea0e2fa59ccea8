"""How far goals and tasks have come."""

from collections.abc import Iterable
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
    body = forms.ChoiceField(label="どの機関として書くか")

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        if len(self.bodies) == 1:
            del self.fields["body"]
        else:
            self.fields["body"].choices = [
                PICK,
                *((key, body.name) for key, body in self.bodies.items()),
            ]

    def acting_body(self) -> Body:
        return self.bodies[self.cleaned_data.get("body") or next(iter(self.bodies))]


class GoalProgressForm(_ProgressForm):
    """How far a goal has come."""

    draft_name, draft_label = "plan-goal-progress", "目標の進み具合"

    level = forms.TypedChoiceField(
        label="いまの進み具合", choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )
    field_order = ("level", "text", "on", "body")


class TaskProgressForm(_ProgressForm):
    """How far a task has come."""

    draft_name, draft_label = "plan-task-progress", "役割の進み具合"

    state = forms.ChoiceField(
        label="いまの状態", choices=TaskState.choices, widget=forms.RadioSelect
    )
    field_order = ("state", "text", "on", "body")
