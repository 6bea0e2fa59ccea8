"""Opens compartments, and gives or ends grants in words of the domain; their rows are written by giving.py.

Every function runs for the acting user (`by`), inside her transaction; the database checks again
that she may (sql/functions.sql: may_open, may_grant, close_source).
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection, models
from django.utils import timezone

from documents.wareki import fiscal_year
from organizations.models import Appointment, Body, Role

from .errors import DomainError
from .giving import (
    PROGRESS,
    READ,
    WRITE,
    give,
    grant_person,
    grant_roles,
    groups_of,
    permission_of,
    role_grants,
)
from .models import CaseFile, Compartment, GroupGrant, Rule, UserGrant
from .shared_sets import Statement

RECORD_ROLES = (Role.CASEWORKER, Role.SUPERVISOR)


class TransactionNow(models.Func):
    """Start of the transaction by the database's clock: marks what was opened in it."""

    function = "now"
    output_field = models.DateTimeField()


def _open(kind: str, case: CaseFile, body: Body | None, by: Any) -> Compartment:
    compartment = Compartment(
        kind=kind, case=case, organization=body, created_at=TransactionNow(), created_by=by
    )
    compartment.save(force_insert=True)
    return compartment


def call(function: str, *arguments: Any) -> int:
    marks = ", ".join(["%s"] * len(arguments))
    with connection.cursor() as cursor:
        # nosemgrep: sql-of-strings - functions are named in the source; what is given is a parameter
        cursor.execute(f"select access.{function}({marks})", list(arguments))
        return int(cursor.fetchone()[0])


def record_roles(body: Body) -> tuple[str, ...]:
    """Roles that read and write the record of a body (R2); its coordinators at the secretariat
    (R6)."""
    return (Role.COORDINATOR, *RECORD_ROLES) if body.is_secretariat else RECORD_ROLES


def open_file(*, by: Any) -> CaseFile:
    """Open a case file: a number and a day, nothing in it yet."""
    year = fiscal_year(timezone.localdate())
    case = CaseFile(
        fiscal_year=year,
        serial=call("draw_case_number", year),
        created_at=TransactionNow(),
        created_by=by,
    )
    case.save(force_insert=True)
    return case


def open_case(
    *, body: Body, by: Any, case: CaseFile | None = None
) -> tuple[CaseFile, Compartment, Compartment]:
    """Open a case at a body: the file, the basic information and the body's record (R2).

    `case`: the file that a 気になる人メモ has opened already (noticing.py).
    """
    case = case or open_file(by=by)
    face = _open(Compartment.Kind.FACE, case, None, by)
    record = _open(Compartment.Kind.RECORD, case, body, by)
    groups, write = groups_of(body, record_roles(body)), permission_of(WRITE)
    give(
        [
            *_own_grants(record, groups, write, by),
            *role_grants(
                face,
                groups,
                permission=write,
                bases=dict.fromkeys(groups, Rule.OWN_RECORD),
                source=record.pk,
                by=by,
            ),
        ]
    )
    return case, face, record


def open_record(*, case: CaseFile, body: Body, by: Any) -> Compartment:
    """Open the record of one body on a case it knows (R2, R9)."""
    record = _open(Compartment.Kind.RECORD, case, body, by)
    give(_own_grants(record, groups_of(body, record_roles(body)), permission_of(WRITE), by))
    return record


def _own_grants(
    record: Compartment, groups: Mapping[str, int], write: Permission, by: Any
) -> list[GroupGrant]:
    """The record of a body to its own roles (R2), to coordinators of the secretariat by R6."""
    bases = {r: Rule.COORDINATION if r == Role.COORDINATOR else Rule.OWN_RECORD for r in groups}
    return role_grants(record, groups, permission=write, bases=bases, source=record.pk, by=by)


def open_meeting(*, case: CaseFile, secretariat: Appointment, source: uuid.UUID, by: Any) -> Any:
    """Open the compartment of a 支援会議, to its secretary by name (R4, R6).

    She is engaged in the affairs of the meeting and has confirmed the duty of secrecy herself.
    """
    meeting = _open(Compartment.Kind.MEETING, case, secretariat.body, by)
    grant_person(
        meeting,
        secretariat,
        permission=WRITE,
        basis=Rule.SUPPORT_MEETING,
        source=source,
        by=by,
    )
    return meeting


def admit_member(
    *,
    meeting: Compartment,
    appointment: Appointment,
    source: uuid.UUID,
    valid_until: datetime.datetime | None,
    by: Any,
) -> None:
    """Name a member of a 支援会議. The grant waits until she acknowledges the duty (R4)."""
    grant_person(
        meeting,
        appointment,
        permission=WRITE,
        basis=Rule.SUPPORT_MEETING,
        source=source,
        by=by,
        waits=True,
        valid_until=valid_until,
    )


def waiting_admissions(user: Any) -> models.QuerySet[Any]:
    """Appointments to a 支援会議 whose duty the acting user has yet to acknowledge. No case is named."""
    waiting = Statement("select access.waiting_admissions()", ())
    return UserGrant.objects.filter(user=user, pk__in=waiting).order_by("granted_at", "pk")


def acknowledge_duty(*, source: uuid.UUID) -> int:
    """The acting user has acknowledged Art. 106-6 (5): her grant opens (R4)."""
    return call("open_waiting_grants", source)


