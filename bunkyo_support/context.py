"""What every page knows: names of the product, and the menu for the roles held.

No question is put to the database here beyond the offices that the request holds anyway.
"""

import datetime
import functools
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from access.sessions import in_words, seconds_left, told_before
from organizations.passwords import is_to_be_changed

from .today import Pressing, known_pressing

CASEWORK = frozenset({"caseworker", "supervisor"})
RECEIVES = (
    "cases:intake"  # for who writes in a body's records: a coordinator at the secretariat alone
)
HANDING_ON = CASEWORK | {"coordinator", "resource_worker", "community_worker"}
# Somebody from outside too: what a consent opened to her by name lies in a case (R3).
INVOLVED = HANDING_ON | {"member"}


@dataclass(frozen=True)
class MenuItem:
    """One entry of the menu: words, route, and the roles that see it (empty: everybody)."""

    label: str
    route: str
    roles: frozenset[str] = frozenset()
    prefix: str = ""  # addresses below it mark the entry as the current one
    is_rare: bool = False  # stands behind 「ほか」 where the row would not hold all
    key: str = (
        ""  # leads there after G (going.js); none of those of the page of a case (cases.tabs)
    )


MENU = (
    MenuItem("今日の仕事", "home", key="h"),
    MenuItem("相談受付", RECEIVES, CASEWORK | {"coordinator"}, key="u"),
    MenuItem("ケース", "cases:list", INVOLVED, prefix="/cases/", key="k"),
    MenuItem("つなぎ", "cases:hand_offs", HANDING_ON, prefix="/cases/hand-offs/", key="t"),
    MenuItem("会議", "meetings:list", INVOLVED, prefix="/meetings/", key="m"),
    MenuItem("プラン", "plans:list", INVOLVED, prefix="/plans/", key="p"),
    MenuItem(
        "アウトリーチ", "outreach:list", CASEWORK | {"coordinator"}, prefix="/outreach/", key="o"
    ),
    MenuItem("社会資源", "participation:resources", INVOLVED, prefix="/participation/", key="s"),
    MenuItem("地域づくり", "community:front", INVOLVED, prefix="/community/", key="c"),
    MenuItem(
        "進行管理",
        "reports:plans",
        frozenset({"supervisor", "coordinator"}),
        prefix="/reports/",
        key="b",
    ),
    MenuItem("実績・指標", "reports:figures", HANDING_ON, prefix="/reports/figures/", is_rare=True),
    MenuItem(
        "同じ人の知らせ",
        "cases:matches",
        frozenset({"coordinator"}),
        prefix="/cases/matches/",
        is_rare=True,
    ),
    MenuItem(
        "緊急閲覧の確認",
        "cases:emergency_reviews",
        frozenset({"supervisor", "auditor"}),
        prefix="/cases/emergency/reviews/",
        is_rare=True,
    ),
    MenuItem("作成したもの", "jobs:list", INVOLVED, prefix="/jobs/", is_rare=True),
    MenuItem(
        "保存と廃棄",
        "keeping:front",
        frozenset({"supervisor", "coordinator", "auditor"}),
        prefix="/keeping/",
        is_rare=True,
    ),
    MenuItem(
        "閲覧の記録（監査）",
        "access:log",
        frozenset({"auditor"}),
        prefix="/audit/",
        is_rare=True,
    ),
    MenuItem(
        "保存年限",
        "keeping:classes",
        frozenset({"system_administrator"}),
        prefix="/keeping/",
        is_rare=True,
    ),
    MenuItem(
        "台帳",
        "admin:index",
        frozenset({"system_administrator"}),
        prefix="/masters/",
        is_rare=True,
    ),
)
LAST_HOUR = 60 * 60
# So many entries fill one row of a desk's screen (1280 px).
MOST_IN_ROW = 11


def site(request: HttpRequest) -> dict[str, Any]:
    """Names on screen and the limits that the browser needs to know."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "WARD_NAME": settings.WARD_NAME,
        "IDLE_SECONDS": settings.SESSION_IDLE_SECONDS,
        "LIFE_IN_WORDS": in_words(settings.SESSION_LIFE_SECONDS),
        "DIRECTORY": bool(settings.OIDC_ISSUER),
    }


# nosemgrep: kept-between-requests - addresses of routes without arguments
@functools.cache
def _address(route: str) -> str:
    """Address of a route, or nothing when this installation does not have it; found once in a process."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


