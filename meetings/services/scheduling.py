"""日程調整: several dates are proposed, the members say what suits them, one is chosen (domain.md 3.9)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import (
    POLL_MOVES,
    DateAnswer,
    DateCandidate,
    DatePoll,
    MeetingMember,
    MeetingNotice,
    NeededAttendee,
    PollState,
    Sitting,
    SupportMeeting,
)
from .joint import plan_joint_sitting
from .notices import tell
from .reach import reachable, why_not_reached
from .sittings import plan_sitting
from .standing import require_member, require_secretary

IS_OVER = "この日程調整は終わっています。画面を開き直して、決まった日を確かめてください"
NOBODY_TO_ASK = (
    "日程を聞く構成員が、まだいません。先に「構成員を指定する」から、集まる人を指定してください"
)


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


def asked_members(meeting: SupportMeeting, by: Any) -> Any:
    """Who is asked for dates: current members; the secretariat, which proposes them, is not."""
    return reachable(meeting, by).exclude(part=MeetingMember.Part.SECRETARY)


@transaction.atomic
def propose_dates(
    *,
    meeting: SupportMeeting,
    slots: Sequence[Slot],
    answer_until_on: datetime.date,
    needed: Sequence[MeetingMember],
    by: Any,
) -> DatePoll:
    """Ask the members which of several dates suits them; `needed` are those who must be there."""
    require_secretary(meeting, by)
    SupportMeeting.objects.changeable_by(by).select_for_update().get(pk=meeting.pk)
    _require_dates(slots, answer_until_on)
    if not asked_members(meeting, by).exists():
        raise DomainError(NOBODY_TO_ASK)
    for member in needed:
        _require_reached(member, meeting, by)
    if DatePoll.objects.visible_to(by).filter(meeting=meeting, state=PollState.OPEN).exists():
        raise DomainError(
            "日程調整が、もう1つ続いています。そちらで日を決めるか、取りやめてから始めてください"
        )
    common = {"compartment_id": meeting.compartment_id, "created_by": by}
    poll = DatePoll.objects.create(meeting=meeting, answer_until_on=answer_until_on, **common)
    for slot in sorted(slots, key=lambda s: s.starts_at):
        DateCandidate.objects.create(
            poll=poll,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            place=slot.place,
            **common,
        )
    for member in needed:
        NeededAttendee.objects.create(poll=poll, member=member, **common)
    tell(meeting=meeting, about=MeetingNotice.About.ASKED, poll=poll, by=by)
    return poll


def _require_reached(member: MeetingMember, meeting: SupportMeeting, by: Any) -> None:
    reason = why_not_reached(member, meeting, by)
    if reason:
        raise DomainError(reason)


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


def _meeting(poll: DatePoll, by: Any) -> SupportMeeting:
    rows = SupportMeeting.objects.visible_to(by).select_related("compartment")
    found: SupportMeeting = rows.get(pk=poll.meeting_id)
    return found


def _open_poll(poll: DatePoll, by: Any) -> DatePoll:
    """The poll, locked: nobody answers while the date is being chosen."""
    rows = DatePoll.objects.changeable_by(by).select_for_update()
    found: DatePoll = rows.get(pk=poll.pk)
    if not found.is_open:
        raise DomainError(IS_OVER)
    return found


@transaction.atomic
def answer_dates(
    *, poll: DatePoll, replies: Mapping[DateCandidate, Reply], by: Any
) -> list[DateAnswer]:
    """A member answers for herself; what was entered for her before gives way."""
    member = require_member(_meeting(poll, by), by)
    _open_poll(poll, by)
    return [
        _answer(candidate, member, by, mark=r.mark, remark=r.remark, told_by="", told_how="")
        for candidate, r in replies.items()
    ]


@transaction.atomic
def enter_answers(
    *,
    poll: DatePoll,
    member: MeetingMember,
    replies: Mapping[DateCandidate, Reply],
    told_by: str,
    told_how: str,
    by: Any,
) -> list[DateAnswer]:
    """The secretary enters what somebody told her for a member: by telephone, on paper."""
    require_secretary(_meeting(poll, by), by)
    _open_poll(poll, by)
    _require_reached(member, _meeting(poll, by), by)
    if not told_by.strip() or not told_how:
        raise DomainError("だれから、どのように聞いたかを書いてください")
    own = DateAnswer.objects.visible_to(by).filter(candidate__poll=poll, member=member, told_by="")
    if own.exists():
        raise DomainError(
            "この人は、自分で答えています。本人の回答が優先します。"
            "変わったときは、本人に画面で直してもらってください"
        )
    return [
        _answer(
            candidate,
            member,
            by,
            mark=r.mark,
            remark=r.remark,
            told_by=told_by.strip(),
            told_how=told_how,
        )
        for candidate, r in replies.items()
    ]


def _answer(candidate: DateCandidate, member: MeetingMember, by: Any, **fields: Any) -> DateAnswer:
    rows = DateAnswer.objects.visible_to(by).filter(candidate=candidate, member=member)
    known: DateAnswer | None = rows.first()
    fields |= {"answered_at": timezone.now()}
    if known is not None:
        return save_changed(known, by=by, fields=fields)
    return DateAnswer.objects.create(
        compartment_id=candidate.compartment_id,
        created_by=by,
        candidate=candidate,
        member=member,
        **fields,
    )


@transaction.atomic
def choose_date(
    *,
    candidate: DateCandidate,
    agenda: str,
    by: Any,
    partners: Sequence[SupportMeeting] = (),
) -> Sitting:
    """One candidate becomes the next sitting; the poll is over and the members see what was chosen.

    `partners`: conferences that sit on the same occasion, each with its own agenda (domain.md 1.4).
    """
    poll = DatePoll.objects.visible_to(by).get(pk=candidate.poll_id)
    meeting = _meeting(poll, by)
    require_secretary(meeting, by)
    poll = _open_poll(poll, by)
    if candidate.starts_at <= timezone.now():
        raise DomainError("この候補の日時は過ぎました。ほかの候補を選んでください")
    if partners:
        sitting = plan_joint_sitting(
            meeting=meeting,
            partners=partners,
            held_at=candidate.starts_at,
            ends_at=candidate.ends_at,
            place=candidate.place,
            agenda=agenda,
            by=by,
        )
    else:
        sitting = plan_sitting(
            meeting=meeting,
            held_at=candidate.starts_at,
            ends_at=candidate.ends_at,
            place=candidate.place,
            agenda=agenda,
            by=by,
        )
    _move(poll, PollState.CHOSEN, by, sitting=sitting)
    return sitting


@transaction.atomic
def withdraw_poll(*, poll: DatePoll, reason: str, by: Any, version: int | None = None) -> DatePoll:
    """No date of these is chosen."""
    require_secretary(_meeting(poll, by), by)
    return _move(
        _open_poll(poll, by), PollState.WITHDRAWN, by, version=version, withdraw_reason=reason
    )


def _move(
    poll: DatePoll, to: str, by: Any, *, version: int | None = None, **fields: Any
) -> DatePoll:
    if to not in POLL_MOVES[poll.state]:
        raise DomainError(IS_OVER)
    return save_changed(poll, by=by, fields={"state": to, **fields}, version=version)
