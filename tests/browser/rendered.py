"""Every page of the product as the roles that see it, rendered once and kept for a browser to look at.

The addresses are those of the canary crawl (tests/access/crawl.py) in the secret world, where every
route has something to show. The test client renders; a small server hands the pages to Chromium with
their own headers, styles and scripts, so that the database is asked once a page and not once a width.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from pathlib import Path
from threading import Thread
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from access.routes import Route, all_routes
from tests.access.crawl import as_rendered, client_of, visits
from tests.access.people import OFFICES
from tests.access.secret_world import NOBODY, World

from . import looking

# Whoever sees the most comes first: of a page about a case the first two who see it are looked at.
SEE_MOST = ("caseworker_a", "supervisor_a", "secretary", "coordinator")
LOOKERS = (
    *SEE_MOST,
    *("member", "caseworker_b"),
    *("resource_worker", "community_worker", "in_emergency", "auditor", "administrator"),
    *("consent_over", "member_waiting", "member_removed", NOBODY),
)
ENOUGH = 2
PARTS = re.compile(rb'<([a-z0-9]+)(?:[^>]*?\sclass="([^"]*)")?')
KEPT_HEADERS = ("Content-Type", "Content-Security-Policy", "Cache-Control", "Referrer-Policy")


@dataclass(frozen=True)
class Rendered:
    """One page as somebody got it."""

    route: str
    who: str
    path: str
    body: bytes = field(repr=False)
    headers: dict[str, str] = field(repr=False)

    @property
    def address(self) -> str:
        """Where the small server has it."""
        mark = "&" if "?" in self.path else "?"
        return f"{self.path}{mark}looks-as={self.who}"


def _signed_in(name: str) -> Client:
    """Her browser, just after she showed her second factor (S-55)."""
    client = client_of(None if name == NOBODY else name)
    if name != NOBODY:
        session = client.session
        shown = {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
        session["account_authentication_methods"] = [shown]
        session.save()
    return client


def _addresses(world: World) -> dict[str, list[tuple[Route, str]]]:
    """Concrete addresses of every route that answers to GET with HTML, by route."""
    found: dict[str, list[tuple[Route, str]]] = {}
    for visit in visits(world.ids):
        assert visit.route.rule is not None
        if "GET" in visit.route.rule.methods and "html" in visit.route.rule.formats:
            found.setdefault(visit.route.pattern, []).append((visit.route, visit.path))
    for route, path in of_masters():
        found.setdefault(route.pattern, []).append((route, path))
    return found


def of_masters() -> Iterator[tuple[Route, str]]:
    """The pages of one row of each master, which the crawl leaves out."""
    by_name = {route.name: route for route in all_routes() if "object_id" in route.converters}
    for model in apps.get_app_config("organizations").get_models():
        for action in ("change", "history"):
            route = by_name.get(f"admin:organizations_{model._meta.model_name}_{action}")
            row = model._default_manager.order_by("pk").last() if route else None
            if route and row is not None:
                yield route, "/" + route.pattern.replace("<path:object_id>", str(row.pk))


def gathered(world: World, part: int, parts: int) -> tuple[list[Rendered], set[str]]:
    """The pages of every `parts`-th route: those without an id as everybody, those of a case as the first
    who see them; another role's page only where it has a part that the pages before it had not. The frame
    (header, menu, foot) is the same on all pages: each that is made of other parts counts once. Beside them
    the routes at which nobody got a page: fragments, ways elsewhere, and what the crawl is blind to."""
    clients = {name: _signed_in(name) for name in LOOKERS}
    addresses = _addresses(world)
    kept: list[Rendered] = []
    frames: set[frozenset[Any]] = set()
    unseen: set[str] = set()
    for pattern in sorted(addresses)[part::parts]:
        seen: set[Any] = set()
        lookers = 0
        for name in LOOKERS:
            if not _is_asked(name, addresses[pattern][0][0], lookers):
                continue
            page = _first_seen(clients[name], name, addresses[pattern])
            if page is None:
                continue
            lookers += 1
            frame, main = _parts(page.body)
            if not main <= seen or frame not in frames:
                seen |= main
                frames.add(frame)
                kept.append(page)
        if not lookers:
            unseen.add(addresses[pattern][0][0].name)
    return kept, unseen


# Whoever comes first gets most of the pages; the others get some that she does not.
FIRST_SEE = ("caseworker_a", "secretary", "supervisor_a", "caseworker_b", "in_emergency")
FIRST_SEE += ("auditor", "administrator", NOBODY)


def browsers_of(names: tuple[str, ...] = FIRST_SEE) -> dict[str, Client]:
    """Theirs, all signed in."""
    return {name: _signed_in(name) for name in names}


def one_of_each(world: World, browsers: dict[str, Client]) -> Iterator[Rendered]:
    """One page of each route: of the first who gets one."""
    for _, addresses in sorted(_addresses(world).items()):
        asked = (name for name in browsers if _is_asked(name, addresses[0][0], 0))
        found = (_first_seen(browsers[name], name, addresses) for name in asked)
        page = next((page for page in found if page is not None), None)
        if page is not None:
            yield page


def _is_asked(name: str, route: Route, lookers: int) -> bool:
    """Not whom the route refuses whatever she asks for (tests/access hold that). For a second page about
    a case only those who see most of it, and whom the route names."""
    assert route.rule is not None
    roles = route.rule.roles
    if roles and (name == NOBODY or OFFICES[name][1] not in roles):
        return False
    if "<" not in route.pattern or not lookers:
        return True
    return lookers < ENOUGH and (name in SEE_MOST or bool(roles))


def _parts(body: bytes) -> tuple[frozenset[Any], set[Any]]:
    """Of what the frame of the page is made, and of what the rest."""
    before, _, rest = body.partition(b"<main")
    main, _, after = rest.partition(b"</main>")
    return frozenset(PARTS.findall(before + after)), set(PARTS.findall(main))


def _first_seen(client: Client, name: str, addresses: list[tuple[Route, str]]) -> Rendered | None:
    """The first of the addresses at which she gets a whole page."""
    for route, path in addresses:
        with as_rendered():
            answer = client.get(path)
        kind = answer.headers.get("Content-Type", "")
        if answer.status_code == 200 and kind.startswith("text/html"):
            body = answer.content
            if b"<!doctype html" in body[:200].lower():
                headers = {k: v for k, v in answer.headers.items() if k in KEPT_HEADERS}
                return Rendered(route.name, name, path, body, headers)
    return None


class _Shelf(BaseHTTPRequestHandler):
    """Hands out what was rendered, and the styles and scripts of the project."""

    protocol_version = "HTTP/1.1"
    pages: dict[str, Rendered]

    def do_GET(self) -> None:
        page = self.pages.get(self.path)
        if page is not None:
            self._answer(page.body, page.headers)
            return
        if self.path == looking.SCRIPT_PATH:
            kind = "text/javascript; charset=utf-8"
            headers = {"Content-Type": kind, "Cache-Control": "max-age=600"}
            self._answer(looking.SCRIPT.encode(), headers)
            return
        name = self.path.partition("?")[0].removeprefix("/" + settings.STATIC_URL.strip("/") + "/")
        path = finders.find(name) if name != self.path else None
        if isinstance(path, str):
            kind = guess_type(path)[0] or "application/octet-stream"
            headers = {"Content-Type": kind, "Cache-Control": "max-age=600"}
            self._answer(Path(path).read_bytes(), headers)
        else:
            self._nothing()

    def do_POST(self) -> None:
        self._nothing()

    def _nothing(self) -> None:
        """What a page asks for by itself (a count, a draft) has nothing to add here."""
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(204)
        self.end_headers()

    def _answer(self, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(200)
        for key, value in headers.items():
            self.send_header(key, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Nothing: the test reads the browser."""


@contextmanager
def served(pages: list[Rendered]) -> Iterator[str]:
    """A server with these pages; its address."""
    shelf = type("Shelf", (_Shelf,), {"pages": {page.address: page for page in pages}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), shelf)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