def end_membership(*, source: uuid.UUID) -> int:
    """A membership ends: access with it, at once (R4)."""
    return call("close_source", source)


def open_consented(
    *, case: CaseFile, face: Compartment | None, body: Body, source: uuid.UUID, by: Any
) -> Compartment:
    """Open the compartment of one consent, to the body that recorded it (R2, R3)."""
    consented = _open(Compartment.Kind.CONSENTED, case, body, by)
    grant_roles(
        consented,
        body,
        record_roles(body),
        permission=WRITE,
        basis=Rule.OWN_RECORD,
        source=consented.pk,
        by=by,
    )
    return consented


def open_to_consented_bodies(
    *,
    consented: Compartment,
    face: Compartment | None,
    staff_in_charge: Iterable[Appointment],
    source: uuid.UUID,
    valid_until: datetime.datetime,
    by: Any,
) -> None:
    """Open what is shared, and `face` if the consent goes so far, to the staff in charge (R3)."""
    opened = [(consented, WRITE)] + ([(face, READ)] if face is not None else [])
    for appointment in staff_in_charge:
        for compartment, permission in opened:
            grant_person(
                compartment,
                appointment,
                permission=permission,
                basis=Rule.CONSENT,
                source=source,
                by=by,
                valid_until=valid_until,
            )


def close_to_named(
    *, consented: Compartment, face: Compartment | None, appointment: Appointment, source: uuid.UUID
) -> int:
    """Somebody is no longer in charge at a body that a consent names: what it opened to her closes, and her
    body stays named (R3). A plan that rests on the consent has a circle of its own (R5).

    Raises DomainError when she holds her office and one of the places did not close: it would stay open to
    her, and nobody would know. Of an office that is over nothing is open any more (R16).
    """
    opened = [consented] if face is None else [consented, face]
    closed = [call("close_person_in_source", place.pk, source, appointment.pk) for place in opened]
    if not all(closed) and Appointment.objects.current().filter(pk=appointment.pk).exists():
        raise DomainError(
            "これまでの担当者に見えていたものを閉じられませんでした。担当者は替えていません。"
            "画面を開き直してから、もう一度替えてください"
        )
    return sum(closed)


def hold(source: uuid.UUID) -> bool:
    """Whether a consent may open something, and until the end of this transaction nobody takes it back: whoever does
    waits (R3, R5). First in every service that rests on one; what was read before may be over by now."""
    with connection.cursor() as cursor:
        cursor.execute("select access.hold_source(%s)", [source])
        return bool(cursor.fetchone()[0])


def hold_case(case: uuid.UUID) -> None:
    """Until the end of this transaction nobody is kept out of the case (R12) and nobody in it is protected (R11): whoever
    does waits. First in a service that calls it; what was read before may be over by now. Who tells a host calls it
    (participation), for what was said cannot be taken back; other services that let something out do not."""
    hold(case)


def withdraw_consent(*, source: uuid.UUID) -> int:
    """A consent is withdrawn: everything that rests on it closes at once (R3, R5, R8)."""
    return call("close_source", source)


def open_plan(*, case: CaseFile, secretariat: Body, by: Any) -> Compartment:
    """Open the compartment of a plan, to the coordinators of the secretariat (R6)."""
    plan = _open(Compartment.Kind.PLAN, case, secretariat, by)
    grant_roles(
        plan,
        secretariat,
        (Role.COORDINATOR,),
        permission=WRITE,
        basis=Rule.COORDINATION,
        source=plan.pk,
        by=by,
    )
    return plan


def open_plan_circle(
    *,
    plan: Compartment,
    staff_in_charge: Iterable[Appointment],
    source: uuid.UUID,
    valid_until: datetime.datetime,
    by: Any,
) -> None:
    """Open a plan to the staff in charge of the bodies it names (R5), and its progress to their
    supervisors (R9), while the consent it rests on is valid."""
    bodies: dict[uuid.UUID, Body] = {}
    for appointment in staff_in_charge:
        bodies[appointment.body.pk] = appointment.body
        grant_person(
            plan,
            appointment,
            permission=WRITE,
            basis=Rule.PLAN_CIRCLE,
            source=source,
            by=by,
            valid_until=valid_until,
        )
    for body in bodies.values():
        grant_roles(
            plan,
            body,
            (Role.SUPERVISOR,),
            permission=PROGRESS,
            basis=Rule.SUPERVISION,
            source=source,
            by=by,
            valid_until=valid_until,
        )


def leave_plan_circle(*, plan: Compartment, body: Body, source: uuid.UUID) -> int:
    """A body leaves the circle of a plan: access of its staff and supervisors ends (R5, R9)."""
    return call("close_body_in_source", plan.pk, source, body.pk)


def leave_circle_alone(*, plan: Compartment, appointment: Appointment, source: uuid.UUID) -> int:
    """One person of a body leaves the circle of a plan; her body and its supervisors stay (R5, R9)."""
    return call("close_person_in_source", plan.pk, source, appointment.pk)


def in_force(sources: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these sources (consents) open something at this moment (R5, R8, R17).

    One question for any number, of cases of which the acting user sees something.
    """
    with connection.cursor() as cursor:
        cursor.execute("select access.sources_in_force(%s)", [list(sources)])
        return {row[0] for row in cursor.fetchall()}


def end_source(*, source: uuid.UUID) -> int:
    """Close every grant that rests on one source. Returns how many were closed."""
    return call("close_source", source)
