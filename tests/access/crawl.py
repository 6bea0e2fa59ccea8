"""Walks over all routes as anybody. Routes come from the resolver, ids from the tables.

A route with a parameter whose name fits no model, or with an unknown kind of converter, fails the
suite: it would not be covered.
"""

import functools
import itertools
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.template import Template
from django.test import Client
from django_htmx.middleware import HtmxDetails

from access.keeping_models import DisposalList, LegalHold
from access.models import (
    CaseFile,
    Compartment,
    EmergencyOpening,
    Incident,
    ListRenewal,
    MatchNotice,
    OutputHold,
    Protection,
    ReadingFlag,
    Restriction,
    ReturnNotice,
)
from access.policies import confidential_models, personal_models
from access.routes import Route, all_routes
from alerts.models import Alert
from cases.models import Absence
from community.models import (
    Gathering,
    LiaisonMeeting,
    MissingResource,
    Place,
    PlacePartner,
    SupportEntry,
)
from meetings.models import Pledge, PledgeScan, RegisteredMember, ResourceGap
from participation.models import Resource, ResourceLead
from reports.models import BodyReport
from tests.world import ReadingClient, login

from .canary import tokens_in
from .people import persona

# Parameters that name no row of one case. Each has its own tests.
OTHER_PARAMETERS: dict[str, list[str]] = {
    "step": ["accept"],
    "form": ["note"],
    "about": ["new"],
    "page": ["1"],
    "to": ["stopped", "visit"],
}
# Parameters that name a row about nobody in need and of no case: who reads the register reads it.
OF_NO_CASE = re.compile(
    r"<uuid:(resource|resource_lead|resource_gap|place|place_partner|gathering|support_entry"
    r"|liaison_meeting"
    r"|missing_resource|registered_member|pledge|pledge_scan|absence|body_report)>"
)
# Pages that libraries bring.
LEAVE = re.compile(r"^(accounts/|masters/)")


def snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


@functools.cache
def models_by_parameter() -> dict[str, list[type]]:
    """Names that a route's parameter may have, and the models they stand for."""
    found: dict[str, list[type]] = {
        "case": [CaseFile],
        "compartment": [Compartment],
        "restriction": [Restriction],
        "hold": [OutputHold],
        "match": [MatchNotice],
        "return_notice": [ReturnNotice],
        "protection": [Protection],
        "list_renewal": [ListRenewal],
        "reading_flag": [ReadingFlag],
        "incident": [Incident],
        "emergency_opening": [EmergencyOpening],
        "disposal_list": [DisposalList],
        "legal_hold": [LegalHold],
        "registered_member": [RegisteredMember],
        "pledge": [Pledge],
        "pledge_scan": [PledgeScan],
        "resource_gap": [ResourceGap],  # of no case: its own tests
        "resource": [Resource],
        "resource_lead": [ResourceLead],
        "place": [Place],
        "place_partner": [PlacePartner],
        "gathering": [Gathering],
        "support_entry": [SupportEntry],
        "liaison_meeting": [LiaisonMeeting],
        "missing_resource": [MissingResource],
        "alert": [Alert],
        "absence": [Absence],
        "body_report": [BodyReport],
    }
    for model in [*confidential_models(), *personal_models()]:
        name = snake(model.__name__)
        for known in {name, name.split("_")[-1]}:
            found.setdefault(known, []).append(model)
    return found


def ids_in_case(connection: Any, case_id: Any) -> dict[str, list[str]]:
    """Ids of all rows of a case by table, read as a superuser of the database."""
    ids = {"access_casefile": [str(case_id)]}
    with connection.cursor() as cursor:
        cursor.execute("select id from access_compartment where case_id = %s", [case_id])
        ids["access_compartment"] = [str(r[0]) for r in cursor.fetchall()]
        cursor.execute(
            "select distinct source_id from access_usergrant where case_id = %s", [case_id]
        )
        ids["sources"] = [str(r[0]) for r in cursor.fetchall()]
        of_access = (Restriction, OutputHold, ReturnNotice, EmergencyOpening, LegalHold)
        of_access += (Protection, ListRenewal)
        for table in (model._meta.db_table for model in of_access):
            cursor.execute(f"select id from {table} where case_id = %s order by id", [case_id])
            ids[table] = [str(r[0]) for r in cursor.fetchall()]
        cursor.execute(
            "select notice_id from access_matchpair where %s in (case_a_id, case_b_id)", [case_id]
        )
        ids["access_matchnotice"] = [str(r[0]) for r in cursor.fetchall()]
        cursor.execute("select id from access_readingflag order by found_at, id")
        ids["access_readingflag"] = [str(r[0]) for r in cursor.fetchall()]
        cursor.execute("select id from access_incident order by created_at, id")
        ids["access_incident"] = [str(r[0]) for r in cursor.fetchall()]
        cursor.execute("select id from access_disposallist order by listed_at, id")
        ids["access_disposallist"] = [str(r[0]) for r in cursor.fetchall()]
        of_no_case = (RegisteredMember, Pledge, PledgeScan, Resource, ResourceLead)
        for model in (*of_no_case, Absence, BodyReport):
            table = model._meta.db_table
            cursor.execute(f"select id from {table} order by created_at, id")
            ids[table] = [str(r[0]) for r in cursor.fetchall()]
        for model in [*confidential_models(), Alert]:
            table = model._meta.db_table
            cursor.execute(
                f"select t.id from {table} t join access_compartment c on c.id = t.compartment_id"
                " where c.case_id = %s order by t.created_at, t.id",
                [case_id],
            )
            ids[table] = [str(r[0]) for r in cursor.fetchall()]
    return ids


