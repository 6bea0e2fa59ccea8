"""C 支援会議 and 重層的支援会議: sittings, cases, who came, and who moved from one to the other."""

import datetime
import uuid
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from access.counting import Source
from access.shared_sets import among
from cases import codes
from meetings.models import (
    Attendance,
    ConferenceAttendance,
    ConferenceItem,
    PlanConference,
    Sitting,
    SittingState,
)
from meetings.models.conference import MINUTED
from meetings.models.conference_item import Purpose
from meetings.models.meeting import Basis
from plans.models import Plan

from . import words
from .base import SECRETARIAT, Day, Fact, Indicator, Measure, Span

HELD = (SittingState.HELD, SittingState.APPROVED, SittingState.CLOSED)
SUPPORT, PLAN = "support", "plan"


def sittings(source: Source, span: Span) -> Iterator[Fact]:
    """Sittings of 支援会議 under Art. 106-6 that took place; those of sibling laws are counted there."""
    begins, ends = span.moments
    rows = source.of(Sitting).filter(
        state__in=HELD,
        meeting__basis=Basis.SUPPORT_MEETING,
        held_at__gte=begins,
        held_at__lt=ends,
    )
    for pk, at, case, body, occasion, number, topic in rows.values_list(
        *("pk", "held_at", "compartment__case_id", "meeting__secretariat_id", "occasion_id"),
        *("number", "main_topic"),
    ):
        codes_of = {"turn": "first" if number == 1 else "again", "topic": topic}
        yield Fact(pk, timezone.localdate(at), case, body, occasion or pk, codes=codes_of)


def cases_considered(source: Source, span: Span) -> Iterator[Fact]:
    for fact in source.once(sittings, span):
        yield Fact(fact.row, fact.on, fact.case, fact.body, fact.case, codes=fact.codes)


def conferences(source: Source, span: Span) -> Iterator[Fact]:
    """Plans that are considered at one time of one day by one secretariat sit in one conference."""
    rows = source.of(PlanConference).filter(state__in=MINUTED, held_on__range=span.days)
    for pk, on, starts, case, body in rows.values_list(
        "pk", "held_on", "starts_at", "compartment__case_id", "compartment__organization_id"
    ):
        yield Fact(pk, on, case, body, (body, on, starts) if starts else pk)


def conference_items(source: Source, span: Span) -> Iterator[Fact]:
    held = among(fact.row for fact in source.once(conferences, span))
    rows = source.of(ConferenceItem).filter(conference__in=held)
    found = list(
        rows.exclude(result="").values_list(
            *("pk", "conference__held_on", "compartment_id", "compartment__case_id"),
            *("compartment__organization_id", "purpose"),
        )
    )
    plans = source.of(Plan).filter(compartment__in=among({row[2] for row in found}))
    turns = dict(plans.values_list("compartment_id", "sequence"))
    for pk, on, compartment, case, body, purpose in found:
        is_again = purpose == Purpose.ADEQUACY and turns.get(compartment, 1) > 1
        codes_of = {"purpose": "adequacy_again" if is_again else purpose}
        yield Fact(pk, on, case, body, codes=codes_of)


def attendances(source: Source, span: Span) -> Iterator[Fact]:
    """Who came: persons to a 支援会議, bodies to a 重層的支援会議. Of members on paper the kind of
    body is known, and the body where it stands among the masters."""
    sat = among(fact.row for fact in source.once(sittings, span))
    came = source.of(Attendance).filter(is_present=True, sitting__in=sat)
    office = "member__appointment__role_group__body"
    for pk, at, case, body, kind, paper_of, paper_kind in came.values_list(
        *("pk", "sitting__held_at", "compartment__case_id", f"{office}_id", f"{office}__kind"),
        *("member__paper_of_id", "member__paper_kind"),
    ):
        on = timezone.localdate(at)
        yield _came(pk, on, case, body or paper_of, kind or paper_kind, SUPPORT)
    held = among(fact.row for fact in source.once(conferences, span))
    present = source.of(ConferenceAttendance).filter(is_present=True, conference__in=held)
    for pk, on, case, body, kind in present.values_list(
        "pk", "conference__held_on", "compartment__case_id", "body_id", "body__kind"
    ):
        yield _came(pk, on, case, body, kind, PLAN)


def _came(
    pk: uuid.UUID, on: datetime.date, case: Any, body: Any, kind: str | None, where: str
) -> Fact:
    codes_of = {"where": where, "kind": kind or "", "body": str(body or "")}
    return Fact(pk, on, case, body, body, codes=codes_of)


def bodies_present(source: Source, span: Span) -> Iterator[Fact]:
    return (fact for fact in source.once(attendances, span) if fact.body is not None)


