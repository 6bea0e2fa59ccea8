"""The answer to a request for 多機関協働. Writing one: meetings.request_entry."""

from typing import ClassVar

from django import forms

from ..models.hand_off import RETURNS
from .base import CodedForm, text_field


class ReturnForm(CodedForm):
    draft_name, draft_label = "ma-return", "依頼への返事"
    code_lists: ClassVar[dict[str, str]] = {"code": RETURNS}

    code = forms.ChoiceField(label="差戻しの理由", widget=forms.RadioSelect)
    reason = text_field("くわしい理由", max_length=500)
    advice = text_field("次にしてほしいこと", max_length=500)
