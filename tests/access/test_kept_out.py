"""Kept out of a case in which one had a part (R12): named to its 支援会議, in the circle of its plan, its coordinator.

The other crawls know somebody who was related to the household from the start. Here those who have read and written in
the secret case are restricted afterwards: from then on every address that names it answers like one that is not there, and no
page of theirs holds a word of it, nor its number.
"""

from collections.abc import Callable
from typing import Any

import pytest

from access.context import acting_as
from cases import services as cases

from .crawl import ask, client_of, settled, visits, with_random_ids
from .people import persona
from .secret_world import World
from .test_crawl import is_asked, leaks_of, one_of_each

HAD_A_PART = (
    "member",
    "secretary",
    "coordinator",
    "caseworker_b",
    "supervisor_b",
    "supervisor_a",
    "resource_worker",
    "community_worker",
)


@pytest.mark.parametrize("name", HAD_A_PART)
def test_r12_who_had_a_part_in_the_case_finds_nothing_of_it(
    name: str, committed_db: Any, another_secret_world: Callable[[], World]
) -> None:
    world = another_secret_world()
    with acting_as(persona("caseworker_a")) as _:
        by = persona("caseworker_a")
        cases.restrict_person(case=world.made["case"], user=persona(name), reason="親族", by=by)
    client, number = client_of(name), world.made["case"].number.encode()
    different, numbered = [], []
    for visit in visits(one_of_each(world.ids, first=False)):
        if "GET" not in visit.route.rule.methods or not is_asked(name, visit.route):
            continue
        answer = ask(client, visit.path)
        leaks, _ = leaks_of(world, "outsider", [(visit, answer)])
        assert leaks == set()
        if number in answer.body:
            numbered.append(visit.path)
        random = with_random_ids(visit)
        if str(world.made["case"].pk) not in visit.path:
            continue  # registers lie in no case; what lies in this one is looked for above
        if visit.path != random and settled(answer) != settled(ask(client, random)):
            different.append((visit.route.name, answer.status))
    assert numbered == []
    assert different == []
