"""B 多機関協働: requests answered, plans decided, cases going on, ended and suspended."""

import datetime
import itertools
import math
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.counting import CASE, Asked, Source
from access.shared_sets import among
from cases import codes
from cases.models import CaseRecord, RecordEvent
from meetings.models import CoordinationRequest, RequestState
from meetings.models.hand_off import RETURNS
from plans.models import Evaluation, Plan
from plans.states import IN_SUPPORT, PlanState

from . import words
from .base import (
    DESKS,
    ONE_DAY,
    SECRETARIAT,
    Breakdown,
    Day,
    Fact,
    Indicator,
    Measure,
    OnLastDay,
    Span,
    Stay,
    whole,
)
from .turns import Kind, Turn, without_what_was_undone

AGES = (
    ("0", "3か月まで", 3),
    ("4", "4〜6か月", 6),
    ("7", "7〜12か月", 12),
    ("13", "1年を超える", 9999),
)
DAYS_A_MONTH = 30.44


def answered(source: Source, span: Span) -> Asked:
    begins, ends = span.moments
    rows = source.of(CoordinationRequest, body="sender_body").filter(
        state__in=(RequestState.ACCEPTED, RequestState.RETURNED),
        answered_at__gte=begins,
        answered_at__lt=ends,
    )
    columns = ("state", "pk", "answered_at", CASE, "sender_body_id", "consent_state", "return_code")
    return Asked(rows, columns)


def _answered(source: Source, span: Span, wanted: str) -> Iterator[Fact]:
    for state, pk, at, case, sender, consent, code in source.told(answered, span):
        codes_of = {
            "consented": "yes" if consent in codes.CONSENTED else "no",
            "body": str(sender),
            "why": code,
        }
        if state == wanted:
            yield Fact(pk, timezone.localdate(at), case, sender, codes=codes_of)


def accepted(source: Source, span: Span) -> Iterator[Fact]:
    yield from _answered(source, span, RequestState.ACCEPTED)


def returned(source: Source, span: Span) -> Iterator[Fact]:
    yield from _answered(source, span, RequestState.RETURNED)


def plans_decided(source: Source, span: None) -> Asked:
    """All on which the ward ever decided: each of them may be due to be looked at."""
    rows = source.of(Plan, body="lead_body").filter(kind=Plan.Kind.MULTI, decided_on__isnull=False)
    columns = ("pk", CASE, "lead_body_id", "decided_on", "sequence", "state", "next_monitoring_on")
    return Asked(rows, columns)


def _ever(spans: Sequence[Span]) -> None:
    return None


def decided(source: Source, span: Span) -> Iterator[Fact]:
    """Plans on which the ward decided in the period."""
    for pk, case, lead, on, sequence, _, _ in source.told(plans_decided, None):
        codes_of = {"sequence": "first" if sequence == 1 else "again"}
        if span.has(on):
            yield Fact(pk, on, case, lead, codes=codes_of)


@dataclass(frozen=True)
class Course:
    """A case in 多機関協働: the secretariat's record, the acceptances with which its work began, and its
    turns from the first of them on."""

    record: uuid.UUID
    case: uuid.UUID
    body: uuid.UUID
    began: tuple[datetime.datetime, ...]
    turns: tuple[Turn, ...]

    def since(self, day: datetime.date) -> datetime.date:
        """Since when the work goes on, or went on last, at the end of a day on or after the first."""
        return max(on for on in map(timezone.localdate, self.began) if on <= day)

    def days_until(self, turn: Turn) -> int:
        """From the last acceptance before a turn to the turn."""
        began = max(at for at in self.began if _place(at) <= turn.place)
        return (turn.on - timezone.localdate(began)).days

    def state_on(self, day: datetime.date) -> str:
        """`closed`, `suspended`, or empty while it goes on, at the end of a day."""
        last = next((turn.kind for turn in reversed(self.turns) if turn.on <= day), "")
        return last if last in (Kind.CLOSED, Kind.SUSPENDED) else ""


def _place(accepted: datetime.datetime) -> tuple[datetime.date, datetime.datetime]:
    return timezone.localdate(accepted), accepted


def course_of(
    row: tuple[uuid.UUID, uuid.UUID, uuid.UUID],
    accepted: Sequence[datetime.datetime],
    turns: Sequence[Turn],
) -> Course:
    """The course of a record. Work begins with the first acceptance, and anew with one after an end: what is
    accepted while it goes on is another request in the same work. Turns before the first acceptance belong
    to the secretariat's own work as a desk."""
    kept = without_what_was_undone(turns)
    ends = [turn.place for turn in kept if turn.kind == Kind.CLOSED]
    began: list[datetime.datetime] = []
    for at in sorted(accepted):
        if not began or any(_place(began[-1]) <= end <= _place(at) for end in ends):
            began.append(at)
    first = _place(began[0])
    return Course(*row, tuple(began), tuple(turn for turn in kept if turn.place >= first))


