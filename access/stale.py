"""What somebody is told whose page was overtaken: who changed the row and when (ui.md d)."""

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
    last = [change for row in rows for change in _changes(row, by, expected=1)[:1]]
    return _told(sorted(last, key=lambda change: change.history_date, reverse=True), by)


def _changes(row: Any, by: Any, expected: int) -> Any:
    found = type(row).history.filter(id=row.pk, version__gt=expected).visible_to(by)
    return found.select_related("history_user").order_by("-version")


def _told(changes: Iterable[Any], by: Any) -> StaleError:
    last = next(iter(changes), None)
    if last is None or last.history_user is None:
        return StaleError()
    when = _moment(last.history_date)
    if last.history_user_id == by.pk:
        return StaleError(f"あなたが別の画面で（{when}）、")
    return StaleError(f"{last.history_user.name}さんが（{when}）、")


def _moment(when: Any) -> str:
    local = timezone.localtime(when)
    if local.date() == timezone.localdate():
        return f"今日 {local:%H:%M}"
    return f"{local.month}月{local.day}日 {local:%H:%M}"