def moved_on(source: Source, span: Span) -> Iterator[Fact]:
    """Cases whose first 重層的支援会議 lies in the period, after a 支援会議."""
    first: dict[Any, tuple[datetime.date, Any, Any]] = {}
    rows = source.of(PlanConference).filter(state__in=MINUTED, held_on__lte=span.last)
    for pk, on, case, body in rows.order_by("-held_on", "-pk").values_list(
        "pk", "held_on", "compartment__case_id", "compartment__organization_id"
    ):
        first[case] = (on, pk, body)
    new = {case: found for case, found in first.items() if span.has(found[0])}
    before = source.of(Sitting).filter(
        state__in=HELD, meeting__basis=Basis.SUPPORT_MEETING, compartment__case__in=among(new)
    )
    sat = {
        case
        for case, at in before.values_list("compartment__case_id", "held_at")
        if timezone.localdate(at) <= new[case][0]
    }
    for case, (on, pk, body) in new.items():
        if case in sat:
            yield Fact(pk, on, case, body, case)


TOPIC = words.of_list("topic", "主な課題", codes.TOPIC)
TURN = words.of_choices("turn", "何回目か", [("first", "第1回"), ("again", "第2回から")])
PURPOSE = words.of_choices(
    "purpose",
    "案件",
    [
        (Purpose.ADEQUACY, "新規のプラン"),
        ("adequacy_again", "再プラン（適切性）"),
        (Purpose.REPLAN, "再プランの要否"),
        (Purpose.EVALUATION, "進み具合・評価"),
        (Purpose.CLOSURE, "終結"),
        (Purpose.SUSPENSION, "中断"),
        (Purpose.SHARING, "プランの共有"),
        (Purpose.RESOURCES, "社会資源の不足"),
    ],
)
WHERE = words.of_choices("where", "会議", [(SUPPORT, "支援会議"), (PLAN, "重層的支援会議")])
KIND = words.of_choices(
    "kind",
    "出席した機関の種別",
    [*words.BODY_KIND.labels().items(), ("", "紙の構成員（種別の記入なし）")],
)

INDICATORS = (
    Indicator(
        "C1",
        "支援会議 開催回数",
        "回",
        "期間に開いた支援会議（社会福祉法106条の6）の回数です。同じ機会に合同で開いたものは1回です。",
        Day.HELD,
        sittings,
        Measure.ONCE,
        is_shared=True,
        readers=SECRETARIAT,
    ),
    Indicator(
        "C2-cases",
        "支援会議 検討ケース数（実）",
        "件",
        "期間に開いた支援会議で検討した世帯の数です。何回検討しても1件です。",
        Day.HELD,
        cases_considered,
        Measure.ONCE,
        readers=SECRETARIAT,
    ),
    Indicator(
        "C2-times",
        "支援会議 検討ケース数（延べ）",
        "件",
        "期間に開いた支援会議で検討した世帯を、開催ごとに数えた数です。",
        Day.HELD,
        cases_considered,
        breakdowns=(TURN, TOPIC),
        readers=SECRETARIAT,
    ),
    Indicator(
        "C3-times",
        "重層的支援会議 開催回数",
        "回",
        "期間に開いた重層的支援会議の回数です。同じ日の同じ時刻に続けて検討したプランは、1回です。",
        Day.HELD,
        conferences,
        Measure.ONCE,
        is_shared=True,
        readers=SECRETARIAT,
    ),
    Indicator(
        "C3-items",
        "重層的支援会議 案件数",
        "件",
        "期間に開いた重層的支援会議で、結果を記録した案件の数です。",
        Day.HELD,
        conference_items,
        breakdowns=(PURPOSE,),
        readers=SECRETARIAT,
    ),
    Indicator(
        "C4-bodies",
        "会議の出席機関数",
        "機関",
        "期間の支援会議と重層的支援会議に出席した機関の数です。何回出席しても1機関です。",
        Day.HELD,
        bodies_present,
        Measure.ONCE,
        is_shared=True,
        readers=SECRETARIAT,
        is_about_people=False,
        is_told_by_bodies=True,
    ),
    Indicator(
        "C4-people",
        "会議の延べ出席者数",
        "人",
        "期間の支援会議に出席した人と、重層的支援会議に出席した機関（1機関を1人とします）の延べ数です。",
        Day.HELD,
        attendances,
        breakdowns=(WHERE, KIND),
        readers=SECRETARIAT,
        is_about_people=False,
        is_told_by_bodies=True,
    ),
    Indicator(
        "C5",
        "支援会議から重層的支援会議への移行数",
        "件",
        "支援会議で検討したあと、本人の同意を得て、期間に初めて重層的支援会議を開いた世帯の数です。",
        Day.HELD,
        moved_on,
        Measure.ONCE,
        readers=SECRETARIAT,
    ),
)
