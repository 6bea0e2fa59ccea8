"""Members of meetings whose office has ended, or who are kept out of the case: nobody speaks for their body until
somebody else is named (R4, R12, R16)."""

import datetime
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem

from .doors import rows_of
from .models import MeetingMember, SupportMeeting
from .words import meeting_of_day

LATELY = datetime.timedelta(days=60)
Own = list[MeetingMember]


def items(request: Any, own: Own) -> Asking[list[TodayItem]]:
    """For the secretary, one line a meeting, for two months; whom she has named anew counts no more. Another line for who
    is kept out, until her membership is ended: secretaries alone know of it (docs/decisions/0097)."""
    run = [m for m in own if m.part == MeetingMember.Part.SECRETARY]
    if not run:
        return []
    here = yield inside(request.user, run)
    members = rows_of(MeetingMember, request.user, run)
    held, now = "appointment__valid_until", timezone.now()
    over = {f"{held}__lte": now, f"{held}__gt": now - LATELY}
    left, there, shut, meetings = yield [
        members.filter(ended_at__isnull=True, **over)
        .order_by()
        .values_list("meeting_id", "appointment__role_group__body_id", "appointment__staff_id"),
        members.taking_part()
        .order_by()
        .values_list("meeting_id", "appointment__role_group__body_id", "appointment__staff_id"),
        members.current()
        .with_standing()
        .filter(is_kept_out=True)
        .order_by()
        .values_list("meeting_id", "pk"),
        SupportMeeting.objects.visible_to(request.user).filter(
            pk__in={m.meeting_id for m in run}, dissolved_at__isnull=True
        ),
    ]
    replaced = {(meeting, who) for meeting, body, staff in there for who in (body, staff)}
    missing: dict[Any, int] = {}
    for meeting, body, staff in left:
        if not replaced & {(meeting, body), (meeting, staff)}:
            missing[meeting] = missing.get(meeting, 0) + 1
    kept_out = Counter(meeting for meeting, _ in shut)
    rows = here.placed(meetings)
    return [*_of_the_left(rows, missing), *_of_the_kept_out(rows, kept_out)]


def _of_the_left(meetings: list[SupportMeeting], missing: Mapping[Any, int]) -> list[TodayItem]:
    return [
        TodayItem(
            action=f"{meeting_of_day(row)}の構成員{missing[row.pk]}人の所属が終わりました。替わりの人を指定するかを決める",
            url=reverse("meetings:appoint", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="構成員",
            button="指定する",
        )
        for row in meetings
        if row.pk in missing
    ]


def _of_the_kept_out(meetings: list[SupportMeeting], number: Mapping[Any, int]) -> list[TodayItem]:
    return [
        TodayItem(
            action=f"{meeting_of_day(row)}の構成員{number[row.pk]}人に、このケースを見せないことになりました（閲覧制限）。"
            "構成員を終え、替わりの人を指定するかを決める",
            url=reverse("meetings:meeting", args=[row.pk]),
            case_number=row.compartment.case.number,
            waiting="構成員",
            button="名簿を見る",
        )
        for row in meetings
        if row.pk in number
    ]
