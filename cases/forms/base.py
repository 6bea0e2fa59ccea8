"""Base of the forms of cases: choices from code lists of the day."""

from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import MOST_OWN_NUMBER


class CaseForm(BaseForm):
    """Choices from code lists are read when the form is made, not when the module is."""

    code_lists: ClassVar[dict[str, str]] = {}
    # Whether it puts right what stands (codes.offered); nothing said: where it carries a version.
    puts_right: ClassVar[bool | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, code_list in self.code_lists.items():
            field: Any = self.fields[name]
            found = codes.offered(self, name, code_list)
            is_open = field.required or isinstance(field, forms.MultipleChoiceField)
            field.choices = found if is_open else [("", "選ばない"), *found]


SEARCHED_WHILE_TYPING = ("name", "kana", "birth_on")


def offer_likely_people(form: Any) -> None:
    """What is typed here is looked up while one types (`_likely_box.html`)."""
    for name in SEARCHED_WHILE_TYPING:
        form.fields[name].widget.attrs["data-search"] = ""


def required_text(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    """A text of several lines."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def own_number_field() -> forms.CharField:
    """Under which number the body has the case in its own system."""
    return forms.CharField(
        label="自機関での番号",
        required=False,
        max_length=MOST_OWN_NUMBER,
        help_text="自機関の台帳やシステムでの番号です。例：KAI-2026-0417",
    )


class ConfirmForm(BaseForm):
    """Nothing to fill in; only the key and the version."""
