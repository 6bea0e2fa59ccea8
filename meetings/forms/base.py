"""What the forms about meetings share."""

import datetime
import unicodedata
from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes

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
            found = codes.choices(code_list)
            field.choices = found if field.required else [("", "選ばない"), *found]


class ClockField(forms.TimeField):
    """A time of day as people write it: 14:00, １４：３０, 14時30分, 1430."""

    default_error_messages = {"invalid": "時刻を確かめてください。例：14:00、14時30分"}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "例：14:00、14時30分")
        kwargs.setdefault("input_formats", ["%H:%M", "%H時%M分", "%H時", "%H%M"])
        kwargs.setdefault("widget", forms.TimeInput(format="%H:%M"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> datetime.time | None:
        if isinstance(value, str):
            value = unicodedata.normalize("NFKC", value).replace(" ", "")
        found: datetime.time | None = super().to_python(value)
        return found


class ReasonForm(BaseForm):
    """The reason why something ends."""

    draft_name, draft_label = "meeting-reason", "会議での取りやめ・終了の理由"

    reason = forms.CharField(label="理由", max_length=200)


class ConfirmForm(BaseForm):
    """Nothing to fill in: the button is the answer."""
