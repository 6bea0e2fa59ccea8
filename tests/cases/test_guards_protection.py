"""What is refused of protections (R11), restrictions (R12), declared ties (R23) and safety notes; nothing is
written then."""

import pytest

from access import protecting
from access.errors import DomainError
from access.models import CaseFile, DeclaredTie
from cases import services
from cases.models import Person, ProtectionMeasure, SafetyNote
from cases.services import protection, restrictions, shield
from cases.services.safety import MOST
from tests.world import acting

from . import situations as s
from .test_emergency import beware
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother, offices
from .test_restrictions import restrict, sees

pytestmark = pytest.mark.django_db


def notes(case: CaseFile) -> list[SafetyNote]:
    with acting(WORKER) as by:
        rows = SafetyNote.objects.visible_to(by).of_case(case)
        return list(services.safety_notes_in_force(rows))


class TestR11:
    def test_r11_who_is_protected_is_not_protected_a_second_time(self) -> None:
        case = s.a_case(WORKER)
        a_protected_mother(case)
        with acting(WORKER) as by:
            mother = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
            with pytest.raises(DomainError, match="すでに保護されています"):
                protection.protect_person(
                    record=s.record_of(case, WORKER),
                    person=mother,
                    named=offices(WORKER, SUPERVISOR, COLLEAGUE),
                    by=by,
                )
            assert ProtectionMeasure.objects.visible_to(by).count() == 1
        with acting(COLLEAGUE) as by:
            assert not ProtectionMeasure.objects.visible_to(by).exists(), "and is not on a list"

    def test_r11_who_is_on_the_list_does_not_come_on_it_again(self) -> None:
        measure = a_protected_mother()
        with acting(WORKER) as by:
            with pytest.raises(DomainError, match="すでに名簿にあります"):
                protection.admit_to_list(measure=measure, appointment=s.office(SUPERVISOR), by=by)
            assert len(protecting.on_the_list(protection.protection_of(measure))) == 2


def test_r12_a_restriction_that_was_lifted_is_neither_asked_about_nor_lifted_again() -> None:
    case = s.a_case(WORKER)
    row = restrict(case)
    with acting(WORKER) as by:
        restrictions.ask_to_lift_restriction(restriction=row, reason="転居した", by=by)
    with acting(SUPERVISOR) as by:
        row.refresh_from_db()
        restrictions.lift_restriction(restriction=row, by=by)
        row.refresh_from_db()
        lifted_at = row.lifted_at
        with pytest.raises(DomainError, match="この制限は、すでに解除"):
            restrictions.lift_restriction(restriction=row, by=by)
        with pytest.raises(DomainError, match="この制限は、すでに解除"):
            restrictions.ask_to_lift_restriction(restriction=row, reason="転居した", by=by)
        row.refresh_from_db()
        assert row.lifted_at == lifted_at is not None
    assert sees(COLLEAGUE, case)


def test_r23_a_relative_without_a_name_is_not_declared() -> None:
    with acting(WORKER) as by:
        with pytest.raises(DomainError, match="親族の氏名を"):
            shield.declare_tie(by=by, name=" 　", relation="いとこ")
        assert not DeclaredTie.objects.visible_to(by).exists()


class TestSafetyNotes:
    def test_there_are_no_more_of_them_than_one_reads(self) -> None:
        case = s.a_case(WORKER)
        for number in range(MOST):
            beware(case, f"見本の注意 {number}")
        with pytest.raises(DomainError, match=f"安全メモは{MOST}件まで"):
            beware(case, "もう一つの注意")
        assert len(notes(case)) == MOST

    def test_one_is_not_taken_away_without_saying_why(self) -> None:
        case = s.a_case(WORKER)
        note = beware(case)
        with acting(WORKER) as by, pytest.raises(DomainError, match="外すわけを"):
            services.remove_safety_note(note=note, reason=" 　", by=by)
        assert notes(case) == [note]
