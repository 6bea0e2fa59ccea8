"""Bringing a list for the register."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm


class BringForm(BaseForm):
    """What is chosen cannot be kept over a refusal: the browser forgets it."""

    upload = forms.FileField(
        label="台帳の表",
        allow_empty_file=True,
        help_text="Excel（.xlsx）か CSV。書き出した表か、ひな形の見出しのまま、500件まで",
        error_messages={"required": "表を選んでください", "missing": "表を選んでください"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["upload"].widget.attrs["accept"] = ".xlsx,.csv"
