"""The silence radar of a supervisor: where nothing has been heard for long, in her own body (R9)."""

import datetime
import uuid
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from access.context import within
from access.models import Compartment
from access.shared_sets import OneOf
from access.together import ask_together
from cases.contacts import NOT_SILENT, SILENT_FOR
from cases.models import CaseRecord, RecordState
from cases.together import state_words
from organizations.models import Body, Role
from outreach.models import Outreach
from plans.models import Plan
from reports.kept import kept
from reports.plan_board import WHY, PlanBoard, Told, put_in_place

from .signals import (
    RELATED,
    SIGNALS,
    WITH_CASE,
    Line,
    charge_of,
    heard_of,
    left_alone,
    names_of,
    never_met,
    said_of,
    unanswered,
    unmoved_goals,
)

__all__ = ["DAYS", "SIGNALS", "SPANS", "Line", "Radar", "page_lines", "rows_of"]

DAYS = (30, 60, 90, 180)
SPANS = ((180, "180日以上"), (90, "90〜179日"), (60, "60〜89日"), (30, "30〜59日"))


Key = tuple[Any, ...]  # a row and its case; while it is counted its compartment, and more


@dataclass(frozen=True)
class _First:
    """What goes on in the bodies: open records (key, compartment, state, when heard of last), hand-offs that
    nobody answered, outreach. Few among all that the user sees."""

    records: list[Key]
    hand_offs: list[Key]
    sought: list[Key]
    plans: list[Plan]


