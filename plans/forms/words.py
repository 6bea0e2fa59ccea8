"""Beginning a plan, its words, and the bodies that join it."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Appointment, Body
from plans.models import Plan
from plans.services import ContentFacts

from .common import DAY, lines, reason_field


class NewPlanForm(BaseForm):
    """A plan begins: on which consent, for whom, of which kind."""

    consent = forms.ChoiceField(label="もとになる本人の同意", widget=forms.RadioSelect)
    subject = forms.CharField(
        label="対象（本人・世帯）",
        max_length=200,
        help_text="プランの表に出る呼び方です。例：架空 花子さんの世帯",
    )
    kind = forms.ChoiceField(label="種類", choices=Plan.Kind.choices, widget=forms.RadioSelect)

    draft_name, draft_label = "plan-new", "支援プランの作成"
    name_fields = ("subject",)

    def __init__(self, *args: Any, consents: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = [(str(consent.pk), words) for consent, words in consents]
        self.fields["kind"].initial = Plan.Kind.MULTI


class ContentForm(BaseForm):
    """The words of a plan; everything but the name may come later."""

    draft_name, draft_label = "plan-content", "支援プランの内容"
    name_fields = ("subject",)

    wishes = forms.CharField(
        label="本人の希望",
        required=False,
        widget=lines(4),
        help_text="本人の言葉で書きます。例：「前のように、友だちを家に呼びたい」",
    )
    subject = forms.CharField(label="対象（本人・世帯）", max_length=200)
    issues = forms.CharField(
        label="課題",
        required=False,
        widget=lines(4),
        help_text="急ぐもの、大事なものから順に、1行に1つ書きます",
    )
    long_term_goal = forms.CharField(label="目指す姿", required=False, widget=lines(3))
    direction = forms.CharField(label="支援の方向性", required=False, widget=lines(3))
    emergency = forms.CharField(
        label="緊急時の対応",
        required=False,
        widget=lines(3),
        help_text="だれが、だれに、どう連絡するか",
    )
    period_from = WarekiDateField(
        label="計画期間の始まり", required=False, allow_future=True, help_text=DAY
    )
    period_until = WarekiDateField(
        label="計画期間の終わり（この日まで）",
        required=False,
        allow_future=True,
        help_text="12か月以内が目安です",
    )
    next_monitoring_on = WarekiDateField(
        label="次のモニタリング",
        required=False,
        allow_future=True,
        help_text="初回は3か月後、その後は6か月以内が目安です",
    )
    lead_body = forms.ChoiceField(label="主担当機関", required=False)
    reason = reason_field()

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        self.fields["lead_body"].choices = [
            ("", "あとで決める"),
            *((key, body.name) for key, body in self.bodies.items()),
        ]

    def clean_next_monitoring_on(self) -> datetime.date | None:
        """A day that is chosen lies ahead; one that has passed may stay while other words are changed."""
        day: datetime.date | None = self.cleaned_data["next_monitoring_on"]
        if day == self.initial.get("next_monitoring_on"):
            return day
        if day is not None and day <= timezone.localdate():
            raise forms.ValidationError("次のモニタリングは、今日より後の日にしてください")
        return day

    def facts(self) -> ContentFacts:
        """What was typed, for the service."""
        data = self.values()
        del data["reason"]
        return ContentFacts(**{**data, "lead_body": self.bodies.get(data["lead_body"])})


class BodiesForm(BaseForm):
    """Staff in charge at bodies that the consent covers."""

    staff = forms.MultipleChoiceField(
        label="加える機関と担当者", widget=forms.CheckboxSelectMultiple
    )
    reason = reason_field()

    def __init__(
        self,
        *args: Any,
        offices: Iterable[Appointment],
        reason_needed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = reason_needed
        self.offices = {str(office.pk): office for office in offices}
        self.fields["staff"].choices = [
            (key, f"{o.body}　{o.staff.name}（{o.role_group.get_role_display()}）")
            for key, o in self.offices.items()
        ]

    def chosen(self) -> list[Appointment]:
        return [self.offices[key] for key in self.cleaned_data["staff"]]
