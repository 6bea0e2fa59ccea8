"""Who may act in a 支援会議: its members, its secretaries; and only while it goes on (R4)."""

import uuid
from typing import Any

from access.errors import DomainError

from ..models import MeetingMember, Sitting, SupportMeeting
from .register import may_sit

PLEDGE_IS_OVER = (
    "誓約書の期限が切れているか、構成員名簿から外れています。会議の事務局に、誓約書を出してください"
)


def meeting_of(sitting: Sitting, by: Any) -> SupportMeeting:
    """The 支援会議 of a sitting, as the acting user sees it."""
    found: SupportMeeting = (
        SupportMeeting.objects.visible_to(by)
        .select_related("compartment")
        .get(pk=sitting.meeting_id)
    )
    return found


def membership_of(*, meeting: SupportMeeting, user: Any) -> MeetingMember | None:
    """The current membership of the user, who acts."""
    mine = MeetingMember.objects.visible_to(user).filter(meeting=meeting).of_user(user)
    found: MeetingMember | None = mine.current().sworn().with_names().first()
    return found


def require_open(meeting: SupportMeeting) -> None:
    if meeting.dissolved_at is not None:
        raise DomainError("この会議は解散しています。書き足せません")


def require_member(meeting: SupportMeeting, by: Any) -> MeetingMember:
    """Her current membership; only members write in a meeting that goes on."""
    require_open(meeting)
    member = membership_of(meeting=meeting, user=by)
    if member is None:
        raise DomainError("会議の構成員だけができることです")
    if not may_sit(member):
        raise DomainError(PLEDGE_IS_OVER)
    return member


def require_secretary(meeting: SupportMeeting, by: Any) -> MeetingMember:
    member = require_member(meeting, by)
    if not member.is_secretary:
        raise DomainError("この会議の事務局の人だけができることです")
    return member


def hold_members(meeting: SupportMeeting, by: Any) -> MeetingMember:
    """The secretary, while nobody else names or ends members or dissolves the meeting: who begins it at this moment
    waits, and sees what was saved here. Nobody is named to a meeting that has ended, and two secretaries do not end
    each other (R4)."""
    rows = SupportMeeting.objects.changeable_by(by).select_for_update(of=("self",))
    held = rows.filter(pk=meeting.pk).first()
    return require_secretary(held or meeting, by)


def hold_sitting(sitting: uuid.UUID, by: Any) -> Sitting:
    """The sitting as it stands, locked until the end: whoever fixes its minutes and whoever writes them, or what was
    decided, at the same moment take turns, so that what is fixed is what was read and confirmed (domain.md R20)."""
    found: Sitting = (
        Sitting.objects.changeable_by(by).select_for_update(of=("self",)).get(pk=sitting)
    )
    return found
