"""Canary crawl: every route, as everybody (security.md 4.3).

Each persona's crawl is a test of its own, so that the run spreads over the processes. The secret
case is told through the services and then every field is overwritten with a token, through a
superuser's connection to a database of the test's own.
"""

import io
import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from access.context import acting_as
from access.policies import confidential_models
from access.routes import Route, all_routes
from participation.models import Resource
from tests.test_architecture import LEVEL, ROOT

from . import told_emergency, told_keeping
from .canary import AS_PLANTED, plantable, tokens_in
from .crawl import (
    OF_NO_CASE,
    Answer,
    Visit,
    ask,
    client_of,
    parameter_values,
    settled,
    visits,
    with_random_ids,
)
from .in_redis import opened, unknown_words
from .logged import last_entry, not_logged, without_basis
from .numbered import unexplained
from .people import OFFICES, persona
from .posting import BROKEN_BY_PLANTING, each_kind_once, send
from .readers import says_who_reads, texts_without_readers
from .secret_world import NOBODY, OUTSIDERS, PERSONAS, World
from .seers import SEERS
from .sinks import tables_with_tokens, words_of

# Who sees something of the secret case and sends forms.
SENDERS = (
    *("caseworker_a", "supervisor_a", "caseworker_b", "secretary", "coordinator", "member"),
    *("community_worker", "in_emergency", "supervisor_b"),
)
# Who told of somebody stands on one page, also for those who may see it (domain.md 2.3).
ON_ITS_OWN_PAGE = {"OutreachSource": "/sources/"}


def crawl(world: World, name: str, *, with_ids: bool = True) -> list[tuple[Visit, Answer]]:
    """All answers that a persona gets, as a page, and once a route as a fragment where it has any; or those
    of routes without an id only."""
    client = client_of(None if name == NOBODY else name)
    answers = []
    in_parts: set[str] = set()
    for visit in visits(world.ids):
        if not with_ids and visit.path != with_random_ids(visit):
            continue
        if not is_asked(name, visit.route):
            continue
        if "GET" in visit.route.rule.methods:
            answer = ask(client, visit.path)
            answers.append((visit, answer))
            if answer.status == 200 and answer.asks_for_parts and visit.route.name not in in_parts:
                in_parts.add(visit.route.name)
                answers.append((visit, ask(client, visit.path, headers={"HX-Request": "true"})))
    return answers


def is_asked(name: str, route: Route) -> bool:
    """Whom a route refuses for her role is answered before anything is looked at, whoever she is and whatever
    stands in the address: of everybody with that role the first asks. A superuser of Django asks for everything."""
    roles, role = route.rule.roles, OFFICES[name][1] if name in OFFICES else ""
    if not roles or not role or role in roles or name == "superuser":
        return True
    return name == first_with(role)


def first_with(role: str) -> str:
    return next(name for name in PERSONAS if name in OFFICES and OFFICES[name][1] == role)


def leaks_of(
    world: World, name: str, answers: list[tuple[Visit, Answer]]
) -> tuple[set[Any], set[str]]:
    """Tokens without basis, with where they stood; and those that the persona rightly found."""
    leaks, seen = set(), set()
    for visit, answer in answers:
        for token in answer.tokens:
            found = world.by_token.get(token)
            if found is None:
                continue
            own_page = ON_ITS_OWN_PAGE.get(found.model.__name__, "")
            is_there = visit.path.endswith(own_page) and told_emergency.stands_on(name, visit.path)
            if world.may_see(name, token) and is_there:
                seen.add(token)
            else:
                leaks.add((visit.path, found.model.__name__, found.field))
        assert answer.status < 500, visit.path
        assert not _tokens_in_titles(answer), visit.path
    return leaks, seen


