"""D1 to D4 (domain.md 5): one definition each, as a queryset of its rows, for the monthly report of a body
and for the figures of the ward. Counted from days, states and codes, never from texts (R34)."""

import datetime
from typing import Any

from django.utils import timezone

from .models import MET
from .states import OutreachState


def _moments(first: datetime.date, until: datetime.date) -> tuple[datetime.datetime, ...]:
    midnight = datetime.time()
    return tuple(
        timezone.make_aware(datetime.datetime.combine(day, midnight)) for day in (first, until)
    )


def noticed(rows: Any, first: datetime.date, until: datetime.date) -> Any:
    """D1: outreaches whose target was noticed in [first, until)."""
    return rows.filter(identified_on__gte=first, identified_on__lt=until)


def attempts(rows: Any, first: datetime.date, until: datetime.date) -> Any:
    """D2: attempts as corrected, in [first, until)."""
    begins, ends = _moments(first, until)
    return rows.that_count().filter(at__gte=begins, at__lt=ends)


def contacts(rows: Any, first: datetime.date, until: datetime.date) -> Any:
    """D3: attempts at which somebody of the household was met; an outreach counts once."""
    return attempts(rows, first, until).filter(result__in=MET)


def steps(rows: Any, state: str, first: datetime.date, until: datetime.date) -> Any:
    """D3, D4: outreaches that came to a state in [first, until); an outreach counts once."""
    return rows.filter(state=state, on__gte=first, on__lt=until)


def going_on(rows: Any, last: datetime.date, since: datetime.date | None = None) -> Any:
    """Outreaches that were noticed and not closed by the end of a day: carried over (R33). With `since`: at
    the end of any day from then to the last."""
    return rows.filter(identified_on__lte=last).exclude(closed_on__lte=since or last)


CONSENTED, PLANNED, CLOSED = (
    OutreachState.CONSENTED,
    OutreachState.PLANNED,
    OutreachState.CLOSED,
)
