"""Telling members of dates: a row for each, and a mail without a word of content where there is an
address (S-31). Nobody is told of a case here: who has not confirmed the duty is only sent to the
system, where she confirms it (R4)."""

from typing import Any

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from jobs.services import request_job

from ..models import DatePoll, MeetingMember, MeetingNotice, Sitting, SupportMeeting
from .reach import reachable

MAIL_JOB = "meeting_mail"


def address_of(member: MeetingMember) -> str:
    """Her work address, if mail may go there: of a domain that the ward has allowed, else nothing."""
    office = member.appointment
    address = office.staff.email if office and office.staff.is_active else ""
    domain = address.rpartition("@")[2].lower()
    return address if domain and domain in settings.MAIL_DOMAINS else ""


def members_to_tell(
    meeting: SupportMeeting, by: Any, sitting: Sitting | None = None
) -> list[MeetingMember]:
    """The members who may be told, but for who acts."""
    rows = reachable(meeting, by, sitting).with_names()
    return [m for m in rows if m.appointment is None or m.appointment.staff_id != by.pk]


def tell(
    *,
    meeting: SupportMeeting,
    about: str,
    by: Any,
    poll: DatePoll | None = None,
    sitting: Sitting | None = None,
    members: list[MeetingMember] | None = None,
) -> list[MeetingNotice]:
    """One notice for each member; the mails go out when the transaction of the business is kept."""
    number = _last_number(sitting, by) if sitting else 0
    told = []
    for member in members_to_tell(meeting, by, sitting) if members is None else members:
        number += 1 if sitting else 0
        has_mail = bool(address_of(member))
        notice = MeetingNotice.objects.create(
            compartment_id=meeting.compartment_id,
            created_by=by,
            member=member,
            poll=poll,
            sitting=sitting,
            about=about,
            number=number,
            mailed_at=timezone.now() if has_mail else None,
        )
        if has_mail:
            request_job(by=by, kind=MAIL_JOB, object_id=notice.pk)
        told.append(notice)
    return told


def _last_number(sitting: Sitting, by: Any) -> int:
    rows = MeetingNotice.objects.visible_to(by).filter(sitting=sitting)
    return int(rows.aggregate(n=Max("number"))["n"] or 0)
