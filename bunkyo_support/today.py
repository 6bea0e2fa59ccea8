"""「今日の対応」: what waits for this user. Each app offers items from its `today` module."""

import datetime
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TodayItem:
    """One thing to do: by when, what, about which case, who waits, and where to do it."""

    action: str
    url: str
    case_label: str = ""
    case_number: str = ""
    waiting: str = ""
    due_on: datetime.date | None = None
    button: str = "開く"
    quick_url: str = ""  # a fragment that does it in the row itself; `url` does the same without
    group: str = "todo"  # todo: mine to do; waiting: for an answer from others; news: arrived


def gather(request: Any) -> list[TodayItem]:
    """Items of all apps, those due first at the top, those without a date at the end."""
    from cases import today as cases
    from cases import today_emergency as emergency
    from community import today as community
    from meetings import today as meetings
    from outreach import today as outreach
    from participation import today as participation
    from plans import today as plans

    items = [
        *cases.items(request),
        *emergency.items(request),
        *meetings.items(request),
        *plans.items(request),
        *outreach.items(request),
        *participation.items(request),
        *community.items(request),
    ]
    return sorted(items, key=lambda item: item.due_on or datetime.date.max)
