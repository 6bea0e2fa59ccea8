"""Forms about a 重層的支援会議: its day and bodies, its minutes, what bodies say of them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField

from ..hours import HoursForm
from ..models import ConferenceAttendance
from .base import DAY_AHEAD, text_field


class ConferenceForm(HoursForm):
    """Another day, place or round of bodies."""

    draft_name, draft_label = "plan-conference", "プランの会議の変更"

    field_order = (
        "form_key",
        "version",
        "held_on",
        "starts_at",
        "ends_at",
        "place",
        "chair",
        "bodies",
    )

    held_on = WarekiDateField(label="開催日", allow_future=True, help_text=DAY_AHEAD)
    place = forms.CharField(label="場所", required=False, max_length=100)
    chair = forms.CharField(label="進行", required=False, max_length=100)
    bodies = forms.MultipleChoiceField(
        label="招集する機関",
        widget=forms.CheckboxSelectMultiple,
        help_text="本人の同意に含まれる、プランの参加機関だけを招集できます",
    )

    def __init__(self, *args: Any, rows: Sequence[ConferenceAttendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(row.body_id): row.body for row in rows}
        self.fields["bodies"].choices = [(key, body.name) for key, body in self.offered.items()]
        self.fields["bodies"].initial = [str(row.body_id) for row in rows if row.is_invited]

    def content(self) -> dict[str, Any]:
        data = self.values()
        return data | {"bodies": [self.offered[key] for key in data["bodies"]]}


class ConferenceSendForm(BaseForm):
    """Until when the bodies look through the minutes."""

    answer_until_on = WarekiDateField(label="確認の期限", allow_future=True, help_text=DAY_AHEAD)


class ConferenceWishForm(BaseForm):
    """A body has looked through the minutes."""

    draft_name, draft_label = "conference-wish", "プランの会議の会議録の確認"

    wish = text_field(
        "直してほしいこと",
        required=False,
        max_length=500,
        help_text="このままでよいときは、何も書かずに登録してください",
    )


class ConferenceMinutesForm(BaseForm):
    """The words of the minutes, and an answer to each wish."""

    draft_name, draft_label = "conference-minutes", "プランの会議の会議録"

    minutes = text_field("会議録（要点）", 10)
    opinion = text_field("会議全体の意見", required=False)

    def __init__(self, *args: Any, wishes: Sequence[ConferenceAttendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = {f"settlement_{number}": row for number, row in enumerate(wishes, 1)}
        for name, row in self.wishes.items():
            self.fields[name] = forms.CharField(
                label=f"{row.body.name}の「{row.wish}」への答え",
                required=False,
                max_length=300,
                initial=row.settlement,
            )

    def content(self) -> dict[str, Any]:
        data = self.values()
        answers = {row.pk: data.pop(name) for name, row in self.wishes.items()}
        return data | {"settlements": answers}


class ConferenceAddendumForm(BaseForm):
    """What a body adds after the minutes were fixed."""

    draft_name, draft_label = "conference-addendum", "プランの会議の会議録への付記"

    body = forms.ChoiceField(label="どの機関として書くか")
    text = text_field("付け加えること")

    def __init__(self, *args: Any, rows: Sequence[ConferenceAttendance], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(row.body_id): row.body for row in rows}
        self.fields["body"].choices = [(key, body.name) for key, body in self.offered.items()]
        if len(self.offered) == 1:
            del self.fields["body"]

    def content(self) -> dict[str, Any]:
        key = self.cleaned_data.get("body") or next(iter(self.offered))
        return {"body": self.offered[key], "text": self.cleaned_data["text"]}
