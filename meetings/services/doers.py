"""Who does what was agreed, and by when: a body that sits in the meeting, or a member on paper (domain.md 2,
members; R13)."""

import datetime
from typing import Any

from access.errors import DomainError
from documents.wareki import format_date
from organizations.models import Body

from ..models import Decision, MeetingMember, Sitting, SupportMeeting

Doer = Body | MeetingMember


def doer_fields(doer: Doer | None, person: str) -> dict[str, Any]:
    """Columns of a decision; of a member on paper it says by name who does it."""
    if isinstance(doer, MeetingMember):
        return {"body": None, "paper_member": doer, "person": person or doer.name}
    return {"body": doer, "paper_member": None, "person": person}


def words_of_doer(doer: Doer | None) -> str:
    """The body, or where the member on paper belongs."""
    return "" if doer is None else doer.body_name if isinstance(doer, MeetingMember) else doer.name


def why_too_early(
    sitting: Sitting, due_on: datetime.date | None, standing: datetime.date | None = None
) -> str:
    """Why nothing agreed in this sitting can be due on that day; empty when it can, nobody has said when, or it is the
    one that stands: the sitting was put off since."""
    if due_on in (None, standing) or due_on >= sitting.met_on:
        return ""
    day = format_date(sitting.met_on)
    return f"期限が、開催日（{day}）より前になっています。開催日か、その後の日を書いてください"


def require_not_before(
    sitting: Sitting, due_on: datetime.date | None, standing: datetime.date | None = None
) -> None:
    """Nothing that was agreed is due before it was agreed: it would be late from the first (domain.md R18)."""
    if reason := why_too_early(sitting, due_on, standing):
        raise DomainError(reason)


def require_in_meeting(meeting: SupportMeeting, doer: Doer, decision: Decision, by: Any) -> None:
    """Who is not in the meeting cannot be given its tasks: she would learn of them (R4)."""
    if doer == decision.by_whom:
        return
    members = MeetingMember.objects.visible_to(by).filter(meeting=meeting).taking_part().sworn()
    if isinstance(doer, MeetingMember):
        if not members.filter(pk=doer.pk, appointment__isnull=True).exists():
            raise DomainError(f"{doer.name}さんは、この会議の構成員ではありません")
    elif not members.filter(appointment__role_group__body=doer).exists():
        raise DomainError(
            f"{doer.name}には、この会議の構成員がいません。先に構成員に指定してください"
        )
