"""支援会議: set up, members by name, information shared inside, the end (R4, R7)."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Disclosure
from access.shortcuts import save_changed
from cases.services import end_of
from organizations.models import Appointment, LegalBasis, Role, StandingText

from ..models import (
    CoordinationRequest,
    MeetingMember,
    RequestState,
    SharedItem,
    SupportMeeting,
)


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


def require_open(meeting: SupportMeeting) -> None:
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
    require_open(meeting)
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
    require_open(meeting)
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
    require_open(meeting)
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
