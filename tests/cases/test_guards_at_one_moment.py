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
def meanwhile(write: Callable[[Any], Any], who: str = COLLEAGUE) -> Iterator[None]:
    """Somebody has written, and it is committed a moment later: whoever writes the same waits for her."""
    written = threading.Event()

    def work() -> None:
        try:
            with acting(who) as by:
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


def a_son_with_a_parent_in_each_row(by: Any, case: Any) -> dict[str, Any]:
    """The son entered twice, each row with one natural parent, and a third who might be one."""
    son, again = entered_twice(case, by)
    face = son.compartment
    father, mother, third = (
        services.add_person(face=face, facts=MemberFacts(name=name), by=by)
        for name in ("架空 一", "架空 二", "架空 三")
    )
    services.relate(face=face, facts=BondFacts(father, son, "birth"), by=by)
    services.relate(face=face, facts=BondFacts(mother, again, "birth"), by=by)
    return {"face": face, "son": son, "again": again, "third": third}


def parents_of(case: Any) -> list[str]:
    with acting(WHO) as by:
        bonds = Relationship.objects.visible_to(by).of_case(case).filter(removed_on__isnull=True)
        return sorted(bond.person_a.name for bond in bonds.select_related("person_a"))


@pytest.mark.parametrize(
    ("child", "refused"),
    [("son", "実の親は、すでに2人"), ("again", "ほかの人にまとめられています")],
)
def test_a_parent_is_refused_while_a_merge_brings_the_second_or_takes_the_child(
    committed_db: Database, child: str, refused: str
) -> None:
    case = a_case()
    with acting(WHO) as by:
        told = a_son_with_a_parent_in_each_row(by, case)
    with (
        meanwhile(lambda colleague: merged(told["son"], told["again"], colleague)),
        pytest.raises(DomainError, match=refused),
        acting(WHO) as by,
    ):
        facts = BondFacts(told["third"], told[child], "birth")
        services.relate(face=told["face"], facts=facts, by=by)
    assert parents_of(case) == ["架空 一", "架空 二"]


def test_a_merge_is_refused_while_a_third_natural_parent_is_entered(
    committed_db: Database,
) -> None:
    case = a_case()
    with acting(WHO) as by:
        told = a_son_with_a_parent_in_each_row(by, case)
    facts = BondFacts(told["third"], told["son"], "birth")
    with (
        meanwhile(lambda colleague: services.relate(face=told["face"], facts=facts, by=colleague)),
        pytest.raises(DomainError, match="まとめると、家族の間柄が合わなく"),
        acting(WHO) as by,
    ):
        merged(told["son"], told["again"], by)
    assert parents_of(case) == ["架空 一", "架空 三", "架空 二"]


def test_nobody_becomes_her_own_ancestor_by_a_merge_and_a_bond_of_two_others(
    committed_db: Database,
) -> None:
    """Neither writes on a person of the other: only the household holds them apart."""
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
        face = son.compartment
        child, parent = (
            services.add_person(face=face, facts=MemberFacts(name=name), by=by)
            for name in ("架空 一", "架空 二")
        )
        services.relate(face=face, facts=BondFacts(again, child, "birth"), by=by)
        services.relate(face=face, facts=BondFacts(parent, son, "birth"), by=by)
    facts = BondFacts(child, parent, "birth")
    with (
        meanwhile(lambda colleague: services.relate(face=face, facts=facts, by=colleague)),
        pytest.raises(DomainError, match="まとめると、家族の間柄が合わなく"),
        acting(WHO) as by,
    ):
        merged(son, again, by)


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


def test_r11_a_contact_for_a_row_that_is_merged_at_this_moment_is_refused(
    committed_db: Database,
) -> None:
    """It would lie under the row that is no more, and a protection of the other would keep nothing of it."""
    case = a_case()
    with acting(WHO) as by:
        son, again = entered_twice(case, by)
    with (
        meanwhile(lambda colleague: merged(son, again, colleague)),
        pytest.raises(DomainError, match="まとめられて"),
        acting(WHO) as by,
    ):
        services.add_contact(person=again, kind="phone", value="090-6666-0000", by=by)
