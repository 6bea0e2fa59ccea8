"""Somebody is protected, or kept out, while somebody else writes of the household or splits it (R11, R12)."""

from typing import Any

import pytest

from access.errors import DomainError
from access.models import CaseFile, Protection
from cases import services
from cases.models import Household, ProtectedContact
from cases.services.protection import protect_person
from organizations.models import Area
from tests.at_one_moment import while_unsaved
from tests.databases import Database
from tests.world import acting, staff

from .situations import a_case, office, record_of, seen_by
from .test_household_facts import home, protect
from .test_restrictions import sees
from .test_splitting import a_family, named, split

WORKER, COLLEAGUE = "soudan1", "soudan2"


def write_area() -> None:
    with acting(COLLEAGUE) as by:
        services.change_household(
            household=home(COLLEAGUE),
            considerations="",
            area=Area.objects.first().code,  # type: ignore[union-attr]
            by=by,
        )


def test_r11_an_area_that_is_written_while_somebody_is_protected_goes_behind_the_lock(
    committed_db: Database,
) -> None:
    case = a_case(WORKER)
    while_unsaved(COLLEAGUE, write_area, lambda: protect(case))
    assert [row.area for row in seen_by(WORKER, Household)] == [None]
    assert [row.kind for row in seen_by(WORKER, ProtectedContact)] == ["area"]


def test_r11_no_area_is_written_while_somebody_is_being_protected(committed_db: Database) -> None:
    case = a_case(WORKER)

    def writes() -> None:
        with pytest.raises(DomainError, match="圏域"):
            write_area()

    while_unsaved(WORKER, lambda: protect(case), writes)
    assert [row.area for row in seen_by(WORKER, Household)] == [None]
    assert seen_by(WORKER, ProtectedContact) == []


def test_r11_two_who_protect_her_at_one_moment_make_one_list(committed_db: Database) -> None:
    """Of two, one would be lifted, and she would stay hidden from everybody on it who does not stand on the other."""
    case = a_case(WORKER)

    def protects() -> None:
        with pytest.raises(DomainError, match="すでに保護"):
            protect(case)

    while_unsaved(WORKER, lambda: protect(case), protects)
    with acting(WORKER):
        assert Protection.objects.in_force().filter(case=case).count() == 1


def split_at_one_moment(case: CaseFile, first: Any) -> CaseFile:
    """`first` is not saved yet when the household is split."""
    made: list[CaseFile] = []
    while_unsaved(WORKER, first, lambda: made.append(split(case, WORKER)))
    return made[0]


def test_r11_who_is_being_protected_while_she_leaves_is_protected_in_her_own_file(
    committed_db: Database,
) -> None:
    case = a_family(WORKER)

    def protect_wife() -> None:
        with acting(WORKER) as by:
            protect_person(
                record=record_of(case, WORKER),
                person=named(case, "架空 見香"),
                named=[office(WORKER), office("kanri1")],
                by=by,
            )

    new = split_at_one_moment(case, protect_wife)
    with acting(WORKER):
        assert Protection.objects.in_force().filter(case=new).count() == 1


def test_r12_who_is_being_kept_out_while_a_household_splits_sees_neither_file(
    committed_db: Database,
) -> None:
    case = a_family(WORKER)

    def keep_out() -> None:
        with acting(WORKER) as by:
            services.restrict_person(
                case=case, user=staff(COLLEAGUE), relation="kin", reason="おじにあたる", by=by
            )

    new = split_at_one_moment(case, keep_out)
    assert not sees(COLLEAGUE, case)
    assert not sees(COLLEAGUE, new)
