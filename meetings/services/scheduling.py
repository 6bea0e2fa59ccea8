"""日程調整: several dates are proposed, those asked say what suits them, one is chosen (domain.md 3.9). Of a 支援会議 and
of a 重層的支援会議 alike: what differs is in `poll_sources`."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import (
    DateAnswer,
    DateCandidate,
    DatePoll,
    NeededAttendee,
    PlanConference,
    PollState,
    Sitting,
    SupportMeeting,
)
from .poll_sources import Asked, OfPoll, PollSource, source_of, source_of_poll
from .polls import hold_open, move_poll


@dataclass(frozen=True)
class Slot:
    """A day and hours to be proposed."""

    starts_at: datetime.datetime
    ends_at: datetime.datetime | None = None
    place: str = ""


@dataclass(frozen=True)
class Reply:
    """What somebody says of one candidate."""

    mark: str
    remark: str = ""


@transaction.atomic
def propose_dates(
    *,
    of: OfPoll,
    slots: Sequence[Slot],
    answer_until_on: datetime.date,
    needed: Sequence[Asked],
    by: Any,
) -> DatePoll:
    """Ask the members, or the bodies invited, which of several dates suits them; `needed` must be there."""
    source = source_of(of, by)
    source.require_convener()
    source.hold()
    _require_dates(slots, answer_until_on)
    source.require_dates([timezone.localdate(slot.starts_at) for slot in slots])
    source.require_unnamed([slot.place for slot in slots])
    source.require_someone_to_ask()
    for who in needed:
        source.require_reached(who)
    if DatePoll.objects.visible_to(by).filter(state=PollState.OPEN, **source.key).exists():
        raise DomainError(
            "日程調整が、もう1つ続いています。そちらで日を決めるか、取りやめてから始めてください"
        )
    common = {"compartment_id": source.compartment_id, "created_by": by}
    poll: DatePoll = DatePoll.objects.create(
        answer_until_on=answer_until_on, **source.key, **common
    )
    for slot in sorted(slots, key=lambda s: s.starts_at):
        DateCandidate.objects.create(
            poll=poll,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            place=slot.place,
            **common,
        )
    for who in needed:
        NeededAttendee.objects.create(poll=poll, **{source.column: who}, **common)
    source.tell_asked(poll)
    return poll


def _require_dates(slots: Sequence[Slot], answer_until_on: datetime.date) -> None:
    if not slots:
        raise DomainError("候補日を、1つ以上書いてください")
    starts = [slot.starts_at for slot in slots]
    if min(starts) <= timezone.now():
        raise DomainError("過ぎた日時は、候補にできません。これからの日時にしてください")
    if len(set(starts)) < len(starts):
        raise DomainError("同じ日時の候補が2つあります。どちらかを直してください")
    if answer_until_on < timezone.localdate():
        raise DomainError("回答の期限は、今日か、今日より後の日付にしてください")
    if answer_until_on > timezone.localdate(min(starts)):
        raise DomainError("回答の期限を、いちばん早い候補日までにしてください")


@transaction.atomic
def answer_dates(
    *, poll: DatePoll, replies: Mapping[DateCandidate, Reply], by: Any
) -> list[DateAnswer]:
    """Somebody who is asked answers for herself; what was entered for her before gives way."""
    source = source_of_poll(poll, by)
    who = source.answering()
    hold_open(poll, by)
    return _answer(source, replies, who, by)


@transaction.atomic
def enter_answers(
    *,
    poll: DatePoll,
    who: Asked,
    replies: Mapping[DateCandidate, Reply],
    told_by: str,
    told_how: str,
    by: Any,
) -> list[DateAnswer]:
    """The secretary enters what somebody told her for a member, or for a body: by telephone, on paper."""
    source = source_of_poll(poll, by)
    source.require_convener()
    hold_open(poll, by)
    source.require_reached(who)
    if not told_by.strip() or not told_how:
        raise DomainError("だれから、どのように聞いたかを書いてください")
    key = {source.column: who}
    given = DateAnswer.objects.visible_to(by).filter(candidate__poll=poll, **key)
    source.require_no_own(given.filter(told_by=""))
    told = {"told_by": told_by.strip(), "told_how": told_how}
    return _answer(source, replies, key, by, **told)


def _answer(
    source: PollSource,
    replies: Mapping[DateCandidate, Reply],
    who: Mapping[str, Any],
    by: Any,
    told_by: str = "",
    told_how: str = "",
) -> list[DateAnswer]:
    """A row for each candidate; the one that is there is changed."""
    source.require_unnamed([told_by, *(reply.remark for reply in replies.values())])
    told = {"told_by": told_by, "told_how": told_how, "answered_at": timezone.now()}
    found = []
    for candidate, reply in replies.items():
        fields = {"mark": reply.mark, "remark": reply.remark, **told, **who}
        rows = DateAnswer.objects.visible_to(by).filter(candidate=candidate)
        known: DateAnswer | None = source.given(rows, dict(who)).first()
        found.append(
            save_changed(known, by=by, fields=fields)
            if known is not None
            else DateAnswer.objects.create(
                compartment_id=candidate.compartment_id,
                created_by=by,
                candidate=candidate,
                **fields,
            )
        )
    return found


@transaction.atomic
def choose_date(
    *,
    candidate: DateCandidate,
    agenda: str = "",
    by: Any,
    partners: Sequence[SupportMeeting] = (),
) -> Sitting | PlanConference:
    """One candidate becomes the next sitting, or the day of the 重層的支援会議; the poll is over and those asked see
    what was chosen.

    `partners`: conferences that sit on the same occasion, each with its own agenda (domain.md 1.4).
    """
    poll = DatePoll.objects.visible_to(by).get(pk=candidate.poll_id)
    source = source_of_poll(poll, by)
    source.require_convener()
    source.hold()
    poll = hold_open(poll, by)
    if candidate.starts_at <= timezone.now():
        raise DomainError("この候補の日時は過ぎました。ほかの候補を選んでください")
    made: Sitting | PlanConference
    made, fields = source.settle(candidate, agenda, partners)
    move_poll(poll, PollState.CHOSEN, by, **fields)
    return made


@transaction.atomic
def withdraw_poll(*, poll: DatePoll, reason: str, by: Any, version: int | None = None) -> DatePoll:
    """No date of these is chosen."""
    source = source_of_poll(poll, by)
    source.require_convener()
    source.require_unnamed([reason])
    held = hold_open(poll, by)
    return move_poll(held, PollState.WITHDRAWN, by, version=version, withdraw_reason=reason)
