"""Forms of emergency access (R13) and of 安全メモ. None keeps a draft: what is typed here is sent, or
it is not kept."""

from typing import Any, ClassVar

from django import forms

from access.emergency import Danger, parts_of_number
from access.models import EmergencyOpening, EmergencyReview
from bunkyo_support.forms import BaseForm
from cases.models import SafetyNote
from cases.services import SafetyFacts
from documents.forms import KanaField, WarekiDateField

from .base import required_text


class DangerForm(BaseForm):
    """Why: a code and words."""

    read_by = "あなたと、記録している機関の管理者（言葉は監査の人には出ません）"
    reason = forms.ChoiceField(
        label="どのような危険か",
        choices=EmergencyOpening.Reason.choices,
        widget=forms.RadioSelect,
    )
    words = required_text(
        "くわしく",
        3,
        max_length=300,
        error_messages={"required": "くわしいことを書いてください"},
        help_text="いま分かっていることと、なぜ待てないか。記録している機関の管理者が読みます",
    )

    def danger(self) -> Danger:
        return Danger(self.cleaned_data["reason"], self.cleaned_data["words"])


class EmergencyForm(DangerForm):
    """Which case: its number, or reading of the name and birth date, both typed exactly."""

    name_fields: ClassVar[tuple[str, ...]] = ("kana",)

    number = forms.CharField(
        label="ケース番号", required=False, max_length=20, help_text="例：R8-48213、令和8-48213"
    )
    kana = KanaField(
        label="ふりがな",
        required=False,
        max_length=150,
        help_text="番号が分からないとき。氏名のふりがなを、省かずに書きます",
    )
    birth_on = WarekiDateField(label="生年月日", required=False, help_text="例：S23.5.2")

    field_order = ("number", "kana", "birth_on", "reason", "words")

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if number and parts_of_number(number) is None:
            raise forms.ValidationError("ケース番号を、R8-48213 の形で書いてください")
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors.keys() & {"number", "kana", "birth_on"} or data.get("number"):
            return data
        if not data.get("kana") and not data.get("birth_on"):
            self.add_error("number", "ケース番号か、ふりがなと生年月日を書いてください")
        elif not data.get("kana"):
            self.add_error("kana", "生年月日と一緒に、ふりがなを書いてください")
        elif not data.get("birth_on"):
            self.add_error("birth_on", "ふりがなと一緒に、生年月日を書いてください")
        return data


class ReviewForm(BaseForm):
    """What another person found of it."""

    read_by = "開いた人、記録している機関の管理者、監査の人"
    finding = forms.ChoiceField(
        label="確かめた結果", choices=EmergencyReview.Finding.choices, widget=forms.RadioSelect
    )
    note = required_text(
        "わけ",
        3,
        max_length=300,
        help_text="だれに何を確かめたか。監査の人も読みます。世帯の人の氏名や事情は、書かないでください",
    )


class SafetyForm(BaseForm):
    """One thing to mind when one meets the household."""

    kind = forms.ChoiceField(
        label="種類", choices=SafetyNote.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="気をつけること",
        max_length=120,
        help_text="会うときに、ひと目で分かる短さで。例：玄関に大きな犬がいる。呼ばれるまで門を開けない",
    )
    until_on = WarekiDateField(
        label="いつまで",
        required=False,
        allow_future=True,
        help_text="分からないときは、空けておきます。例：R8.12.31",
    )

    def facts(self) -> SafetyFacts:
        return SafetyFacts(**self.values())


class SafetyRemovalForm(BaseForm):
    """It no longer holds."""

    reason = forms.CharField(label="外すわけ", max_length=100, help_text="例：犬を手放した")
