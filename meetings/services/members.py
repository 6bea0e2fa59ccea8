"""Members of a 支援会議 by name: appointed, sworn to secrecy, ended (R4, R16)."""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from access import explain, grants
from access.errors import DomainError
from access.shortcuts import save_changed
from cases.services import end_of
from organizations.models import (
    ROLES_WITHOUT_CASES,
    Appointment,
    Body,
    Role,
    StandingText,
)

from ..models import MeetingMember, RegisteredMember, Sitting, SupportMeeting
from .register import Signed, enlist, register_member
from .standing import hold_members, require_secretary

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
    pledge: Signed | None = None,
) -> MeetingMember:
    """Name a member (R4). She sees nothing until she has acknowledged the duty of secrecy.

    Only who stands in the register with a valid pledge (domain.md R11); `pledge`, just received,
    is entered there in the same step.
    """
    hold_members(meeting, by)
    _require_eligible(meeting, appointment, part, by)
    _require_term(valid_until_on)
    entry = enlist(appointment=appointment, authority=authority, pledge=pledge, by=by)
    _end_what_lapsed(meeting, appointment, by)
    member: MeetingMember = MeetingMember.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        appointment=appointment,
        registered=entry,
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


def bodies_to_name_from() -> QuerySet[Body]:
    """Bodies whose people can become members, or that have nobody with an account yet: not those where everybody
    audits or runs the system, for they never belong in a circle (R10)."""
    return Body.objects.in_force().exclude(_apart())


def _apart() -> Any:
    """Everybody of the body audits or runs the system (R10)."""
    held = Appointment.objects.current().filter(role_group__body=OuterRef("pk"))
    return Exists(held) & ~Exists(held.exclude(role_group__role__in=ROLES_WITHOUT_CASES))


def require_works_with_people(body: Body) -> None:
    """A body that only audits or runs the system is asked nothing about anybody: it learns of no case (R10)."""
    if Body.objects.filter(_apart(), pk=body.pk).exists():
        raise DomainError(
            f"{body.name}は、監査やシステムの管理だけをする機関です。依頼先には、住民の支援に関わる機関を選んでください"
        )


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


@dataclass(frozen=True)
class Origin:
    """Where a member on paper comes from, for the figures (C4): a kind of body, and which where it is known."""

    kind: str = ""
    body: Body | None = None

    @classmethod
    def of(cls, kind: str, body: Body | None) -> "Origin":
        """A body has its kind itself."""
        return cls(body.kind if body else kind, body)


UNKNOWN = Origin()


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
    only_sitting: Sitting | None = None,
    origin: Origin = UNKNOWN,
) -> MeetingMember:
    """Commission a 臨時構成員 on paper, for this meeting or for one sitting (domain.md R13).

    She has pledged before any name is spoken, and does not stand in the register. Nothing opens to
    her here.
    """
    require_secretary(meeting, by)
    if pledged_on > timezone.localdate():
        raise DomainError("守秘義務を確かめた日は、今日までの日付にしてください")
    _require_term(valid_until_on)
    made: MeetingMember = MeetingMember.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        paper_name=name,
        paper_body=body,
        paper_kind=origin.kind,
        paper_of=origin.body,
        authority=authority,
        is_temporary=True,
        commissioned_on=pledged_on,
        only_sitting=only_sitting,
        acknowledged_at=_noon(pledged_on),
        duty_text=duty_text,
        valid_until_on=valid_until_on,
    )
    return made


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


@transaction.atomic
def appoint_on_paper(
    *,
    meeting: SupportMeeting,
    registered: RegisteredMember,
    by: Any,
    valid_until_on: datetime.date | None = None,
    origin: Origin = UNKNOWN,
) -> MeetingMember:
    """Name a member without an account, who stands in the register with a valid pledge (R11)."""
    hold_members(meeting, by)
    _require_term(valid_until_on)
    entry = RegisteredMember.objects.listed().on_paper().filter(pk=registered.pk)
    pledge = registered.pledges.valid().first()
    if not entry.exists() or pledge is None:
        raise DomainError(
            "この人の誓約書がないか、期限が切れています。"
            "構成員名簿で、誓約書を登録してから指定してください"
        )
    if _members(meeting, by).current().filter(registered=registered).exists():
        raise DomainError("この人は、すでに構成員です")
    made: MeetingMember = MeetingMember.objects.create(
        compartment_id=meeting.compartment_id,
        created_by=by,
        meeting=meeting,
        registered=registered,
        paper_name=registered.paper_name,
        paper_body=registered.paper_body,
        paper_kind=origin.kind,
        paper_of=origin.body,
        authority=registered.authority,
        acknowledged_at=_noon(pledge.signed_on),
        duty_text=pledge.duty_text,
        valid_until_on=valid_until_on,
    )
    return made


@transaction.atomic
def register_and_appoint_on_paper(
    *,
    meeting: SupportMeeting,
    name: str,
    body: str,
    authority: str,
    pledge: Signed,
    by: Any,
    valid_until_on: datetime.date | None = None,
    origin: Origin = UNKNOWN,
) -> MeetingMember:
    """Enter somebody without an account in the register and name her here, in one step."""
    require_secretary(meeting, by)
    entry = register_member(authority=authority, name=name, body_name=body, pledge=pledge, by=by)
    return appoint_on_paper(
        meeting=meeting, registered=entry, valid_until_on=valid_until_on, origin=origin, by=by
    )


@transaction.atomic
def acknowledge_duty(*, source: uuid.UUID, duty_text: StandingText, by: Any) -> MeetingMember:
    """The person acknowledges the duty of Art. 106-6 (5); her access begins now (R4)."""
    if not grants.acknowledge_duty(source=source):
        raise DomainError(IS_OVER)
    member = MeetingMember.objects.visible_to(by).with_names().filter(pk=source).first()
    if member is None:
        raise DomainError(IS_OVER)
    made: MeetingMember = save_changed(
        member, by=by, fields={"acknowledged_at": timezone.now(), "duty_text": duty_text}
    )
    return made


@transaction.atomic
def acknowledge_again(*, member: MeetingMember, duty_text: StandingText, by: Any) -> MeetingMember:
    """She has read the duty in the wording of now; the earlier acknowledgement is in the history."""
    if member.appointment is None or member.appointment.staff_id != by.pk:
        raise DomainError("守秘義務は、本人が確かめます")
    if member.duty_text_id == duty_text.pk:
        return member
    fields = {"acknowledged_at": timezone.now(), "duty_text": duty_text}
    return save_changed(member, by=by, fields=fields)


@transaction.atomic
def end_membership(
    *, member: MeetingMember, reason: str, by: Any, version: int | None = None
) -> MeetingMember:
    """End a membership: access ends at once; the row, the acknowledgement and the duty last (R16)."""
    meeting = SupportMeeting.objects.visible_to(by).get(pk=member.meeting_id)
    hold_members(meeting, by)
    if member.ended_at is not None:
        raise DomainError("この人は、すでに構成員ではありません")
    secretaries = _members(meeting, by).taking_part().sworn()
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
