"""The auditors' filter. It is posted: what is asked for never stands in an address (S-51)."""

import unicodedata
from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm, BaseModelForm
from documents.forms import WarekiDateField
from organizations.models import Body, Staff

from .audit import OUTCOMES
from .models import AccessLog, ReadingFigures, Rule
from .unusual_models import Conclusion
from .words_sought import told

TYPED = ("kind", "address", "case_number", "sought")
LONGEST = 100


class StaffChoiceField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for the checker alone
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
    kind = forms.CharField(
        label="記録の種類", required=False, max_length=50, help_text="はじめの何文字かで探せます"
    )
    outcome = forms.ChoiceField(
        label="結果",
        choices=[("", "すべて"), *OUTCOMES.items()],
        required=False,
        help_text="「できなかった」は、待ってもらったものを含みます",
    )
    basis = forms.ChoiceField(label="根拠", choices=Rule.choices, required=False)
    address = forms.GenericIPAddressField(label="接続元", required=False, help_text="例：192.0.2.7")
    case_number = forms.CharField(
        label="ケース番号", required=False, max_length=20, help_text="例：R8-48213"
    )
    sought = forms.CharField(
        label="だれかが探した言葉",
        required=False,
        max_length=100,
        help_text="氏名、ふりがな、電話番号、生年月日など。探した人が打った言葉と同じときだけ見つかります",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("staff", "body"):
            choice: Any = self.fields[name]
            choice.empty_label = "すべて"
        action: Any = self.fields["action"]
        action.choices = [("", "すべて"), *AccessLog.Action.choices]
        basis: Any = self.fields["basis"]
        basis.choices = [("", "すべて"), *Rule.choices]

    def clean_case_number(self) -> str:
        """Full width and small letters are as good."""
        return unicodedata.normalize("NFKC", self.cleaned_data["case_number"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", "「この日まで」は、「この日から」以後の日にしてください")
        return data

    def told(self) -> str:
        """What was asked for, for the log: what was typed as hashes, what was chosen and the period by name alone."""
        given = {name: str(self.data.get(name) or "")[:LONGEST] for name in self.base_fields}
        return told(**{name: text if name in TYPED else bool(text) for name, text in given.items()})


STAYS_OPEN = "open"


class FindingForm(BaseForm):
    """What an auditor writes to a flag; with a conclusion it is closed."""

    read_by = "監査の人"
    text = forms.CharField(
        label="確かめたこと",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="だれに、何を確かめたか。世帯の人の名前や様子は書かないでください",
    )
    conclusion = forms.ChoiceField(
        label="結論",
        widget=forms.RadioSelect,
        choices=[(STAYS_OPEN, "まだ閉じない（書き足すだけ）"), *Conclusion.choices],
        initial=STAYS_OPEN,
    )

    def clean_conclusion(self) -> str:
        """Nothing, where the flag stays open."""
        chosen: str = self.cleaned_data["conclusion"]
        return "" if chosen == STAYS_OPEN else chosen


class FiguresForm(BaseModelForm):
    """Figures of what counts as unusual."""

    class Meta:
        model = ReadingFigures
        fields = (
            *("many_cases", "many_minutes", "opens_at", "closes_at", "refused"),
            *("searches", "row_cases", "row_seconds", "readers", "other_cases"),
        )
        widgets: ClassVar = {
            "opens_at": forms.TimeInput(format="%H:%M"),
            "closes_at": forms.TimeInput(format="%H:%M"),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        opens, closes = data.get("opens_at"), data.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "業務の終わりは、始まりより後の時刻にしてください")
        return data
