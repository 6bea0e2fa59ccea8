"""The personas of the matrix: staff made for a test run, as the owner of the tables."""

import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import encrypt
from django.utils import timezone

from access.context import acting_as
from organizations.models import Appointment, Body, Role, Staff
from organizations.services import appoint, end_appointment, end_employment, establish_body

BODIES = {
    "A": ("検証あんしん相談センター", "elderly", False),
    "B": ("検証福祉課", "ward", False),
    "C": ("検証第三センター", "health", False),
    "D": ("検証第四センター", "child", False),
    "E": ("検証第五センター", "education", False),
    "F": ("検証無関係センター", "disability", False),
    "M": ("検証医院", "medical", False),
    "S": ("検証事務局課", "ward", True),
}

# Which persona holds which role at which body.
OFFICES: dict[str, tuple[str, str]] = {
    "caseworker_a": ("A", Role.CASEWORKER),
    "colleague_a": ("A", Role.CASEWORKER),
    "supervisor_a": ("A", Role.SUPERVISOR),
    "caseworker_b": ("B", Role.CASEWORKER),
    "colleague_b": ("B", Role.CASEWORKER),
    "supervisor_b": ("B", Role.SUPERVISOR),
    "secretary": ("S", Role.COORDINATOR),
    "coordinator": ("S", Role.COORDINATOR),
    "supervisor_s": ("S", Role.SUPERVISOR),
    "member": ("M", Role.MEMBER),
    "member_waiting": ("M", Role.MEMBER),
    "member_removed": ("M", Role.MEMBER),
    "member_expired": ("M", Role.MEMBER),
    "member_left": ("M", Role.MEMBER),
    "member_colleague": ("M", Role.MEMBER),
    "member_superior": ("M", Role.SUPERVISOR),
    "restricted": ("A", Role.CASEWORKER),
    "restricted_superior": ("A", Role.SUPERVISOR),
    "left": ("A", Role.CASEWORKER),
    "retired": ("A", Role.CASEWORKER),
    "not_yet": ("A", Role.CASEWORKER),
    "consent_over": ("C", Role.CASEWORKER),
    "consent_withdrawn": ("D", Role.CASEWORKER),
    "declined": ("E", Role.CASEWORKER),
    "in_emergency": ("F", Role.CASEWORKER),
    "outsider": ("F", Role.CASEWORKER),
    "resource_worker": ("A", Role.RESOURCE_WORKER),
    "community_worker": ("A", Role.COMMUNITY_WORKER),
    "auditor": ("S", Role.AUDITOR),
    "administrator": ("S", Role.SYSTEM_ADMINISTRATOR),
    "superuser": ("F", Role.CASEWORKER),
}


def create_personas(using: str = "owner") -> None:
    """Bodies and staff of the matrix; run once when the template database is built."""
    bodies = {
        key: establish_body(
            name=name,
            kind=kind,
            is_secretariat=secretariat,
            is_entrusted=key == "A",  # reports its outreach to the ward each month
            order=900,
            using=using,
        )
        for key, (name, kind, secretariat) in BODIES.items()
    }
    for persona, (body, role) in OFFICES.items():
        staff, made = Staff.objects.using(using).get_or_create(
            username=f"x-{persona}", defaults={"name": f"試験 {persona}"}
        )
        if made:
            Authenticator.objects.using(using).create(
                user=staff, type=Authenticator.Type.TOTP, data={"secret": encrypt("x" * 32)}
            )
            start = timezone.now() + datetime.timedelta(days=1) if persona == "not_yet" else None
            appoint(staff=staff, body=bodies[body], role=role, valid_from=start, using=using)


def persona(name: str) -> Staff:
    """The member of staff who plays a persona."""
    return Staff.objects.get(username=f"x-{name}")


def office_of(name: str) -> Appointment:
    """Her office, whether or not it is in force."""
    return Appointment.objects.with_body().get(staff=persona(name))


def body(key: str) -> Body:
    """A body of the matrix by its letter."""
    return Body.objects.get(name=BODIES[key][0])


def end_office(name: str) -> None:
    """A system administrator ends the office now (R16)."""
    with acting_as(persona("administrator")):
        end_appointment(appointment=office_of(name))


def end_work(name: str) -> None:
    """A system administrator carries out the leaving of somebody (R16)."""
    with acting_as(persona("administrator")):
        end_employment(staff=persona(name))


def everybody() -> list[str]:
    """Names of all personas."""
    return list(OFFICES)
