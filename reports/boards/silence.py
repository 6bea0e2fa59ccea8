"""The silence radar of a supervisor: where nothing has been heard for long, in her own body (R9).

Each signal is one definition: what it counts is what it lists. The definitions live where their rows do
and serve other pages as well (cases.contacts, plans.querysets, cases.querysets, outreach.lists,
cases.services.handing_over); here they are put side by side.
"""

import datetime
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from access.context import within
from access.models import Compartment
from access.querysets import among
from access.together import ask_together
from cases.contacts import NOT_SILENT, SILENT_FOR, with_contact
from cases.models import CaseRecord, Person, RecordState, Referral, StaffInCharge
from cases.services.handing_over import left_behind
from organizations.models import Body, Role
from outreach.lists import never_reached
from outreach.models import MET, Outreach, VisitAttempt
from plans.models import Goal, Plan, PlanBody, ProgressEntry
from plans.standing import UNTOUCHED
from reports.kept import kept
from reports.plan_board import WHY, PlanBoard, Told, put_in_place

DAYS = (30, 60, 90, 180)
SPANS = ((180, "180日以上"), (90, "90〜179日"), (60, "60〜89日"), (30, "30〜59日"))


@dataclass(frozen=True)
class Line:
    """One thing about which nothing is heard: whose household, what, since when, who, where to go on."""

    number: str
    label: str
    what: str
    since: datetime.date | None
    staff: str
    url: str
    button: str = "開く"

    @property
    def days(self) -> int | None:
        return (timezone.localdate() - self.since).days if self.since else None


Key = tuple[Any, ...]  # a row and its case; while it is counted its compartment, and more


@dataclass(frozen=True)
class Signal:
    """One kind of silence: its question, and how a page of it is told."""

    code: str
    label: str
    definition: str
    rows: Callable[["Radar"], Any]
    lines: Callable[[list[Any], "_Said"], list["Line"]]


@dataclass(frozen=True)
class _Said:
    """Of the cases of a page: names of households by case, who is in charge by record."""

    names: dict[uuid.UUID, str]
    charge: dict[uuid.UUID, str]


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
                    _hand_offs(self).values_list("pk", "compartment"),
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
                Compartment.objects.visible_to(self.user).filter(pk__in=among(wanted)),
                _left(self, [key[0] for key in first.records]).values_list("pk", "compartment"),
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
            goals = _goals(self).values_list("pk", "compartment")
            unreached = _unreached(self).values_list("pk", "compartment")
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


def heard_of(records: Any, user: Any) -> Any:
    """These records, each with `heard_at`: the last contact, or that outreach met somebody since. (The greatest
    of several is that of those which are there.)"""
    met = VisitAttempt.objects.visible_to(user).that_count()
    met = met.filter(outreach__record=OuterRef("pk"), result__in=MET)
    last = Subquery(met.order_by("-at").values("at")[:1])
    return with_contact(records, user).annotate(heard_at=Greatest(F("contact_at"), last))


def _households(radar: Radar) -> Any:
    """Open records, the longest unheard of first; a suspended one has a day of its own."""
    records = CaseRecord.objects.visible_to(radar.user).filter(body__in=radar.bodies)
    records = records.exclude(state__in=NOT_SILENT)
    return heard_of(records, radar.user).order_by("heard_at", "pk")


def _goals(radar: Radar) -> Any:
    """Goals of plans in which one of the bodies takes part."""
    entries = ProgressEntry.objects.visible_to(radar.user)
    told = entries.filter(goal=OuterRef("pk")).order_by("-on").values("on")[:1]
    own = PlanBody.objects.visible_to(radar.user).filter(
        body__in=radar.bodies, ended_at__isnull=True
    )
    rows = Goal.objects.visible_to(radar.user).unmoved(timezone.localdate() - UNTOUCHED, entries)
    return (
        rows.filter(plan__in=own.values("plan"))
        .annotate(told_on=Coalesce(Subquery(told), F("created_at__date")))
        .order_by("told_on", "pk")
    )


def _hand_offs(radar: Radar) -> Any:
    rows = Referral.objects.visible_to(radar.user).between_bodies(radar.bodies)
    return rows.awaiting_answer().overdue().most_urgent_first()


def _unreached(radar: Radar) -> Any:
    return never_reached(radar.user).filter(body__in=radar.bodies)


def _left(radar: Radar, records: Iterable[uuid.UUID] | None = None) -> Any:
    """Of all the bodies at once; a body at a time is what handing over does. `records`: those that are open,
    where they are known."""
    rows = StaffInCharge.objects.visible_to(radar.user).none()
    for body in radar.bodies:
        rows = rows | left_behind(body, radar.user)
    if records is not None:
        rows = rows.filter(record__in=list(records))
    return rows.order_by("staff__kana", "record__created_at", "pk")


