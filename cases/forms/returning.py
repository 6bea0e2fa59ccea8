"""What became of papers that were given under a consent, now withdrawn (domain.md 2.1 R08 c)."""

from django import forms

from access.models import ReturnNotice
from bunkyo_support.forms import BaseForm


class ReturnForm(BaseForm):
    """One answer, in words of a list: nothing of the case is written here."""

    answer = forms.ChoiceField(
        label="渡された紙やファイルをどうしましたか",
        choices=ReturnNotice.Answer.choices,
        widget=forms.RadioSelect,
    )
