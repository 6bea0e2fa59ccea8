"""What waits because of emergency access (R13): reviews, by number and time only; one's own that runs."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.models import EmergencyOpening
from bunkyo_support.today import TodayItem
from documents.wareki import format_datetime
from organizations.models import Role

MOST = 50


def items(request: Any) -> list[TodayItem]:
    """For supervisors of the recording bodies and auditors, and for her who opened."""
    found: list[TodayItem] = []
    if request.acting.roles & {Role.SUPERVISOR, Role.AUDITOR}:
        found += _reviews(request.user)
    if Role.CASEWORKER in request.acting.roles:
        found += _running(request.user)
    return found


def _reviews(user: Any) -> list[TodayItem]:
    rows = EmergencyOpening.objects.for_review_by(user).unreviewed()
    return [
        TodayItem(
            action="緊急閲覧がありました。確かめて、結果を登録する"
            + ("（3開庁日を過ぎています）" if row.is_overdue else ""),
            url=reverse("cases:emergency_review", args=[row.pk]),
            case_number=row.case_number,
            waiting=format_datetime(row.opened_at),
            due_on=row.review_by,
            button="確かめる",
        )
        for row in rows.order_by("opened_at", "pk")[:MOST]
    ]


def _running(user: Any) -> list[TodayItem]:
    rows = EmergencyOpening.objects.of(user).running()
    return [
        TodayItem(
            action=f"緊急閲覧を開いています（{timezone.localtime(row.valid_until):%H:%M}まで）",
            url=reverse("cases:emergency", args=[row.pk]),
            case_number=row.case_number,
            due_on=timezone.localdate(),
            button="見る",
        )
        for row in rows.order_by("opened_at", "pk")[:MOST]
    ]
