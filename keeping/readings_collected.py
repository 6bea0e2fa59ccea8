"""Who has opened a record, for a request of disclosure that asks for it: a line for each month, body, role and action (S-75).

The database decides what is told (access.readings_about): no names, no times, nothing of a 支援会議 (R4, R11, R12).
"""

import datetime
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from access.openings import MonthOfReading, readings_about
from documents.wareki import format_date

from .models import DisclosureRequest

KIND, LABEL = "閲覧の記録", "記録を開いた日"
# Of other bodies: that they take part in it may itself be withheld.
OWN_BODY, ELSEWHERE = "readings", "readings_elsewhere"


@dataclass(frozen=True)
class LineOfReading:
    """One line, which is a paragraph: it keeps its key as long as month, body, role and action are the same."""

    key: uuid.UUID
    column: str
    day: datetime.date
    text: str


def lines_of_readings(request: DisclosureRequest, keeper: uuid.UUID) -> Iterator[LineOfReading]:
    """In the order of the months, where it is asked for. Of a rest: until the first request was received (Art. 84)."""
    if not request.asks_for_readings:
        return
    for one in readings_about(request.rest_of_id or request.pk):
        name = f"{one.month}|{one.body_id}|{one.role}|{one.action}"
        yield LineOfReading(
            key=uuid.uuid5(request.record_id, name),
            column=OWN_BODY if one.body_id == keeper else ELSEWHERE,
            day=one.days[-1],
            text=_in_words(one),
        )


def _in_words(one: MonthOfReading) -> str:
    days = "、".join(format_date(day) for day in one.days)
    return f"{one.body}　{one.role}（{one.people}人）　{one.action}：{days}"
