"""What the forms of outreach share: choices of the day, clock times, colleagues."""

import datetime
import unicodedata
from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes
from organizations.models import Staff


class OutreachForm(BaseForm):
    """Choices from code lists are read when the form is made, not when the module is."""

    code_lists: ClassVar[dict[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in self.code_lists.items():
            field: Any = self.fields[name]
            found = codes.choices(code_list)
            is_list = type(field.widget) is forms.Select  # nothing is chosen beforehand
            field.choices = [("", "選んでください"), *found] if is_list else found


class ColleagueForm(OutreachForm):
    """A form in which colleagues of the body are chosen by name."""

    colleague_fields: ClassVar[tuple[str, ...]] = ("visitor", "companion")

    def __init__(self, *args: Any, colleagues: Sequence[Staff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = {str(one.pk): one for one in colleagues}
        named = [(key, one.name) for key, one in self.colleagues.items()]
        for name in self.colleague_fields:
            field: Any = self.fields[name]
            field.choices = named if field.required else [("", "いない"), *named]

    def colleague(self, name: str) -> Staff | None:
        """The member of staff chosen in a field."""
        return self.colleagues.get(self.cleaned_data.get(name) or "")


def lines(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


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


class ConfirmForm(OutreachForm):
    """Nothing to fill in: the button is the answer."""
