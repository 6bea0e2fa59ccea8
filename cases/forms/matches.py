"""What a coordinator decides on a notice of the same person at two bodies (R15)."""

from django import forms

from access.models import MatchDecision
from bunkyo_support.forms import BaseForm

from .base import required_text


class MatchForm(BaseForm):
    """The decision with its reason; the version is how many decisions she had before her eyes."""

    read_by = "事務局の人"
    draft_name, draft_label = "match", "同じ人かもしれない知らせ"

    outcome = forms.ChoiceField(
        label="どうするか", choices=MatchDecision.Outcome.choices, widget=forms.RadioSelect
    )
    reason = required_text(
        "理由",
        3,
        help_text="二つの機関から聞いたことは、ここには書きません。判断のわけだけを書きます",
    )
