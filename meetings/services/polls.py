"""A 日程調整 as a row: found, held while it is acted on, moved on. Whose it is: `poll_sources`."""

from typing import Any

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import POLL_MOVES, DatePoll, PlanConference, PollState

IS_OVER = "この日程調整は終わっています。画面を開き直して、決まった日を確かめてください"


def hold_open(poll: DatePoll, by: Any) -> DatePoll:
    """The poll, locked: nobody answers while the date is being chosen."""
    rows = DatePoll.objects.changeable_by(by).select_for_update()
    found: DatePoll = rows.get(pk=poll.pk)
    if not found.is_open:
        raise DomainError(IS_OVER)
    return found


def move_poll(
    poll: DatePoll, to: str, by: Any, *, version: int | None = None, **fields: Any
) -> DatePoll:
    """Raises DomainError when the table of moves does not lead there."""
    if to not in POLL_MOVES[poll.state]:
        raise DomainError(IS_OVER)
    return save_changed(poll, by=by, fields={"state": to, **fields}, version=version)


def open_poll_of(conference: PlanConference, by: Any) -> DatePoll | None:
    """What the bodies of a 重層的支援会議 are asked now: until it is over, the day of the conference is not settled."""
    rows = DatePoll.objects.visible_to(by).filter(conference=conference, state=PollState.OPEN)
    found: DatePoll | None = rows.first()
    return found


def end_poll_of(conference: PlanConference, reason: str, by: Any) -> None:
    """The conference began, was recorded or is called off: nobody is asked for its date any more. Whoever does this
    holds the conference, so that no poll of it begins meanwhile."""
    rows = DatePoll.objects.changeable_by(by).filter(conference=conference, state=PollState.OPEN)
    for poll in rows.select_for_update():
        move_poll(poll, PollState.WITHDRAWN, by, withdraw_reason=reason)
