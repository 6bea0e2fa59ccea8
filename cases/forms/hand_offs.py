"""つなぐシート, and the answers to it."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import Person
from cases.services import Leg, SheetFacts
from documents.business_days import add_business_days
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body, LegalBasis, Role

from .base import CaseForm, required_text


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


# Each leg beyond the first has fields of its own; further ones are added from a leg's page.
MORE_LEGS = ("_2", "_3")


class ReferralForm(CaseForm):
    """つなぐシート: what all receivers are told, and what is asked of each."""

    read_by = "自分の機関と、つなぐ先の相談員・管理者"
    draft_name, draft_label = "referral", "つなぎの送付"
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
    reason = required_text("つなぐ理由", 4, help_text="この機関に相談したいこと")
    wishes = required_text("お願いしたいこと", 2, required=False)
    receiver_2 = forms.ModelChoiceField(
        label="つなぐ先（2つ目）", queryset=Body.objects.none(), required=False
    )
    reason_2 = required_text("つなぐ理由（2つ目）", 3, required=False)
    wishes_2 = required_text("お願いしたいこと（2つ目）", 2, required=False)
    receiver_3 = forms.ModelChoiceField(
        label="つなぐ先（3つ目）", queryset=Body.objects.none(), required=False
    )
    reason_3 = required_text("つなぐ理由（3つ目）", 3, required=False)
    wishes_3 = required_text("お願いしたいこと（3つ目）", 2, required=False)
    tell_others = forms.BooleanField(
        label="ほかのつなぎ先を知らせる",
        required=False,
        help_text="チェックすると、つなぐ先の機関の名前が、互いに見えます。"
        "チェックしなければ、ほかにもつないだことは、つなぐ先には分かりません",
    )
    consent_state = forms.ChoiceField(label="本人の同意", help_text="いまの状態を選びます")
    legal_basis = forms.ModelChoiceField(
        label="渡す根拠",
        queryset=LegalBasis.objects.none(),
        help_text="一つだけ選びます。同意があるときは「本人同意」。"
        "根拠の違う機関へは、分けて送ります",
    )
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    reply_by = WarekiDateField(
        label="返事の期限",
        allow_future=True,
        initial=_in_five_business_days,
        help_text="緊急度がAのときは、今日の日付にしてください",
    )
    topics = forms.MultipleChoiceField(label="困りごと", widget=forms.CheckboxSelectMultiple)
    persons = forms.MultipleChoiceField(
        label="伝える人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="選んだ人の氏名・ふりがな・続柄・性別・生年月日・年齢・備考が、引き受ける前から相手に見えます。"
        "本人の住所と電話は、引き受けたあとに見えます",
    )
    done_so_far = required_text("これまでの対応", 2, required=False)
    sender_continues = required_text(
        "自機関が続けること", 3, help_text="相手が引き受けるまで、担当は自機関のままです"
    )

    def __init__(self, *args: Any, sender: Body, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in persons}
        fields: dict[str, Any] = self.fields
        for ending in ("", *MORE_LEGS):
            fields[f"receiver{ending}"].queryset = receivers(sender)
        fields["legal_basis"].queryset = LegalBasis.objects.on().filter(for_hand_off=True)
        fields["persons"].choices = [
            (key, f"{p.name_words}（{'本人' if p.is_subject else p.relation or '続柄未記入'}）")
            for key, p in self.people.items()
        ]
        codes.word_urgency(fields["urgency"])

    @property
    def further_legs(self) -> list[tuple[Any, Any, Any]]:
        """Fields of the second and third receiver, for the page."""
        return [(self[f"receiver{e}"], self[f"reason{e}"], self[f"wishes{e}"]) for e in MORE_LEGS]

    @property
    def has_further_legs(self) -> bool:
        """Whether something was written there already."""
        return any(bound.value() for fields in self.further_legs for bound in fields)

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
        self._check_legs(data)
        return data

    def _check_legs(self, data: dict[str, Any]) -> None:
        seen = {data.get("receiver")} - {None}
        for ending in MORE_LEGS:
            receiver, reason = data.get(f"receiver{ending}"), data.get(f"reason{ending}")
            if (reason or data.get(f"wishes{ending}")) and not receiver:
                self.add_error(f"receiver{ending}", "つなぐ先を選んでください")
            if receiver and not reason:
                self.add_error(f"reason{ending}", "この機関につなぐ理由を書いてください")
            if receiver in seen:
                self.add_error(
                    f"receiver{ending}", "同じ機関が選ばれています。ほかの機関を選んでください"
                )
            seen |= {receiver} - {None}

    def legs(self) -> list[Leg]:
        """What is asked of each body."""
        data = self.cleaned_data
        return [
            Leg(data[f"receiver{e}"], data[f"reason{e}"], data[f"wishes{e}"])
            for e in ("", *MORE_LEGS)
            if data[f"receiver{e}"]
        ]

    def facts(self) -> SheetFacts:
        """What all of them are told."""
        shared = (
            *("topics", "urgency", "sender_continues", "reply_by", "legal_basis"),
            *("consent_state", "done_so_far", "tell_others"),
        )
        return SheetFacts(
            people=[self.people[key] for key in self.cleaned_data["persons"]],
            household_size=len(self.people) or None,
            **{name: self.cleaned_data[name] for name in shared},
        )


class NamesCheckedForm(BaseForm):
    """The tick below a warning of similar names. It comes back empty."""

    names_checked = forms.BooleanField(
        label="つなぐ先と伝える人を取り違えていないことを確かめた",
        error_messages={
            "required": "名前の似た機関や人と取り違えていないかを確かめて、チェックを付けてください"
        },
    )


class WithdrawForm(BaseForm):
    draft_name, draft_label = "withdraw-referral", "つなぎの取り下げ"

    reason = forms.CharField(
        label="取り下げる理由", max_length=300, help_text="自機関の記録に残ります"
    )


class HandOffPaperForm(BaseForm):
    """Which version of the sheet, and for whom."""

    paper = forms.ChoiceField(label="作る書面", widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["paper"]
        field.choices = choices
        field.initial = choices[0][0]


class DeclineForm(BaseForm):
    draft_name, draft_label = "decline", "つなぎに対応できないという返事"

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

    report = required_text(
        "結果の報告", 5, help_text="対応したことと日、担当、これからのこと。つないだ機関に見えます"
    )
