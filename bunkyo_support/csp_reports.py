"""What browsers refused on our pages (S-54): they tell it to an address of our own, and the log has a line of it.

A report holds the whole address of the page, whence somebody came and how a script begins. Of that a line has three words:
by which directive, from which host the thing would have come, and the name of the page's route. Anybody who
reaches the system may tell something here; each process writes the same once an hour, and not more than MOST_AN_HOUR.
"""

import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from .csp import ADDRESS

logger = logging.getLogger(__name__)

# As Firefox and Safari tell it, one in a request, and as Chromium does, several together.
ONE, SEVERAL = "application/csp-report", "application/reports+json"
MOST_BYTES = 16_384
MOST_AT_ONCE = 20
MOST_AN_HOUR = 60

DIRECTIVES = {
    *("base-uri", "child-src", "connect-src", "default-src", "font-src", "form-action"),
    *("frame-ancestors", "frame-src", "img-src", "manifest-src", "media-src", "object-src"),
    *("script-src", "script-src-attr", "script-src-elem"),
    *("style-src", "style-src-attr", "style-src-elem", "worker-src"),
}
# Words that stand for no address: what is refused came with the page.
WITH_THE_PAGE = {"inline", "eval", "wasm-eval", "self", "data", "blob", "about"}
OTHER = "other"
SCHEMES = {"http", "https", "ws", "wss"}
HOST = re.compile(r"[a-z0-9.:-]{1,100}")
# What an extension of her browser brings to the page is nothing of ours.
EXTENSION = re.compile(r"[a-z-]+-extension\b")


class Hour:
    """What this process has written down within the hour."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._ends = 0.0
        self._written: set[str] = set()

    def is_full(self) -> bool:
        with self._turn:
            if time.monotonic() >= self._ends:
                self._ends = time.monotonic() + 3600
                self._written.clear()
            return len(self._written) >= MOST_AN_HOUR

    def takes(self, line: str) -> bool:
        """Whether it is said for the first time, and there is room."""
        with self._turn:
            if line in self._written or len(self._written) >= MOST_AN_HOUR:
                return False
            self._written.add(line)
            return True


hour = Hour()


class ReportsMiddleware:
    """Stands above sessions. Nobody has clicked: a session is neither looked at nor lasts longer (S-47), no cookie is set, and
    no database asked. Whatever came is answered alike; what is no report, or too long, is thrown away unread."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != ADDRESS:
            return self.get_response(request)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if request.content_type in (ONE, SEVERAL) and not hour.is_full():
            for line in lines(_read(request), request.content_type):
                if hour.takes(line):
                    # nosemgrep: log-of-a-thing - a directive, an origin and a route (lines)
                    logger.warning("refused %s", line)
            if hour.is_full():
                logger.warning("no more of this hour is written down")
        return HttpResponse(status=204)


def _read(request: HttpRequest) -> bytes:
    said = request.read(MOST_BYTES + 1)
    return said if len(said) <= MOST_BYTES else b""


def lines(said: bytes, kind: str) -> Iterator[str]:
    """One for each violation that is told of: nothing of what is not understood."""
    try:
        told = json.loads(said)
    except (ValueError, RecursionError):
        return
    if kind == ONE:
        one = told.get("csp-report") if isinstance(told, dict) else None
        reports = [_words(one, "effective-directive", "blocked-uri", "document-uri", "source-file")]
    else:
        several = told[:MOST_AT_ONCE] if isinstance(told, list) else []
        reports = [
            _words(one.get("body"), "effectiveDirective", "blockedURL", "documentURL", "sourceFile")
            for one in several
            if isinstance(one, dict) and one.get("type") == "csp-violation"
        ]
    for directive, blocked, page, source in reports:
        if page and not EXTENSION.match(blocked) and not EXTENSION.match(source):
            by = directive if directive in DIRECTIVES else OTHER
            yield f"{_origin(blocked, page)} by {by} on {_route(page)}"


def _words(report: Any, *names: str) -> list[str]:
    """Texts of a report; empty where it has none."""
    given = report if isinstance(report, dict) else {}
    return [value if isinstance(value := given.get(name), str) else "" for name in names]


def _origin(blocked: str, page: str) -> str:
    """From where it would have come: scheme and host, and no path."""
    if blocked in WITH_THE_PAGE:
        return blocked
    scheme, host = _scheme_and_host(blocked)
    if not scheme:
        return OTHER
    return "self" if host == _scheme_and_host(page)[1] else f"{scheme}://{host}"


def _scheme_and_host(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    return (parts.scheme, host) if parts.scheme in SCHEMES and HOST.fullmatch(host) else ("", "")


def _route(page: str) -> str:
    """The name of the page's route: its address holds ids of cases."""
    try:
        return resolve(urlsplit(page).path).view_name
    except (ValueError, Resolver404):
        return "no page"
