"""K1: the households with which work goes on, and which are carried over on 1 April (domain.md R33)."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import Q
from django.utils import timezone

from access.counting import CASE, Asked, Source
from access.shared_sets import OneOf
from cases.models import CaseRecord, Intake, RecordEvent

from .base import Day, Fact, Indicator, Measure, OnLastDay, Span, Stay
from .turns import Kind, Turn, spells, without_what_was_undone


def records(source: Source, first: datetime.date) -> Asked:
    """Those that were not closed by a day."""
    rows = source.of(CaseRecord, body="body").filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=first)
    )
    return Asked(rows, ("pk", "created_at", CASE, "body_id", "closed_on", "closing_reason"))


def taken_up_again(source: Source, first: datetime.date) -> Asked:
    """Records that were received anew after a day, when their work had ended: they say no more that it had."""
    rows = source.of(RecordEvent, body="record__body").filter(
        kind=Kind.REOPENED, happened_on__gt=first
    )
    return Asked(rows, ("record_id",))


def _first_day(spans: Sequence[Span]) -> datetime.date:
    return min(span.last_day for span in spans)


@OnLastDay
def going_on(source: Source, first: datetime.date, last: datetime.date) -> Iterator[Stay]:
    """Records that are not closed on the last day: what is carried over on 1 April (R33)."""
    found = [(pk, timezone.localdate(at), *row) for pk, at, *row in source.told(records, first)]
    received = _first_received(source, [row[0] for row in found if row[1] > first])
    again = {pk for (pk,) in source.told(taken_up_again, first)}
    turns = _turns(source, [row[0] for row in found if row[0] in again])
    for pk, on, case, body, *closed in found:
        fact = Fact(pk, on, case, body, case, codes={"body": str(body)})
        # What was entered late goes on from the day on which it was received.
        received_on, screened_on = received.get(pk, (on, None))
        since = min(on, received_on)
        of_record = turns.get(pk, ())
        if _first_end(of_record, *closed) == (on, "") and screened_on != on:
            # Brought in as ended, when lists did not say yet on which day: it had not gone on until then. Whoever
            # types what is over by now says why (CL-15), or decides on the intake (CL-07).
            since = on
        for begins, ends in spells(since, of_record, closed[0]):
            yield Stay(fact, begins, ends)


def _first_end(
    turns: Sequence[Turn], closed_on: datetime.date | None, reason: str
) -> tuple[datetime.date | None, str]:
    """On which day, and why."""
    kept = without_what_was_undone(turns)
    ends = ((turn.on, turn.reason) for turn in kept if turn.kind == Kind.CLOSED)
    return next(ends, (closed_on, reason))


def _turns(source: Source, records: list[uuid.UUID]) -> dict[uuid.UUID, list[Turn]]:
    """By record: its ends and what came after them, as they were entered."""
    found: dict[uuid.UUID, list[Turn]] = defaultdict(list)
    if records:
        kinds = (Kind.CLOSED, Kind.REOPENED, Kind.UNDONE)
        rows = source.of(RecordEvent).filter(OneOf("record", records), kind__in=kinds)
        told = ("record_id", "pk", "kind", "happened_on", "reason", "created_at")
        for record, *turn in rows.order_by("created_at", "pk").values_list(*told):
            found[record].append(Turn(*turn))
    return found


def _first_received(
    source: Source, records: list[uuid.UUID]
) -> dict[uuid.UUID, tuple[datetime.date, datetime.date | None]]:
    """By record: on which day its first intake was received, and on which it was decided what follows."""
    rows = source.of(Intake).filter(OneOf("record", records)).order_by("-received_on")
    found = rows.values_list("record_id", "received_on", "screened_on")
    return {record: (on, screened_on) for record, on, screened_on in found}


INDICATORS = (
    Indicator(
        "K1",
        "継続中の世帯（4月1日は繰越）",
        "世帯",
        "末日に、終了していない機関の記録がある世帯の数です。終了したあと新しい相談として再開した世帯は、そのあいだの月には数えません。3月31日の数が、4月1日に繰り越す世帯です。"
        "年度が替わっても新規にはなりません。",
        Day.LAST,
        going_on,
        Measure.ONCE,
        begins=((records, _first_day), (taken_up_again, _first_day)),
    ),
)
