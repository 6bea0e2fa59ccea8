"""Minutes 会議録 of a sitting: written, approved, and then only added to (domain.md R18, R20)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from access.errors import DomainError
from access.shortcuts import save_changed

from ..models import (
    Attendance,
    Decision,
    MeetingMember,
    Minutes,
    MinutesAddendum,
    Sitting,
    SittingState,
    SupportMeeting,
)
from .answers import held
from .confirmed_words import paragraphs, print_of
from .confirming import require_confirmed
from .meetings import enter_in_ledger
from .register import may_sit
from .sittings import move_sitting
from .standing import hold_sitting, meeting_of, require_member, require_secretary


@transaction.atomic
def write_minutes(
    *,
    sitting: Sitting,
    by: Any,
    present: Iterable[MeetingMember] | None = None,
    main_topic: str | None = None,
    version: int | None = None,
    **content: Any,
) -> Minutes:
    """Write or change the minutes of a sitting; with the first the sitting counts as held.

    `main_topic` (CL-04): what it was about above all, for the figures; None leaves it as it is.

    Without `present`, attendance stays as it was noted in the room.
    """
    meeting = meeting_of(sitting, by)
    secretary = require_secretary(meeting, by)
    hold_sitting(sitting.pk, by)
    minutes: Minutes | None = Minutes.objects.visible_to(by).filter(sitting=sitting).first()
    if minutes is None:
        move_sitting(sitting, SittingState.HELD, by, opened_at=sitting.opened_at or timezone.now())
        minutes = Minutes.objects.create(
            compartment_id=sitting.compartment_id, created_by=by, sitting=sitting, **content
        )
        enter_in_ledger(meeting, secretary, minutes, "会議の記録", by)
    else:
        if minutes.approved_at is not None:
            raise DomainError("会議録は確定しています。続きは「付け加える」から書いてください")
        save_changed(minutes, by=by, fields=content, version=version)
    if main_topic is not None and main_topic != sitting.main_topic:
        save_changed(sitting, by=by, fields={"main_topic": main_topic})
    if present is not None or not _known(sitting, by):
        note_attendance(sitting=sitting, present=present, by=by)
    return minutes


def who_may_come(sitting: Sitting, by: Any) -> set[MeetingMember]:
    """Who counts as present when the sitting begins: current members who have confirmed the duty, with a valid
    pledge, and no guest of another sitting (domain.md R11, R13)."""
    return _came(sitting, None, by)


def who_may_be_noted(sitting: Sitting, by: Any) -> set[MeetingMember]:
    """Of whom it may be written that she was there: who may come now, and whose membership or office ended since the
    sitting. Minutes are written afterwards, and name who came (domain.md R18)."""
    members = MeetingMember.objects.visible_to(by).filter(meeting=sitting.meeting_id)
    ready = members.sworn().for_sitting(sitting)
    found = set(ready.taking_part_now_or_at(sitting.held_at).may_sit().with_names())
    # Who was named again is one person: as she sits in it now.
    here = {m.appointment.staff_id for m in found if m.appointment and m.is_current}
    return {
        m for m in found if m.is_current or not (m.appointment and m.appointment.staff_id in here)
    }


def _came(sitting: Sitting, present: Iterable[MeetingMember] | None, by: Any) -> set[MeetingMember]:
    sworn = MeetingMember.objects.visible_to(by).filter(meeting=sitting.meeting_id).sworn()
    ready = sworn.for_sitting(sitting).with_names()
    if present is None:
        return set(ready.taking_part().may_sit())
    chosen = set(present)
    if chosen - set(sworn):
        raise DomainError(
            "守秘義務を確かめていない人は、会議に出られません。先に確かめてもらってください"
        )
    if chosen - set(ready):
        raise DomainError("ほかの開催のための臨時構成員が選ばれています。外してください")
    known = {row.member_id for row in _known(sitting, by).values() if row.is_present}
    new = [m for m in ready.with_standing() if m in chosen and m.pk not in known]
    kept_out = [m.name for m in new if m.is_kept_out]
    if kept_out:
        raise DomainError(
            f"このケースを見せないことになっている人がいます（{'、'.join(kept_out)}。閲覧制限）。"
            "会議には出られません。外してください"
        )
    lapsed = [m.name for m in new if not may_sit(m)]
    if lapsed:
        raise DomainError(
            f"誓約書の期限が切れている人がいます（{'、'.join(lapsed)}）。"
            "誓約書を受け取り、構成員名簿に登録してください"
        )
    return chosen


def _known(sitting: Sitting, by: Any) -> dict[Any, Attendance]:
    rows = Attendance.objects.visible_to(by).filter(sitting=sitting)
    return {row.member_id: row for row in rows}


def note_attendance(*, sitting: Sitting, present: Iterable[MeetingMember] | None, by: Any) -> None:
    """Who came; without `present`, all current members who have confirmed the duty. Raises
    DomainError for anybody who has not (R11)."""
    known = _known(sitting, by)
    came = {member.pk for member in _came(sitting, present, by)}
    for member_id, row in known.items():
        if row.is_present != (member_id in came):
            save_changed(row, by=by, fields={"is_present": member_id in came})
    for member_id in came - set(known):
        Attendance.objects.create(
            compartment_id=sitting.compartment_id,
            created_by=by,
            sitting=sitting,
            member_id=member_id,
        )


def approver_of(meeting: SupportMeeting, by: Any) -> MeetingMember | None:
    """The chair approves minutes; the secretary does while there is no chair (domain.md R20), or none
    who may read them (R12).

    None when the acting user is not the one.
    """
    members = MeetingMember.objects.visible_to(by).filter(meeting=meeting).taking_part().sworn()
    chair = members.filter(part=MeetingMember.Part.CHAIR).first()
    wanted = MeetingMember.Part.CHAIR if chair else MeetingMember.Part.SECRETARY
    found: MeetingMember | None = members.of_user(by).filter(part=wanted).first()
    return found


def who_came(sitting: Sitting, by: Any) -> list[MeetingMember]:
    """Who is noted as present, with names."""
    came = Attendance.objects.visible_to(by).filter(sitting=sitting, is_present=True)
    members = MeetingMember.objects.visible_to(by).filter(pk__in=came.values("member"))
    return as_listed(members.with_names())


def as_listed(members: Iterable[MeetingMember]) -> list[MeetingMember]:
    """Chair, secretariat, members, each as they were appointed: one order on screen, where it is confirmed, and on paper."""
    order = list(MeetingMember.Part.values)
    return sorted(members, key=lambda m: (order.index(m.part), m.appointed_at, m.created_at, m.pk))


@dataclass(frozen=True)
class Again:
    """When the members meet again, as minutes say it; without a moment no day was settled (domain.md R18)."""

    held_at: datetime.datetime | None = None
    place: str = ""


def _next_of(sitting: Sitting, by: Any) -> Again:
    """The sitting that follows this one, as it is planned now."""
    after = Sitting.objects.visible_to(by).filter(
        meeting=sitting.meeting_id, number__gt=sitting.number
    )
    found = after.exclude(state=SittingState.CANCELLED).order_by("held_at", "number").first()
    return Again(found.held_at, found.place) if found else Again()


def meeting_again(minutes: Minutes, sitting: Sitting, by: Any) -> Again | None:
    """What the minutes say of the next sitting: fixed ones as they were fixed, others as it is planned now.
    None where nothing is to be said: the talk ends, or they were fixed before that was kept with them."""
    if minutes.course == Minutes.Course.END:
        return None
    if minutes.approved_at is None:
        return _next_of(sitting, by)
    kept = (minutes.as_fixed or {}).get("again")
    return Again(parse_datetime(kept["held_at"] or ""), kept["place"]) if kept else None


def _as_it_stands(sitting: Sitting, by: Any) -> dict[str, Any]:
    """What was decided, who came and when they meet again, in words: decisions go on as tasks of their own, and the minutes
    that the chair fixes stay as they are (domain.md R20)."""
    decisions = Decision.objects.visible_to(by).filter(sitting=sitting).with_doers()
    again = _next_of(sitting, by)
    return {
        "again": {
            "held_at": again.held_at.isoformat() if again.held_at else "",
            "place": again.place,
        },
        "decisions": [
            {
                "content": row.content,
                "body": row.doer,
                "person": row.person,
                "due_on": row.due_on.isoformat() if row.due_on else "",
            }
            for row in decisions
        ],
        "present": [
            {
                "name": member.name,
                "body": member.body_name,
                "part": member.role_name,
            }
            for member in who_came(sitting, by)
        ],
    }


@transaction.atomic
def approve_minutes(
    *, minutes: Minutes, by: Any, as_read: str = "", version: int | None = None
) -> Minutes:
    """Fix the minutes; possible only when the duty of secrecy was explained (domain.md R18). `as_read`: what the
    chair had before her (`print_of`), decisions too; what was put right since is not fixed unseen, nor what somebody puts right at this moment."""
    sitting = Sitting.objects.visible_to(by).get(pk=minutes.sitting_id)
    meeting = meeting_of(sitting, by)
    require_member(meeting, by)
    sitting = hold_sitting(sitting.pk, by)
    if approver_of(meeting, by) is None:
        raise DomainError("会議録を確定するのは座長です。座長がいない会議では、事務局が確定します")
    kept = held(minutes, by)
    require_confirmed(minutes, by)
    if as_read and as_read != print_of(paragraphs(kept, by)):
        raise DomainError(
            "会議録か決まったことが、読んでいる間に直されました。直った文を読んでから、もう一度押してください"
        )
    if not minutes.duty_explained:
        raise DomainError("守秘義務を説明したことを会議録に書いてから、確定してください")
    came = Attendance.objects.visible_to(by).filter(sitting=sitting, is_present=True)
    if not came.exists():
        raise DomainError("出席した人を会議録に書いてから、確定してください")
    move_sitting(sitting, SittingState.APPROVED, by)
    fields = {
        "approved_at": timezone.now(),
        "approved_by_id": by.pk,
        "as_fixed": _as_it_stands(sitting, by),
    }
    return save_changed(minutes, by=by, fields=fields, version=version)


@transaction.atomic
def add_to_minutes(*, minutes: Minutes, text: str, by: Any) -> MinutesAddendum:
    """A member adds to approved minutes, under her name; what was approved stays as it is."""
    sitting = Sitting.objects.visible_to(by).get(pk=minutes.sitting_id)
    meeting = meeting_of(sitting, by)
    member = require_member(meeting, by)
    if minutes.approved_at is None:
        raise DomainError("会議録は、まだ作成中です。直してほしいところは、事務局に伝えてください")
    addendum: MinutesAddendum = MinutesAddendum.objects.create(
        compartment_id=minutes.compartment_id,
        created_by=by,
        minutes=minutes,
        member=member,
        text=text,
    )
    enter_in_ledger(meeting, member, addendum, "会議録への付記", by)
    return addendum
