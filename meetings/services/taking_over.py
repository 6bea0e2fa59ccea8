"""A 支援会議 that nobody is in charge of any more is taken over by a coordinator of its secretariat (R4, R6)."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, left_alone
from access.errors import DomainError
from access.shortcuts import save_changed
from organizations.models import Appointment, Body, Role, StandingText

from ..models import Authority, MeetingMember, SupportMeeting
from .register import enlist

IN_GOOD_HANDS = (
    "この会議には、いま事務局の人がいます。加わるときは、その人に指定してもらってください"
)


@transaction.atomic
def take_over_meeting(
    *, meeting: uuid.UUID, secretariat: Body, duty_text: StandingText, by: Any
) -> MeetingMember:
    """Become secretary by name of a 支援会議 whose only secretary is gone or kept out of the case (R12, R16); the duty of
    secrecy was confirmed. `meeting` is a key: nothing of it is open to her before.

    Raises DomainError for who is no coordinator there, who has no valid pledge (R11), and when it is in good hands.
    """
    offices = Appointment.objects.current().with_body().filter(role_group__body=secretariat)
    office = offices.filter(staff=by, role_group__role=Role.COORDINATOR).first()
    if office is None:
        raise DomainError("会議の事務局を引き受けられるのは、多機関協働の事務局の職員だけです")
    entry = enlist(appointment=office, authority=Authority.DESIGNATED, pledge=None, by=by)
    made = uuid.uuid4()
    if not left_alone.take_over(conference=meeting, office=office, source=made):
        raise DomainError(IN_GOOD_HANDS)
    row = SupportMeeting.objects.visible_to(by).get(pk=meeting)
    _end_earlier(row, by)
    found: MeetingMember = MeetingMember.objects.create(
        id=made,
        compartment_id=row.compartment_id,
        created_by=by,
        meeting=row,
        appointment=office,
        registered=entry,
        part=MeetingMember.Part.SECRETARY,
        acknowledged_at=timezone.now(),
        duty_text=duty_text,
    )
    return found


def _end_earlier(meeting: SupportMeeting, by: Any) -> None:
    """What she was in it before, a member or once its secretary, ends: she is in it once."""
    mine = MeetingMember.objects.visible_to(by).filter(meeting=meeting, ended_at__isnull=True)
    for row in mine.of_user(by):
        fields = {"ended_at": timezone.now(), "end_reason": "会議の事務局を引き受けた"}
        save_changed(row, by=by, fields=fields)
        grants.end_membership(source=row.pk)
