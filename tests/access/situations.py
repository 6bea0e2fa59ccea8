"""Situations at the level of access alone: a case and its compartments, without any domain."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from access import grants, ledger
from access.context import acting_as
from access.models import CaseFile, Compartment, Disclosure
from organizations.models import Appointment, Body, LegalBasis
from tests.told_once import told_once
from tests.world import staff


@dataclass
class Case:
    """A case as its first body opened it."""

    case: CaseFile
    face: Compartment
    record: Compartment


def office(username: str) -> Appointment:
    """The current office of somebody."""
    return Appointment.objects.current().with_body().get(staff=staff(username))


def body_of(username: str) -> Body:
    return office(username).body


def basis(code: str = "CONSENT") -> LegalBasis:
    return LegalBasis.objects.on().get(code=code)


def put_row(compartment: Compartment, username: str, text: str = "見本の目的") -> Disclosure:
    """A confidential row in a compartment, written by somebody who acts already."""
    return ledger.enter(
        by=staff(username),
        body=body_of(username),
        compartment=compartment,
        channel=Disclosure.Channel.PRINT,
        obj=None,
        recipients="見本の提供先",
        purpose=text,
        legal_basis=basis(),
    )


@told_once
def a_case_at(username: str) -> Case:
    """A case opened by somebody at her body, with one row in each compartment."""
    user = staff(username)
    with acting_as(user):
        case, face, record = grants.open_case(body=body_of(username), by=user)
        put_row(face, username)
        put_row(record, username)
    return Case(case, face, record)


def raw_count(table: str, where: str = "true", *params: Any) -> int:
    """Rows of a table as the database shows them, past all of Django."""
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table} where {where}", list(params))
        return int(cursor.fetchone()[0])
