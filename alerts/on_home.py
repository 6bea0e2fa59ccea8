"""Alerts on the home page: beside the item that tells the same, or as an item of their own."""

from dataclasses import replace

from bunkyo_support.today import TodayItem

from .reading import Shown, shown

__all__ = ["shown", "with_alerts"]


def with_alerts(items: list[TodayItem], shown: list[Shown]) -> list[TodayItem]:
    """One line for one thing: an alert whose page an item of its kind already leads to is told with it.
    An item is a duty and stays; what she has put off is the alert alone (`shown` leaves it out)."""
    waiting = {(row.line.url, row.rule.kind): row for row in shown}
    found = []
    for item in items:
        alert = waiting.pop((item.url, item.kind), None)
        found.append(item if alert is None else _both(item, alert))
    return [*found, *(_item(row) for row in waiting.values())]


def _both(item: TodayItem, alert: Shown) -> TodayItem:
    """A duty without a day of its own is due on the day that the alert tells: minutes of which it says that they are
    late stand among what is late, and count there."""
    due_on = item.due_on or (alert.due_on if item.group == "todo" else None)
    return replace(item, alert=alert, due_on=due_on, goes_on=item.goes_on or alert.goes_on)


def _item(row: Shown) -> TodayItem:
    return TodayItem(
        action=row.title,
        url=row.line.url,
        case_number=row.line.case_number,
        waiting=row.line.waiting,
        due_on=row.due_on,
        button=row.line.button,
        kind=row.rule.kind,
        alert=row,
        goes_on=row.goes_on,
    )
