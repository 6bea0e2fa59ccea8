"""支援会議 in a row: the next sitting, and how much is still to be done."""

import uuid
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from .models import Decision, Sitting, SupportMeeting


def rows_of(user: Any, meetings: list[SupportMeeting]) -> list[dict[str, Any]]:
    """Rows for lists, of meetings that are visible to the user: two questions for any number."""
    planned = Sitting.objects.visible_to(user).filter(meeting__in=meetings).planned()
    open_ones = Decision.objects.visible_to(user).filter(sitting__meeting__in=meetings).to_do()
    return rows_told(meetings, planned, meetings_of_decisions(open_ones))


def meetings_of_decisions(rows: QuerySet[Decision]) -> QuerySet[Any]:
    """The meeting of each decision."""
    return rows.values_list("sitting__meeting_id", flat=True)


def rows_told(
    meetings: list[SupportMeeting], planned: Iterable[Sitting], open_ones: Iterable[uuid.UUID]
) -> list[dict[str, Any]]:
    """Rows of what was asked for: planned sittings, the next first, and meetings of what is to be done."""
    following: dict[Any, Sitting] = {}
    for sitting in planned:
        following.setdefault(sitting.meeting_id, sitting)
    to_do = Counter(open_ones)
    return [
        {"meeting": m, "next": following.get(m.pk), "to_do": to_do.get(m.pk, 0)} for m in meetings
    ]
