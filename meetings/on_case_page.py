"""What meetings add to the case page: for members only, for coordinators, for who may ask.

Each part asks for what is visible to the user. Of a 支援会議 nobody else sees a part, a count or a
gap (R4, R7, R14); members see that there is one and when it sits, and go there for the rest.
"""

import datetime
import uuid
from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from access.sources import in_force_among
from access.together import Rows
from cases.closing import OpenMatter
from cases.models import CaseRecord, RecordState
from cases.page_parts import Action, Panel, TimelineEntry
from cases.questions import HAND_OFF, MEETING, PLAN, question
from cases.services.shield import Named
from cases.surroundings import records_written, writable_of
from cases.unread import came_as_told, told
from documents.wareki import format_date
from organizations.models import Role
from organizations.names import own_names

from .doors import open_rows
from .models import (
    MINUTED,
    ConferenceItem,
    ConferenceState,
    CoordinationRequest,
    DatePoll,
    Decision,
    PlanConference,
    RequestState,
    Sitting,
    SittingState,
    SupportMeeting,
)
from .models.conference import MINUTED as WITH_MINUTES
from .overview import meetings_of_decisions, rows_told
from .words import conference_name, kind_of_meeting

MOST_CONFERENCES = 3


@question(CoordinationRequest, HAND_OFF)
def requests_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Requests for 多機関協働 that the user sees."""
    rows = CoordinationRequest.objects.visible_to(request.user).of_case(case)
    return rows.with_closed().select_related("sender_body", "secretariat")


@question(SupportMeeting, MEETING)
def meetings_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """支援会議 whose door is open to the user (R4)."""
    rows: QuerySet[Any] = _of_open(SupportMeeting, request, case)
    return rows


@question(Sitting, MEETING)
def sittings_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Sittings of these, in the order of their days."""
    rows: QuerySet[Any] = _of_open(Sitting, request, case).select_related("meeting")
    return rows.order_by("held_at", "number")


@question(uuid.UUID, MEETING)
def decisions_to_do(request: Any, case: CaseFile) -> QuerySet[Any]:
    """The meeting of each decision that nobody has carried out."""
    return meetings_of_decisions(_of_open(Decision, request, case).to_do())


def _of_open(model: Any, request: Any, case: CaseFile) -> Any:
    return open_rows(model, request.user).of_case(case)


@question(uuid.UUID, MEETING)
def meetings_going_on(request: Any, case: CaseFile) -> QuerySet[Any] | None:
    """Whether or not the door is open to a coordinator, who may set up a meeting where there is none."""
    if Role.COORDINATOR not in request.acting.roles:
        return None
    rows = SupportMeeting.objects.visible_to(request.user).of_case(case)
    return rows.going_on().values_list("pk", flat=True)


@question(PlanConference, PLAN)
def conferences_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """重層的支援会議 on the plans that the user sees, and of which the day is still asked for."""
    rows = PlanConference.objects.visible_to(request.user).of_case(case)
    return rows.with_dates_asked(DatePoll.objects.visible_to(request.user))


@question(ConferenceItem, PLAN)
def items_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    return ConferenceItem.objects.visible_to(request.user).of_case(case)


@question(tuple, PLAN)
def consents_in_force(request: Any, case: CaseFile) -> Rows:
    """Ids of the consents of these conferences that are in force (R8)."""
    rows = PlanConference.objects.visible_to(request.user).of_case(case)
    return in_force_among(rows.order_by().values("consent_id"))


