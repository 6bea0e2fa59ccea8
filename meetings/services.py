"""Every write of the app: one function a domain event, in one transaction."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Compartment, Disclosure
from access.shortcuts import save_changed
from cases.models import CaseRecord, Consent, RecordState
from cases.services import end_of, move_record, open_own_record, uncovered_bodies
from organizations.models import Appointment, Body, LegalBasis, Role, StandingText

from .models import (
    CONFERENCE_MOVES,
    REQUEST_MOVES,
    SITTING_MOVES,
    ConferenceState,
    CoordinationRequest,
    Decision,
    MeetingMember,
    Minutes,
    PlanConference,
    RequestState,
    SharedItem,
    Sitting,
    SittingState,
    SupportMeeting,
)


@transaction.atomic
def request_coordination(
    *,
    record: CaseRecord,
    secretariat: Body,
    done_so_far: str,
    asked_for: str,
    sender_continues: str,
    household: Sequence[dict[str, Any]],
    legal_basis: LegalBasis,
    by: Any,
    why_now: str = "",
) -> CoordinationRequest:
    """Ask the secretariat for 多機関協働: the hand-over that coordinators see (R6)."""
    request_id = uuid.uuid4()
    compartment = grants.open_hand_off(
        case=record.compartment.case,
        sender=record.body,
        receiver=secretariat,
        source=request_id,
        by=by,
        to_secretariat=True,
    )
    request = CoordinationRequest.objects.create(
        id=request_id,
        compartment=compartment,
        created_by=by,
        sender_body=record.body,
        secretariat=secretariat,
        done_so_far=done_so_far,
        asked_for=asked_for,
        sender_continues=sender_continues,
        why_now=why_now,
        household=list(household),
        legal_basis=legal_basis,
    )
    ledger.enter(
        by=by,
        body=record.body,
        compartment=record.compartment,
        channel=Disclosure.Channel.REQUEST,
        obj=request,
        recipients=secretariat.name,
        purpose="多機関協働の依頼",
        legal_basis=legal_basis,
    )
    move_record(record=record, to=RecordState.MA_REQUESTED, by=by)
    return request


def _answer(request: CoordinationRequest, to: str, by: Any, version: int | None, **fields: Any) -> None:
    if to not in REQUEST_MOVES[request.state]:
        raise DomainError("この依頼には、すでに返事がされています。画面を開き直してください")
    save_changed(
        request,
        by=by,
        fields={"state": to, "answered_at": timezone.now(), **fields},
        version=version,
    )


@transaction.atomic
def accept_request(
    *, request: CoordinationRequest, by: Any, version: int | None = None
) -> CaseRecord:
    """The secretariat takes the case into 多機関協働 and begins its own record (R6)."""
    _answer(request, RequestState.ACCEPTED, by, version)
    existing = (
        CaseRecord.objects.visible_to(by)
        .of_case(request.compartment.case)
        .filter(body=request.secretariat)
        .first()
    )
    return existing or open_own_record(
        case=request.compartment.case,
        body=request.secretariat,
        state=RecordState.SUPPORTING,
        by=by,
    )


@transaction.atomic
def return_request(
    *, request: CoordinationRequest, reason: str, by: Any, version: int | None = None
) -> None:
    """The secretariat returns the request, with what the sender can do next."""
    _answer(request, RequestState.RETURNED, by, version, return_reason=reason)


@transaction.atomic
def establish_meeting(
    *,
    request: CoordinationRequest,
    subject: str,
    need_statement: str,
    duty_text: StandingText,
    by: Any,
) -> SupportMeeting:
    """Set up a 支援会議 for a case in 多機関協働. Needs no consent (domain.md R02).

    The coordinator becomes its secretary by name and has confirmed the duty of secrecy (R4).
    """
    if request.state != RequestState.ACCEPTED:
        raise DomainError("先に、多機関協働の依頼を受理してください")
    office = (
        Appointment.objects.current()
        .with_body()
        .filter(
            staff=by, role_group__role=Role.COORDINATOR, role_group__body=request.secretariat
        )
        .first()
    )
    if office is None:
        raise DomainError("支援会議を設けられるのは、事務局の職員だけです")
    member_id = uuid.uuid4()
    compartment = grants.open_meeting(
        case=request.compartment.case, secretariat=office, source=member_id, by=by
    )
    meeting = SupportMeeting.objects.create(
        compartment=compartment,
        created_by=by,
        secretariat=request.secretariat,
        subject=subject,
        need_statement=need_statement,
    )
    MeetingMember.objects.create(
        id=member_id,
        compartment=compartment,
        created_by=by,
        meeting=meeting,
        appointment=office,
        part=MeetingMember.Part.SECRETARY,
        acknowledged_at=timezone.now(),
        duty_text=duty_text,
    )
    return meeting


def _require_open(meeting: SupportMeeting) -> None:
    if meeting.dissolved_at is not None:
        raise DomainError("この支援会議は解散しています。書き足せません")


@transaction.atomic
def appoint_member(
    *,
    meeting: SupportMeeting,
    appointment: Appointment,
    part: str,
    authority: str,
    by: Any,
    valid_until_on: datetime.date | None = None,
) -> MeetingMember:
    """Name a member (R4). She sees nothing until she has acknowledged the duty of secrecy."""
    _require_open(meeting)
    current = MeetingMember.objects.visible_to(by).filter(
        meeting=meeting, appointment__staff_id=appointment.staff_id, ended_at__isnull=True
    )
    if current.exists():
        raise DomainError("この人は、すでに構成員です")
    member = MeetingMember.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        appointment=appointment,
        part=part,
        authority=authority,
        valid_until_on=valid_until_on,
    )
    grants.admit_member(
        meeting=meeting.compartment,
        appointment=appointment,
        source=member.pk,
        valid_until=end_of(valid_until_on) if valid_until_on else None,
        by=by,
    )
    return member


@transaction.atomic
def acknowledge_duty(*, source: uuid.UUID, duty_text: StandingText, by: Any) -> MeetingMember:
    """The person acknowledges the duty of Art. 106-6 (5); her access begins now (R4)."""
    if not grants.acknowledge_duty(source=source):
        raise DomainError("この指定は終わっています。事務局に確かめてください")
    member = MeetingMember.objects.visible_to(by).select_related("meeting").get(pk=source)
    return save_changed(
        member, by=by, fields={"acknowledged_at": timezone.now(), "duty_text": duty_text}
    )


@transaction.atomic
def end_membership(*, member: MeetingMember, reason: str, by: Any) -> MeetingMember:
    """End a membership: access ends at once; the row, the acknowledgement and the duty last (R16)."""
    others = MeetingMember.objects.visible_to(by).filter(
        meeting=member.meeting_id, part=MeetingMember.Part.SECRETARY, ended_at__isnull=True
    )
    if member.part == MeetingMember.Part.SECRETARY and not others.exclude(pk=member.pk).exists():
        raise DomainError("事務局が一人もいなくなります。先に、ほかの事務局の人を指定してください")
    save_changed(member, by=by, fields={"ended_at": timezone.now(), "end_reason": reason})
    grants.end_membership(source=member.pk)
    return member


@transaction.atomic
def dissolve_meeting(*, meeting: SupportMeeting, reason: str, by: Any) -> None:
    """Dissolve a 支援会議: everybody's access ends, the secretary's last (R4)."""
    _require_open(meeting)
    save_changed(
        meeting, by=by, fields={"dissolved_at": timezone.now(), "dissolve_reason": reason}
    )
    members = list(
        MeetingMember.objects.visible_to(by)
        .filter(meeting=meeting, ended_at__isnull=True)
        .select_related("appointment")
    )
    for member in members:
        save_changed(member, by=by, fields={"ended_at": timezone.now(), "end_reason": "解散"})
    for member in sorted(members, key=lambda m: m.appointment.staff_id == by.pk):
        grants.end_membership(source=member.pk)


@transaction.atomic
def plan_sitting(
    *, meeting: SupportMeeting, held_at: datetime.datetime, place: str, agenda: str, by: Any
) -> Sitting:
    """Plan the next sitting."""
    _require_open(meeting)
    last = Sitting.objects.visible_to(by).filter(meeting=meeting).aggregate(n=Max("number"))["n"]
    return Sitting.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        number=(last or 0) + 1,
        held_at=held_at,
        place=place,
        agenda=agenda,
    )


def membership_of(*, meeting: SupportMeeting, user: Any) -> MeetingMember | None:
    """The current membership of the user."""
    return (
        MeetingMember.objects.visible_to(user)
        .filter(meeting=meeting, appointment__staff=user, ended_at__isnull=True)
        .first()
    )


@transaction.atomic
def share_item(
    *, meeting: SupportMeeting, nature: str, source: str, text: str, by: Any
) -> SharedItem:
    """Share information inside the 支援会議, without consent, on Art. 106-6 (R7, R21)."""
    _require_open(meeting)
    member = membership_of(meeting=meeting, user=by)
    if member is None:
        raise DomainError("構成員だけが情報を共有できます")
    item = SharedItem.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        member=member,
        nature=nature,
        source=source,
        text=text,
    )
    ledger.enter(
        by=by,
        body=member.appointment.body,
        compartment=meeting.compartment,
        channel=Disclosure.Channel.SHARED_ITEM,
        obj=item,
        recipients="支援会議の構成員",
        purpose="支援体制の検討",
        legal_basis=LegalBasis.objects.on().get(code="SWA106-6"),
    )
    return item


@transaction.atomic
def write_minutes(
    *, sitting: Sitting, by: Any, version: int | None = None, **content: Any
) -> Minutes:
    """Write or change the minutes of a sitting; with the first the sitting counts as held."""
    minutes = Minutes.objects.visible_to(by).filter(sitting=sitting).first()
    if minutes is None:
        _move_sitting(sitting, SittingState.HELD, by)
        return Minutes.objects.create(
            compartment_id=sitting.compartment_id, created_by=by, sitting=sitting, **content
        )
    if minutes.approved_at is not None:
        raise DomainError("会議録は確定しています。続きは、次の会議録に書いてください")
    return save_changed(minutes, by=by, fields=content, version=version)


def _move_sitting(sitting: Sitting, to: str, by: Any) -> None:
    if to not in SITTING_MOVES[sitting.state]:
        raise DomainError(f"この会議は「{sitting.get_state_display()}」です")
    save_changed(sitting, by=by, fields={"state": to})


@transaction.atomic
def approve_minutes(*, minutes: Minutes, by: Any, version: int | None = None) -> Minutes:
    """Fix the minutes; possible only when the duty of secrecy was explained (domain.md R18)."""
    if not minutes.duty_explained:
        raise DomainError("守秘義務を説明したことを会議録に書いてから、確定してください")
    _move_sitting(minutes.sitting, SittingState.APPROVED, by)
    fields = {"approved_at": timezone.now(), "approved_by_id": by.pk}
    return save_changed(minutes, by=by, fields=fields, version=version)


@transaction.atomic
def decide(
    *, sitting: Sitting, content: str, body: Body, person: str, due_on: datetime.date, by: Any
) -> Decision:
    """Enter what was agreed: who does what by when."""
    return Decision.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        sitting=sitting,
        content=content,
        body=body,
        person=person,
        due_on=due_on,
    )


@transaction.atomic
def settle_decision(*, decision: Decision, state: str, by: Any) -> Decision:
    """What was agreed is done, or dropped."""
    return save_changed(decision, by=by, fields={"state": state})


def _valid_consent(consent_id: uuid.UUID, bodies: Iterable[Body], by: Any) -> Consent:
    consent = Consent.objects.visible_to(by).valid().filter(pk=consent_id).first()
    if consent is None:
        raise DomainError(
            "有効な本人同意がないため、重層的支援会議は開けません。同意が得られるまでは、支援会議で検討してください"
        )
    missing = uncovered_bodies(consent=consent, bodies=bodies, by=by)
    if missing:
        names = "、".join(body.name for body in missing)
        raise DomainError(f"本人同意に含まれていない機関があります：{names}")
    return consent


@transaction.atomic
def convene_plan_conference(
    *,
    plan: Compartment,
    consent_id: uuid.UUID,
    held_on: datetime.date,
    place: str,
    bodies: Sequence[Body],
    by: Any,
) -> PlanConference:
    """Convene a 重層的支援会議. Refused without a valid consent for every body (R8)."""
    _valid_consent(consent_id, bodies, by)
    return PlanConference.objects.create(
        compartment=plan,
        created_by=by,
        consent_id=consent_id,
        held_on=held_on,
        place=place,
        attendance=[body.name for body in bodies],
    )


@transaction.atomic
def record_plan_conference(
    *,
    conference: PlanConference,
    minutes: str,
    result: str,
    bodies: Sequence[Body],
    by: Any,
    version: int | None = None,
) -> PlanConference:
    """Record what a 重層的支援会議 found. On that day too the consent must hold (R8)."""
    if ConferenceState.HELD not in CONFERENCE_MOVES[conference.state]:
        raise DomainError(f"この会議は「{conference.get_state_display()}」です")
    _valid_consent(conference.consent_id, bodies, by)
    fields = {
        "state": ConferenceState.HELD,
        "minutes": minutes,
        "result": result,
        "attendance": [body.name for body in bodies],
    }
    return save_changed(conference, by=by, fields=fields, version=version)
