"""What the tool is sent to: every page with parameters in its address, as whoever sees it first; words in a path; and
forms that search, look up and write."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from access.routes import Route
from tests.access.crawl import OTHER_PARAMETERS, Answer, ask, client_of, visits
from tests.access.people import OFFICES
from tests.access.posting import sendings
from tests.access.secret_world import NOBODY, World
from tests.ui.wrong_input import page_of

from .tool import PLACE, Target

READERS = ("caseworker_a", "secretary", "supervisor_a", "auditor", "administrator")
# Of the frame: without them no form is taken.
OF_THE_FRAME = {"csrfmiddlewaretoken", "form_key", "version"}
# Addresses that look something up for what is typed.
LOOKING_UP = {
    "/cases/search/": {"q": "検証"},
    "/cases/likely/": {"name": "検証 秘子", "kana": "けんしょう", "birth_on": "S30.1.1"},
    "/cases/area-of-address/": {"address": "文京区見本一丁目", "area": ""},
}
# What is written with an intake; a member of the household has the same fields as the first person.
OF_AN_INTAKE = {"words", "name", "kana", "method", "visitor", "urgency", "topics"}
# A row of a case by its id: the address takes an id and nothing else, whatever it is of.
BY_ID = ("cases:detail", "meetings:meeting", "plans:detail")


def parameters_of(answer: Answer, path: str) -> dict[str, str]:
    """What a page puts into its own address, by its links and its forms, each with a value that it takes."""
    found: dict[str, str] = {}
    page = page_of(answer.body)
    for link in page.iter("a"):
        parts = urlsplit(link.get("href", ""))
        if parts.query and parts.path in ("", path) and not parts.netloc:
            found |= {name: value for name, value in parse_qsl(parts.query) if name not in found}
    for form in page.iter("form"):
        if form.get("method", "get").lower() == "get" and form.get("action", "") in ("", path):
            names = [str(one.get("name")) for one in form.iter() if one.get("name")]
            found |= {name: "1" for name in names if name not in found}
    return {name: value for name, value in found.items() if name not in OF_THE_FRAME}


def with_a_place(route: Route, path: str) -> str | None:
    """The address with its word marked, or its id where rows are asked for by it."""
    for name in re.findall(r"<(?:(?:str|slug|path|int):)?(\w+)>", route.pattern):
        for value in OTHER_PARAMETERS.get(name, ()):
            if f"/{value}/" in path:
                return path.replace(f"/{value}/", f"/{quote(value)}*/")
    return re.sub(r"/$", "*/", path) if route.name in BY_ID else None


def of_pages(world: World) -> Iterator[Target]:
    """Each route once: all its parameters together, and its path apart."""
    known: set[str] = set()
    for name in READERS:
        client = client_of(name)
        for visit in visits(world.ids, most=1):
            rule = visit.route.rule
            if visit.route.pattern in known or "GET" not in rule.methods:
                continue
            if rule.roles and OFFICES[name][1] not in rule.roles:
                continue
            answer = ask(client, visit.path)
            if answer.status != 200:
                continue
            known.add(visit.route.pattern)
            if place := with_a_place(visit.route, visit.path):
                yield Target(name, place, frozenset({PLACE}))
            if b"<main" in answer.body and (found := parameters_of(answer, visit.path)):
                yield Target(name, f"{visit.path}?{urlencode(found)}", frozenset(found))


def of_forms() -> Iterator[Target]:
    for path, data in LOOKING_UP.items():
        yield Target("caseworker_a", path, frozenset(data), urlencode(data))
    for name, path in (("auditor", "/audit/"), ("caseworker_a", "/cases/intake/")):
        page = ask(client_of(name), path)
        data = next(one.data for one in sendings(page.body, path) if one.action == path)
        names = {field for field, _ in data} - OF_THE_FRAME
        is_intake = "form_key" in dict(data)
        asked = names & OF_AN_INTAKE if is_intake else names
        yield Target(name, path, frozenset(asked), urlencode(data), "form_key" if is_intake else "")


def of_the_door() -> Target:
    """Whoever is nobody yet types a name; a password is never looked for."""
    data = urlencode({"login": "x-nobody", "password": "x"})
    return Target(NOBODY, "/accounts/login/", frozenset({"login"}), data)


def of_the_session() -> Target:
    """What a browser says of its session with each request."""
    return Target("caseworker_a", "/jobs/", frozenset({"session"}))
