"""What waits because of emergency access (R13), by number and time only: reviews; one's own that runs, that is not
reviewed yet, and what came of the review."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.models import EmergencyOpening
from access.rounds import Asking, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

MOST = 50
NEWS = datetime.timedelta(days=14)


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """For supervisors of the recording bodies and auditors, and for her who opened."""
    roles, openings = request.acting.roles, EmergencyOpening.objects
    reviews = own = None
    if roles & {Role.SUPERVISOR, Role.AUDITOR}:
        reviews = _first(openings.for_review_by(request.user).unreviewed())
    if Role.CASEWORKER in roles:
        lately = Q(review=None) | Q(review__reviewed_at__gte=timezone.now() - NEWS)
        running = Q(pk__in=openings.of(request.user).running().values("pk"))
        own = _first(openings.of(request.user).filter(running | lately)).select_related("review")
    to_review, opened = yield [reviews, own]
    return [*map(_review, to_review), *(item for row in opened for item in _own(row))]


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


def _own(row: EmergencyOpening) -> Iterator[TodayItem]:
    """Who opened goes back to it while it runs, sees by when somebody else looks at it, and is told what came of it."""
    review = getattr(row, "review", None)
    told: dict[str, Any] = {
        "url": reverse("cases:emergency", args=[row.pk]),
        "case_number": row.case_number,
    }
    if row.is_running:
        yield TodayItem(
            action=f"緊急閲覧を開いています（{timezone.localtime(row.valid_until):%H:%M}まで）",
            due_on=timezone.localdate(),
            button="見る",
            **told,
        )
    elif review is None:
        yield TodayItem(
            action=f"緊急閲覧（{_at(row)}）の確かめ",
            waiting="記録している機関の管理者か、監査の人",
            due_on=row.review_by,
            button="見る",
            group="waiting",
            **told,
        )
    if review is not None:
        yield TodayItem(
            action=f"緊急閲覧（{_at(row)}）を確かめた結果が出ました：{review.finding_word}",
            button="読む",
            group="news",
            **told,
        )
