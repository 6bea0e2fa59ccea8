"""What the forms share."""

from typing import Any

from django import forms

from documents.forms import WarekiDateField

PICK = ("", "選んでください")
NO_NAMES = (
    "場のことを書きます。人の名前・住所・病名など、だれのことか分かることは書かないでください"
)


def line(label: str, most: int, support: str = "", **more: Any) -> forms.CharField:
    more.setdefault("required", False)
    return forms.CharField(label=label, max_length=most, help_text=support, **more)


def lines(label: str, rows: int = 3, support: str = "", **more: Any) -> forms.CharField:
    more.setdefault("required", False)
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, help_text=support, **more)


def number(label: str, most: int, support: str = "", **more: Any) -> forms.IntegerField:
    """A whole number; what is left empty is nought."""
    more.setdefault("required", False)
    return forms.IntegerField(label=label, min_value=0, max_value=most, help_text=support, **more)


def day(label: str, *, ahead: bool = False, **more: Any) -> WarekiDateField:
    more.setdefault("help_text", "例：R8.11.25、2026/11/25")
    return WarekiDateField(label=label, allow_future=ahead, **more)


def buttons(label: str, choices: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **more)
