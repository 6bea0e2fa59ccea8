"""支援会議: set up, information shared inside, dissolved (R4, R7)."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import ConfidentialModel, Disclosure
from access.shortcuts import save_changed
from organizations.models import Appointment, LegalBasis, Role, StandingText

from ..models import (
    Authority,
    Basis,
    CoordinationRequest,
    MeetingMember,
    RequestState,
    SupportMeeting,
)
from ..words import support_meeting_name
from .copies import require_accounted_for
from .ending import settle_before_the_end
from .register import enlist
from .standing import hold_members, require_secretary


@transaction.atomic
def establish_meeting(
    *,
    request: CoordinationRequest,
    subject: str,
    need_statement: str,
    duty_text: StandingText,
    by: Any,
    basis: str = Basis.SUPPORT_MEETING,
) -> SupportMeeting:
    """Set up a 支援会議 for a case in 多機関協働. Needs no consent (domain.md R02).

    The coordinator becomes its secretary by name and has confirmed the duty of secrecy (R4). Another
    `basis` makes a sibling conference, with members and minutes of its own (domain.md 1.4).
    """
    if basis not in Basis.values:
        raise DomainError("この根拠では、会議を設けられません。選び直してください")
    if request.state != RequestState.ACCEPTED:
        raise DomainError("先に、多機関協働の依頼を受理してください")
    office = (
        Appointment.objects.current()
        .with_body()
        .filter(staff=by, role_group__role=Role.COORDINATOR, role_group__body=request.secretariat)
        .first()
    )
    if office is None:
        raise DomainError("会議を設けられるのは、事務局の職員だけです")
    entry = enlist(appointment=office, authority=Authority.DESIGNATED, pledge=None, by=by)
    member_id = uuid.uuid4()
    compartment = grants.open_meeting(
        case=request.compartment.case, secretariat=office, source=member_id, by=by
    )
    meeting: SupportMeeting = SupportMeeting.objects.create(
        compartment=compartment,
        created_by=by,
        secretariat=request.secretariat,
        basis=basis,
        subject=subject,
        need_statement=need_statement,
    )
    MeetingMember.objects.create(
        id=member_id,
        compartment=compartment,
        created_by=by,
        meeting=meeting,
        appointment=office,
        registered=entry,
        part=MeetingMember.Part.SECRETARY,
        acknowledged_at=timezone.now(),
        duty_text=duty_text,
    )
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting: SupportMeeting,
    subject: str,
    need_statement: str,
    by: Any,
    version: int | None = None,
) -> SupportMeeting:
    """Say anew who is discussed and why; earlier wording stays in the history."""
    require_secretary(meeting, by)
    fields = {"subject": subject, "need_statement": need_statement}
    return save_changed(meeting, by=by, fields=fields, version=version)


@transaction.atomic
def dissolve_meeting(
    *,
    meeting: SupportMeeting,
    reason: str,
    by: Any,
    papers_reason: str = "",
    hand_on: str = "",
    version: int | None = None,
) -> None:
    """Dissolve a 支援会議: everybody's access ends, that of who dissolves it last (R4).

    Copies of papers that are still with somebody are named, and ask for a reason of their own.
    `hand_on`: why the bodies go on by themselves with what is not done yet.
    """
    hold_members(meeting, by)
    require_accounted_for({"paper__sitting__meeting": meeting}, papers_reason, by)
    settle_before_the_end(meeting=meeting, hand_on=hand_on, by=by)
    now = timezone.now()
    save_changed(
        meeting,
        by=by,
        fields={
            "dissolved_at": now,
            "dissolve_reason": reason,
            "papers_reason": papers_reason,
        },
        version=version,
    )
    members = list(
        MeetingMember.objects.visible_to(by)
        .filter(meeting=meeting, ended_at__isnull=True)
        .with_names()
    )
    for member in members:
        save_changed(member, by=by, fields={"ended_at": now, "end_reason": "解散"})
    own = [m for m in members if m.appointment and m.appointment.staff_id == by.pk]
    for member in [*(m for m in members if m not in own), *own]:
        grants.end_membership(source=member.pk)


def enter_in_ledger(
    meeting: SupportMeeting, member: MeetingMember, obj: ConfidentialModel, purpose: str, by: Any
) -> None:
    """What is told in a meeting is entered inside the meeting: outside, nobody learns of it (R7)."""
    assert member.appointment is not None
    basis = LegalBasis.objects.on().get(code=meeting.basis)
    is_support = meeting.basis == Basis.SUPPORT_MEETING
    ledger.enter(
        by=by,
        body=member.appointment.body,
        compartment=meeting.compartment,
        channel=Disclosure.Channel.SHARED_ITEM,
        obj=obj,
        recipients=f"{support_meeting_name() if is_support else basis.label}の構成員",
        purpose=purpose,
        legal_basis=basis,
    )
