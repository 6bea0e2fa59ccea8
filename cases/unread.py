"""What came to a case since its reader's last visit: 「新しい」 on the time line (ui.md S08).

Only what stands on her time line is looked at, so nothing is said of what she does not see (R1, R4, R14).
"""

import dataclasses
import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from access.models import CaseFile

from .models import CaseOpening
from .page_parts import TimelineEntry
from .questions import question

# A visit goes on while she comes back within this time: what was new stays marked when she reloads, goes to
# another page of the case and back, or writes what she read about.
VISIT = datetime.timedelta(minutes=30)


@question(CaseOpening)
def last_opening(request: Any, case: CaseFile) -> QuerySet[Any]:
    """When the user opened the case last, before now."""
    return CaseOpening.objects.visible_to(request.user).filter(case_id=case.pk)


def previous_visit(request: Any, case: CaseFile) -> datetime.datetime | None:
    """The last moment of the visit before this one; None on her first."""
    opening: CaseOpening | None = next(iter(last_opening(request, case)), None)
    if opening is None:
        return None
    goes_on = timezone.now() - opening.opened_at <= VISIT
    return opening.previous_at if goes_on else opening.opened_at


def came(row: Any) -> dict[str, Any]:
    """For an entry about a row that is told of as soon as it is there: when it came, and from whom."""
    return {"came_at": row.created_at, "came_by": row.created_by_id}


def told(model: Any, request: Any, case: CaseFile, **when: Any) -> QuerySet[Any]:
    """Rows that are told of only `when` they say so: which, since when, and who brought that about."""
    rows = model.history.all().visible_to(request.user).filter(compartment__case=case, **when)
    first = rows.order_by("id", "history_date").distinct("id")
    found: QuerySet[Any] = first.values_list("id", "history_date", "history_user_id")
    return found


def came_as_told(row: Any, rows: Iterable[Any]) -> dict[str, Any]:
    """`came` for an entry about such a row."""
    at, by = next(((at, by) for key, at, by in rows if key == row.pk), (None, None))
    return {"came_at": at, "came_by": by}


@dataclasses.dataclass(frozen=True)
class Unread:
    """The time line with its marks; how many there are, and at which place the first of them stands."""

    entries: list[TimelineEntry]
    since: datetime.datetime | None
    number: int = 0
    first: int = 0


def marked(entries: list[TimelineEntry], since: datetime.datetime | None, reader: Any) -> Unread:
    """Entries that others wrote `since` then are new; what was corrected or taken back is not."""
    if since is None:
        return Unread(entries, None)
    places = [
        place
        for place, entry in enumerate(entries)
        if entry.came_at and entry.came_at > since and entry.came_by != reader.pk
        if not entry.struck
    ]
    found = list(entries)
    for place in places:
        found[place] = dataclasses.replace(
            found[place], is_new=True, is_first_new=place == places[0]
        )
    return Unread(found, since, len(places), places[0] if places else 0)
