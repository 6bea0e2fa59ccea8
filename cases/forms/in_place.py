"""Answers to a つなぎ in the row of the home page; its own pages ask the same."""

from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm

ACCEPT, DECLINE = "accept", "decline"


class AnswerHereForm(BaseForm):
    """Taken on, or not: then why, and what else could be done."""

    draft_name, draft_label = "answer-here", "つなぎへの返事"

    answer = forms.ChoiceField(
        label="返事",
        choices=[(ACCEPT, "引き受ける"), (DECLINE, "対応できない")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="対応できない理由",
        max_length=300,
        required=False,
        help_text="「対応できない」のとき。返事を送ると、このつなぎは自機関の画面から見られなくなります",
    )
    alternative = forms.CharField(
        label="代わりの案",
        max_length=300,
        required=False,
        help_text="「対応できない」のとき。ほかに相談できる機関や方法",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("answer") == DECLINE:
            for name in ("reason", "alternative"):
                if not data.get(name):
                    self.add_error(name, f"{self.fields[name].label}を書いてください")
        return data

    @property
    def declines(self) -> bool:
        return bool(self.cleaned_data["answer"] == DECLINE)
