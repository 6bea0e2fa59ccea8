"""The ledger of disclosures on paper: for whom."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm


class LedgerPaperForm(BaseForm):
    """For the desk, the person or an audit, as far as the user may."""

    paper = forms.ChoiceField(label="だれのための紙か", widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["paper"]
        field.choices = choices
        field.initial = choices[0][0]
