"""Other names of a person, and when she belonged to the household."""

from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from cases.models import Household, HouseholdStay, OtherName
from cases.services import NameFacts, StayFacts
from documents.forms import KanaField
from documents.partial_dates import PartialDate, PartialDateField

from .intakes import areas_offered


def _known(day: Any, precision: str) -> PartialDate | None:
    return PartialDate(day, precision) if day else None


class HouseholdForm(BaseForm):
    """What is said of the household as a whole. While somebody is protected it asks for no 圏域 (R11)."""

    draft_name, draft_label = "household", "世帯のこと"
    tells_where = True

    considerations = forms.CharField(
        label="配慮してほしいこと",
        required=False,
        max_length=300,
        help_text="例：手話、筆談、通訳、女性の職員がよい。この世帯の基本情報を見る機関が読みます",
    )
    area = forms.ChoiceField(label="圏域", required=False, help_text="住んでいる日常生活圏域")

    def __init__(self, *args: Any, household: Household, hides_area: bool, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_of(household), **kwargs)
        choice: Any = self.fields["area"]
        choice.choices = areas_offered()
        if hides_area:
            del self.fields["area"]

    def propose(self, area: str) -> None:
        """The 圏域 in which the address lies, where none is written yet; she may choose another."""
        if area and "area" in self.fields and not self.initial["area"]:
            self.initial["area"] = area
            self.fields[
                "area"
            ].help_text = "本人の住所の町丁目から選んであります。違うときは、選び直してください"

    @staticmethod
    def initial_of(household: Household) -> dict[str, Any]:
        return {
            "considerations": household.considerations,
            "area": household.area.code if household.area else "",
            "version": household.version,
        }


class NameForm(BaseForm):
    """A name besides the one of the sheet."""

    draft_name, draft_label = "other-name", "ほかの名前"
    name_fields = ("name",)
    kana_fields: ClassVar[dict[str, str]] = {"kana": "name"}

    kind = forms.ChoiceField(
        label="名前の種類", choices=OtherName.Kind.choices, widget=forms.RadioSelect
    )
    name = forms.CharField(label="名前", max_length=100, help_text="旧姓だけでもかまいません")
    kana = KanaField(label="ふりがな", required=False, max_length=150)
    since = PartialDateField(label="使いはじめ", required=False)
    until = PartialDateField(
        label="使いおわり", required=False, help_text="今も使う名前は、空けておきます"
    )

    def facts(self) -> NameFacts:
        return NameFacts(**self.values())

    @staticmethod
    def initial_of(row: OtherName) -> dict[str, Any]:
        return {
            "kind": row.kind,
            "name": row.name,
            "kana": row.kana,
            "since": _known(row.since_on, row.since_precision),
            "until": _known(row.until_on, row.until_precision),
            "version": row.version,
        }


REASONS = [("", "分からない"), *HouseholdStay.Reason.choices]


class LeaveForm(BaseForm):
    """Somebody no longer belongs to the household."""

    draft_name, draft_label = "leave", "世帯から離れた人の登録"

    left = PartialDateField(
        label="離れた日",
        required=False,
        help_text="空けておくと、今日になります。年や月だけでもかまいません",
    )
    reason = forms.ChoiceField(
        label="離れた理由", choices=REASONS, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(label="備考", required=False, max_length=200)


class ReturnForm(BaseForm):
    """Somebody belongs to the household again."""

    draft_name, draft_label = "return", "世帯に戻った人の登録"

    since = PartialDateField(
        label="戻った日", required=False, help_text="空けておくと、今日になります"
    )


class StayForm(BaseForm):
    """A time in the household, corrected."""

    draft_name, draft_label = "stay", "世帯にいた期間"

    since = PartialDateField(
        label="世帯に入った日", required=False, help_text="はじめからなら、空けておきます"
    )
    until = PartialDateField(
        label="世帯を離れた日", required=False, help_text="今もいるなら、空けておきます"
    )
    reason = forms.ChoiceField(
        label="離れた理由", choices=REASONS, required=False, widget=forms.RadioSelect
    )
    note = forms.CharField(label="備考", required=False, max_length=200)

    def facts(self) -> StayFacts:
        return StayFacts(**self.values())

    @staticmethod
    def initial_of(row: HouseholdStay) -> dict[str, Any]:
        return {
            "since": _known(row.since_on, row.since_precision),
            "until": _known(row.until_on, row.until_precision),
            "reason": row.reason,
            "note": row.note,
            "version": row.version,
        }
