"""What waits for auditors: flags of unusual reading that nobody has closed, as a number; reports of what may have
leaked (S-73, S-96, R10)."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.operations import is_log_broken
from bunkyo_support.today import TodayItem
from organizations.models import Role

from .audit import FAILED_LOGINS, guessed_at
from .incident_models import Incident
from .rounds import Asking, part
from .unusual_models import ReadingFlag


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """One line for all of them; the daily mail counts it like any other task."""
    if Role.AUDITOR not in request.acting.roles:
        return []
    waiting_ones = ReadingFlag.objects.with_state().filter(is_closed=False).order_by()
    going_on = Incident.objects.with_state().filter(is_closed=False)
    counts, incidents, guessed = yield [
        waiting_ones.values("is_closed").annotate(number=Count("pk")),
        going_on,
        guessed_at(),
    ]
    found = [
        *_log_item(),
        *_guessed_item(len(guessed)),
        *(_incident_item(row) for row in incidents),
    ]
    waiting = sum(row["number"] for row in counts)
    if not waiting:
        return found
    return [
        *found,
        TodayItem(
            action=f"注意する閲覧（{waiting}件）を確かめる",
            url=reverse("access:flags"),
            due_on=timezone.localdate(),
            button="確かめる",
        ),
    ]


def _log_item() -> list[TodayItem]:
    """Whoever looks into reading must know that the log does not tell all of it (S-72)."""
    if not is_log_broken():
        return []
    return [
        TodayItem(
            action="閲覧の記録が欠けたか書きかえられたおそれを、運用の担当と確かめる",
            url=reverse("access:log"),
            due_on=timezone.localdate(),
        )
    ]


def _guessed_item(accounts: int) -> list[TodayItem]:
    """As a number; who it is, the log says."""
    if not accounts:
        return []
    return [
        TodayItem(
            action=f"ログインの失敗が続いている利用者（{accounts}人）を、閲覧の記録で確かめる",
            url=f"{reverse('access:log')}?look={FAILED_LOGINS}",
            due_on=timezone.localdate(),
        )
    ]


def _incident_item(row: Incident) -> TodayItem:
    """By when the next report is due; without one left, that it is still to be closed (S-96)."""
    report = row.next_report
    return TodayItem(
        action=f"漏えい等の対応：{report[0]}を出す" if report else "漏えい等の対応を終える",
        url=reverse("access:incident", args=[row.pk]),
        due_on=report[1] if report else None,
    )
