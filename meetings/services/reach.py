"""Whom a meeting may reach now: told, asked, given papers. Not everybody who stands on its roster."""

import uuid
from typing import Any

from access import explain

from ..models import MeetingMember, Sitting, SupportMeeting
from .standing import membership_of


def kept_out(case: Any) -> set[uuid.UUID]:
    """Users who are kept out of the case (R12): members or not, nothing reaches them."""
    return {row.user_id for row in explain.restrictions(case)}


def _taking_part(meeting: SupportMeeting, by: Any, sitting: Sitting | None) -> Any:
    """Current members, but for who is kept out of the case and guests of another sitting (R12, R13)."""
    rows = (
        MeetingMember.objects.visible_to(by)
        .filter(meeting=meeting)
        .current()
        .exclude(appointment__staff__in=kept_out(meeting.compartment.case))
    )
    return rows.for_sitting(sitting) if sitting else rows.filter(only_sitting__isnull=True)


def reachable(meeting: SupportMeeting, by: Any, sitting: Sitting | None = None) -> Any:
    """Current members, but for those who are kept out of the case (R12), whose pledge is over
    (domain.md R11; for who may read the register), and guests of another sitting (R13)."""
    return _taking_part(meeting, by, sitting).pledged()


def receivers(sitting: Sitting, meeting: SupportMeeting, by: Any) -> frozenset[uuid.UUID]:
    """Members to whom papers of a sitting may be given now (R4, R12; domain.md R11).

    The register opens to the secretariat alone. A chair who prints does not see the pledges of others,
    so they are not asked for her; the secretary, who hands out, is stopped by them.
    """
    rows = _taking_part(meeting, by, sitting).sworn()
    me = membership_of(meeting=meeting, user=by)
    if me is None or me.is_secretary:
        rows = rows.pledged()
    return frozenset(rows.values_list("pk", flat=True))
