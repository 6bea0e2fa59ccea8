"""Putting an alert off; whether the daily mail is wanted."""

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import FactorRequest


class PutOffForm(BaseForm):
    """Until when, and why it is all right."""

    read_by = "あなただけ"
    until = WarekiDateField(label="この日まで知らせない", allow_future=True)
    reason = forms.CharField(
        label="まだ大丈夫なわけ",
        max_length=200,
        help_text="自分だけが見られます。例：来週の訪問で確かめる予定。人の名前は書かないでください",
    )


class FactorRequestForm(BaseForm):
    """Why a colleague's second factor is to be taken away: a code, and no word about anybody (S-55)."""

    reason = forms.ChoiceField(
        label="わけ", choices=FactorRequest.Reason.choices, widget=forms.RadioSelect
    )


class DigestForm(BaseForm):
    """A choice that takes one press."""

    wanted = forms.ChoiceField(
        label="メール", choices=[("yes", "受け取る"), ("no", "受け取らない")]
    )