@dataclass(frozen=True)
class Visit:
    """One address to ask for."""

    route: Route
    path: str


def parameter_values(name: str, ids: dict[str, list[str]], most: int) -> list[str]:
    """Values for a parameter: ids of the models that its name stands for."""
    if name in OTHER_PARAMETERS:
        return OTHER_PARAMETERS[name]
    plain = re.sub(r"_(id|pk|uuid)$", "", name)
    if plain in ("source", "membership", "admission"):
        return ids["sources"][:most]
    models = models_by_parameter().get(plain)
    assert models, f"route parameter {name!r} names no model: the crawl cannot fill it"
    values: list[str] = []
    for model in models:
        rows = ids.get(model._meta.db_table, [])
        values += rows[: most - 1] + rows[-1:] if len(rows) > most else rows
    return values


def visits(ids: dict[str, list[str]], most: int = 2) -> Iterator[Visit]:
    """Every declared route with every fitting id (at most `most` of a model)."""
    for found in all_routes():
        pattern = found.pattern
        # Libraries: a person's own account, and masters; neither takes an id of a case.
        if found.rule is None or (LEAVE.match(pattern) and "<" in pattern):
            continue
        names = re.findall(r"<(?:(\w+):)?(\w+)>", pattern)
        assert "(?P" not in pattern, f"{pattern}: regular expressions are not crawled"
        values = [parameter_values(name, ids, most) for _, name in names]
        for chosen in itertools.product(*values):
            path = pattern
            for (kind, name), value in zip(names, chosen, strict=True):
                assert kind in ("uuid", "str", "int", "slug", ""), f"{pattern}: {kind}"
                path = path.replace(f"<{kind}:{name}>" if kind else f"<{name}>", value)
            yield Visit(found, "/" + path)


def with_random_ids(visit: Visit) -> str:
    """The same address with ids that nothing has."""
    return re.sub(
        r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        lambda _: str(uuid.uuid4()),
        visit.path,
    )


def client_of(name: str | None) -> Client:
    """A browser of a persona who has just shown her second factor, or of nobody."""
    client = ReadingClient(raise_request_exception=False)
    if name is not None:
        login(client, persona(name).username)
    return client


@dataclass
class Answer:
    """What came back, in the forms that may hold a token."""

    status: int
    body: bytes
    headers: str
    cookies: str
    asks_for_parts: bool = False  # the view looked whether it should answer with a fragment

    @property
    def tokens(self) -> set[str]:
        return tokens_in(self.body) | tokens_in(self.headers) | tokens_in(self.cookies)


def _noting(read: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a request in which somebody asked how htmx sent it. Views know no other way
    (test_crawl.py): where none asked, a fragment is the same page."""

    def reading(details: HtmxDetails, name: str) -> Any:
        details.request.asks_for_parts = True  # type: ignore[attr-defined]
        return read(details, name)

    return reading


HtmxDetails._get_header_value = _noting(HtmxDetails._get_header_value)  # type: ignore[method-assign]


@contextmanager
def as_rendered() -> Iterator[None]:
    """Pages are rendered as for people: the test client would copy, for each part of a page, all that the
    part could have shown, and nobody here looks at that."""
    instrumented = Template._render
    Template._render = lambda template, context: template.nodelist.render(context)  # type: ignore[method-assign]
    try:
        yield
    finally:
        Template._render = instrumented  # type: ignore[method-assign]


def ask(client: Client, path: str, method: str = "get", **options: Any) -> Answer:
    """One request; a logged-out browser stays logged out."""
    with as_rendered():
        response = getattr(client, method)(path, **options)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return Answer(
        response.status_code,
        body,
        "\n".join(f"{k}: {v}" for k, v in sorted(response.headers.items())),
        response.cookies.output(),
        getattr(response.wsgi_request, "asks_for_parts", False),
    )


def searched(client: Client, words: str) -> list[Answer]:
    """A search as a browser makes it: what comes back to the words, and, who may search, the page to which it leads."""
    answer = ask(client, "/cases/search/", "post", data={"q": words})
    if answer.status == 404:
        return [answer]
    where: Any = re.search(r"(?m)^Location: (/\S*)$", answer.headers)
    return [answer, ask(client, where[1])]


MOVING = [
    (re.compile(rb'(csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]*"'), b""),
    (re.compile(rb'(form_key" value=|name="form_key"[^>]*value=)"[^"]*"'), b""),
    (re.compile(rb"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), b"<uuid>"),
    (re.compile(rb"\d{1,2}:\d{2}(:\d{2})?"), b"<time>"),
    (
        re.compile(
            rb"(reference|\xe5\x8f\x97\xe4\xbb\x98\xe7\x95\xaa\xe5\x8f\xb7)[^<]{0,20}[0-9a-f]{8}"
        ),
        b"<ref>",
    ),
]


def settled(answer: Answer) -> tuple[int, bytes, str]:
    """An answer without what differs from request to request by nature."""
    body = answer.body
    for pattern, instead in MOVING:
        body = pattern.sub(instead, body)
    headers = re.sub(r"(?m)^(Content-Length|Set-Cookie|Date): .*$", "", answer.headers)
    headers = MOVING[2][0].sub(b"<uuid>", headers.encode()).decode()
    return answer.status, body, headers
