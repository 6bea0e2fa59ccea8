"""The auditors' filter. It is posted: what is asked for never stands in an address (S-51)."""

import unicodedata
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Body, Staff

from .models import AccessLog


class StaffChoiceField(forms.ModelChoiceField):
    """Everybody who was ever entered: the log outlives employment."""

    def label_from_instance(self, obj: Any) -> str:
        left = "" if obj.is_active else "・離職"
        return f"{obj.name}（{obj.username}{left}）"


class LogFilterForm(BaseForm):
    since = WarekiDateField(label="この日から", required=False, help_text="例：R8.4.1")
    until = WarekiDateField(label="この日まで", required=False, help_text="例：2026/4/30")
    staff = StaffChoiceField(
        label="職員",
        queryset=Staff.objects.order_by("kana", "username"),
        required=False,
    )
    body = forms.ModelChoiceField(label="機関", queryset=Body.objects.all(), required=False)
    action = forms.ChoiceField(label="操作", choices=AccessLog.Action.choices, required=False)
    case_number = forms.CharField(
        label="ケース番号", required=False, max_length=20, help_text="例：R8-48213"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("staff", "body"):
            choice: Any = self.fields[name]
            choice.empty_label = "すべて"
        action: Any = self.fields["action"]
        action.choices = [("", "すべて"), *AccessLog.Action.choices]

    def clean_case_number(self) -> str:
        """Full width and small letters are as good."""
        return unicodedata.normalize("NFKC", self.cleaned_data["case_number"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "「この日まで」は、「この日から」以後の日にしてください")
        return data
