"""What waits because of emergency access (R13): reviews, by number and time only; one's own that runs."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.models import EmergencyOpening
from access.rounds import Asking, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

MOST = 50


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """For supervisors of the recording bodies and auditors, and for her who opened."""
    roles, openings = request.acting.roles, EmergencyOpening.objects
    reviews = running = None
    if roles & {Role.SUPERVISOR, Role.AUDITOR}:
        reviews = _first(openings.for_review_by(request.user).unreviewed())
    if Role.CASEWORKER in roles:
        running = _first(openings.of(request.user).running())
    to_review, open_now = yield [reviews, running]
    return [*map(_review, to_review), *map(_running, open_now)]


def _first(rows: Any) -> Any:
    return rows.select_related("body").order_by("opened_at", "pk")[:MOST]


def _at(row: EmergencyOpening) -> str:
    at = timezone.localtime(row.opened_at)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


def _review(row: EmergencyOpening) -> TodayItem:
    return TodayItem(
        action=f"緊急閲覧がありました（{_at(row)}）。確かめて、結果を登録する",
        url=reverse("cases:emergency_review", args=[row.pk]),
        case_number=row.case_number,
        waiting=row.body.name,
        due_on=row.review_by,
        button="確かめる",
    )


def _running(row: EmergencyOpening) -> TodayItem:
    return TodayItem(
        action=f"緊急閲覧を開いています（{timezone.localtime(row.valid_until):%H:%M}まで）",
        url=reverse("cases:emergency", args=[row.pk]),
        case_number=row.case_number,
        due_on=timezone.localdate(),
        button="見る",
    )
