"""合同開催: several conferences on one occasion, each with its own basis, members and minutes
(domain.md 1.4).

Their sittings share a random id, a time and a place, and nothing else: what is typed in one body
stays there (R7). Who sits in one learns what the others are called, and no more.
"""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import (
    Basis,
    MeetingMember,
    MeetingNotice,
    Sitting,
    SittingState,
    SupportMeeting,
)
from .convening import tell_of_change
from .standing import meeting_of

CANCELLED_TOGETHER = "合同の会議の中止"


def partners_of(meeting: SupportMeeting, by: Any) -> list[SupportMeeting]:
    """Other conferences of the case, on another basis, of which the user is secretary."""
    mine = MeetingMember.objects.visible_to(by).of_user(by).current().sworn().pledged()
    secretary_of = mine.filter(part=MeetingMember.Part.SECRETARY).values("meeting")
    found = SupportMeeting.objects.visible_to(by).of_case(meeting.compartment.case_id).going_on()
    return list(
        found.filter(pk__in=secretary_of).exclude(pk=meeting.pk).exclude(basis=meeting.basis)
    )


def twins_of(sitting: Sitting, by: Any) -> list[Sitting]:
    """Sittings on the same occasion, as far as the user is a member there."""
    if sitting.occasion_id is None:
        return []
    same = Sitting.objects.visible_to(by).filter(occasion_id=sitting.occasion_id)
    return list(same.exclude(pk=sitting.pk).select_related("meeting", "compartment"))


@transaction.atomic
def plan_joint_sitting(
    *,
    meeting: SupportMeeting,
    partners: Sequence[SupportMeeting],
    held_at: datetime.datetime,
    place: str,
    agenda: str,
    by: Any,
    ends_at: datetime.datetime | None = None,
) -> Sitting:
    """Plan one occasion for several bodies. The agenda is that of `meeting`; each partner writes
    its own. Returns the sitting of `meeting`."""
    from .sittings import plan_sitting

    allowed = {row.pk for row in partners_of(meeting, by)}
    if not partners or {row.pk for row in partners} - allowed:
        raise DomainError("合同で開けるのは、あなたが事務局になっている、根拠の違う会議だけです")
    bodies = [meeting, *partners]
    if len({row.basis for row in bodies}) < len(bodies):
        raise DomainError("同じ根拠の会議を、二つ選ばないでください")
    occasion = uuid.uuid4()
    made = []
    for row in bodies:
        sitting = plan_sitting(
            meeting=row,
            held_at=held_at,
            ends_at=ends_at,
            place=place,
            agenda=agenda if row is meeting else "",
            by=by,
        )
        others = "、".join(str(Basis(b.basis).label) for b in bodies if b is not row)
        made.append(
            save_changed(
                sitting, by=by, fields={"occasion_id": occasion, "joint_with": others[:300]}
            )
        )
    return made[0]


def _followers(sitting: Sitting, by: Any) -> list[Sitting]:
    """Planned sittings of the occasion that the acting secretary may move as well."""
    mine = MeetingMember.objects.visible_to(by).of_user(by).current().sworn().pledged()
    led = set(mine.filter(part=MeetingMember.Part.SECRETARY).values_list("meeting_id", flat=True))
    return [
        twin
        for twin in twins_of(sitting, by)
        if twin.meeting_id in led and twin.state == SittingState.PLANNED and twin.opened_at is None
    ]


def move_together(sitting: Sitting, by: Any) -> None:
    """The other bodies of the occasion get the new time and place; their agendas stay."""
    fields = {"held_at": sitting.held_at, "ends_at": sitting.ends_at, "place": sitting.place}
    for twin in _followers(sitting, by):
        moved = save_changed(twin, by=by, fields=fields)
        tell_of_change(moved, meeting_of(moved, by), MeetingNotice.About.CHANGED, by)


def cancel_together(sitting: Sitting, by: Any) -> None:
    """The occasion is off for the other bodies too; the reason typed in one stays there (R7)."""
    fields = {"state": SittingState.CANCELLED, "cancel_reason": CANCELLED_TOGETHER}
    for twin in _followers(sitting, by):
        cancelled = save_changed(twin, by=by, fields=fields)
        tell_of_change(cancelled, meeting_of(cancelled, by), MeetingNotice.About.CANCELLED, by)
