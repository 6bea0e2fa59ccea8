"""What waits for this user while a sitting is prepared: sheets to write, requests to answer (R4)."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem

from .doors import rows_of
from .models import InformationRequest, MeetingMember, PrepCall, PrepSheet
from .words import kind_of_meeting, support_meeting_name

MOST = 50
Own = list[MeetingMember]


def parts(request: Any, own: Own) -> list[Asking[list[TodayItem]]]:
    """Of members: sheets and answers that are theirs; of secretaries: what is overdue."""
    run = [m for m in own if m.part == MeetingMember.Part.SECRETARY]
    sit = [m for m in own if m.part != MeetingMember.Part.SECRETARY]
    of_members = [_sheets(request, sit)] if sit else []
    of_secretaries = [_late_sheets(request, run), _late_answers(request, run)] if run else []
    return [*of_members, *of_secretaries, _asked(request, own)]


def _calls(request: Any, own: Own) -> Any:
    rows = rows_of(PrepCall, request.user, own).before_the_sitting()
    return rows.select_related("sitting__meeting")


def _sheets(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """Asked of her body, and nobody of it has handed anything in."""
    here = yield inside(request.user, own)
    theirs = PrepSheet.objects.visible_to(request.user).filter(body__in=request.acting.bodies)
    [rows] = yield [_calls(request, own).exclude(pk__in=theirs.values("call"))[:MOST]]
    return [
        TodayItem(
            action=f"{kind_of_meeting(row.sitting.meeting.basis)} 第{row.sitting.number}回の準備シートを書く",
            url=reverse("meetings:prep_sheet", args=[row.sitting_id]),
            case_number=row.compartment.case.number,
            waiting="会議の事務局",
            due_on=row.until_on,
            button="書く",
        )
        for row in here.placed(rows)
    ]


def _late_sheets(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """The day is over and not everybody has handed in, or nothing was released yet."""
    here = yield inside(request.user, own)
    late = _calls(request, own).filter(until_on__lt=timezone.localdate(), released_at__isnull=True)
    [rows] = yield [late[:MOST]]
    return [
        TodayItem(
            action=f"{kind_of_meeting(row.sitting.meeting.basis)} 第{row.sitting.number}回の準備シートを確かめて、公開する",
            url=reverse("meetings:preparation", args=[row.sitting_id]),
            case_number=row.compartment.case.number,
            waiting="構成員",
            due_on=row.until_on,
            button="見る",
        )
        for row in here.placed(rows)
    ]


def _asked(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """Information asked of a body of hers, of which she is a member in that meeting."""
    here = yield inside(request.user, own)
    bodies = {m.appointment.body.pk for m in own if m.appointment}
    [waiting] = yield [
        rows_of(InformationRequest, request.user, own).waiting().filter(body__in=bodies)
    ]
    sits = {(m.meeting_id, m.appointment.body.pk) for m in own if m.appointment}
    rows = [row for row in waiting if (row.meeting_id, row.body_id) in sits][:MOST]
    return [
        TodayItem(
            action=f"{support_meeting_name()}から、情報提供等を頼まれています",
            url=reverse("meetings:information", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="会議の事務局",
            due_on=row.due_on,
            button="読む",
        )
        for row in here.placed(rows)
    ]


def _late_answers(request: Any, own: Own) -> Asking[list[TodayItem]]:
    here = yield inside(request.user, own)
    [rows] = yield [
        rows_of(InformationRequest, request.user, own)
        .waiting()
        .filter(due_on__lt=timezone.localdate())[:MOST]
    ]
    return [
        TodayItem(
            action="情報提供等の依頼の回答が、期限を過ぎています",
            url=reverse("meetings:information", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="依頼先",
            due_on=row.due_on,
            button="確かめる",
        )
        for row in here.placed(rows)
    ]