class Radar:
    """What is silent in the bodies that the user supervises: at this moment, or (`keep`) at most a minute ago.

    Asked in rounds, each one statement: first what goes on, then of which cases it is, then everything else
    `within` these (docs/decisions/0730). Of each row a key, its case and perhaps a moment; what a page says of
    its rows is asked then.
    """

    def __init__(
        self, acting: Any, user: Any, days: int = SILENT_FOR.days, *, keep: bool = False
    ) -> None:
        self.user, self.days, self.counted_at = user, days, timezone.now()
        self.bodies: list[Body] = acting.bodies_with(Role.SUPERVISOR)
        self._board = PlanBoard(acting, user)
        self._keep = keep

    @cached_property
    def _numbers(self) -> dict[str, Any]:
        if not self._keep:
            return self._count()
        how = [*sorted(str(body.pk) for body in self.bodies), "keeps"]
        how += sorted(str(body.pk) for body in self._board.kept)
        found = kept(self.user, "own", how, self._count)
        self.counted_at = found.counted_at
        return found.numbers

    def _count(self) -> dict[str, Any]:
        first = self._what_goes_on()
        places, left = self._where(first)
        goals, unreached = self._within(first, places)
        keys = {
            "goals": goals,
            "hand_offs": first.hand_offs,
            "unreached": unreached,
            "left": left,
        }
        shortest = timezone.now() - datetime.timedelta(days=DAYS[0])
        silent = sorted(
            (heard_at, pk, place)
            for pk, place, state, heard_at in first.records
            if state not in NOT_SILENT and heard_at < shortest and place in places
        )
        return {
            "households": [
                [str(pk), str(places[place]), heard_at.isoformat()]
                for heard_at, pk, place in silent
            ],
            **{
                code: [[str(pk), str(places[place])] for pk, place in rows if place in places]
                for code, rows in keys.items()
            },
            "states": Counter(record[2] for record in first.records),
            "plans": len(self._board.rows),
            "why": {code: number for code, _, number in self._board.counts},
        }

    def _what_goes_on(self) -> _First:
        records = CaseRecord.objects.visible_to(self.user).filter(body__in=self.bodies)
        records = heard_of(records.exclude(state=RecordState.CLOSED), self.user)
        sought = Outreach.objects.visible_to(self.user).going_on().filter(body__in=self.bodies)
        return _First(
            *ask_together(
                [
                    records.order_by().values_list("pk", "compartment", "state", "heard_at"),
                    unanswered(self).values_list("pk", "compartment"),
                    sought.order_by().values_list("pk", "compartment"),
                    self._board.question,
                ]
            )
        )

    def _where(self, first: _First) -> tuple[dict[uuid.UUID, uuid.UUID], list[Key]]:
        """The case of each compartment; and whose cases are left behind."""
        keys = [*first.records, *first.hand_offs, *first.sought]
        wanted = {key[1] for key in keys} | {plan.compartment_id for plan in first.plans}
        places, left = ask_together(
            [
                Compartment.objects.visible_to(self.user).filter(OneOf("id", wanted)),
                left_alone(self, [key[0] for key in first.records]).values_list(
                    "pk", "compartment"
                ),
            ]
        )
        self._board.plans = put_in_place(first.plans, {place.pk: place for place in places})
        return {place.pk: place.case_id for place in places}, left

    def _within(self, first: _First, places: dict[uuid.UUID, uuid.UUID]) -> tuple[list[Key], ...]:
        """Goals, and people never reached; and what the board of plans says."""
        cases = {places[plan.compartment_id] for plan in self._board.plans}
        cases |= {places[key[1]] for key in first.sought if key[1] in places}
        plans, sought = bool(self._board.plans), bool(first.sought)
        with within(cases):
            board = self._board.asked() if plans else None
            goals = unmoved_goals(self).values_list("pk", "compartment")
            unreached = never_met(self).values_list("pk", "compartment")
            found, never, *answers = ask_together(
                [
                    goals if plans else goals.none(),
                    unreached if sought else unreached.none(),
                    *(board.questions if board else []),
                ]
            )
        self._board.told = board.told(answers) if board else Told()
        return found, never

    def _unheard(self, days: int) -> list[Key]:
        before = timezone.now() - datetime.timedelta(days=days)
        return [
            (pk, case)
            for pk, case, heard_at in self._numbers["households"]
            if datetime.datetime.fromisoformat(heard_at) < before
        ]

    def found(self, code: str) -> list[Key]:
        """The keys of a signal, in the order of its list: what is counted is what is listed."""
        rows = self._unheard(self.days) if code == "households" else self._numbers[code]
        return [(uuid.UUID(pk), uuid.UUID(case)) for pk, case in rows]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many of each signal."""
        return {code: len(self.found(code)) for code in SIGNALS}

    @cached_property
    def spans(self) -> list[tuple[str, int]]:
        """Households without contact, parted by how long."""
        found, longer = [], 0
        for days, words in SPANS:
            number = len(self._unheard(days))
            found.append((words, number - longer))
            longer = number
        return found

    @cached_property
    def states(self) -> list[tuple[str, str, int]]:
        """Records of the bodies by their state: code, words, number."""
        counted = self._numbers["states"]
        return [
            (str(code), str(label), counted.get(code, 0))
            for code, label in RecordState.choices
            if code != RecordState.CLOSED
        ]

    @property
    def plan_total(self) -> int:
        total: int = self._numbers["plans"]
        return total

    @property
    def plan_counts(self) -> list[tuple[str, str, int]]:
        """Code, words and number of plans for each reason to look, where there are any."""
        numbers = self._numbers["why"]
        return [(code, words, numbers[code]) for code, (words, _) in WHY.items() if numbers[code]]


def page_lines(radar: Radar, code: str, keys: list[Key]) -> list[Line]:
    """A page of a signal in words: the rows of these keys, in the order of its list; one statement about the
    cases of the page."""
    if not keys:
        return []
    signal, wanted = SIGNALS[code], [key[0] for key in keys]
    cases = list(dict.fromkeys(key[1] for key in keys))
    with within(cases):
        rows = signal.rows(radar).filter(pk__in=wanted)
        found, names, charge = ask_together(
            [
                rows.select_related(*RELATED.get(code, WITH_CASE)),
                names_of(radar, cases),
                charge_of(radar, wanted if code == "households" else []),
            ]
        )
        # Only what the つなぎ came to: of 多機関協働 the radar says what is stored, as before.
        handed = [
            row for row in found if code == "households" and row.state == RecordState.HANDED_OFF
        ]
        states = state_words(radar.user, handed)
    return signal.lines(found, said_of(names, charge, states))


def rows_of(radar: Radar, code: str) -> list[Key]:
    """The keys of all rows of a signal, in the order of its list."""
    return radar.found(code)