def _names(radar: Radar, cases: list[uuid.UUID]) -> Any:
    """Names of households by case, where the basic information is open."""
    people = Person.objects.visible_to(radar.user)
    return people.filter(compartment__case__in=cases, is_subject=True).values_list(
        "compartment__case", "name"
    )


def _charge(radar: Radar, records: list[uuid.UUID]) -> Any:
    """Who is in charge, by record."""
    rows = StaffInCharge.objects.visible_to(radar.user)
    return rows.filter(record__in=records, until__isnull=True).values_list("record", "staff__name")


def _said(names: list[tuple[Any, str]], charge: list[tuple[Any, str]]) -> _Said:
    found: dict[uuid.UUID, list[str]] = {}
    for record, name in charge:
        found.setdefault(record, []).append(name)
    return _Said(
        {case: f"{name} さんの世帯" for case, name in names if name},
        {record: "、".join(staff) for record, staff in found.items()},
    )


def _case_line(row: Any, said: _Said, **values: Any) -> Line:
    case = row.compartment.case
    return Line(number=case.number, label=said.names.get(case.pk, ""), **values)


def _of_households(rows: list[Any], said: _Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"{row.get_state_display()}・最後の関わり",
            since=timezone.localdate(row.heard_at),
            staff=said.charge.get(row.pk, "決まっていません"),
            url=reverse("cases:detail", args=[row.compartment.case_id]),
        )
        for row in rows
    ]


def _of_goals(rows: list[Any], said: _Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"目標「{row.text}」（進み具合 {row.level}）",
            since=row.told_on,
            staff="",
            url=reverse("plans:detail", args=[row.plan_id]),
        )
        for row in rows
    ]


def _of_hand_offs(rows: list[Any], said: _Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"{row.sender_body}から{row.receiver_body}へ・{row.get_state_display()}",
            since=timezone.localdate(row.sent_at),
            staff=str(row.receiver_body),
            url=reverse("cases:referral", args=[row.pk]),
        )
        for row in rows
    ]


def _of_unreached(rows: list[Any], said: _Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"働きかけ {row.tries}回・会えていません",
            since=timezone.localdate(row.first_at),
            staff=row.in_charge.name,
            url=reverse("outreach:detail", args=[row.pk]),
        )
        for row in rows
    ]


def _of_left(rows: list[Any], said: _Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what="担当の職員に、この機関の所属がありません",
            since=None,
            staff=row.staff.name,
            url=reverse("cases:staff", args=[row.compartment.case_id]),
            button="担当を決める",
        )
        for row in rows
    ]


WITH_CASE = ("compartment__case",)
RELATED: dict[str, tuple[str, ...]] = {
    "hand_offs": (*WITH_CASE, "sender_body", "receiver_body"),
    "unreached": (*WITH_CASE, "in_charge"),
    "left": (*WITH_CASE, "staff"),
}
SIGNALS: dict[str, Signal] = {
    signal.code: signal
    for signal in (
        Signal(
            "households",
            "関わりのない世帯",
            "終わっても中断してもいない自機関の記録で、選んだ日数のあいだ、支援経過記録がなく、"
            "アウトリーチで会えてもいないもの。",
            _households,
            _of_households,
        ),
        Signal(
            "goals",
            "動きのない目標",
            f"自機関が参加して実施中のプランの、取り組み中の目標で、{UNTOUCHED.days}日以上、"
            "進み具合の記録がないもの。",
            _goals,
            _of_goals,
        ),
        Signal(
            "hand_offs",
            "返事のないつなぎ",
            "自機関が送った、または受けたつなぎで、引き受けるかどうかの返事がなく、"
            "その段階の期限を過ぎたもの。",
            _hand_offs,
            _of_hand_offs,
        ),
        Signal(
            "unreached",
            "一度も会えていない人",
            "続いているアウトリーチで、1回以上働きかけ、本人にも家族にも会えていないもの。",
            _unreached,
            _of_unreached,
        ),
        Signal(
            "left",
            "担当がいなくなったケース",
            "終わっていない自機関の記録で、担当の職員が離職したか、この機関の所属が終わっているもの。",
            _left,
            _of_left,
        ),
    )
}


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
                _names(radar, cases),
                _charge(radar, wanted if code == "households" else []),
            ]
        )
    return signal.lines(found, _said(names, charge))


def rows_of(radar: Radar, code: str) -> list[Key]:
    """The keys of all rows of a signal, in the order of its list."""
    return radar.found(code)
