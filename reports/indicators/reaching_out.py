"""D アウトリーチ等: noticed, approached, met, consented, planned, closed. Counts of outreach.figures."""

import datetime
from collections.abc import Iterator

from django.utils import timezone

from access.counting import CASE, Asked, Source
from cases import codes
from outreach import figures
from outreach.models import Method, Outreach, OutreachStep, Result, VisitAttempt

from . import words
from .base import ONE_DAY, Day, Fact, Indicator, Measure, OnLastDay, Span, Stay


def _half_open(span: Span) -> tuple[datetime.date, datetime.date]:
    return span.first, span.last + ONE_DAY


def first_noticed(source: Source, span: Span) -> Asked:
    rows = figures.noticed(source.of(Outreach, body="body"), *_half_open(span))
    return Asked(rows, ("pk", "identified_on", CASE, "body_id", "route"))


def noticed(source: Source, span: Span) -> Iterator[Fact]:
    for pk, on, case, body, route in source.told(first_noticed, span):
        yield Fact(pk, on, case, body, codes={"route": route, "body": str(body)})


def tried(source: Source, span: Span) -> Asked:
    rows = figures.attempts(source.of(VisitAttempt, body="outreach__body"), *_half_open(span))
    return Asked(rows, ("pk", "at", CASE, "outreach__body_id", "method", "result"))


def attempts(source: Source, span: Span) -> Iterator[Fact]:
    for pk, at, case, body, method, result in source.told(tried, span):
        codes_of = {"method": method, "result": result, "body": str(body)}
        yield Fact(pk, timezone.localdate(at), case, body, codes=codes_of)


def met(source: Source, span: Span) -> Asked:
    rows = figures.contacts(source.of(VisitAttempt, body="outreach__body"), *_half_open(span))
    return Asked(rows, ("pk", "at", CASE, "outreach__body_id", "outreach_id"))


def contacts(source: Source, span: Span) -> Iterator[Fact]:
    for pk, at, case, body, outreach in source.told(met, span):
        yield Fact(pk, timezone.localdate(at), case, body, outreach)


def came_to(source: Source, span: Span, state: str) -> Asked:
    rows = figures.steps(source.of(OutreachStep, body="outreach__body"), state, *_half_open(span))
    columns = ("pk", "on", CASE, "outreach__body_id", "outreach_id", "outreach__closing_reason")
    return Asked(rows, columns)


def _steps(source: Source, span: Span, state: str) -> Iterator[Fact]:
    for pk, on, case, body, outreach, reason in source.told(came_to, span, state):
        yield Fact(pk, on, case, body, outreach, codes={"reason": reason})


def consented(source: Source, span: Span) -> Iterator[Fact]:
    yield from _steps(source, span, figures.CONSENTED)


def planned(source: Source, span: Span) -> Iterator[Fact]:
    yield from _steps(source, span, figures.PLANNED)


def closed(source: Source, span: Span) -> Iterator[Fact]:
    yield from _steps(source, span, figures.CLOSED)


def not_closed(source: Source, first: datetime.date, last: datetime.date) -> Asked:
    rows = figures.going_on(source.of(Outreach, body="body"), last, since=first)
    return Asked(rows, ("pk", "identified_on", "closed_on", CASE, "body_id"))


@OnLastDay
def going_on(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    for pk, on, closed_on, case, body in source.told(not_closed, first, last):
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
        "期間に、プランの段階に進んだアウトリーチの数です。アウトリーチの対象として登録していない人のプランは、"
        "数えません。",
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
