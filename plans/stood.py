"""How a plan stood when a conference deliberated on it, and when the ward decided: read from history.

Conferences and decisions of before there were fixed versions have none. History knows how the plan
stood then; where it does not reach back, nothing is guessed, and the page says that it is not known.
"""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from meetings.models import PlanConference
from meetings.models.conference import MINUTED

from .models import FixedPlan
from .past import Past, Snapshot, Span


@dataclass(frozen=True)
class Unkept:
    """A conference or a decision of which no version was kept."""

    moment: FixedPlan.Moment
    on: datetime.date
    conference: PlanConference | None = None
    which: str = ""  # of several conferences on one day

    @property
    def label(self) -> str:
        return f"{self.moment.label}{self.which}"


def deliberated_at(
    conference: PlanConference, recorded_at: datetime.datetime | None = None
) -> datetime.datetime | None:
    """Until when the plan had stood that the conference had before it: the moment it was opened; of
    one that nobody opened here the end of its day, or its record if that was written before. None:
    until now, when it is being recorded on its day."""
    if conference.opened_at is not None:
        return conference.opened_at
    after = conference.held_on + datetime.timedelta(days=1)
    midnight = timezone.make_aware(datetime.datetime.combine(after, datetime.time()))
    return midnight if midnight < (recorded_at or timezone.now()) else recorded_at


def tell_apart(rows: Iterable[Any]) -> None:
    """Gives each version its `which`: of several conferences on one day, the how manieth; of one whose result was
    put right, that it says the later result; else nothing. The rows are those of one plan, or of its history."""
    of_day: dict[Any, list[Any]] = defaultdict(list)
    for row in rows:
        of_day[row.on, row.moment].append(row)
    for same in of_day.values():
        met = list(dict.fromkeys(row.conference_id for row in sorted(same, key=_in_order)))
        for row in same:
            number = met.index(row.conference_id) + 1
            row.which = f"（この日の{number}回目）" if len(met) > 1 else ""
            row.which += _with_result(row.correction)


def _with_result(correction: int) -> str:
    if correction == 0:
        return ""
    return "（結果を直したあと）" if correction == 1 else f"（結果を{correction}回直したあと）"


def _in_order(row: Any) -> Any:
    return row.correction, row.stood_at or row.created_at, row.created_at, row.id


def told_apart(fixed: FixedPlan, user: Any) -> FixedPlan:
    """One version with its `which`, among those of its plan."""
    rows = list(FixedPlan.objects.visible_to(user).filter(plan=fixed.plan_id))
    tell_apart(rows)
    fixed.which = next((row.which for row in rows if row.pk == fixed.pk), "")
    return fixed


def unkept(past: Past, fixed: list[Any]) -> list[Unkept]:
    """Conferences that were held, and the decision, without a fixed version; as far as the user sees."""
    kept = {row.conference_id for row in fixed if row.conference_id}
    rows = PlanConference.objects.visible_to(past.user).filter(
        compartment_id=past.plan.compartment_id, state__in=MINUTED
    )
    met = sorted((row for row in rows if row.pk not in kept), key=lambda row: row.created_at)
    days = [row.held_on for row in met]
    found = [
        Unkept(
            FixedPlan.Moment.MEETING,
            row.held_on,
            row,
            f"（この日の{days[: place + 1].count(row.held_on)}回目）"
            if days.count(row.held_on) > 1
            else "",
        )
        for place, row in enumerate(met)
    ]
    decided = any(row.moment == FixedPlan.Moment.DECISION for row in fixed)
    if past.plan.decided_on is not None and not decided:
        found.append(Unkept(FixedPlan.Moment.DECISION, past.plan.decided_on))
    return sorted(found, key=lambda one: one.on, reverse=True)


def span_of(past: Past, one: Unkept) -> Span | None:
    """How long the plan stood that was deliberated or decided on; None when history does not know."""
    if one.conference is not None:
        recorded = (
            PlanConference.history.filter(id=one.conference.pk, state__in=MINUTED)
            .visible_to(past.user)
            .order_by("history_date")
            .values_list("history_date", flat=True)
            .first()
        )
        at = deliberated_at(one.conference, recorded) if recorded else None
        return past.span_at(at) if at else None
    for before, row in itertools.pairwise([None, *past.plan_rows]):
        if row.decided_on and (before is None or not before.decided_on):
            # A history that begins after the decision does not know how the plan stood before.
            return None if before is None else past.span("version", row.version)
    return None


def stood_then(past: Past, one: Unkept) -> tuple[Span, Snapshot] | None:
    """What the plan said then; None when history does not reach back to it."""
    span = span_of(past, one)
    if span is None:
        return None
    said = past.snapshot(span)
    return (span, said) if said.content is not None else None
