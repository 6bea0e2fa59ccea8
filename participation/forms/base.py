"""What the forms share."""

from typing import Any

from django import forms

from documents.forms import WarekiDateField

PICK = ("", "選んでください")


def text(label: str, most: int, support: str = "", **more: Any) -> forms.CharField:
    """One line."""
    more.setdefault("required", False)
    return forms.CharField(label=label, max_length=most, help_text=support, **more)


def lines(label: str, rows: int = 3, support: str = "", **more: Any) -> forms.CharField:
    """Several lines."""
    more.setdefault("required", False)
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, help_text=support, **more)


def several(label: str, support: str = "", **more: Any) -> forms.MultipleChoiceField:
    """Boxes to tick."""
    more.setdefault("required", False)
    return forms.MultipleChoiceField(
        label=label, widget=forms.CheckboxSelectMultiple, help_text=support, **more
    )


def number(label: str, most: int, support: str = "") -> forms.IntegerField:
    """A whole number, or nothing where it is not known."""
    return forms.IntegerField(
        label=label, required=False, min_value=0, max_value=most, help_text=support
    )


def day(label: str, support: str = "", *, ahead: bool = False, **more: Any) -> WarekiDateField:
    words = support or "例：R8.11.25、2026/11/25"
    return WarekiDateField(label=label, allow_future=ahead, help_text=words, **more)
