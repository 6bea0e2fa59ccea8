"""「今日の仕事」: what waits for this user. Each app offers items from its `today` module.

All of them ask in rounds, each round in one statement (access.rounds, docs/decisions/0650).
"""

import datetime
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils import timezone

from documents.business_days import add_business_days, is_business_day

# Of a long part the home page shows so many lines at a time.
SHOWN = 20

# Of each question a part tells at most so many rows.
MOST_OF_A_PART = 50

# What an item is about, in the order in which the home page and the daily mail count. No word here
# says more than that something waits.
KINDS: dict[str, str] = {
    "task": "すること",
    "intake": "受付の見立て",
    "hand_off": "つなぎ",
    "meeting": "会議",
    "plan": "プラン・モニタリング",
    "consent": "同意",
    "visit": "アウトリーチ",
    "participation": "参加支援・社会資源",
    "community": "地域づくり",
    "protection": "保護・書類の確認",
    "report": "月次報告・月の締め",
    "change": "担当ケースの動き",
    "deadline": "そのほかの知らせ",
}


@dataclass(frozen=True)
class TodayItem:
    """One thing to do: by when, what, about which case, who waits, and where to do it."""

    action: str
    url: str
    case_label: str = ""
    case_number: str = ""
    waiting: str = ""
    due_on: datetime.date | None = None
    at: datetime.time | None = None  # of what begins at an hour of that day
    button: str = "開く"
    quick_url: str = ""  # a fragment that does it in the row itself; `url` does the same without
    tick_url: str = ""  # done by one press, where it stands; `tick` is what the button says
    tick: str = ""
    then_url: str = ""  # the step after it, where both may be due; `then` is what its button says
    then: str = ""
    group: str = "todo"  # todo: mine to do; waiting: for an answer from others; news: arrived
    kind: str = ""  # one of KINDS; empty: the one of its app
    instead: str = ""  # of an absent colleague: her name (cases.standing_in)
    alert: Any = None  # the alert that tells the same (alerts.reading.Shown)
    goes_on: bool = False  # the last that is told of its like: more of them may wait after it


@dataclass
class Section:
    """A part of the list by urgency."""

    key: str
    title: str
    items: list[TodayItem] = field(default_factory=list)
    goes_on: bool = False  # there may be more than these

    @property
    def is_pressing(self) -> bool:
        """As the count beside the menu: overdue, or due today."""
        return self.key in ("late", "today")

    @property
    def number(self) -> str:
        return _in_words(len(self.items), goes_on=self.goes_on)

    def page(self, asked: Any, kind: str) -> dict[str, Any]:
        """The lines that are shown of a long part, and the addresses of those before and after."""
        pages = Paginator(self.items, SHOWN)
        shown = pages.get_page(asked)

        def url(number: int) -> str:
            return "?" + urlencode([*([("kind", kind)] if kind else []), (self.key, number)])

        return {
            "section": self,
            "items": list(shown.object_list),
            "newer_url": url(shown.previous_page_number()) if shown.has_previous() else "",
            "older_url": url(shown.next_page_number()) if shown.has_next() else "",
            "summary": f"{self.number}のうち {shown.start_index()}〜{shown.end_index()}件",
        }


def gather(request: Any) -> list[TodayItem]:
    """Items of all apps and the alerts that no item tells, those due first at the top; once a request."""
    found: list[TodayItem] = request.acting.once("today", lambda: _gather(request))
    return found


def known_pressing(acting: Any) -> "Pressing | None":
    """The count beside the menu, where this request has gathered anyway; else nothing is asked."""
    return pressing(acting.once("today", list)) if acting.knows("today") else None


def _gather(request: Any) -> list[TodayItem]:
    from access.rounds import ask_first, ask_in_rounds
    from alerts import on_home as alerts
    from cases import today as cases
    from meetings import doors

    ask_first(request, *cases.STARTS, *doors.STARTS)
    kinds, parts = zip(*_parts(request), strict=True)
    shown, *found = ask_in_rounds([alerts.shown.among(request), *parts])
    items = [
        item
        for kind, own in zip(kinds, found, strict=True)
        for item in _with_their_end([replace(item, kind=item.kind or kind) for item in own])
    ]
    return sorted(alerts.with_alerts(items, shown), key=_urgency)