def nothing_was_left(world: World, capfd: Any, log: io.StringIO) -> None:
    """No mail, no line of the log, no session, no cache, no key of Redis and no table beside the confidential
    ones holds a token."""
    assert [m for m in mail.outbox if tokens_in(words_of(m))] == []
    written = capfd.readouterr()
    assert tokens_in(written.out + written.err + log.getvalue()) == set()
    assert tables_with_tokens(world.database) == {}
    assert unknown_words(opened()) == set(), "pages do not touch Redis"


@pytest.mark.parametrize("name", [n for n in PERSONAS if n not in OUTSIDERS])
def test_no_route_shows_a_token_without_basis(
    name: str, world: World, capfd: Any, log: io.StringIO
) -> None:
    since = last_entry(world.database)
    answers = crawl(world, name)
    every_answer_is_logged(world, name, since, answers)
    leaks, seen = leaks_of(world, name, answers)
    assert leaks == set()
    nothing_was_left(world, capfd, log)
    blind = SEERS.get(name, set()) - {world.by_token[token].model.__name__ for token in seen}
    assert blind == set(), "the crawl is blind: an insider must find her own tokens"
    assert texts_nobody_reads(answers) == set()
    assert pages_that_do_not_say(answers) == set()
    assert numbers_without_a_reason(answers) == set()
    if name in SENDERS:
        nothing_sent_shows_a_token(world, name, answers)


def every_answer_is_logged(
    world: World, name: str, since: int, answers: list[tuple[Visit, Answer]]
) -> None:
    """S-69, R19: as many entries as answers with content, each about a case with its basis."""
    if name == NOBODY:
        return
    user, tokens = persona(name), set(world.by_token)
    assert not_logged(world.database, user, since, answers, tokens) == set()
    assert without_basis(world.database, user, since) == set()


def nothing_sent_shows_a_token(
    world: World, name: str, answers: list[tuple[Visit, Answer]]
) -> None:
    """S-12, S-16: previews, refusals and the pages that follow what she sends show nothing without basis. She sends
    each kind of form that she found, once."""
    client = client_of(name)
    ones = {visit.path for visit in visits(world.ids, most=1)}
    opened = [(visit.path, answer) for visit, answer in answers if visit.path in ones]
    leaks, statuses = set(), []
    for sending in each_kind_once(opened):
        if sending.kind in BROKEN_BY_PLANTING:
            continue
        back = send(client, sending)
        statuses.append(back[0].status)
        for answer in back:
            assert answer.status < 500, sending.kind
            assert b"CNRY" not in answer.body.split(b"</title>")[0], sending.kind
            for token in answer.tokens & set(world.by_token):
                is_there = told_emergency.stands_on(name, sending.action)
                if not (world.may_see(name, token) and is_there):
                    planted = world.by_token[token]
                    leaks.add((sending.kind, planted.model.__name__, planted.field))
    assert leaks == set()
    assert len(statuses) >= 10
    assert 303 in statuses, "nothing that was sent was ever accepted: it proves little"


def texts_nobody_reads(answers: list[tuple[Visit, Answer]]) -> set[tuple[str, str]]:
    """R18: beside each free text stands who will read it."""
    return {
        (visit.route.name, text)
        for visit, answer in answers
        if answer.status == 200
        and not visit.route.name.endswith("styleguide")
        and not visit.route.name.startswith("admin:")  # masters, which everybody reads
        for text in texts_without_readers(answer.body)
    }


def pages_that_do_not_say(answers: list[tuple[Visit, Answer]]) -> set[str]:
    """R18: each page of a case, a meeting, a plan, an outreach or a participation says who else sees it."""
    return {
        visit.route.name
        for visit, answer in answers
        if answer.status == 200
        and b"<main" in answer.body
        and "<uuid:" in visit.route.pattern
        and visit.route.name.split(":")[0] in OF_A_CASE
        and not OF_NO_CASE.search(visit.route.pattern)
        and visit.route.name not in OF_NOBODY
        and not says_who_reads(answer.body)
    }


