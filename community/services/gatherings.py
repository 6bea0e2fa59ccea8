"""Attendance: figures by age band and no word about anybody."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.open_registers import save_open
from cases.codes import every_label
from community.choices import ACTIVITY
from community.models import Gathering, Place, PlaceState, PlaceStep
from community.models.gathering import MOST_PEOPLE, NAMES
from documents.wareki import format_date

from .places import keeper_office

WITHDRAWN = "この記録は、取り消されています。要るときは、新しく記録してください"


@dataclass(frozen=True)
class AttendanceFacts:
    """One day of one activity."""

    on: datetime.date
    kind: str
    infants: int = 0
    pupils: int = 0
    youth: int = 0
    adults: int = 0
    elders: int = 0
    aged: int = 0
    unknown: int = 0
    newcomers: int = 0
    volunteers: int = 0
    staff: int = 0
    caught: bool = False

    @property
    def total(self) -> int:
        return sum(getattr(self, name) for name in NAMES)

    def values(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def _check(facts: AttendanceFacts) -> None:
    if facts.on > timezone.localdate():
        raise DomainError("これからの日は書けません")
    if facts.kind not in dict(every_label(ACTIVITY)):
        raise DomainError("何をしたかを、一覧から選んでください")
    if facts.newcomers > facts.total:
        raise DomainError(
            f"はじめて来た人（{facts.newcomers}人）が、来た人の合計（{facts.total}人）より多くなっています"
        )
    if any(getattr(facts, name) > MOST_PEOPLE for name in NAMES):
        raise DomainError(f"1回の人数は、年齢ごとに{MOST_PEOPLE}人までです。数を確かめてください")


def _require_open(place: Place, day: datetime.date, by: Any) -> None:
    """Raises DomainError unless the place was open at some hour of that day. Before a place opened for the first time
    nothing is known that would speak against it: it is entered when somebody gets to it, and tried out before."""
    steps = list(PlaceStep.objects.visible_to(by).filter(place=place))[::-1]
    before = [step for step in steps if step.on < day]
    known = [*before[-1:], *(step for step in steps if step.on == day)] or steps[:1]
    states = {step.state for step in known}
    is_before = states == {PlaceState.PREPARING}
    if PlaceState.OPEN in states or (is_before and has_been_open(place, by)):
        return
    state = PlaceState(known[-1].state).label
    then = "開いていたときは、先に、その日から開いたことにしてください" if is_before else ""
    raise DomainError(
        f"{format_date(day)}に、この居場所は「{state}」でした。開いていた日の参加を記録してください。{then}"
    )


def has_been_open(place: Place, by: Any) -> bool:
    """Whether anything can have taken place there, whatever has become of it since."""
    steps = PlaceStep.objects.visible_to(by).filter(place=place, state=PlaceState.OPEN)
    return bool(steps.exists())


@transaction.atomic
def record_gathering(*, place: Place, facts: AttendanceFacts, by: Any) -> Gathering:
    """Something took place, on a day on which the place was open, whatever has become of it since."""
    keeper_office(by)
    _check(facts)
    _require_open(place, facts.on, by)
    made: Gathering = Gathering.objects.create(created_by=by, place=place, **facts.values())
    return made


@transaction.atomic
def change_gathering(
    *, gathering: Gathering, facts: AttendanceFacts, by: Any, version: int | None = None
) -> Gathering:
    """Figures are put right; the former ones stay in the history."""
    if gathering.is_withdrawn:
        raise DomainError(WITHDRAWN)
    _check(facts)
    if facts.on != gathering.on:
        _require_open(gathering.place, facts.on, by)
    return save_open(gathering, by=by, fields=facts.values(), version=version)


@transaction.atomic
def withdraw_gathering(*, gathering: Gathering, by: Any, version: int | None = None) -> Gathering:
    """Entered by mistake: it counts no more. Two who take it back mean the same."""
    if gathering.is_withdrawn:
        return gathering
    return save_open(gathering, by=by, fields={"is_withdrawn": True}, version=version)
