"""Whoever works on another case cannot tell an id of the secret case from one that nothing has, on any route and
in any form (S-13, S-17, R14). What comes back when insiders send their forms is in test_crawl.py."""

import uuid

import pytest
from django.db import connection
from django.test import Client

from reports.board_paper import Offices
from tests.world import ReadingClient, acting, login

from .crawl import OF_NO_CASE, ask, settled, visits, with_random_ids
from .posting import each_kind_once, pages, send
from .secret_world import World
from .told_another import INSIDERS


def browser(username: str) -> Client:
    client = ReadingClient(raise_request_exception=False)
    login(client, username)
    return client


# What anybody may find of the secret case, because of her own office.
BY_OFFICE = {
    "jimukyoku1": {
        "cases:match",  # coordinators weigh every notice (R15)
        # The secretariat keeps the records: lists of numbers, and cases that are held, by number (R10).
        *("keeping:disposal_list", "keeping:run", "keeping:certificate"),
        *("keeping:hold", "keeping:lift"),
    },
}


@pytest.mark.parametrize("username", INSIDERS)
def test_r14_to_insiders_of_another_case_foreign_ids_answer_like_random_ones(
    username: str, world: World
) -> None:
    """S-17, for every route and method: with an office, a meeting and a plan, but not this one. What nothing has
    answers alike everywhere: only where a foreign id answers otherwise is its own route asked for a random one."""
    client = browser(username)
    nothing = {m: settled(ask(client, f"/cases/{uuid.uuid4()}/close/", m)) for m in ("get", "post")}
    assert {answer[0] for answer in nothing.values()} == {404}
    with acting(username) as user:
        held = Offices(user).roles
    different = []
    for visit in visits(world.ids, most=1):
        if visit.path == with_random_ids(visit) or OF_NO_CASE.search(visit.route.pattern):
            continue
        roles = visit.route.rule.roles
        if roles and not held & set(roles):  # refused before anything is looked at (test_crawl.py)
            continue
        for method in visit.route.rule.methods:
            if method == "HEAD":
                continue
            foreign = settled(ask(client, visit.path, method.lower()))
            if foreign == nothing.get(method.lower()):
                continue
            random = settled(ask(client, with_random_ids(visit), method.lower()))
            if foreign != random and visit.route.name not in BY_OFFICE.get(username, set()):
                different.append((method, visit.route.name, foreign[0], random[0]))
    assert sorted(set(different)) == []


def tables_by_id(world: World) -> dict[str, str]:
    """Table of each id of either case."""
    return {
        one: table
        for ids in (world.ids, world.ids_of_another)
        for table, rows in ids.items()
        for one in rows
    }


@pytest.mark.parametrize("username", INSIDERS)
def test_s13_a_form_of_ones_own_case_takes_a_foreign_id_like_a_random_one(
    username: str, world: World
) -> None:
    """Whatever is chosen on a page (a person, a note, a member) is swapped for one of the secret case, and
    then for one that does not exist: the answers are the same."""
    client = browser(username)
    tables = tables_by_id(world)
    different, swapped = [], 0
    for sending in each_kind_once(pages(client, world.ids_of_another)):
        for number in sending.chosen_ids():
            table = tables.get(sending.data[number][1], "")
            foreign = world.ids.get(table, [])
            if not foreign:
                continue
            swapped += 1
            answers = [
                [settled(a) for a in send(client, sending.with_id(number, one))]
                for one in (foreign[0], str(uuid.uuid4()))
            ]
            if answers[0] != answers[1]:
                different.append((sending.kind, sending.data[number][0]))
    assert different == []
    assert swapped > 0 or username == "ishi1"
    assert not connection.needs_rollback