def numbers_without_a_reason(answers: list[tuple[Visit, Answer]]) -> set[tuple[str, str, str]]:
    """S-22: no key that is counted up stands in an address, an id or what scripts read."""
    return {
        (visit.route.name, attribute, told)
        for visit, answer in answers
        if answer.status == 200
        and "Content-Type: text/html" in answer.headers
        and not visit.route.name.startswith(
            "admin:"
        )  # masters, by their numbers, for who keeps them
        for attribute, told in unexplained(answer.body)
    }


# Apps whose pages are about a case; and of them the pages that show nothing of it.
OF_A_CASE = {"cases", "meetings", "plans", "outreach", "participation"}
OF_NOBODY = {
    "meetings:opening",  # the duty of secrecy, before the meeting is shown
}


def _tokens_in_titles(answer: Answer) -> bool:
    """S-50: neither title nor headers (addresses, file names) hold content."""
    head = answer.body.split(b"</title>")[0] if b"</title>" in answer.body else b""
    told = head.decode(errors="replace"), answer.headers, answer.cookies
    # As it is written, with what follows: four letters alone stand in some random key one day.
    return any(AS_PLANTED.search(text) for text in told)


def test_fragments_are_asked_for_in_one_way() -> None:
    """What lets the crawl ask for a fragment only where there is one: nobody reads the headers of htmx past
    `request.htmx`."""
    words = re.compile(r"HX[-_]|is_ajax|X-Requested-With", re.IGNORECASE)
    named = [
        str(path.relative_to(ROOT))
        for app in (*LEVEL, "bunkyo_support")
        for path in sorted((ROOT / app).rglob("*.py"))
        if words.search(path.read_text(encoding="utf-8"))
    ]
    assert named == []


def test_every_field_that_people_type_into_is_planted(world: World) -> None:
    planted = {(p.model, p.field) for p in world.planted}
    missing = [
        (model.__name__, field.name)
        for model in confidential_models()
        for field in plantable(model)
        if (model, field.name) not in planted
    ]
    assert missing == []
    assert len(world.planted) > 100


def test_every_refusal_for_a_role_is_asked_for() -> None:
    """That others with the same role are not asked for it leaves no route out."""
    routes = [found for found in all_routes() if found.rule and found.rule.roles]
    assert len(routes) > 100
    for role in {role for _, role in OFFICES.values()}:
        assert any(is_asked(name, one) for one in routes for name in [first_with(role)])
        assert all(is_asked(first_with(role), one) for one in routes)


METHODS = ("get", "post")


def _of_the_register(name: str, ids: dict[str, list[str]]) -> set[str]:
    """Routes of the entry of the register that the crawl asks for, as far as this persona reads and keeps
    it: an entry is about nobody and of no case, and a public one is there for everybody who works with
    cases. What she does not read answers like a random id; so do the others
    (tests/participation/test_register.py)."""
    user = persona(name)
    with transaction.atomic(), acting_as(user):
        rows = Resource.objects.filter(pk__in=parameter_values("resource", ids, 1))
        reads = ("resource", "history") if rows.visible_to(user).exists() else ()
        keeps = ("edit_resource", "confirm") if rows.changeable_by(user).exists() else ()
    return {f"participation:{route}" for route in (*reads, *keeps)}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_r14_foreign_ids_answer_like_random_ones_and_show_no_token(
    name: str, world: World, capfd: Any, log: io.StringIO
) -> None:
    """S-17: for every route and every method, byte for byte; and no page of hers holds a token.

    What nothing has answers alike everywhere, so one such answer a method stands for all; only
    where a foreign id answers otherwise is its own route asked for a random one. Of the rows that an id may
    name, half of the outsiders ask for the first and half for the last; all send to the last. What a route does
    not take is refused by its declaration, for whoever and whatever: one asks for it.
    """
    ids = {"get": one_of_each(world.ids, first=OUTSIDERS.index(name) % 2 == 0)}
    ids["post"] = one_of_each(world.ids, first=False)
    client = client_of(name)
    ask(client, "/")
    nothing = {m: settled(ask(client, f"/cases/{uuid.uuid4()}/close/", m)) for m in METHODS}
    assert {answer[0] for answer in nothing.values()} <= {
        404,
        302,
    }  # who has left is sent to log in
    different = []
    for method in METHODS:
        for visit in visits(ids[method]):
            if visit.path == with_random_ids(visit) or not is_asked(name, visit.route):
                continue
            rule = visit.route.rule
            if method.upper() not in rule.methods and name != whom_a_method_is_refused(rule.roles):
                continue
            answer = ask(client, visit.path, method)
            foreign = settled(answer)
            if foreign == nothing[method]:
                assert "CNRY" not in answer.cookies
                continue
            assert leaks_of(world, name, [(visit, answer)]) == (set(), set()), visit.path
            random = settled(ask(client, with_random_ids(visit), method))
            if foreign != random:
                different.append((method, visit.route.name, foreign[0], random[0]))
    without_ids = crawl(world, name, with_ids=False)
    assert leaks_of(world, name, without_ids) == (set(), set())
    nothing_was_left(world, capfd, log)
    assert texts_nobody_reads(without_ids) == set()
    assert numbers_without_a_reason(without_ids) == set()
    known = known_to(name).union(*(_of_the_register(name, one) for one in ids.values()))
    assert [d for d in different if d[1] not in known] == []


