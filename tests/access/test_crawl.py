"""Canary crawl: every route, as everybody (security.md 4.3).

Each persona's crawl is a test of its own, so that the run spreads over the processes. The secret
case is told through the services and then every field is overwritten with a token, through a
superuser's connection to a database of the test's own.
"""

import uuid
from typing import Any

import pytest
from django.core import mail
from django.db import transaction

from access.context import acting_as
from access.policies import confidential_models
from participation.models import Resource

from . import told_emergency, told_keeping
from .canary import plantable
from .crawl import Answer, ask, client_of, parameter_values, settled, visits, with_random_ids
from .people import persona
from .secret_world import NOBODY, OUTSIDERS, PERSONAS, World
from .seers import SEERS

# Who told of somebody stands on one page, also for those who may see it (domain.md 2.3).
ON_ITS_OWN_PAGE = {"OutreachSource": "/sources/"}


def crawl(world: World, name: str) -> list[tuple[str, Answer]]:
    """All answers that a persona gets, as a page, and once a route as a fragment."""
    client = client_of(None if name == NOBODY else name)
    answers = []
    in_parts: set[str] = set()
    for visit in visits(world.ids):
        if "GET" in visit.route.rule.methods:
            answers.append((visit.path, ask(client, visit.path)))
            if answers[-1][1].status == 200 and visit.route.name not in in_parts:
                in_parts.add(visit.route.name)
                fragment = ask(client, visit.path, headers={"HX-Request": "true"})
                answers.append((visit.path, fragment))
    return answers


@pytest.mark.parametrize("name", PERSONAS)
def test_no_route_shows_a_token_without_basis(name: str, world: World, capfd: Any) -> None:
    leaks, seen = set(), set()
    for path, answer in crawl(world, name):
        for token in answer.tokens:
            found = world.by_token.get(token)
            if found is None:
                continue
            own_page = ON_ITS_OWN_PAGE.get(found.model.__name__, "")
            is_there = path.endswith(own_page) and told_emergency.stands_on(name, path)
            if world.may_see(name, token) and is_there:
                seen.add(token)
            else:
                leaks.add((path, found.model.__name__, found.field))
        assert answer.status < 500, path
        assert not _tokens_in_titles(answer), path
    assert leaks == set()
    assert [m for m in mail.outbox if "CNRY" in str(m.message())] == []
    written = capfd.readouterr()
    assert "CNRY" not in written.out + written.err
    blind = SEERS.get(name, set()) - {world.by_token[token].model.__name__ for token in seen}
    assert blind == set(), "the crawl is blind: an insider must find her own tokens"


def _tokens_in_titles(answer: Answer) -> bool:
    """S-50: neither title nor headers (addresses, file names) hold content."""
    head = answer.body.split(b"</title>")[0] if b"</title>" in answer.body else b""
    return b"CNRY" in head or "CNRY" in answer.headers or "CNRY" in answer.cookies


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


METHODS = ("get", "post")


def _of_the_register(name: str, world: World) -> set[str]:
    """Routes of the entry of the register that the crawl asks for, as far as this persona reads and keeps
    it: an entry is about nobody and of no case, and a public one is there for everybody who works with
    cases. What she does not read answers like a random id; so do the others
    (tests/participation/test_register.py)."""
    user = persona(name)
    with transaction.atomic(), acting_as(user):
        rows = Resource.objects.filter(pk__in=parameter_values("resource", world.ids, 1))
        reads = ("resource", "history") if rows.visible_to(user).exists() else ()
        keeps = ("edit_resource", "confirm") if rows.changeable_by(user).exists() else ()
    return {f"participation:{route}" for route in (*reads, *keeps)}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_r14_foreign_ids_answer_like_random_ones(name: str, world: World) -> None:
    """S-17: for every route and every method, byte for byte.

    What nothing has answers alike everywhere, so one such answer a method stands for all; only
    where a foreign id answers otherwise is its own route asked for a random one.
    """
    client = client_of(name)
    ask(client, "/")
    nothing = {m: settled(ask(client, f"/cases/{uuid.uuid4()}/close/", m)) for m in METHODS}
    assert {answer[0] for answer in nothing.values()} <= {
        404,
        302,
    }  # who has left is sent to log in
    different = []
    for visit in visits(world.ids, most=1):
        if visit.path == with_random_ids(visit):
            continue
        for method in METHODS:
            foreign = settled(ask(client, visit.path, method))
            if foreign == nothing[method]:
                continue
            random = settled(ask(client, with_random_ids(visit), method))
            if foreign != random:
                different.append((method, visit.route.name, foreign[0], random[0]))
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
    allowed |= told_emergency.KNOWN_TO.get(name, set())
    allowed |= told_keeping.KNOWN_TO.get(name, set())
    assert [d for d in different if d[1] not in allowed | _of_the_register(name, world)] == []


# --- the suite checks itself ---------------------------------------------------------------


@pytest.mark.urls("tests.access.leaking_urls")
@pytest.mark.parametrize("way", ["text", "title", "header", "cookie", "redirect", "pdf", "history"])
def test_a_planted_leak_is_caught_by_its_token(way: str, world: World) -> None:
    answer = ask(client_of("outsider"), f"/leak/{way}/{world.made['case'].pk}/")
    assert answer.tokens & set(world.by_token), way
