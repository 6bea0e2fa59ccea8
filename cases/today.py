"""What waits for this user in cases: hand-offs to answer, things to do, intakes to screen."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem
from documents.business_days import add_business_days
from organizations.models import Role

from . import consent_reminders, today_matches, today_protection
from .codes import AT_ONCE
from .models import CaseRecord, Consent, Intake, NextAction, Person, Referral

SCREENING_DAYS = 7
FIRST_CONTACT_DAYS = 7
DAYS_TO_RECEIVE = 2  # business days
DAYS_TO_CONFIRM = 7
NEWS_DAYS = 14
MOST = 50

# State: words for the side whose step it is.
STEPS = {
    "sent": "つなぎを受け取り、返事をする",
    "received": "つなぎに返事をする",
    "accepted": "つなぎの、初回の接触を知らせる",
    "first_contact": "つなぎの結果を報告する",
    "reported": "つなぎの報告を確かめる",
}
WAITING = {
    "sent": "受け取り前",
    "received": "返事待ち",
    "accepted": "初回の接触待ち",
    "first_contact": "結果の報告待ち",
    "reported": "報告の確認待ち",
}


def items(request: Any) -> list[TodayItem]:
    """Items of the home page; only what is visible to the user."""
    if not request.acting.roles & {Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR}:
        return []
    referrals, actions = _referrals(request), _actions(request)
    intakes, consents, papers = _intakes(request), _ending_consents(request), _papers(request)
    about = [*referrals, *actions, *intakes, *consents, *papers]
    names = _households(request.user, {row.compartment.case_id for row in about})
    last = consent_reminders.last_reminder_days() if consents else 0
    return [
        *(_referral_item(request, row, names) for row in referrals),
        *(_action_item(row, names) for row in actions),
        *(_intake_item(request, row, names) for row in intakes),
        *(_consent_item(row, names, last) for row in consents),
        *(_paper_item(row, names) for row in papers),
        *today_protection.items(request),
        *today_matches.items(request),
    ]


def _households(user: Any, cases: Iterable[Any]) -> dict[Any, str]:
    """Names of households, where the basic information is open to the user; one question."""
    subjects = (
        Person.objects.visible_to(user)
        .filter(compartment__case__in=list(cases), is_subject=True)
        .select_related("compartment")
    )
    return {p.compartment.case_id: f"{p} さんの世帯" for p in subjects if p.name}


def _about(row: Any, names: dict[Any, str]) -> dict[str, Any]:
    case = row.compartment.case
    return {"case_number": case.number, "case_label": names.get(case.pk, "")}


def _referrals(request: Any) -> list[Referral]:
    """Hand-offs under way, and those that were declined lately."""
    rows = Referral.objects.visible_to(request.user).select_related(
        "sender_body", "receiver_body", "compartment__case"
    )
    since = timezone.now() - datetime.timedelta(days=NEWS_DAYS)
    under_way = rows.exclude(state__in=["closed", "declined"]).order_by("reply_by", "id")[:MOST]
    declined = rows.filter(state="declined", answered_at__gte=since).order_by("-answered_at")
    return [*under_way, *declined[:MOST]]


def _referral_item(request: Any, row: Referral, names: dict[Any, str]) -> TodayItem:
    is_receiver = row.receiver_body in request.acting.bodies
    url = reverse("cases:referral", args=[row.pk])
    other = row.sender_body if is_receiver else row.receiver_body
    about = _about(row, names)
    if row.state == "declined":
        words = "つなぎに、対応できないという返事がありました"
        return TodayItem(words, url, waiting=other.name, button="見る", group="news", **about)
    is_mine = is_receiver if row.state != "reported" else not is_receiver
    if not is_mine:
        words = f"つなぎ（{WAITING[row.state]}）"
        return TodayItem(words, url, waiting=other.name, button="見る", group="waiting", **about)
    button = "返事する" if row.state in ("sent", "received") else "書く"
    if row.state == "reported":
        button = "確かめる"
    due = _due(row)
    return TodayItem(STEPS[row.state], url, waiting=other.name, due_on=due, button=button, **about)


def _due(row: Referral) -> datetime.date | None:
    """By when the next step is due (domain.md 3.8)."""
    if row.state == "sent":
        sent_on = timezone.localdate(row.sent_at)
        return min(row.reply_by, add_business_days(sent_on, DAYS_TO_RECEIVE))
    if row.state == "received":
        return row.reply_by
    if row.state == "accepted" and row.accepted_at:
        days = datetime.timedelta(days=FIRST_CONTACT_DAYS)
        return timezone.localdate(row.accepted_at) + days
    if row.state == "reported" and row.reported_at:
        return timezone.localdate(row.reported_at) + datetime.timedelta(days=DAYS_TO_CONFIRM)
    return None


def _actions(request: Any) -> list[NextAction]:
    rows = NextAction.objects.visible_to(request.user).filter(
        done_at__isnull=True, assignee=request.user
    )
    return list(rows.select_related("compartment__case").order_by("due_on", "id")[:MOST])


def _action_item(row: NextAction, names: dict[Any, str]) -> TodayItem:
    return TodayItem(
        action=row.what,
        url=reverse("cases:detail", args=[row.compartment.case_id]),
        waiting="（自分）",
        due_on=row.due_on,
        button="開く",
        **_about(row, names),
    )


def _intakes(request: Any) -> list[Intake]:
    """Not screened, in records where the decision is still open: the user's own, and whoever
    received them the urgent ones of her body, because those cannot wait for a colleague."""
    undecided = CaseRecord.objects.changeable_by(request.user).filter(state="received")
    rows = Intake.objects.visible_to(request.user).filter(
        Q(receiver=request.user) | Q(urgency=AT_ONCE), screening_result="", record__in=undecided
    )
    rows = rows.select_related("compartment__case", "receiver")
    return list(rows.order_by("received_on", "id")[:MOST])


def _intake_item(request: Any, row: Intake, names: dict[Any, str]) -> TodayItem:
    is_urgent = row.urgency == AT_ONCE
    days = datetime.timedelta(days=0 if is_urgent else SCREENING_DAYS)
    return TodayItem(
        action="受付の見立てをする（緊急度 A）" if is_urgent else "受付の見立てをする",
        url=reverse("cases:intake_detail", args=[row.pk]),
        waiting="（自分）"
        if row.receiver_id == request.user.pk
        else f"{row.receiver.name}（受付）",
        due_on=row.received_on + days,
        button="見立てる",
        **_about(row, names),
    )


def _ending_consents(request: Any) -> list[Consent]:
    """Consents that end soon, of which the user recorded them or is in charge."""
    rows = consent_reminders.ending(request.user, request.acting.bodies)
    return list(rows.select_related("compartment__case")[:MOST])


def _papers(request: Any) -> list[Consent]:
    """Oral consents that are to be put in writing."""
    rows = consent_reminders.awaiting_paper(request.user, request.acting.bodies)
    return list(rows.select_related("compartment__case")[:MOST])


def _paper_item(row: Consent, names: dict[Any, str]) -> TodayItem:
    return TodayItem(
        action="口頭で受けた同意を、書面にしてもらう",
        url=reverse("cases:consent_paper", args=[row.pk]),
        waiting="（自分）",
        due_on=row.paper_due_on,
        button="書く",
        **_about(row, names),
    )


def _consent_item(row: Consent, names: dict[Any, str], last: int) -> TodayItem:
    words = "本人の同意の期限が切れる前に、本人に確かめる"
    if consent_reminders.ends_within(row, last):
        words = f"本人の同意の期限が近い（{last}日以内）。本人に確かめ、記録し直す"
    return TodayItem(
        action=words,
        url=reverse("cases:consents", args=[row.compartment.case_id]),
        waiting="（自分）",
        due_on=row.valid_until_on,
        button="見る",
        **_about(row, names),
    )