def whom_a_method_is_refused(roles: tuple[str, ...]) -> str:
    """The outsider who asks a route for these roles for what it does not take: the first whom it does not refuse
    for her role already."""
    come = (n for n in ("outsider", *OUTSIDERS) if not roles or OFFICES[n][1] in roles)
    return next(come, "outsider")


def one_of_each(ids: dict[str, list[str]], *, first: bool) -> dict[str, list[str]]:
    """Of each table one row of the case."""
    return {table: rows[:1] if first else rows[-1:] for table, rows in ids.items()}


def known_to(name: str) -> set[str]:
    """Routes at which somebody without a part in the case finds something about herself, or does her work."""
    # The waiting member has an invitation of her own, which names no case.
    allowed = {"meetings:acknowledge"} if name == "member_waiting" else set()
    # A former member reads that her duty lasts (R16): no case is named there either.
    if name in ("member_removed", "member_expired", "member_left"):
        allowed = {"meetings:lasting_duty"}
    # Whoever read under a consent that is over is asked for papers, by number (domain.md R08).
    if name in ("consent_over", "consent_withdrawn"):
        allowed = {"cases:return_notice"}
    if name == "auditor":  # flags of unusual reading are hers to look into, by number (S-73)
        allowed |= {"access:flag"}
        # So is what may have leaked (S-96); the one of the told case names no case and nobody.
        allowed |= {"access:incident", "access:incident_logins"}
    allowed |= told_keeping.KNOWN_TO.get(name, set())
    return allowed | told_emergency.KNOWN_TO.get(name, set())


# --- the suite checks itself ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("attribute", "is_told"),
    [
        ('href="/cases/117/"', True),
        ('href="/cases/?after=2&amp;person=117"', True),
        ('action="/cases/00000000-0000-4000-8000-000000000000/notes/117/"', True),
        ('data-person="117"', True),
        ('id="person-117"', True),
        ('id="id_person_117"', True),
        ('href="/cases/00000000-0000-4000-8000-000000000000/?page=2&amp;month=2026-11"', False),
        ('id="id_topics_3"', False),
    ],
)
def test_s22_a_number_that_is_counted_up_is_found(attribute: str, is_told: bool) -> None:
    assert bool(list(unexplained(f"<p class='x' {attribute}>".encode()))) is is_told


@pytest.mark.urls("tests.access.leaking_urls")
@pytest.mark.parametrize("way", ["text", "title", "header", "cookie", "redirect", "pdf", "history"])
def test_a_planted_leak_is_caught_by_its_token(way: str, world: World) -> None:
    answer = ask(client_of("outsider"), f"/leak/{way}/{world.made['case'].pk}/")
    assert answer.tokens & set(world.by_token), way
