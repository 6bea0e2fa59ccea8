"""What waits for this user in cases: hand-offs to answer, things to do, intakes to screen."""

import datetime
from typing import Any

from django.urls import reverse

from bunkyo_support.today import TodayItem
from organizations.models import Role

from .models import Intake, NextAction, Referral

SCREENING_DAYS = 7
MOST = 50


def items(request: Any) -> list[TodayItem]:
    """Items of the home page; only what is visible to the user."""
    if not request.acting.roles & {Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR}:
        return []
    return [*_referrals(request), *_actions(request), *_intakes(request)]


def _referrals(request: Any) -> list[TodayItem]:
    bodies = request.acting.bodies
    found = (
        Referral.objects.visible_to(request.user)
        .exclude(state__in=["closed", "declined"])
        .select_related("sender_body", "receiver_body", "compartment__case")
        .order_by("reply_by")[:MOST]
    )
    entries = []
    for row in found:
        mine = row.receiver_body in bodies
        words = {
            "sent": "つなぎを受け取る",
            "received": "つなぎに返事をする",
            "accepted": "初回の連絡を入れる",
            "first_contact": "結果を報告する",
            "reported": "報告を確かめる",
        }
        todo = mine if row.state != "reported" else not mine
        other = row.sender_body if mine else row.receiver_body
        entries.append(
            TodayItem(
                action=words[row.state] if todo else "つなぎの返事",
                url=reverse("cases:referral", args=[row.pk]),
                case_number=row.compartment.case.number,
                waiting=other.name,
                due_on=row.reply_by if row.state in ("sent", "received") else None,
                button="返事する" if todo else "見る",
                group="todo" if todo else "waiting",
            )
        )
    return entries


def _actions(request: Any) -> list[TodayItem]:
    found = (
        NextAction.objects.visible_to(request.user)
        .filter(done_at__isnull=True, created_by=request.user)
        .select_related("compartment__case")[:MOST]
    )
    return [
        TodayItem(
            action=row.what,
            url=reverse("cases:detail", args=[row.compartment.case_id]),
            case_number=row.compartment.case.number,
            waiting="（自分）",
            due_on=row.due_on,
            button="書く",
        )
        for row in found
    ]


def _intakes(request: Any) -> list[TodayItem]:
    found = (
        Intake.objects.visible_to(request.user)
        .filter(screening_result="", receiver=request.user)
        .select_related("compartment__case")
        .order_by("received_on")[:MOST]
    )
    return [
        TodayItem(
            action="受付の見立てをする",
            url=reverse("cases:intake_detail", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="（自分）",
            due_on=row.received_on
            if row.urgency == "A"
            else row.received_on + datetime.timedelta(days=SCREENING_DAYS),
            button="見立てる",
        )
        for row in found
    ]
