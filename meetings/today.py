"""What waits for this user in meetings."""

from typing import Any

from django.urls import reverse

from access.grants import waiting_admissions
from bunkyo_support.today import TodayItem

from .models import CoordinationRequest, Decision, DecisionState, RequestState, Sitting, SittingState

MOST = 50


def items(request: Any) -> list[TodayItem]:
    """Items of the home page; appointments not yet acknowledged name no case (R4)."""
    entries = [
        TodayItem(
            action="支援会議の構成員に指定されました。守秘義務を確かめてください",
            url=reverse("meetings:acknowledge", args=[grant.source_id]),
            waiting="事務局",
            button="確かめる",
            group="news",
        )
        for grant in waiting_admissions(request.user)[:MOST]
    ]
    return [*entries, *_requests(request), *_sittings(request), *_decisions(request)]


def _requests(request: Any) -> list[TodayItem]:
    found = (
        CoordinationRequest.objects.visible_to(request.user)
        .filter(state=RequestState.REQUESTED)
        .select_related("compartment__case", "sender_body", "secretariat")[:MOST]
    )
    bodies = request.acting.bodies
    return [
        TodayItem(
            action="多機関協働の依頼に返事をする" if row.secretariat in bodies else "多機関協働の返事",
            url=reverse("meetings:request", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting=(row.sender_body if row.secretariat in bodies else row.secretariat).name,
            button="返事する" if row.secretariat in bodies else "見る",
            group="todo" if row.secretariat in bodies else "waiting",
        )
        for row in found
    ]


def _sittings(request: Any) -> list[TodayItem]:
    found = (
        Sitting.objects.visible_to(request.user)
        .filter(state=SittingState.PLANNED)
        .select_related("compartment__case")
        .order_by("held_at")[:MOST]
    )
    return [
        TodayItem(
            action=f"支援会議 第{row.number}回",
            url=reverse("meetings:meeting", args=[row.meeting_id]),
            case_number=row.compartment.case.number,
            waiting="構成員",
            due_on=row.held_at.date(),
            button="見る",
        )
        for row in found
    ]


def _decisions(request: Any) -> list[TodayItem]:
    found = (
        Decision.objects.visible_to(request.user)
        .filter(state=DecisionState.OPEN, body__in=request.acting.bodies)
        .select_related("compartment__case", "sitting")[:MOST]
    )
    return [
        TodayItem(
            action="支援会議で決まったことを行う",
            url=reverse("meetings:meeting", args=[row.sitting.meeting_id]),
            case_number=row.compartment.case.number,
            waiting="支援会議",
            due_on=row.due_on,
            button="見る",
        )
        for row in found
    ]
