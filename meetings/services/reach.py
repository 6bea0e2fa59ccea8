"""Whom a meeting may reach now: told, asked, given papers. Not everybody who stands on its roster."""

from typing import Any

from access import explain

from ..models import MeetingMember, Sitting, SupportMeeting


def reachable(meeting: SupportMeeting, by: Any, sitting: Sitting | None = None) -> Any:
    """Current members, but for those who are kept out of the case (R12), whose pledge is over
    (domain.md R11), and guests of another sitting (R13)."""
    kept_out = [row.user_id for row in explain.restrictions(meeting.compartment.case)]
    rows = (
        MeetingMember.objects.visible_to(by)
        .filter(meeting=meeting)
        .current()
        .may_sit()
        .exclude(appointment__staff__in=kept_out)
    )
    return rows.for_sitting(sitting) if sitting else rows.filter(only_sitting__isnull=True)
