"""Sittings of 支援会議 that come, and minutes that are still to be written or fixed, for this user."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem

from .doors import rows_of
from .models import MeetingMember, MeetingNotice, Minutes, Sitting, SittingState
from .services.confirming import confirmation_told, confirmations_asked, why_not_yet
from .words import kind_of_meeting, sitting_of_day

MOST = 50
CHAIR = MeetingMember.Part.CHAIR
WRITERS = (MeetingMember.Part.SECRETARY, CHAIR)
CHANGED, CANCELLED = MeetingNotice.About.CHANGED, MeetingNotice.About.CANCELLED


def items(request: Any, own: list[MeetingMember]) -> Asking[list[TodayItem]]:
    """Planned sittings, for members; minutes to be finished, for who writes them, and to be fixed, for who does."""
    mine, now = {m.meeting_id: m.part for m in own if m.part in WRITERS}, timezone.now()
    here = yield inside(request.user, own)
    to_come = Q(state=SittingState.PLANNED, held_at__gte=now)
    called_off = Q(pk__in=_told_to(request.user, own, CANCELLED, now), state=SittingState.CANCELLED)
    hers = Q(state__in=(SittingState.PLANNED, SittingState.HELD), meeting_id__in=mine)
    minutes = Minutes.objects.visible_to(request.user)
    chairs = rows_of(MeetingMember, request.user, own).taking_part().sworn()
    out = rows_of(Minutes, request.user, own).filter(
        sitting__meeting__in=mine, sent_at__isnull=False, approved_at__isnull=True
    )
    found, chaired, confirmed, told = yield [
        rows_of(Sitting, request.user, own)
        .filter(to_come | hers | called_off)
        .select_related("meeting")
        .with_state(minutes)
        .order_by("held_at", "id")[:MOST],
        chairs.filter(part=CHAIR).order_by().values_list("meeting_id", flat=True),
        out.select_related("sitting"),
        _told_to(request.user, own, CHANGED, now),
    ]
    to_fix = [
        row
        for row in confirmed
        if mine[row.sitting.meeting_id] == CHAIR or row.sitting.meeting_id not in chaired
    ]
    waits = yield from _waits(request.user, to_fix)
    fixed_by_her, known = {row.sitting_id: row for row in to_fix}, set(told)

    def line(row: Any) -> TodayItem:
        if row.state == SittingState.CANCELLED:
            return _called_off(row)
        if row.meeting_id in mine and (row.state == SittingState.HELD or row.held_at < now):
            return _over(row, mine[row.meeting_id], fixed_by_her.get(row.pk), waits)
        return _to_come(row, row.pk in known)

    return [line(row) for row in here.placed(found)]


def _told_to(user: Any, own: Collection[MeetingMember], about: str, now: Any) -> Any:
    """Sittings to come of which she was told this: many have no address that mail may go to, and a day that is another
    one, or a room in which nothing is, is told her here (domain.md 3.9)."""
    rows = rows_of(MeetingNotice, user, own).filter(
        member__in=[m.pk for m in own], about=about, sitting__held_at__gte=now
    )
    return rows.order_by().values_list("sitting_id", flat=True)


def _waits(user: Any, to_fix: Collection[Minutes]) -> Asking[set[Any]]:
    """Of these the sittings whose minutes cannot be fixed yet, because an answer is waited for."""
    if not to_fix:
        return set()
    told = yield confirmations_asked(to_fix, user)
    return {row.sitting_id for row in to_fix if why_not_yet(row, confirmation_told(row, *told))}


def _called_off(row: Sitting) -> TodayItem:
    """Until its hour: nobody comes to a room in which nothing is."""
    return TodayItem(
        action=f"{sitting_of_day(row)} 第{row.number}回は、中止になりました",
        url=reverse("meetings:sitting", args=[row.pk]),
        case_number=row.compartment.case.number,
        waiting="会議の事務局",
        button="理由を見る",
        group="news",
    )


def _to_come(row: Sitting, is_changed: bool) -> TodayItem:
    changed = "（日時か場所が変わりました）" if is_changed else ""
    return TodayItem(
        action=f"{kind_of_meeting(row.meeting.basis)} 第{row.number}回{changed}",
        url=reverse("meetings:sitting", args=[row.pk]),
        case_number=row.compartment.case.number,
        waiting="構成員",
        due_on=timezone.localdate(row.held_at),
        at=timezone.localtime(row.held_at).time(),
        button="見る",
    )


def _over(row: Any, part: str, to_fix: Minutes | None, waits: Collection[Any]) -> TodayItem:
    """The secretariat writes minutes, the chair fixes them, and the secretariat does where there is no chair
    (domain.md R20): each reads what is hers, and the chair, until they are sent round and until the members have
    answered, what she waits for. Where the secretariat fixes them, she answers wishes too."""
    is_held, is_chair = row.state == SittingState.HELD, part == CHAIR
    is_asked = row.pk in waits
    fixes = to_fix is not None and not is_asked
    rests = is_chair and not fixes
    act = "確定する" if fixes else "待つ" if rests else "仕上げる" if is_held else "書く"
    answers = "の確認の答え" if rests and is_asked else ""
    return TodayItem(
        action=f"{sitting_of_day(row)} 第{row.number}回の会議録{answers}を{act}",
        url=reverse("meetings:sitting", args=[row.pk]),
        case_number=row.compartment.case.number,
        waiting="会議の事務局" if is_chair and not answers else "構成員",
        due_on=None if is_held or rests else timezone.localdate(row.held_at),
        button="見る" if rests or fixes else "書く",
        group="waiting" if rests else "todo",
    )
