"""What the database refuses because a colleague wrote the same at this very moment is told in words."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

from access.errors import DomainError
from cases import services
from cases.models import Relationship, SamePerson
from cases.services import BondFacts, MemberFacts
from tests.databases import Database
from tests.world import acting

from .situations import a_case, people_of
from .test_merging import entered_twice, merged

WHO, COLLEAGUE = "soudan1", "soudan2"


@contextmanager
def meanwhile(write: Callable[[Any], Any]) -> Iterator[None]:
    """A colleague has written, and it is committed a moment later: whoever writes the same waits for her."""
    written = threading.Event()

    def work() -> None:
        try:
            with acting(COLLEAGUE) as by:
                write(by)
                written.set()
                time.sleep(1)
        finally:
            connections.close_all()

    colleague = threading.Thread(target=work)
    colleague.start()
    assert written.wait(30)
    try:
        yield
    finally:
        colleague.join()


def test_a_bond_that_comes_to_a_person_by_a_merge_is_not_entered_beside_it(
    committed_db: Database,
) -> None:
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        face = son.compartment
        wife = services.add_person(face=face, facts=MemberFacts(name="架空 見香"), by=by)
        services.relate(face=face, facts=BondFacts(again, wife, "married"), by=by)
    with (
        meanwhile(lambda colleague: merged(son, again, colleague)),
        pytest.raises(DomainError, match="この間柄は、すでに登録"),
        acting(WHO) as by,
    ):
        services.relate(face=face, facts=BondFacts(son, wife, "married"), by=by)
    with acting(WHO) as by:
        bond = Relationship.objects.visible_to(by).of_case(case).get()
        assert (bond.person_a_id, bond.person_b_id) == (son.pk, wife.pk)


def test_two_who_say_at_once_that_two_are_one_say_it_once(committed_db: Database) -> None:
    files = a_case(), a_case()
    with acting(WHO):
        one, other = (people_of(case, WHO)[0] for case in files)

    def say(by: Any) -> SamePerson:
        return services.say_same_person(person=one, other=other, reason="本人に確かめた", by=by)

    with (
        meanwhile(say),
        pytest.raises(DomainError, match="すでに、同じ人として登録"),
        acting(WHO) as by,
    ):
        say(by)
    with acting(WHO) as by:
        assert SamePerson.objects.visible_to(by).get().created_by.username == COLLEAGUE
