"""Protection (R11), the list by name, lifting by two, and what leaves a protected household."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases.models import Person, ProtectedContact, ProtectionMeasure
from cases.services.protection import MeasureFacts
from documents.forms import WarekiDateField
from organizations.models import Appointment

from .contacts import LONGEST, tidy_value


class MeasureForm(BaseForm):
    """Why somebody is protected."""

    draft_name, draft_label = "protection", "保護の理由"

    kind = forms.ChoiceField(
        label="保護の種類",
        choices=ProtectionMeasure.Kind.choices,
        initial=ProtectionMeasure.Kind.UNKNOWN,
    )
    counterpart = forms.CharField(
        label="相手方",
        required=False,
        max_length=200,
        help_text="知らせてはいけない相手。代理人や親族も、分かれば書きます",
    )
    proof = forms.CharField(
        label="申出の受付・番号",
        required=False,
        max_length=200,
        help_text="例：支援措置の受付市区町村、警察・配偶者暴力相談支援センターの意見",
    )
    note = forms.CharField(label="気をつけること", required=False, max_length=300)

    @staticmethod
    def initial_of(measure: ProtectionMeasure) -> dict[str, Any]:
        return {
            "kind": measure.kind,
            "counterpart": measure.counterpart,
            "proof": measure.proof,
            "note": measure.note,
            "version": measure.version,
        }

    def facts(self) -> MeasureFacts:
        data = self.cleaned_data
        return MeasureFacts(data["kind"], data["counterpart"], data["proof"], data["note"])


class NamesField(forms.MultipleChoiceField):
    """Staff by name and role."""

    widget = forms.CheckboxSelectMultiple


class ProtectForm(MeasureForm):
    """The lock: who remains able to see, for how long, and what is known already."""

    draft_name, draft_label = "protect", "連絡先の保護"
    read_by = "名簿に入れる人だけ"

    named = NamesField(label="名簿に入れる人", help_text="この人たちだけが、連絡先を見られます")
    how = forms.ChoiceField(
        label="保護の段階",
        choices=[
            ("provisional", "仮の保護（最初の電話から。14日以内に見直す）"),
            ("full", "保護（1年。期限の60日前と30日前に知らせる）"),
        ],
        initial="provisional",
        widget=forms.RadioSelect,
    )
    review_on = WarekiDateField(
        label="見直しの日",
        required=False,
        allow_future=True,
        help_text="空けておくと、仮の保護は14日後、保護は1年後です。過ぎても、解除するまで保護は続きます",
    )

    also = NamesField(
        label="いっしょに保護する人",
        required=False,
        help_text="同じ所にいる子どもなど。相手方は選ばないでください",
    )

    field_order = ("named", "how", "also", "review_on", "kind", "counterpart", "proof", "note")

    def __init__(
        self, *args: Any, offices: list[Appointment], others: list[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices}
        self.others = {str(p.pk): p for p in others}
        also: Any = self.fields["also"]
        also.choices = [(key, str(p)) for key, p in self.others.items()]
        if not others:
            del self.fields["also"]
        named: Any = self.fields["named"]
        named.choices = names_of(offices)

    def clean_review_on(self) -> datetime.date | None:
        return not_past(self.cleaned_data["review_on"])

    def chosen(self) -> list[Appointment]:
        return [self.offices[key] for key in self.cleaned_data["named"]]

    def together(self) -> list[Person]:
        """Others who are at the same place."""
        return [self.others[key] for key in self.cleaned_data.get("also", [])]


def names_of(offices: list[Appointment]) -> list[tuple[str, str]]:
    return [(str(a.pk), f"{a.staff.name}（{a.role_group.get_role_display()}）") for a in offices]


def not_past(day: datetime.date | None) -> datetime.date | None:
    if day and day < timezone.localdate():
        raise forms.ValidationError("今日からあとの日を書いてください")
    return day


class ConfirmForm(BaseForm):
    """A lock becomes a protection, or a protection goes on."""

    review_on = WarekiDateField(
        label="次の見直しの日", required=False, allow_future=True, help_text="空けておくと1年後です"
    )

    def clean_review_on(self) -> datetime.date | None:
        return not_past(self.cleaned_data["review_on"])


class ReasonForm(BaseForm):
    """Why something is lifted."""

    reason = forms.CharField(label="理由", max_length=200)


class ProtectedContactForm(BaseForm):
    """Another way to find a protected person."""

    draft_name, draft_label = "protected-contact", "秘匿の連絡先"

    kind = forms.ChoiceField(label="種類", choices=ProtectedContact.KINDS, widget=forms.RadioSelect)
    value = forms.CharField(label="内容", max_length=LONGEST)
    note = forms.CharField(label="かけてよい時間・留守電", required=False, max_length=100)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        tidy_value(data)
        return data


class AdmitForm(BaseForm):
    """Another person for the list."""

    office = forms.ChoiceField(label="名簿に加える人")

    def __init__(self, *args: Any, offices: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(a.pk): a for a in offices}
        office: Any = self.fields["office"]
        office.choices = [("", "選んでください"), *names_of(offices)]

    def chosen(self) -> Appointment:
        return self.offices[self.cleaned_data["office"]]


class DecideForm(BaseForm):
    """Whether an output passes (S-91)."""

    read_by = "頼んだ人と、保護の名簿にある人"
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


RENEWAL_READ_BY = "この名簿を決め直せる人と、決め直したあとの名簿の人"


class RenewForm(BaseForm):
    """Why somebody is to stand on a list from which everybody has gone."""

    read_by = RENEWAL_READ_BY
    reason = forms.CharField(
        label="理由",
        max_length=200,
        help_text="例：前の担当者が異動したので、いまの担当者として引き継ぐ。住所や電話は書かないでください",
    )


class AnswerRenewalForm(BaseForm):
    """Whether two stand on the list anew (S-91)."""

    read_by = RENEWAL_READ_BY
    decision = forms.ChoiceField(
        label="2人で名簿に入ってよいですか",
        choices=[
            ("agree", "認める（申し出た人とあなたが、名簿に入ります）"),
            ("refuse", "認めない"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由・確かめたこと",
        max_length=200,
        required=False,
        help_text="認めないときは、必ず書きます",
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("decision") == "refuse" and not data.get("reason"):
            self.add_error("reason", "認めない理由を書いてください")
        return data
