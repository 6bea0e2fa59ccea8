"""Offices: what the database refuses, and what an end ends (R10, R16)."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from organizations.models import Appointment, Body, Role, Staff
from organizations.services import appoint, end_appointment, end_employment
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

HOUR = datetime.timedelta(hours=1)


def centre() -> Body:
    return Body.objects.get(name="高齢者あんしん相談センター大塚")


def test_r10_administrator_appoints_somebody() -> None:
    with acting("system1"):
        office = appoint(staff=staff("ido1"), body=centre(), role=Role.CASEWORKER)
    assert office in Appointment.objects.current()


@pytest.mark.parametrize("username", ["soudan1", "kanri1", "jimukyoku1", "kansa1"])
def test_r10_nobody_else_appoints(username: str) -> None:
    with acting(username), pytest.raises(DatabaseError), transaction.atomic():
        appoint(staff=staff("ido1"), body=centre(), role=Role.CASEWORKER)


def test_r10_nobody_stated_appoints_nobody() -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        appoint(staff=staff("ido1"), body=centre(), role=Role.CASEWORKER)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_r10_nobody_appoints_herself(role: str) -> None:
    with acting("system1") as me, pytest.raises(DatabaseError), transaction.atomic():
        appoint(staff=me, body=centre(), role=role)


@pytest.mark.parametrize(
    ("username", "role"),
    [
        ("soudan1", Role.SYSTEM_ADMINISTRATOR),
        ("soudan1", Role.AUDITOR),
        ("kansa1", Role.MEMBER),
        ("kansa1", Role.SUPERVISOR),
    ],
)
def test_r10_administration_and_audit_exclude_case_roles(username: str, role: str) -> None:
    with acting("system1"), pytest.raises(DatabaseError), transaction.atomic():
        appoint(staff=staff(username), body=centre(), role=role)


def test_r10_roles_may_follow_one_another() -> None:
    with acting("system1"):
        auditor = staff("kansa1")
        for office in Appointment.objects.filter(staff=auditor):
            end_appointment(appointment=office)
        appoint(
            staff=auditor,
            body=centre(),
            role=Role.CASEWORKER,
            valid_from=timezone.now() + HOUR,
        )
    assert not auditor.holds(Role.CASEWORKER)


def test_r16_office_ends_at_the_moment_it_is_ended() -> None:
    worker = staff("soudan1")
    with acting("system1"):
        end_appointment(appointment=Appointment.objects.get(staff=worker))
    assert not worker.holds(Role.CASEWORKER)


def test_r16_ending_twice_keeps_the_first_end() -> None:
    office = Appointment.objects.get(staff=staff("ido1"))
    with acting("system1"):
        end_appointment(appointment=office)
    ended_at = office.valid_until
    office.refresh_from_db()
    assert office.valid_until == ended_at


def test_r16_end_of_employment_ends_offices_not_yet_begun() -> None:
    worker = staff("soudan2")
    with acting("system1"):
        later = appoint(
            staff=worker,
            body=centre(),
            role=Role.SUPERVISOR,
            valid_from=timezone.now() + HOUR,
        )
        end_employment(staff=worker)
    later.refresh_from_db()
    assert later.valid_until == later.valid_from
    worker.refresh_from_db()
    assert not worker.is_active
    assert worker.employment_ended_at
    assert not Appointment.objects.current().filter(staff=worker).exists()


def test_sample_ward_knows_who_moved_and_who_left() -> None:
    assert staff("ido1").is_active
    assert not Appointment.objects.current().filter(staff=staff("ido1")).exists()
    assert not staff("taishoku1").is_active
    assert Appointment.objects.current().filter(staff=staff("kenmu1")).count() == 2


def test_s03_model_permissions_open_nothing() -> None:
    for person in Staff.objects.all():
        assert not person.is_superuser
        assert not person.has_perm("access.read_compartment")
