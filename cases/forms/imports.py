"""Bringing a list, and the steps that ask for nothing but a click."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm


class BringForm(BaseForm):
    """名簿を選ぶ. What is chosen cannot be kept over a refusal: the browser forgets it."""

    upload = forms.FileField(
        label="名簿",
        allow_empty_file=True,
        help_text="Excel（.xlsx）か CSV。ひな形の見出しのまま、500件まで",
        error_messages={"required": "名簿を選んでください", "missing": "名簿を選んでください"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".xlsx,.csv"


class StepForm(BaseForm):
    """A step with the list: nothing to fill in; the key tells a double click."""


class TakeBackForm(BaseForm):
    """Undoing an import, on purpose."""

    sure = forms.BooleanField(label="だれからも見えなくなることを確かめました")
