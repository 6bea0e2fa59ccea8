"""How far the members are with the minutes that they confirm, and what is waited for before somebody fixes them (domain.md
R20)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from access.errors import DomainError

from ..models import Attendance, Decision, MeetingMember, Minutes, MinutesAnswer
from .confirmed_words import covers, pieces


@dataclass(frozen=True)
class Confirmation:
    """How far the members are: who has answered, who has not, who has not seen what was put right since she did, what
    is still to be settled; and of those without an account who came, what the secretariat has entered, or nothing yet."""

    answered: list[MeetingMember]
    waiting: list[MeetingMember]
    outdated: list[MeetingMember]
    open_wishes: list[MinutesAnswer]
    on_paper: list[tuple[MeetingMember, MinutesAnswer | None]]
    outdated_on_paper: list[MeetingMember]

    @property
    def unsure(self) -> list[MeetingMember]:
        """Whose confirmation of the words of now is missing, and for whom they wait until the day."""
        return [*self.waiting, *self.outdated]

    @property
    def unheard(self) -> list[MeetingMember]:
        """Whose answer nobody has entered: the minutes need not wait for it."""
        return [member for member, answer in self.on_paper if answer is None]

    @property
    def open_on_paper(self) -> list[MeetingMember]:
        """Of those without an account, whose confirmation of the words of now nobody has entered."""
        return [*self.unheard, *self.outdated_on_paper]


def confirmations_asked(found: Collection[Minutes], by: Any) -> list[QuerySet[Any]]:
    """The questions for `confirmation_told`, for any number of minutes; with their sittings."""
    sittings = [minutes.sitting_id for minutes in found]
    meetings = {minutes.sitting.meeting_id for minutes in found}
    came = Attendance.objects.visible_to(by).filter(sitting__in=sittings, is_present=True)
    members = MeetingMember.objects.visible_to(by).with_names().taking_part()
    answers = MinutesAnswer.objects.visible_to(by).filter(minutes__in=[m.pk for m in found])
    return [
        came.select_related("member__appointment"),
        members.filter(meeting__in=meetings, part=MeetingMember.Part.MEMBER),
        answers.select_related("member__appointment", "created_by"),
        Decision.objects.visible_to(by).filter(sitting__in=sittings).with_doers(),
    ]


def confirmation_told(
    minutes: Minutes,
    came: Iterable[Attendance],
    members: Iterable[MeetingMember],
    given: Iterable[Any],
    agreed: Iterable[Decision],
) -> Confirmation:
    """Of those who came and are asked; who is kept out of the case since is not (R12). Who came is a person: named
    again since, she is asked all the same (R20). Who has no account is asked by the secretary, who enters it."""
    present = [row.member for row in came if row.sitting_id == minutes.sitting_id]
    people = {member.appointment.staff_id for member in present if member.appointment}
    asked = [
        member
        for member in members
        if member.meeting_id == minutes.sitting.meeting_id
        and member.only_sitting_id in (None, minutes.sitting_id)
        and member.appointment
        and member.appointment.staff_id in people
    ]
    on_paper = [member for member in present if member.appointment is None]
    answers = [answer for answer in given if answer.minutes_id == minutes.pk]
    heard = {a.member_id: a for a in answers if a.heard_on}
    now = pieces(minutes, agreed)

    def of(member: MeetingMember) -> list[MinutesAnswer]:
        office = member.appointment
        if office is None:
            return [a for a in answers if a.member_id == member.pk]
        hers = (a for a in answers if a.member.appointment)
        return [a for a in hers if a.member.appointment.staff_id == office.staff_id]

    return Confirmation(
        [m for m in asked if of(m) and covers(of(m), now)],
        [m for m in asked if not of(m)],
        [m for m in asked if of(m) and not covers(of(m), now)],
        [a for a in answers if a.is_open],
        [(m, heard.get(m.pk)) for m in on_paper],
        [m for m in on_paper if of(m) and not covers(of(m), now)],
    )


def confirmation_of(minutes: Minutes, by: Any) -> Confirmation:
    """How far the members are with these minutes."""
    return confirmation_told(minutes, *map(list, confirmations_asked([minutes], by)))


def why_not_yet(minutes: Minutes, found: Confirmation) -> str:
    """What is waited for before the minutes are fixed, while members may still ask for corrections, or wait for an answer;
    empty when nothing is (R20)."""
    if found.open_wishes:
        return (
            f"直してほしいという答えが{len(found.open_wishes)}件あります。"
            "事務局が答えてから、確定してください"
        )
    if minutes.answer_until_on is not None and minutes.answer_until_on < timezone.localdate():
        return ""
    if found.waiting:
        names = "、".join(member.name for member in found.waiting[:5])
        return f"まだ確かめていない人がいます（{names}）。全員の答えがそろうか、期限が過ぎてから確定してください"
    if found.outdated:
        names = "、".join(member.name for member in found.outdated[:5])
        return f"直ったところを確かめていない人がいます（{names}）。全員の答えがそろうか、期限が過ぎてから確定してください"
    return ""


def require_confirmed(minutes: Minutes, by: Any) -> None:
    """DomainError while somebody is waited for (R20)."""
    if minutes.sent_at is None or minutes.answer_until_on is None:
        raise DomainError("構成員に確認を頼んでから、確定してください")
    if words := why_not_yet(minutes, confirmation_of(minutes, by)):
        raise DomainError(words)
