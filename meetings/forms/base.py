"""What the forms about meetings share."""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from bunkyo_support.forms import BaseForm
from cases import codes
from documents.forms import WarekiDateField
from organizations.models import Body

from ..models import MeetingMember, Sitting
from ..services.doers import Doer, why_too_early

READ_IT = "守秘義務の文を読んで、チェックを付けてください"
DAY_AHEAD = "例：R8.12.3、令和8年12月3日、2026/12/3"


def text_field(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class CodedForm(BaseForm):
    """Choices from code lists are read when the form is made, not when the module is."""

    code_lists: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in self.code_lists.items():
            field: Any = self.fields[name]
            found = codes.offered(self, name, code_list)
            field.choices = found if field.required else [("", "選ばない"), *found]


class DoerField(forms.ChoiceField):
    """Who does what was agreed: a body that sits in the meeting, or somebody of it without an account."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="行う機関", **kwargs)
        self.doers: dict[str, Doer] = {}

    def offer(self, bodies: Iterable[Any], on_paper: Iterable[MeetingMember]) -> None:
        """`bodies`: their keys; `on_paper`: members of the meeting."""
        named = Body.objects.filter(pk__in=list(bodies))
        offered: list[tuple[Doer, str]] = [(body, body.name) for body in named]
        offered += [(m, f"{m.body_name}　{m.name}（利用者IDのない人）") for m in on_paper]
        self.doers = {str(doer.pk): doer for doer, _ in offered}
        nobody = "選んでください" if self.required else "選ばない"
        self.choices = [("", nobody), *((str(doer.pk), words) for doer, words in offered)]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Doer) else value

    def clean(self, value: Any) -> Doer | None:
        return self.doers.get(super().clean(value))


class DueField(WarekiDateField):
    """By when what was agreed is done: not before the day of its sitting, where one is named. A day that stands already
    (`standing`) stays until another is typed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label="期限", allow_future=True, help_text=DAY_AHEAD, **kwargs)
        self.sitting: Sitting | None = None
        self.standing: datetime.date | None = None

    def of(self, sitting: Sitting, standing: datetime.date | None = None) -> None:
        self.sitting, self.standing = sitting, standing

    def clean(self, value: Any) -> datetime.date | None:
        day: datetime.date | None = super().clean(value)
        if self.sitting is None:
            return day
        if reason := why_too_early(self.sitting, day, self.standing):
            raise ValidationError(reason, code="too_early")
        return day


class ReasonForm(BaseForm):
    """The reason why something ends."""

    draft_name, draft_label = "meeting-reason", "会議での取りやめ・終了の理由"

    reason = forms.CharField(label="理由", max_length=200)


class ConfirmForm(BaseForm):
    """Nothing to fill in: the button is the answer."""
