"""D アウトリーチ等: noticed, approached, met, consented, planned, closed. Counts of outreach.figures."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from access.counting import Source
from cases import codes
from outreach import figures
from outreach.models import Method, Outreach, OutreachStep, Result, VisitAttempt

from . import words
from .base import ONE_DAY, Day, Fact, Indicator, Measure, OnLastDay, Span, Stay


def _half_open(span: Span) -> tuple[datetime.date, datetime.date]:
    return span.first, span.last + ONE_DAY


def noticed(source: Source, span: Span) -> Iterator[Fact]:
    rows = figures.noticed(source.of(Outreach), *_half_open(span))
    for pk, on, case, body, route in rows.values_list(
        "pk", "identified_on", "compartment__case_id", "body_id", "route"
    ):
        yield Fact(pk, on, case, body, codes={"route": route, "body": str(body)})


def attempts(source: Source, span: Span) -> Iterator[Fact]:
    rows = figures.attempts(source.of(VisitAttempt), *_half_open(span))
    for pk, at, case, body, method, result in rows.values_list(
        *("pk", "at", "compartment__case_id", "outreach__body_id", "method", "result")
    ):
        codes_of = {"method": method, "result": result, "body": str(body)}
        yield Fact(pk, timezone.localdate(at), case, body, codes=codes_of)


def contacts(source: Source, span: Span) -> Iterator[Fact]:
    rows = figures.contacts(source.of(VisitAttempt), *_half_open(span))
    for pk, at, case, body, outreach in rows.values_list(
        "pk", "at", "compartment__case_id", "outreach__body_id", "outreach_id"
    ):
        yield Fact(pk, timezone.localdate(at), case, body, outreach)


def _steps(source: Source, span: Span, state: str) -> Iterator[Fact]:
    rows = figures.steps(source.of(OutreachStep), state, *_half_open(span))
    for pk, on, case, body, outreach, reason in rows.values_list(
        *("pk", "on", "compartment__case_id", "outreach__body_id", "outreach_id"),
        "outreach__closing_reason",
    ):
        yield Fact(pk, on, case, body, outreach, codes={"reason": reason})


def consented(source: Source, span: Span) -> Iterator[Fact]:
    yield from _steps(source, span, figures.CONSENTED)


def planned(source: Source, span: Span) -> Iterator[Fact]:
    yield from _steps(source, span, figures.PLANNED)


def closed(source: Source, span: Span) -> Iterator[Fact]:
    yield from _steps(source, span, figures.CLOSED)


@OnLastDay
def going_on(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    rows = figures.going_on(source.of(Outreach), last, since=first)
    for pk, on, closed_on, case, body in rows.values_list(
        "pk", "identified_on", "closed_on", "compartment__case_id", "body_id"
    ):
        yield Stay(Fact(pk, on, case, body, codes={"body": str(body)}), on, closed_on)


INDICATORS = (
    Indicator(
        "D1",
        "アウトリーチ 新規対象件数",
        "件",
        "期間に新しく把握したアウトリーチの対象の数です。",
        Day.DONE,
        noticed,
        breakdowns=(words.of_list("route", "把握の経路", codes.ROUTE), words.BODY),
    ),
    Indicator(
        "D2",
        "アウトリーチ 実施延べ回数",
        "回",
        "期間に行った働きかけ（訪問・電話・手紙など）の数です。訂正した記録は、訂正のあとのものだけを"
        "数えます。",
        Day.DONE,
        attempts,
        breakdowns=(
            words.of_choices("method", "方法", Method.choices),
            words.of_choices("result", "結果", Result.choices),
            words.BODY,
        ),
    ),
    Indicator(
        "D3-met",
        "接触できた件数（本人・家族）",
        "件",
        "期間に、本人か家族に会えたアウトリーチの数です。何回会えても1件です。",
        Day.DONE,
        contacts,
        Measure.ONCE,
    ),
    Indicator(
        "D3-consented",
        "同意に至った件数",
        "件",
        "期間に、同意の段階に進んだアウトリーチの数です。",
        Day.DONE,
        consented,
        Measure.ONCE,
    ),
    Indicator(
        "D4-planned",
        "アウトリーチ等プランを作った件数",
        "件",
        "期間に、プランの段階に進んだアウトリーチの数です。",
        Day.DONE,
        planned,
        Measure.ONCE,
    ),
    Indicator(
        "D4-closed",
        "アウトリーチ 終結件数",
        "件",
        "期間に終結したアウトリーチの数です。",
        Day.ENDED,
        closed,
        breakdowns=(words.REASON,),
    ),
    Indicator(
        "K2",
        "継続中のアウトリーチ（4月1日は繰越）",
        "件",
        "末日に、終結していないアウトリーチの数です。3月31日の数が、4月1日に繰り越す対象です。",
        Day.LAST,
        going_on,
        breakdowns=(words.BODY,),
    ),
)
