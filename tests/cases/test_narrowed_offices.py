"""A narrowed case and the people in charge of it: another office at the body, somebody kept out, an emergency (R2, R12, R13)."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access import emergency, narrowing
from access.explain import restrictions
from access.models import CaseFile, UserGrant
from cases import services
from cases.services import restrictions as lifting
from organizations.models import Appointment, Role
from organizations.services import appoint, end_appointment
from tests.world import acting, staff

from .situations import (
    a_case,
    a_consent,
    an_accepted_hand_off,
    body_of,
    kinds_open_to,
    narrow_to,
    office,
    put_in_charge,
    record_of,
)
from .test_emergency import danger, opened, told

pytestmark = pytest.mark.django_db
WHO, COLLEAGUE, SUPERVISOR = "soudan1", "soudan2", "kanri1"
OPEN = {"face", "record"}


def narrowed(*others: str, by: str = WHO) -> CaseFile:
    case = a_case(by)
    with acting(by) as user:
        named = [office(name) for name in (by, *others)]
        narrow_to(record=record_of(case, by), staff=named, by=user)
    return case


def appointed(username: str, role: str, **period: Any) -> Appointment:
    with acting("system1"):
        return appoint(staff=staff(username), body=body_of(SUPERVISOR), role=role, **period)


def leaves(username: str) -> None:
    with acting("system1"):
        end_appointment(appointment=office(username))


def test_r2_who_is_in_charge_alone_goes_on_in_another_office_at_the_body() -> None:
    narrowed()
    leaves(WHO)
    assert kinds_open_to(WHO) == set()
    appointed(WHO, Role.SUPERVISOR)
    assert kinds_open_to(WHO) == OPEN


def test_r2_an_office_that_follows_another_is_given_before_that_one_ends() -> None:
    """会計年度任用職員: one year after the other. What is opened between is hers in either."""
    case = narrowed()
    begins = timezone.now() + datetime.timedelta(days=30)
    with acting("system1"):
        old = office(WHO)
        Appointment.objects.filter(pk=old.pk).update(valid_until=begins)
    new = appointed(WHO, Role.CASEWORKER, valid_from=begins)
    a_consent(case, named=("csw1",), by=WHO)
    with acting(WHO) as user:
        hers = UserGrant.objects.filter(case_id=case.pk, user=user, basis="R2")
        places = {
            one.pk: set(hers.filter(appointment=one).values_list("content_object", flat=True))
            for one in (old, new)
        }
    assert places[old.pk] == places[new.pk]
    assert len(places[new.pk]) == 3, "the basic information, the record, the consent"


def test_r2_another_body_and_who_is_not_in_charge_get_nothing_by_an_office() -> None:
    case = narrowed(COLLEAGUE)
    with acting(WHO) as user:
        put_in_charge(record=record_of(case, WHO), staff=[office(WHO)], by=user)
    appointed(COLLEAGUE, Role.SUPERVISOR)
    assert kinds_open_to(COLLEAGUE) == set()
    with acting("system1"):
        appoint(staff=staff(WHO), body=body_of("kurashi1"), role=Role.SUPERVISOR)
        here = Appointment.objects.current().filter(role_group__body=body_of(SUPERVISOR))
        end_appointment(appointment=here.get(staff=staff(WHO)))
    assert kinds_open_to(WHO) == set()


def test_r2_naming_again_who_is_in_charge_in_another_office_lets_her_in() -> None:
    """As the version before left it: her office had changed, and what she held had not followed."""
    case = narrowed(COLLEAGUE)
    leaves(COLLEAGUE)
    new = appointed(COLLEAGUE, Role.SUPERVISOR)
    with acting(WHO):
        record = record_of(case, WHO)
        narrowing.leave_narrowed(record=record.compartment, user=staff(COLLEAGUE))
    assert kinds_open_to(COLLEAGUE) == set()
    with acting(WHO) as user:
        again = Appointment.objects.with_body().get(pk=new.pk)
        put_in_charge(record=record_of(case, WHO), staff=[office(WHO), again], by=user)
    assert kinds_open_to(COLLEAGUE) == OPEN


@pytest.mark.parametrize("joins", [False, True])
def test_r2_an_office_of_april_that_was_entered_before_it_was_narrowed_opens_it_then(
    joins: bool,
) -> None:
    """The guide has the offices of the next year entered in March; nobody else may be in charge."""
    begins = timezone.now() + datetime.timedelta(days=30)
    who = COLLEAGUE if joins else WHO
    with acting("system1"):
        Appointment.objects.filter(pk=office(who).pk).update(valid_until=begins)
    coming = appointed(who, Role.CASEWORKER, valid_from=begins)
    case = narrowed()
    if joins:
        with acting(WHO) as user:
            put_in_charge(
                record=record_of(case, WHO), staff=[office(WHO), office(COLLEAGUE)], by=user
            )
    with acting(who) as user:
        hers = UserGrant.objects.filter(case_id=case.pk, user=user, appointment=coming)
        kinds = {grant.content_object.kind for grant in hers.select_related("content_object")}
    assert kinds == OPEN


def test_r2_r12_who_was_kept_out_comes_back_when_she_is_named_and_not_by_herself() -> None:
    case = narrowed(COLLEAGUE)
    with acting(WHO) as user:
        services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=user)
        put_in_charge(record=record_of(case, WHO), staff=[office(WHO), office(SUPERVISOR)], by=user)
    a_consent(case, named=("csw1",), by=WHO)
    with acting(WHO) as user:
        [row] = restrictions(case)
        lifting.ask_to_lift_restriction(restriction=row, reason="違う人だった", by=user)
    with acting(SUPERVISOR) as user:
        [row] = restrictions(case)
        lifting.lift_restriction(restriction=row, by=user)
    with acting(COLLEAGUE) as user:
        assert not CaseFile.objects.visible_to(user).filter(pk=case.pk).exists()
    with acting(WHO) as user:
        everybody = [office(WHO), office(SUPERVISOR), office(COLLEAGUE)]
        put_in_charge(record=record_of(case, WHO), staff=everybody, by=user)
    with acting(COLLEAGUE) as user:
        assert CaseFile.objects.visible_to(user).filter(pk=case.pk).exists()


def test_r2_r12_what_is_opened_while_another_body_keeps_her_out_is_not_given_to_her() -> None:
    """She stays in charge at her own body, which alone takes her off."""
    case = a_case()
    an_accepted_hand_off(case)
    with acting("kurashi1") as user:
        both = [office("kurashi1"), office("kanri2")]
        narrow_to(record=record_of(case, "kurashi1"), staff=both, by=user)
    with acting(WHO) as user:
        services.restrict_person(case=case, user=staff("kanri2"), reason="親族", by=user)
    a_consent(case, named=("csw1",), by="kurashi1")
    assert "consented" in kinds_open_to("kurashi1")
    with acting(WHO) as user:
        [row] = restrictions(case)
        lifting.ask_to_lift_restriction(restriction=row, reason="違う人だった", by=user)
    with acting(SUPERVISOR) as user:
        [row] = restrictions(case)
        lifting.lift_restriction(restriction=row, by=user)
    assert "consented" not in kinds_open_to("kanri2")


def test_r13_r2_a_supervisor_from_whom_it_is_narrowed_is_told_and_reads_no_words() -> None:
    case = narrowed()
    opening = opened(case)
    assert told(SUPERVISOR) == {case.number}
    with acting(SUPERVISOR) as user:
        assert emergency.words_of([opening], user) == {}
    with acting(WHO) as user:
        put_in_charge(record=record_of(case, WHO), staff=[office(WHO), office(SUPERVISOR)], by=user)
    with acting(SUPERVISOR) as user:
        assert emergency.words_of([opening], user) == {opening.pk: danger().words}
