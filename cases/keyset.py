"""Pages of a list by where the last one ended, and not by counting rows.

Nothing is skipped and nothing comes twice when rows come and go between two pages, and a late page
costs what the first one does. The place is in the address, sealed with the key of this person: it may
hold a reading, and nobody else can read or use it (S-51). It says as well how many there were when the list
was begun, so that who turns its pages does not wait for them to be counted again.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Window
from django.utils import timezone

from drafts.encryption import seal, unseal

SIZE = 25
NEXT, BACK = "after", "before"
Counted = tuple[int, int]  # how many, and in which second they were counted
NEVER: Counted = (0, 0)
COUNTED_FOR = 15 * 60  # seconds in which a number counted once is told again


@dataclass(frozen=True)
class Order:
    """Names to order by, all in one direction; together they are different for every row."""

    code: str
    label: str
    names: tuple[str, ...]
    is_descending: bool = False

    def by(self, *, backwards: bool = False) -> list[str]:
        sign = "-" if self.is_descending != backwards else ""
        return [sign + name for name in self.names]


def keyset_page(
    request: Any, rows: Any, order: Order, *, size: int = SIZE, is_counted: bool = False
) -> dict[str, Any]:
    """Context for `ui/_pagination.html`: the rows from the place in the address on, and if asked how many
    there are in all (`total`), or were when the list was begun not long ago."""
    backwards = BACK in request.GET
    counted, place = _place(request, order)
    # Who sees thousands of cases would wait twice for all that is open to her: counted on the way.
    whole = rows.annotate(in_all=Window(Count("pk"))) if is_counted else rows
    found = _beyond(rows if place else whole, order, place, backwards, size + 1)
    if backwards and len(found) <= size:  # near the beginning: a whole page from there
        backwards, place = False, None
        found = _beyond(whole, order, None, False, size + 1)
    shown = found[:size]
    has_more = len(found) > size
    if backwards:
        shown.reverse()
    has_newer = has_more if backwards else place is not None
    has_older = True if backwards else has_more
    kept = [(k, v) for k, v in request.GET.items() if k not in (NEXT, BACK) and v]
    if is_counted:
        counted = _counted(rows, found, counted, is_beginning=place is None)

    def url(way: str, row: Any) -> str:
        return "?" + urlencode([*kept, (way, _sealed(request.user, order, counted, row))])

    return {
        "rows": shown,
        "total": counted[0] if is_counted else None,
        "newer_url": url(BACK, shown[0]) if has_newer and shown else "",
        "older_url": url(NEXT, shown[-1]) if has_older and shown else "",
    }


def _beyond(rows: Any, order: Order, place: Any, backwards: bool, most: int) -> list[Any]:
    if place is not None:
        rows = rows.filter(_past(order, place, backwards))
    return list(rows.order_by(*order.by(backwards=backwards))[:most])


def _counted(rows: Any, found: list[Any], counted: Counted, *, is_beginning: bool) -> Counted:
    """How many there are, and when they were counted: a page that begins at the beginning knows it."""
    now = int(timezone.now().timestamp())
    if is_beginning:
        return (found[0].in_all if found else 0), now
    if now - counted[1] > COUNTED_FOR:
        return rows.count(), now
    return counted


def _past(order: Order, place: list[Any], backwards: bool) -> Q:
    """Rows past the place: (a, b) > (x, y) is a > x, or a = x and b > y."""
    past = "lt" if order.is_descending != backwards else "gt"
    found, equal = Q(), Q()
    for name, value in zip(order.names, place, strict=True):
        found |= equal & Q(**{f"{name}__{past}": value})
        equal &= Q(**{name: value})
    return found


def _sealed(user: Any, order: Order, counted: Counted, row: Any) -> str:
    values = [_plain(getattr(row, name)) for name in order.names]
    return seal(user, [order.code, counted, *values]).decode("ascii")


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def _place(request: Any, order: Order) -> tuple[Counted, list[Any] | None]:
    """What was counted, and the values at which the last page ended; None for the first page, for what is not a
    place of this person's, and when the list is now in another order."""
    token = request.GET.get(BACK) or request.GET.get(NEXT) or ""
    found = unseal(request.user, token.encode()) if token else None
    if not isinstance(found, list) or len(found) != len(order.names) + 2 or found[0] != order.code:
        return NEVER, None
    return (found[1][0], found[1][1]), found[2:]