class Navigation:
    """Menu, search box and who is signed in; worked out only when a template asks.

    So fragments ask nothing, and the page that says "the database is away" can be shown.
    """

    def __init__(self, request: Any) -> None:
        self._request = request

    @cached_property
    def _roles(self) -> frozenset[str]:
        acting = getattr(self._request, "acting", None)
        return acting.roles if acting and self.may_work else frozenset()

    @cached_property
    def _keeps_records(self) -> bool:
        """Whether there is a body in whose records she writes (R2, R6): whoever is received is received there."""
        acting = getattr(self._request, "acting", None)
        return bool(self.may_work and acting and acting.recording_bodies)

    @cached_property
    def is_signed_in(self) -> bool:
        user = getattr(self._request, "user", None)
        return bool(user and user.is_authenticated)

    @cached_property
    def may_work(self) -> bool:
        """Before the second factor is set up every other page leads to its setting up, and while a given password is to be
        changed to that: no menu, no search that would only look as if there were more (S-55)."""
        acting = getattr(self._request, "acting", None)
        is_set_up = acting and self.is_signed_in and acting.has_second_factor
        return bool(is_set_up and not is_to_be_changed(self._request))

    @property
    def life_left(self) -> int | None:
        """Seconds until the session ends, whatever is done in it (S-47), once it is its last hour. Before, no
        page differs from another by it."""
        session = getattr(self._request, "session", None)
        left = LAST_HOUR if session is None else int(seconds_left(session))
        return left if left < LAST_HOUR else None

    @property
    def life_told(self) -> int:
        """How many seconds before that end it is told."""
        return int(told_before())

    @cached_property
    def ends_at(self) -> datetime.datetime | None:
        """The hour at which the session ends, once that is to be told."""
        left = self.life_left
        if not self.is_signed_in or left is None or left > self.life_told:
            return None
        return timezone.localtime() + datetime.timedelta(seconds=left)

    @cached_property
    def bodies(self) -> list[Any]:
        acting = getattr(self._request, "acting", None)
        return acting.bodies if acting and self.is_signed_in else []

    @cached_property
    def search_url(self) -> str:
        return _address("cases:search") if self._roles & INVOLVED else ""

    @cached_property
    def intake_url(self) -> str:
        return _address(RECEIVES) if self._keeps_records else ""

    @cached_property
    def emergency_url(self) -> str:
        return _address("cases:emergency_begin") if "caseworker" in self._roles else ""

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        """Entries for the roles held; the one that the page belongs to is marked."""
        if not self.may_work:
            return []
        shown = [
            (item, url)
            for item in MENU
            if (not item.roles or self._roles & item.roles)
            and (item.route != RECEIVES or self._keeps_records)
            and (url := _address(item.route))
        ]
        current = _current(getattr(self._request, "menu_path", self._request.path), shown)
        return [
            {
                "label": item.label,
                "url": url,
                "is_current": item is current,
                "is_home": item.route == "home",
                "is_rare": item.is_rare,
                "key": item.key,
            }
            for item, url in shown
        ]

    @cached_property
    def menu_row(self) -> list[dict[str, Any]]:
        """What stands in the row: everything, or what is used every day."""
        return [item for item in self.menu if item not in self.menu_rest]

    @cached_property
    def menu_rest(self) -> list[dict[str, Any]]:
        """What stands behind 「ほか」, where the row would not hold all."""
        if len(self.menu) <= MOST_IN_ROW:
            return []
        return [item for item in self.menu if item["is_rare"]]

    @cached_property
    def place(self) -> str:
        """The entry that the page belongs to, in words; none for 「今日の仕事」, which always shows."""
        current = (item for item in self.menu if item["is_current"] and not item["is_home"])
        return next((str(item["label"]) for item in current), "")

    @cached_property
    def place_in_rest(self) -> str:
        return self.place if any(item["is_current"] for item in self.menu_rest) else ""

    @cached_property
    def count(self) -> Pressing | None:
        """What is overdue or due today, where this page has worked it out anyway; the others ask for it
        when they are there (`home_count`)."""
        acting = getattr(self._request, "acting", None)
        return known_pressing(acting) if acting else None


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`nav`: see Navigation."""
    return {"nav": Navigation(request)}


def _current(path: str, shown: list[tuple[MenuItem, str]]) -> MenuItem | None:
    """The entry that the page belongs to: the same address first, then the longest prefix."""
    for item, url in shown:
        if url == path:
            return item
    below = [item for item, _ in shown if item.prefix and path.startswith(item.prefix)]
    return max(below, key=lambda item: len(item.prefix), default=None)
