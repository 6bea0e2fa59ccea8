"""Who stands on a protection list stands on it in her next office as well: one follows the other each April (R11, R12, R16)."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access import protecting
from access.explain import restrictions
from access.models import CaseFile, Protection, UserGrant
from cases import services
from cases.models import ProtectionMeasure
from cases.services import protection
from cases.services import restrictions as lifting
from organizations.models import Appointment, Role
from organizations.services import appoint
from tests.world import acting, staff

from . import situations as s
from .renewing import (
    ADMINISTRATOR,
    NEXT,
    OTHER_BODY,
    a_list,
    a_list_left_alone,
    answer,
    ask,
    keys,
    listed,
    moves,
    office_here,
    the_request,
    told,
)
from .test_list_renewed import grants_in_the_log
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, contacts_seen

pytestmark = pytest.mark.django_db
MONTH = datetime.timedelta(days=30)
ROLES = {
    WORKER: Role.CASEWORKER,
    COLLEAGUE: Role.CASEWORKER,
    SUPERVISOR: Role.SUPERVISOR,
    NEXT: Role.SUPERVISOR,
}


def entered(who: str, *, at: str = "", role: str = "", gap: int = 0) -> Appointment:
    """Her office of the next year, in March; the one of this year ends when it begins, or `gap` days before."""
    ends = timezone.now() + MONTH
    now = office_here(who)
    with acting(ADMINISTRATOR):
        Appointment.objects.filter(pk=now.pk).update(valid_until=ends)
        return appoint(
            staff=staff(who),
            body=s.body_of(at) if at else now.body,
            role=role or ROLES[who],
            valid_from=ends + datetime.timedelta(days=gap),
        )


def april(who: str, coming: Appointment) -> None:
    """The day on which the one ends and the other begins."""
    ends = timezone.now()
    now = office_here(who)
    with acting(ADMINISTRATOR):
        Appointment.objects.filter(pk=now.pk).update(valid_until=ends)
        Appointment.objects.filter(pk=coming.pk).update(valid_from=ends)


def measure_of(lock: Protection, who: str = WORKER) -> ProtectionMeasure:
    with acting(who) as by:
        found: ProtectionMeasure = ProtectionMeasure.objects.visible_to(by).get(
            compartment=lock.compartment_id
        )
        return found


def a_list_of_three() -> Protection:
    lock = a_list()
    measure = measure_of(lock)
    with acting(WORKER) as by:
        protection.admit_to_list(measure=measure, appointment=s.office(COLLEAGUE), by=by)
    return lock


def is_taken_off(lock: Protection, who: str) -> None:
    measure = measure_of(lock)
    with acting(SUPERVISOR):
        protection.leave_list(measure=measure, staff=staff(who))


def entered_while_kept_out(case: CaseFile, who: str) -> Appointment:
    """Her office of the next year; by April she is kept out no more."""
    with acting(WORKER) as by:
        services.restrict_person(case=case, user=staff(who), reason="めい", by=by)
    coming = entered(who)
    with acting(WORKER) as by:
        [row] = restrictions(case)
        lifting.ask_to_lift_restriction(restriction=row, reason="違う人だった", by=by)
    with acting(SUPERVISOR) as by:
        [row] = restrictions(case)
        lifting.lift_restriction(restriction=row, by=by)
    return coming


def grants_in(office: Appointment, who: str) -> list[tuple[Any, ...]]:
    with acting(who):
        rows = UserGrant.objects.filter(appointment=office, basis="R11")
        return list(rows.values_list("source_id", "permission__codename", "granted_by"))


@pytest.mark.parametrize("is_named_before", [True, False])
def test_r11_who_is_on_a_list_is_on_it_in_the_office_of_the_next_year(
    is_named_before: bool,
) -> None:
    lock = a_list() if is_named_before else None
    coming = {who: entered(who) for who in (WORKER, SUPERVISOR)}
    lock = lock or a_list()
    assert listed(lock, WORKER) == keys(WORKER, SUPERVISOR)
    with acting(WORKER):
        assert len(protecting.on_the_list(lock)) == 2, "in each office, and once at a time"
    for who, office in coming.items():
        april(who, office)
    assert listed(lock, WORKER) == listed(lock, SUPERVISOR) == keys(WORKER, SUPERVISOR)
    assert len(contacts_seen(WORKER)) == len(contacts_seen(SUPERVISOR)) == 2
    assert contacts_seen(COLLEAGUE) == []
    assert told(lock, COLLEAGUE) is None, "nobody is missing"
    with acting(SUPERVISOR) as by:
        assert protection.may_decide(lock, by)
    write = "write_compartment"
    assert grants_in(coming[WORKER], WORKER) == [(lock.pk, write, staff(WORKER).pk)]


def test_r16_an_office_opens_nothing_before_its_day() -> None:
    lock = a_list()
    entered(WORKER)
    moves(lock.case, WORKER)
    assert contacts_seen(WORKER) == []
    assert listed(lock, SUPERVISOR) == keys(SUPERVISOR)


def test_s69_it_stands_in_the_log_as_naming_does() -> None:
    lock = a_list()
    before = grants_in_the_log(lock)
    entered(WORKER)
    assert grants_in_the_log(lock) == [*before, ("R11", "added")]


def test_r11_year_after_year() -> None:
    lock = a_list()
    for _ in range(2):
        april(WORKER, entered(WORKER))
    assert listed(lock, WORKER) == keys(WORKER, SUPERVISOR)


@pytest.mark.parametrize("entered_first", [True, False])
def test_r11_who_was_taken_off_the_list_does_not_come_back_in_april(entered_first: bool) -> None:
    lock = a_list_of_three()
    if entered_first:
        coming = entered(COLLEAGUE)
        is_taken_off(lock, COLLEAGUE)
    else:
        is_taken_off(lock, COLLEAGUE)
        coming = entered(COLLEAGUE)
    april(COLLEAGUE, coming)
    assert contacts_seen(COLLEAGUE) == []
    assert listed(lock, WORKER) == keys(WORKER, SUPERVISOR)


def test_r12_who_is_kept_out_when_it_is_entered_is_named_again() -> None:
    lock = a_list_of_three()
    april(COLLEAGUE, entered_while_kept_out(lock.case, COLLEAGUE))
    assert contacts_seen(COLLEAGUE) == []
    assert listed(lock, WORKER) == keys(WORKER, SUPERVISOR)


@pytest.mark.parametrize("other", [{"at": OTHER_BODY}, {"role": Role.SUPERVISOR}, {"gap": 40}])
def test_r16_not_at_another_body_nor_in_another_role_nor_long_after(other: dict[str, Any]) -> None:
    lock = a_list()
    coming = entered(WORKER, **other)
    april(WORKER, coming)
    assert contacts_seen(WORKER) == []
    assert listed(lock, SUPERVISOR) == keys(SUPERVISOR)


def test_r16_who_comes_back_long_after_is_named_again_though_it_was_entered_before() -> None:
    coming = entered(WORKER, gap=40)
    lock = a_list()
    april(WORKER, coming)
    assert contacts_seen(WORKER) == []
    assert listed(lock, SUPERVISOR) == keys(SUPERVISOR)


def test_r16_no_day_that_is_entered_brings_somebody_back_who_was_away_for_long() -> None:
    lock = a_list()
    now, ended = office_here(WORKER), timezone.now() - datetime.timedelta(days=40)
    with acting(ADMINISTRATOR):
        rows = Appointment.objects.filter(pk=now.pk)
        rows.update(valid_from=ended - MONTH, valid_until=ended)
        day_after = ended + datetime.timedelta(days=1)
        appoint(staff=staff(WORKER), body=now.body, role=ROLES[WORKER], valid_from=day_after)
    assert contacts_seen(WORKER) == []
    assert listed(lock, SUPERVISOR) == keys(SUPERVISOR)


def test_r11_some_days_between_two_offices_are_no_end() -> None:
    lock = a_list()
    april(WORKER, entered(WORKER, gap=10))
    assert listed(lock, SUPERVISOR) == keys(WORKER, SUPERVISOR)


def test_r11_a_protection_that_was_lifted_has_no_list_in_april() -> None:
    a_list()
    with acting(WORKER) as by:
        protecting.ask_to_release(protection=Protection.objects.get(), reason="済んだ", by=by)
    with acting(SUPERVISOR) as by:
        protecting.release(protection=Protection.objects.get(), reason="確かめた", by=by)
    coming = entered(WORKER)
    assert grants_in(coming, WORKER) == []


def test_r11_two_who_renew_a_list_stay_on_it_in_april() -> None:
    lock = a_list_left_alone()
    coming = {who: entered(who) for who in (COLLEAGUE, NEXT)}
    ask(lock)
    answer(the_request(lock, NEXT))
    for who, office in coming.items():
        april(who, office)
    assert listed(lock, COLLEAGUE) == keys(COLLEAGUE, NEXT)