def _parts(request: Any) -> Iterator[tuple[str, Any]]:
    """What asks for items, with the kind that they are of unless they say another."""
    from access import today as reading
    from cases import today as cases
    from cases import today_emergency as emergency
    from community import today as community
    from keeping import today as keeping
    from meetings import today as meetings
    from organizations import today as organizations
    from outreach import today as outreach
    from participation import today as participation
    from plans import today as plans
    from reports import today as reports

    of_apps: tuple[tuple[str, list[Any]], ...] = (
        ("task", cases.parts(request)),
        ("task", [emergency.items.among(request)]),
        ("meeting", meetings.parts(request)),
        ("plan", plans.parts(request)),
        ("visit", outreach.parts(request)),
        ("participation", participation.parts(request)),
        ("community", community.parts(request)),
        ("report", [reports.items.among(request)]),
        ("task", [organizations.items(request)]),
        ("task", [reading.items.among(request)]),
        ("task", [keeping.items.among(request)]),
    )
    for kind, parts in of_apps:
        yield from ((kind, part) for part in parts)


def _with_their_end(items: list[TodayItem]) -> list[TodayItem]:
    """The items of a part; where it may have had more to tell than it told, the last of that kind says so."""
    full = {
        kind for kind, number in Counter(i.kind for i in items).items() if number >= MOST_OF_A_PART
    }
    last: dict[tuple[str, str], int] = {}
    for place, item in enumerate(items):
        known = last.get((item.kind, item.group))
        if item.kind in full and (known is None or _urgency(item) >= _urgency(items[known])):
            last[item.kind, item.group] = place
    ends = set(last.values())
    return [replace(i, goes_on=True) if place in ends else i for place, i in enumerate(items)]


def number_of(items: Collection[TodayItem]) -> str:
    """How many these are, in words; where not all were looked for, at least how many."""
    return _in_words(len(items), goes_on=any(item.goes_on for item in items))


def _in_words(number: int, *, goes_on: bool) -> str:
    return f"{number}件以上" if goes_on else f"{number}件"


def _urgency(item: TodayItem) -> tuple[datetime.date, datetime.time]:
    return item.due_on or datetime.date.max, item.at or datetime.time.max


def _pressing_until(today: datetime.date) -> datetime.date:
    """Deadlines until then are those of today: on the last day on which the office is open, those of the closed days
    that follow as well. Told on its own day only, one would be told when nobody is in."""
    if not is_business_day(today):
        return today
    return add_business_days(today, 1) - datetime.timedelta(days=1)


def _is_due(item: TodayItem, today: datetime.date, until: datetime.date) -> bool:
    """Whether it is overdue or due today; what begins at an hour of its day is no deadline."""
    if item.due_on is None:
        return False
    return item.due_on <= (until if item.at is None else today)


def sections_of(items: list[TodayItem], on: datetime.date | None = None) -> list[Section]:
    """The list by urgency: overdue, today, this week (until Sunday), later; waiting; news."""
    today = on or timezone.localdate()
    until = _pressing_until(today)
    sunday = today + datetime.timedelta(days=6 - today.weekday())
    late, now, week, later, waiting, news = (
        Section("late", "期限を過ぎたもの"),
        Section("today", "今日"),
        Section("week", "今週"),
        Section("later", "このあと"),
        Section("waiting", "返事を待っているもの"),
        Section("news", "新しく届いたもの"),
    )
    for item in items:
        if item.group != "todo":
            (waiting if item.group == "waiting" else news).items.append(item)
        elif item.due_on is not None and item.due_on < today:
            late.items.append(item)
        elif _is_due(item, today, until):
            now.items.append(item)
        elif item.due_on is None or item.due_on > sunday:
            later.items.append(item)
        else:
            week.items.append(item)
    if any(item.due_on and item.due_on > today for item in now.items):
        now.title = "今日（続く閉庁日に期限が来るものも）"
    _say_what_goes_on((late, now, week, later), waiting, news)
    return [late, now, week, news, later, waiting]


def _say_what_goes_on(by_day: tuple[Section, ...], *others: Section) -> None:
    """What was not looked for is due on the day of the last that is told, or after it."""
    is_open = False
    for part in by_day:
        is_open = part.goes_on = is_open or any(item.goes_on for item in part.items)
    for part in others:
        part.goes_on = any(item.goes_on for item in part.items)


@dataclass(frozen=True)
class Pressing:
    """The count beside the menu: what is overdue, and what is due today or before anybody is in again. `goes_on`: at
    least so many."""

    number: int
    goes_on: bool


def pressing(items: list[TodayItem], on: datetime.date | None = None) -> Pressing:
    today = on or timezone.localdate()
    until = _pressing_until(today)
    found = [item for item in items if item.group == "todo" and _is_due(item, today, until)]
    return Pressing(len(found), any(item.goes_on for item in found))
