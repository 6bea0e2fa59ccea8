"""Protection (R11), the list by name, lifting by two, and what leaves a protected household."""

from django import forms

from bunkyo_support.forms import BaseForm


class DecideForm(BaseForm):
    """Whether an output passes (S-91)."""

    decision = forms.ChoiceField(
        label="この書類を作ってよいですか",
        choices=[("approve", "作ってよい"), ("refuse", "作らない")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由・確かめたこと",
        max_length=200,
        help_text="例：渡す相手が相手方でないことを、電話で確かめた",
    )
