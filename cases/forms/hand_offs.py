"""つなぐシート, and the answers to it."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import Person
from documents.business_days import add_business_days
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body, LegalBasis, Role

from .base import CaseForm, required_text
from .intakes import word_urgency


def _in_five_business_days() -> datetime.date:
    return add_business_days(timezone.localdate(), 5)


def receivers(sender: Body) -> Any:
    """Bodies that can receive a sheet: in force, with somebody who reads it, and not one's own."""
    reads = Appointment.objects.current().filter(
        role_group__role__in=[Role.CASEWORKER, Role.SUPERVISOR]
    )
    return (
        Body.objects.in_force()
        .filter(pk__in=reads.values("role_group__body"), is_secretariat=False)
        .exclude(pk=sender.pk)
    )


class ReferralForm(CaseForm):
    """つなぐシート."""

    draft_name, draft_label = "referral", "つなぎ"
    code_lists: ClassVar[dict[str, str]] = {
        "topics": codes.TOPIC,
        "urgency": codes.URGENCY,
        "consent_state": codes.CONSENT_STATE,
    }

    receiver = forms.ModelChoiceField(
        label="つなぐ先",
        queryset=Body.objects.none(),
        help_text="受け取れる職員のいる機関だけが出ます。多機関協働の事務局へは「多機関協働を頼む」から",
    )
    consent_state = forms.ChoiceField(label="本人の同意", help_text="いまの状態を選びます")
    legal_basis = forms.ModelChoiceField(
        label="渡す根拠",
        queryset=LegalBasis.objects.none(),
        help_text="一つだけ選びます。同意があるときは「本人同意」",
    )
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    reply_by = WarekiDateField(
        label="返事の期限", allow_future=True, initial=_in_five_business_days
    )
    topics = forms.MultipleChoiceField(label="困りごと", widget=forms.CheckboxSelectMultiple)
    persons = forms.MultipleChoiceField(
        label="伝える人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ人の氏名・ふりがな・続柄・年齢が、引き受ける前から相手に見えます",
    )
    reason = required_text("つなぐ理由", 4)
    done_so_far = required_text("これまでの対応", 2, required=False)
    sender_continues = required_text(
        "自機関が続けること", 3, help_text="相手が引き受けるまで、担当は自機関のままです"
    )
    wishes = required_text("相手にお願いしたいこと", 2, required=False)

    def __init__(self, *args: Any, sender: Body, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in persons}
        fields: dict[str, Any] = self.fields
        fields["receiver"].queryset = receivers(sender)
        fields["legal_basis"].queryset = LegalBasis.objects.on().filter(for_hand_off=True)
        fields["persons"].choices = [
            (key, f"{p}（{'本人' if p.is_subject else p.relation or '続柄未記入'}）")
            for key, p in self.people.items()
        ]
        word_urgency(fields["urgency"])

    def clean_reply_by(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["reply_by"]
        if day < timezone.localdate():
            raise forms.ValidationError("返事の期限は、今日か、今日より後の日付にしてください")
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        basis, state = data.get("legal_basis"), data.get("consent_state")
        if basis and state and basis.needs_consent and state not in codes.CONSENTED:
            self.add_error(
                "legal_basis",
                "本人の同意がないので、「本人同意」のほかの根拠を選んでください",
            )
        return data

    def sheet(self) -> dict[str, Any]:
        """What the service is told: the sender's own copy of what she states."""
        data = self.values()
        chosen = data.pop("persons")
        return data | {
            "household": [person_statement(self.people[key]) for key in chosen],
            "household_size": len(self.people) or None,
        }


def person_statement(person: Person) -> dict[str, str]:
    """What a sheet says about a person."""
    return {
        "name": person.name,
        "kana": person.kana,
        "relation": "本人" if person.is_subject else person.relation,
        "age": person.age,
    }


class DeclineForm(BaseForm):
    draft_name, draft_label = "decline", "つなぎへの返事"

    reason = forms.CharField(label="対応できない理由", max_length=300)
    alternative = forms.CharField(
        label="代わりの案", max_length=300, help_text="ほかに相談できる機関や方法"
    )


class FirstContactForm(BaseForm):
    draft_name, draft_label = "first-contact", "初回のようす"

    on = WarekiDateField(label="初めて会った日・話した日", initial=timezone.localdate)
    note = forms.CharField(
        label="ようす", required=False, max_length=300, help_text="つないだ機関にも見えます"
    )


class ReportForm(BaseForm):
    draft_name, draft_label = "report", "つなぎの結果報告"

    report = required_text("結果の報告", 5, help_text="つないだ機関に見えます")