@question(tuple, MEETING)
def sittings_told(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Since when the time line tells of each sitting."""
    return told(Sitting, request, case, state__in=(SittingState.HELD, *MINUTED))


@question(tuple, PLAN)
def conferences_told(request: Any, case: CaseFile) -> QuerySet[Any]:
    """The same of 重層的支援会議, which are told of with their minutes."""
    return told(PlanConference, request, case, state__in=WITH_MINUTES)


QUESTIONS = (
    requests_of,
    meetings_of,
    sittings_of,
    sittings_told,
    decisions_to_do,
    meetings_going_on,
    conferences_of,
    conferences_told,
    items_of,
    consents_in_force,
)


def request_panel(request: Any, case: CaseFile) -> Panel | None:
    rows = requests_of(request, case)
    if not rows:
        return None
    return Panel("多機関協働の依頼", "meetings/_request_panel.html", {"requests": rows}, order=20)


def meeting_panel(request: Any, case: CaseFile) -> Panel | None:
    meetings = meetings_of(request, case)
    if not meetings:
        return None
    sittings = sittings_of(request, case)
    planned = (row for row in sittings if row.state == SittingState.PLANNED)
    context = {"rows": rows_told(meetings, planned, decisions_to_do(request, case))}
    kinds = {kind_of_meeting(row.basis) for row in meetings}
    title = kinds.pop() if len(kinds) == 1 else "会議"
    return Panel(title, "meetings/_meeting_panel.html", context, order=30)


def conference_panel(request: Any, case: CaseFile) -> Panel | None:
    """重層的支援会議 on the plans that the user sees: the one to come, and the latest."""
    rows = conferences_of(request, case)[:MOST_CONFERENCES]
    if not rows:
        return None
    valid = {row[0] for row in consents_in_force(request, case)}
    items = _items_by_conference(request, case)
    shown = [
        (
            row,
            row.state_shown(row.consent_id in valid),
            row.state_words(row.consent_id in valid, row.asks_dates),
            items.get(row.pk, []),
        )
        for row in rows
    ]
    return Panel(
        conference_name(), "meetings/_conference_panel.html", {"conferences": shown}, order=42
    )


def _items_by_conference(request: Any, case: CaseFile) -> dict[uuid.UUID, list[ConferenceItem]]:
    found: dict[uuid.UUID, list[ConferenceItem]] = {}
    for item in items_of(request, case):
        found.setdefault(item.conference_id, []).append(item)
    return found


def timeline(request: Any, case: CaseFile) -> list[TimelineEntry]:
    """Events with a way to their page. Words of a meeting stay on the meeting's own page (R7)."""
    return [
        *(_request_entry(row) for row in requests_of(request, case)),
        *_sitting_entries(request, case),
        *_conference_entries(request, case),
    ]


def _request_entry(row: CoordinationRequest) -> TimelineEntry:
    return TimelineEntry(
        at=row.requested_at,
        title=f"多機関協働の依頼：{row.sender_body} → {row.secretariat}",
        text=row.get_state_display(),
        url=reverse("meetings:request", args=[row.pk]),
        level="case",
        level_label="依頼した機関と事務局",
        icon="arrow",
        came_at=row.requested_at,
        came_by=row.created_by_id,
    )


def _sitting_entries(request: Any, case: CaseFile) -> list[TimelineEntry]:
    since = sittings_told(request, case)
    return [
        TimelineEntry(
            at=row.held_at,
            title=f"{kind_of_meeting(row.meeting.basis)} 第{row.number}回",
            text=row.get_state_display(),
            url=reverse("meetings:sitting", args=[row.pk]),
            level="meeting",
            level_label=f"{kind_of_meeting(row.meeting.basis)}の構成員のみ",
            icon="meeting",
            **came_as_told(row, since),
        )
        for row in sittings_of(request, case)
        if row.state in (SittingState.HELD, *MINUTED)
    ]


def _conference_entries(request: Any, case: CaseFile) -> list[TimelineEntry]:
    rows = [row for row in conferences_of(request, case) if row.has_minutes]
    items = _items_by_conference(request, case)
    name = conference_name() if rows else ""
    since = conferences_told(request, case)
    return [
        TimelineEntry(
            at=timezone.make_aware(datetime.datetime.combine(row.held_on, datetime.time())),
            title=name,
            text="、".join(
                f"{item}：{item.get_result_display()}"
                for item in items.get(row.pk, [])
                if item.result
            ),
            url=reverse("meetings:conference", args=[row.pk]),
            level="case",
            level_label="支援プランの参加機関",
            icon="people",
            **came_as_told(row, since),
        )
        for row in rows
    ]


def request_action(request: Any, case: CaseFile) -> Action | None:
    """A body with a record of the case may ask for 多機関協働, unless what it has asked is still going on: it waits for
    its answer, or was accepted and the record stands where that led it. A household that comes again is asked for anew."""
    own = [row for row in records_written(request, case) if not row.body.is_secretariat]
    asked = {row.state for row in requests_of(request, case)}
    is_handed_on = any(row.state == RecordState.MA_REQUESTED for row in own)
    if not own or RequestState.REQUESTED in asked:
        return None
    goes_on = is_handed_on or any(row.dissolved_at is None for row in meetings_of(request, case))
    if RequestState.ACCEPTED in asked and goes_on:
        return None
    words = "もう一度、多機関協働を頼む" if RequestState.ACCEPTED in asked else "多機関協働を頼む"
    return Action(words, reverse("meetings:request_new", args=[case.pk]), order=40)


def meeting_action(request: Any, case: CaseFile) -> Action | None:
    """A coordinator may set up a 支援会議 for a request that was accepted; a member goes there."""
    going_on = (row for row in meetings_of(request, case) if row.dissolved_at is None)
    meeting = next(going_on, None)
    if meeting is not None:
        return Action(
            f"{kind_of_meeting(meeting.basis)}を開く",
            reverse("meetings:meeting", args=[meeting.pk]),
            order=45,
        )
    own = request.acting.bodies_with(Role.COORDINATOR)
    if not own:
        return None
    if meetings_going_on(request, case):
        return None  # her pledge is over: no way in (R11), and no second one set up
    writable = writable_of(request, case)
    accepted = next(
        (
            row
            for row in requests_of(request, case)
            if row.state == RequestState.ACCEPTED
            and row.compartment_id in writable
            and row.secretariat in own
        ),
        None,
    )
    if accepted is None:
        return None
    return Action(
        own_names("支援会議を設ける"), reverse("meetings:establish", args=[accepted.pk]), order=45
    )


def coordination_page(request: Any, case: CaseFile) -> str:
    """Where a body that decided for 多機関協働 goes on: a new request, or the one that it sent."""
    action = request_action(request, case)
    if action is not None:
        return action.url
    sent = max(requests_of(request, case), key=lambda row: row.requested_at, default=None)
    return reverse("meetings:request", args=[sent.pk]) if sent is not None else ""


def withdrawal_effect(user: Any, consents: list[Any]) -> list[str]:
    """What a withdrawal suspends: planned 重層的支援会議 that the user sees (R8)."""
    rows = PlanConference.objects.visible_to(user).filter(
        consent_id__in=[c.pk for c in consents], state="planned"
    )
    count = rows.count()
    return [f"予定している{conference_name()}　{count}件：開けなくなります"] if count else []


def open_requests(user: Any, record: CaseRecord) -> list[OpenMatter]:
    """A request of the body that nobody has answered yet keeps its work open."""
    rows = CoordinationRequest.objects.visible_to(user).filter(
        compartment__case=record.compartment.case_id,
        sender_body=record.body_id,
        state=RequestState.REQUESTED,
    )
    words = "多機関協働の依頼に、まだ返事がありません。取り下げたいときは、事務局に伝えてください"
    return [OpenMatter(words, reverse("meetings:request", args=[r.pk]), stops=True) for r in rows]


def minutes_in_the_making(user: Any, record: CaseRecord) -> list[OpenMatter]:
    """Minutes that are not fixed yet: of 重層的支援会議 on the plans that the user sees, and, for members alone, of
    支援会議 (R4, R7). They keep nobody's work open; what is agreed in them is not seen to by ending it."""
    case = record.compartment.case_id
    conferences = PlanConference.objects.visible_to(user).filter(
        Q(state=ConferenceState.HELD) | Q(state=ConferenceState.PLANNED, opened_at__isnull=False),
        compartment__case=case,
    )
    sittings = open_rows(Sitting, user).filter(compartment__case=case, state=SittingState.HELD)
    found = [
        (conference_name(), row.held_on, reverse("meetings:conference", args=[row.pk]))
        for row in conferences.order_by("held_on", "pk")
    ]
    found += [
        (
            kind_of_meeting(row.meeting.basis),
            timezone.localdate(row.held_at),
            reverse("meetings:sitting", args=[row.pk]),
        )
        for row in sittings.select_related("meeting").order_by("held_at", "pk")
    ]
    return [
        OpenMatter(f"{format_date(day)}の{name}の会議録は、まだ確定していません", url)
        for name, day, url in found
    ]


def open_decisions(user: Any, record: CaseRecord) -> list[OpenMatter]:
    """What the body is to do as its 支援会議 agreed: for members alone, by the sitting, without the words (R4, R7)."""
    rows = (
        open_rows(Decision, user)
        .to_do()
        .filter(compartment__case=record.compartment.case_id, body=record.body_id)
    )
    counted = Counter(row.sitting for row in rows.select_related("sitting__meeting"))
    return [
        OpenMatter(
            f"{format_date(timezone.localdate(sitting.held_at))}の"
            f"{kind_of_meeting(sitting.meeting.basis)}で決まった自機関の役割が、{count}件残っています",
            reverse("meetings:sitting", args=[sitting.pk]),
        )
        for sitting, count in counted.items()
    ]


def people_of_requests(case: CaseFile, user: Any) -> list[Named]:
    """The household as requests tell it that the user reads: who takes one on may be kin (R23)."""
    requests = CoordinationRequest.objects.visible_to(user).of_case(case)
    return [
        Named(str(row.get("name", "")), str(row.get("kana", "")))
        for household in requests.values_list("household", flat=True)
        for row in household
    ]
