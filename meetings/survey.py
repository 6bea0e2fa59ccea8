"""The named questionnaire of a sitting, as its secretary reads it (domain.md 4.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .models import Attendance, MeetingMember, Sitting, SurveyAnswer
from .services import on_paper_who_came


@dataclass(frozen=True)
class Told:
    """Who has answered and who of those that came has not; how the grades fall."""

    answers: list[tuple[MeetingMember | None, SurveyAnswer]]
    waiting: list[MeetingMember]
    # Who came and has no account: the secretary enters what each says, and has, or has not yet.
    on_paper: list[tuple[MeetingMember, bool]]
    grades: list[tuple[str, list[tuple[str, int]]]]


def survey_of(room: Any, sitting: Sitting) -> Told:
    """Everything that was answered about a sitting; a few questions for any number."""
    rows = list(SurveyAnswer.objects.visible_to(room.user).filter(sitting=sitting))
    came = Attendance.objects.visible_to(room.user).filter(sitting=sitting, is_present=True)
    known = {member.pk: member for member in room.members}
    present = _people(known, came.values_list("member", flat=True))
    answered = _people(known, (row.member_id for row in rows))
    waiting = [m for m in room.current_members if _person(m) in present - answered]
    grades = [
        (str(SurveyAnswer._meta.get_field(name).verbose_name), _count(rows, name))  # type: ignore[union-attr]
        for name in ("helped", "role_is_clear")
    ]
    entered = {row.member_id for row in rows}
    on_paper = [(m, m.pk in entered) for m in on_paper_who_came(sitting, room.user)]
    return Told([(known.get(row.member_id), row) for row in rows], waiting, on_paper, grades)


def _person(member: MeetingMember) -> Any:
    """Who it is, however often she was named; None for who has no account and answers nothing here."""
    return member.appointment.staff_id if member.appointment else None


def _people(known: Mapping[Any, MeetingMember], members: Iterable[Any]) -> set[Any]:
    return {_person(known[pk]) for pk in members if pk in known} - {None}


def _count(rows: list[SurveyAnswer], name: str) -> list[tuple[str, int]]:
    """How often each grade was given, the best first."""
    given = [getattr(row, name) for row in rows]
    return [(str(label), given.count(value)) for value, label in SurveyAnswer.Grade.choices]
