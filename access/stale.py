"""What somebody is told whose page was overtaken: who changed the row and when (ui.md d)."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from .errors import StaleError


def stale(row: Any, by: Any, expected: int) -> StaleError:
    """The error for a row that was changed since its version `expected` was read.

    Who and when are told as far as the history of the row is open to `by`; her own change in another window
    is told as her own. When the row was not changed at all, but may not be by her, nobody is named.
    """
    return _told(_changes(row, by, expected)[:1], by)


def stale_among(rows: Iterable[Any], by: Any) -> StaleError:
    """The same for a page that shows several rows under one version: the latest change of any of them."""
    return stale_since(((row, 1) for row in rows), by)


def stale_since(seen: Iterable[tuple[Any, int]], by: Any) -> StaleError:
    """The same for several rows, each with the version in which it was read (0: not at all)."""
    last = [change for row, expected in seen for change in _changes(row, by, expected)[:1]]
    return _told(sorted(last, key=lambda change: change.history_date, reverse=True), by)


def changed_by(who: Any, at: datetime.datetime | None, by: Any) -> StaleError:
    """The same where the row itself says who changed it, and when if it says so; nobody is named where it names
    nobody."""
    return StaleError(who_and_when(who, at, by))


def who_and_when(who: Any, at: datetime.datetime | None, by: Any) -> str:
    """The beginning of a sentence that says who was first, and when if that is known; nothing where nobody is."""
    if who is None:
        return ""
    when = f"（{_moment(at)}）" if at else ""
    return f"あなたが別の画面で{when}、" if who.pk == by.pk else f"{who.name}さんが{when}、"


def _changes(row: Any, by: Any, expected: int) -> Any:
    found = type(row).history.filter(id=row.pk, version__gt=expected).visible_to(by)
    return found.select_related("history_user").order_by("-version")


def _told(changes: Iterable[Any], by: Any) -> StaleError:
    last = next(iter(changes), None)
    if last is None:
        return StaleError()
    return changed_by(last.history_user, last.history_date, by)


def _moment(when: Any) -> str:
    local = timezone.localtime(when)
    if local.date() == timezone.localdate():
        return f"今日 {local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"
