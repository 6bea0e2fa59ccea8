"""The running application is asked by a tool that looks for SQL injection, level 2 (S-57): `make sqlmap`.

A real web process over PostgreSQL with its three roles; the tool is signed in as whoever sees the page. It takes
minutes, and most of them are the tool's.
"""

import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from localenv.injection import is_there
from tests import databases
from tests.access.conftest import once_told
from tests.access.crawl import client_of
from tests.access.secret_world import NOBODY, World
from tests.conftest import point_at
from tests.databases import Database
from tests.stack import LiveStack, build, in_worker

from . import targets
from .tool import Said, Target, ask

pytestmark = [pytest.mark.sqlmap, pytest.mark.timeout(7200)]

# The same careless view, asked in each of the ways in which the product is.
CARELESS = (
    Target("caseworker_a", "/careless/?words=x", frozenset({"words"})),
    Target("caseworker_a", "/careless/", frozenset({"words"}), "words=x"),
    Target("caseworker_a", "/careless/x*/", frozenset({"#1*"})),
)
Asking = Callable[[Iterable[Target]], list[Said]]


@pytest.fixture(scope="module")
def told(
    worker_database: Database, django_db_setup: None, django_db_blocker: Any
) -> Iterator[World]:
    """The secret world in a copy of its own, which Django uses meanwhile: the tool writes into it."""
    assert is_there(), "the tool is not there: make sqlmap brings it"
    with django_db_blocker.unblock():
        world = once_told(worker_database)
        database = databases.create(f"bunkyo_{in_worker()}_asked", template=world.database.name)
        point_at(database)
        try:
            yield world.moved_to(database)
        finally:
            point_at(worker_database)
            databases.drop(database)


@pytest.fixture(scope="module")
def stack(told: World) -> Iterator[LiveStack]:
    made = build(
        told.database,
        databases.state().secrets,
        DJANGO_SETTINGS_MODULE="tests.injection.settings",
        PGOPTIONS="-c statement_timeout=60s",  # an error is to be the tool's doing
    )
    try:
        made.start(background=False)
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def asking(stack: LiveStack, tmp_path_factory: pytest.TempPathFactory) -> Asking:
    """As many addresses at once as there are cores."""
    cookie = settings.SESSION_COOKIE_NAME
    sessions = {name: client_of(name).cookies[cookie].value for name in targets.READERS}
    sessions[NOBODY] = ""

    def one(target: Target) -> Said:
        folder: Path = tmp_path_factory.mktemp("asked")
        return ask(target, stack.base_url, sessions[target.who], folder)

    def every(asked: Iterable[Target]) -> list[Said]:
        with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
            return list(side_by_side.map(one, asked))

    return every


def test_s57_what_is_open_to_injection_is_found_behind_the_login(asking: Asking) -> None:
    for said in asking(CARELESS):
        assert said.found == said.target.parameters, said.text[-4000:]


def test_s57_a_tool_that_is_not_let_in_is_no_proof(asking: Asking) -> None:
    """As somebody who is not signed in it is sent to the login page: that is told."""
    (said,) = asking([Target(NOBODY, "/cases/?sort=kana", frozenset({"sort"}))])
    assert said.lost, said.text[-4000:]


def test_s57_nothing_open_to_injection_is_found(told: World, asking: Asking) -> None:
    asked = [*targets.of_pages(told), *targets.of_forms(), targets.of_the_door()]
    parameters = sum(len(target.parameters) for target in asked)
    assert parameters > 100, "the pages with parameters are not found any more"
    answers = asking(asked)
    print(
        f"\nS-57: {len(asked)} addresses, {parameters} parameters,"
        f" {sum(said.requests for said in answers)} requests"
    )
    problems = list(itertools.chain.from_iterable(said.problems for said in answers))
    assert problems == [], "\n".join(problems)


def test_s57_the_cookie_of_a_session_is_not_open_either(asking: Asking) -> None:
    """Another one than her own leads to the login page."""
    (said,) = asking([targets.of_the_session()])
    assert said.found == said.not_tried == set(), said.text[-4000:]
