"""Memory of a web worker over many requests: the application as its server calls it, request after request.

Not Django's test client: it connects its own receivers anew for each request and keeps a trace of each (a kilobyte
a request), which no server does.
"""

import itertools
from collections.abc import Sequence
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from django.test import RequestFactory


def sizes_over(
    requests: int, cookies: SimpleCookie, cases: Sequence[Any], *, parts: int = 10
) -> list[int]:
    """Megabytes that this process holds: after the first request, and after each part of so many requests for the
    list and for cases in turns, with the cookies of somebody who is signed in."""
    from bunkyo_support.wsgi import application

    environs = RequestFactory(
        SERVER_NAME="localhost",
        HTTP_COOKIE="; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items()),
    )
    turns = itertools.cycle(cases)
    sizes = []
    for turn in range(requests + 1):
        path = "/cases/" if turn % 2 else f"/cases/{next(turns)}/"
        _answer(application, environs.get(path).environ)
        if turn % (requests // parts) == 0:
            sizes.append(_held())
    return sizes


def _answer(application: Any, environ: dict[str, Any]) -> None:
    """One request to its end, as a server carries it out."""
    told: list[str] = []
    answer = application(environ, lambda status, headers, *_: told.append(status))
    try:
        for _ in answer:
            pass
    finally:
        answer.close()
    assert told == ["200 OK"], told


def _held() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmRSS:")[1].split()[0]) // 1024