def courses(source: Source) -> list[Course]:
    """Cases that a secretariat has accepted, with its record of each."""
    accepted: dict[tuple[Any, Any], list[datetime.datetime]] = defaultdict(list)
    taken = source.of(CoordinationRequest).filter(state=RequestState.ACCEPTED)
    for case, secretariat, at in taken.values_list(
        "compartment__case_id", "secretariat_id", "answered_at"
    ):
        accepted[case, secretariat].append(at)
    records = source.of(CaseRecord).filter(body__is_secretariat=True)
    found = [
        (pk, case, body)
        for pk, case, body in records.values_list("pk", "compartment__case_id", "body_id")
        if (case, body) in accepted
    ]
    turns: dict[Any, list[Turn]] = defaultdict(list)
    events = source.of(RecordEvent).filter(record__in=among(row[0] for row in found))
    for pk, record, *told in events.order_by("created_at", "pk").values_list(
        "pk", "record_id", "kind", "happened_on", "reason", "created_at"
    ):
        turns[record].append(Turn(pk, *told))
    return [course_of(row, accepted[row[1:]], turns[row[0]]) for row in found]


def _whole_courses(source: Source, span: None) -> list[Course]:
    return courses(source)


@OnLastDay
def in_support(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    for one in source.once(_whole_courses, None):
        began = {timezone.localdate(at) for at in one.began}
        older = {day for began_on in began for day in _older(began_on)}
        changes = sorted(began | older | {turn.on for turn in one.turns})
        for day, until in itertools.zip_longest(changes, changes[1:]):
            if not one.state_on(day):
                since = one.since(day)
                band = AGES[sum(of_age <= day for of_age in _older(since))][0]
                fact = Fact(one.record, since, one.case, one.body, codes={"months": band})
                yield Stay(fact, day, until)


def _older(since: datetime.date) -> list[datetime.date]:
    """The days on which what began then comes into the next band of `AGES`."""
    return [
        since + datetime.timedelta(days=math.ceil((most + 1) * DAYS_A_MONTH))
        for _, _, most in AGES[:-1]
    ]


def _turned(source: Source, span: Span, kind: str) -> Iterator[Fact]:
    for one in source.once(_whole_courses, None):
        for turn in one.turns:
            if turn.kind == kind and span.has(turn.on):
                days = one.days_until(turn)
                codes_of = {"reason": turn.reason}
                yield Fact(turn.row, turn.on, one.case, one.body, one.case, days, codes_of)


def closed(source: Source, span: Span) -> Iterator[Fact]:
    yield from _turned(source, span, Kind.CLOSED)


def suspended(source: Source, span: Span) -> Iterator[Fact]:
    yield from _turned(source, span, Kind.SUSPENDED)


def monitorings(source: Source, span: Span) -> Iterator[Fact]:
    """Each day on which a plan was to be looked at, and whether somebody did until then.

    The day that stood in the plan when it was looked at or when it was over, or that stands there now.
    """
    plans = list(source.told(plans_decided, None))
    stood = _stood(source, [row[0] for row in plans])
    looks = _looks(source, stood)
    for pk, case, lead, _, _, state, due in plans:
        for look in looks[pk]:
            if span.has(look.due):
                yield Fact(look.sheet, look.due, case, lead, amount=int(look.on <= look.due))
        unseen = _left_unseen(stood[pk]) | ({due} if state in IN_SUPPORT and due else set())
        for day in sorted(unseen - {look.due for look in looks[pk]}):
            if span.has(day):
                yield Fact(pk, day, case, lead, amount=0, counts_from=day + ONE_DAY)


@dataclass(frozen=True)
class Look:
    """Somebody looked at a plan: on which day, and on which day it was due."""

    sheet: uuid.UUID
    on: datetime.date
    due: datetime.date


Stood = dict[Any, list[tuple[datetime.datetime, str, datetime.date | None]]]


def _stood(source: Source, plans: list[uuid.UUID]) -> Stood:
    """By plan, of these: since when it was in which state, and on which day it was to be looked at."""
    found: Stood = {plan: [] for plan in plans}
    told = ("id", "history_date", "state", "next_monitoring_on")
    rows = source.past(Plan).filter(id__in=among(plans)).order_by("history_date", "history_id")
    for plan, at, state, due in rows.values_list(*told):
        found[plan].append((at, state, due))
    return found


def _left_unseen(versions: list[Any]) -> set[datetime.date]:
    """Days that were over when another day took their place, or the support stopped. Not of what ended straight
    away: without consent nobody could look (domain.md 2.1 R08 d)."""
    return {
        due
        for (_, before, due), (at, after, then) in itertools.pairwise(versions)
        if before in IN_SUPPORT and due is not None and due < timezone.localdate(at)
        if (after not in IN_SUPPORT or then != due)
        and (before, after) != (PlanState.ACTIVE, PlanState.COMPLETED)
    }


def _looks(source: Source, stood: Stood) -> dict[Any, list[Look]]:
    """By plan. The day that was due is the one that stood in the plan before the sheet was written."""
    rows = source.of(Evaluation).filter(plan__in=among(stood)).order_by("created_at", "pk")
    found: dict[Any, list[Look]] = defaultdict(list)
    for plan, sheet, on, at in rows.values_list("plan_id", "pk", "held_on", "created_at"):
        days = (day for moment, _, day in reversed(stood[plan]) if moment < at and day)
        found[plan].append(Look(sheet, on, next(days, on)))
    return found


SEQUENCE = words.of_choices(
    "sequence", "初回・再プラン", [("first", "初回"), ("again", "再プラン")]
)
SENDER = Breakdown("body", "依頼元", words.BODY.labels)
WHY = words.of_list("why", "差戻しの理由", RETURNS)
MONTHS = words.of_choices("months", "経過月数", [one[:2] for one in AGES])

INDICATORS = (
    Indicator(
        "B1",
        "多機関協働 新規受付件数",
        "件",
        "期間に多機関協働として受理した依頼の数です。",
        Day.ANSWERED,
        accepted,
        begins=((answered, whole),),
        breakdowns=(words.CONSENTED, SENDER),
    ),
    Indicator(
        "B2",
        "差戻し件数",
        "件",
        "期間に差し戻した依頼の数です。",
        Day.ANSWERED,
        returned,
        begins=((answered, whole),),
        breakdowns=(WHY, SENDER),
        is_better_low=True,
    ),
    Indicator(
        "B3",
        "プラン作成件数",
        "件",
        "支援決定日が期間にある多機関協働プランの数です。",
        Day.DECIDED,
        decided,
        begins=((plans_decided, _ever),),
        breakdowns=(SEQUENCE,),
    ),
    Indicator(
        "B4",
        "支援中件数",
        "件",
        "受理した世帯のうち、末日に終結も中断もしていないものの数です。",
        Day.LAST,
        in_support,
        breakdowns=(MONTHS,),
        readers=SECRETARIAT,
        is_told_by_bodies=True,
    ),
    Indicator(
        "B5",
        "終結件数",
        "件",
        "期間に事務局が支援を終了した件数です。同じ世帯を再び受け付けて終了したときは、もう1件と数えます。取り消した終了は数えません。",
        Day.ENDED,
        closed,
        breakdowns=(words.REASON,),
        readers=SECRETARIAT,
        is_told_by_bodies=True,
    ),
    Indicator(
        "B6",
        "中断件数",
        "件",
        "期間に事務局が支援を中断した回数です。",
        Day.ENDED,
        suspended,
        breakdowns=(words.of_list("reason", "中断の理由", codes.SUSPENSION),),
        readers=SECRETARIAT,
        is_told_by_bodies=True,
        is_better_low=True,
    ),
    Indicator(
        "B7",
        "モニタリング実施率",
        "％",
        "モニタリングの予定日が期間にある多機関協働プランのうち、予定日までに評価シートを書いたものの"
        "割合です。予定日を過ぎて、まだ書いていないものと、書かないまま次の日を決めたり、中断や再プランにしたりしたものも、分母に入れます。",
        Day.DUE,
        monitorings,
        Measure.SHARE,
        begins=((plans_decided, _ever),),
        readers=(*DESKS, *SECRETARIAT),
    ),
    Indicator(
        "B8",
        "平均支援期間",
        "日",
        "期間に終結した世帯について、受理した日から終結した日までの日数の平均です。終結のあとで受理し直した世帯は、"
        "その終結の前の最後の受理から数えます。",
        Day.ENDED,
        closed,
        Measure.MEAN,
        readers=SECRETARIAT,
        is_told_by_bodies=True,
    ),
)
