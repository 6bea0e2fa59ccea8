"""Members of a 支援会議 by name: appointed, sworn to secrecy, ended (R4, R16)."""

import datetime
import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import explain, grants
from access.errors import DomainError
from access.shortcuts import save_changed
from cases.services import end_of
from organizations.models import (
    ROLES_WITHOUT_CASES,
    Appointment,
    Role,
    StandingText,
)

from ..models import MeetingMember, SupportMeeting
from .standing import require_secretary

IS_OVER = "この指定は終わっています。事務局に確かめてください"


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
    require_secretary(meeting, by)
    _require_eligible(meeting, appointment, part, by)
    _require_term(valid_until_on)
    _end_what_lapsed(meeting, appointment, by)
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


def _members(meeting: SupportMeeting, by: Any) -> Any:
    return MeetingMember.objects.visible_to(by).filter(meeting=meeting)


def _require_eligible(
    meeting: SupportMeeting, appointment: Appointment, part: str, by: Any
) -> None:
    if appointment.role in ROLES_WITHOUT_CASES:
        raise DomainError("監査とシステム管理の担当者は、構成員にできません")
    if not Appointment.objects.current().filter(pk=appointment.pk).exists():
        raise DomainError("この人は、いまこの役割についていません。選び直してください")
    kept_out = {r.user_id for r in explain.restrictions(meeting.compartment.case)}
    if appointment.staff_id in kept_out:
        raise DomainError("この職員には、このケースを見せないことになっています（閲覧制限）")
    if _members(meeting, by).current().of_user(appointment.staff_id).exists():
        raise DomainError("この人は、すでに構成員です")
    is_secretariat = (
        appointment.role == Role.COORDINATOR and appointment.body.pk == meeting.secretariat_id
    )
    if part == MeetingMember.Part.SECRETARY and not is_secretariat:
        raise DomainError("会議の事務局にできるのは、多機関協働の事務局の職員だけです")
    chairs = _members(meeting, by).current().filter(part=MeetingMember.Part.CHAIR)
    if part == MeetingMember.Part.CHAIR and chairs.exists():
        raise DomainError("座長は、すでにいます。替えるときは、先に今の座長を終えてください")


def _require_term(valid_until_on: datetime.date | None) -> None:
    if valid_until_on and valid_until_on < timezone.localdate():
        raise DomainError("任期は、今日か、今日より後の日付にしてください")


def _end_what_lapsed(meeting: SupportMeeting, appointment: Appointment, by: Any) -> None:
    """An earlier membership whose term is over is entered as ended, with its term."""
    lapsed = _members(meeting, by).filter(ended_at__isnull=True, appointment=appointment)
    for row in lapsed:
        fields = {"ended_at": timezone.now(), "end_reason": "任期の終わり"}
        save_changed(row, by=by, fields=fields)


@transaction.atomic
def enter_paper_member(
    *,
    meeting: SupportMeeting,
    name: str,
    body: str,
    authority: str,
    pledged_on: datetime.date,
    duty_text: StandingText,
    by: Any,
    valid_until_on: datetime.date | None = None,
) -> MeetingMember:
    """Enter a member who has no account and has pledged on paper; nothing opens to her here."""
    require_secretary(meeting, by)
    if pledged_on > timezone.localdate():
        raise DomainError("守秘義務を確かめた日は、今日までの日付にしてください")
    _require_term(valid_until_on)
    moment = datetime.datetime.combine(pledged_on, datetime.time(12))
    return MeetingMember.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        paper_name=name,
        paper_body=body,
        authority=authority,
        acknowledged_at=timezone.make_aware(moment),
        duty_text=duty_text,
        valid_until_on=valid_until_on,
    )


@transaction.atomic
def acknowledge_duty(*, source: uuid.UUID, duty_text: StandingText, by: Any) -> MeetingMember:
    """The person acknowledges the duty of Art. 106-6 (5); her access begins now (R4)."""
    if not grants.acknowledge_duty(source=source):
        raise DomainError(IS_OVER)
    member = MeetingMember.objects.visible_to(by).with_names().filter(pk=source).first()
    if member is None:
        raise DomainError(IS_OVER)
    return save_changed(
        member, by=by, fields={"acknowledged_at": timezone.now(), "duty_text": duty_text}
    )


@transaction.atomic
def end_membership(
    *, member: MeetingMember, reason: str, by: Any, version: int | None = None
) -> MeetingMember:
    """End a membership: access ends at once; the row, the acknowledgement and the duty last (R16)."""
    meeting = SupportMeeting.objects.visible_to(by).get(pk=member.meeting_id)
    require_secretary(meeting, by)
    if member.ended_at is not None:
        raise DomainError("この人は、すでに構成員ではありません")
    secretaries = _members(meeting, by).current().sworn()
    others = secretaries.filter(part=MeetingMember.Part.SECRETARY).exclude(pk=member.pk)
    if member.is_secretary and not others.exists():
        raise DomainError(
            "会議の事務局が一人もいなくなります。先に、ほかの事務局の人を指定し、"
            "守秘義務を確かめてもらってください"
        )
    fields = {"ended_at": timezone.now(), "end_reason": reason}
    save_changed(member, by=by, fields=fields, version=version)
    grants.end_membership(source=member.pk)
    return member
