"""支援会議 in a row: the next sitting, and how much is still to be done."""

from typing import Any

from .models import Decision, Sitting, SupportMeeting


def rows_of(user: Any, meetings: list[SupportMeeting]) -> list[dict[str, Any]]:
    """Rows for lists, of meetings that are visible to the user: two questions for any number."""
    following: dict[Any, Sitting] = {}
    for sitting in Sitting.objects.visible_to(user).filter(meeting__in=meetings).planned():
        following.setdefault(sitting.meeting_id, sitting)
    to_do: dict[Any, int] = {}
    open_ones = Decision.objects.visible_to(user).filter(sitting__meeting__in=meetings).to_do()
    for meeting_id in open_ones.values_list("sitting__meeting_id", flat=True):
        to_do[meeting_id] = to_do.get(meeting_id, 0) + 1
    return [
        {"meeting": m, "next": following.get(m.pk), "to_do": to_do.get(m.pk, 0)} for m in meetings
    ]
