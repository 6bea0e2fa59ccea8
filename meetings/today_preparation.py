"""What waits for this user while a sitting is prepared: sheets to write, requests to answer (R4)."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem

from .doors import open_rows, own_memberships
from .models import InformationRequest, MeetingMember, PrepCall, PrepSheet
from .words import kind_of_meeting, support_meeting_name

MOST = 50


def items(request: Any) -> list[TodayItem]:
    """Of members: sheets and answers that are theirs; of secretaries: what is overdue."""
    mine = own_memberships(request.user)
    parts = dict(mine.values_list("meeting_id", "part"))
    run = {pk for pk, part in parts.items() if part == MeetingMember.Part.SECRETARY}
    return [
        *_sheets(request, set(parts) - run),
        *_late_sheets(request, run),
        *_asked(request),
        *_late_answers(request, run),
    ]


def _calls(request: Any, meetings: set[Any]) -> Any:
    rows = open_rows(PrepCall, request.user).before_the_sitting()
    return rows.filter(sitting__meeting__in=meetings).select_related(
        "compartment__case", "sitting__meeting"
    )


def _sheets(request: Any, meetings: set[Any]) -> list[TodayItem]:
    """Asked of her body, and nobody of it has handed anything in."""
    theirs = PrepSheet.objects.visible_to(request.user).filter(body__in=request.acting.bodies)
    rows = _calls(request, meetings).exclude(pk__in=theirs.values("call"))[:MOST]
    return [
        TodayItem(
            action=f"{kind_of_meeting(row.sitting.meeting.basis)} 第{row.sitting.number}回の準備シートを書く",
            url=reverse("meetings:prep_sheet", args=[row.sitting_id]),
            case_number=row.compartment.case.number,
            waiting="会議の事務局",
            due_on=row.until_on,
            button="書く",
        )
        for row in rows
    ]


def _late_sheets(request: Any, meetings: set[Any]) -> list[TodayItem]:
    """The day is over and not everybody has handed in, or nothing was released yet."""
    day = timezone.localdate()
    rows = _calls(request, meetings).filter(until_on__lt=day, released_at__isnull=True)[:MOST]
    return [
        TodayItem(
            action=f"{kind_of_meeting(row.sitting.meeting.basis)} 第{row.sitting.number}回の準備シートを確かめて、公開する",
            url=reverse("meetings:preparation", args=[row.sitting_id]),
            case_number=row.compartment.case.number,
            waiting="構成員",
            due_on=row.until_on,
            button="見る",
        )
        for row in rows
    ]


def _asked(request: Any) -> list[TodayItem]:
    """Information asked of a body of hers, of which she is a member in that meeting."""
    mine = own_memberships(request.user)
    here = mine.filter(meeting=OuterRef("meeting"), appointment__role_group__body=OuterRef("body"))
    rows = (
        open_rows(InformationRequest, request.user)
        .waiting()
        .filter(Exists(here))
        .select_related("compartment__case")[:MOST]
    )
    return [
        TodayItem(
            action=f"{support_meeting_name()}から、情報提供等を頼まれています",
            url=reverse("meetings:information", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="会議の事務局",
            due_on=row.due_on,
            button="読む",
        )
        for row in rows
    ]


def _late_answers(request: Any, meetings: set[Any]) -> list[TodayItem]:
    rows = (
        open_rows(InformationRequest, request.user)
        .waiting()
        .filter(meeting__in=meetings, due_on__lt=timezone.localdate())
        .select_related("compartment__case")[:MOST]
    )
    return [
        TodayItem(
            action="情報提供等の依頼の回答が、期限を過ぎています",
            url=reverse("meetings:information", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="依頼先",
            due_on=row.due_on,
            button="確かめる",
        )
        for row in rows
    ]
