"""Taking back a case that was entered by mistake: nobody sees it any more (R1).

Nothing is deleted, and nobody is told: to everybody the case answers as one that does not exist. It is
counted in no figure (access.counting), and its years run from that day on (sql/keeping.sql). What may
be taken back is decided by who calls (cases.services.imports), and by the database: who writes in the
case takes it back, and only one in which nobody works besides.
"""

import uuid
from collections.abc import Iterable

from django.db import connection

from organizations.models import Body

from .models import CaseFile


def used_besides(cases: Iterable[CaseFile]) -> set[uuid.UUID]:
    """In which of these somebody works, perhaps where the acting user does not see it."""
    with connection.cursor() as cursor:
        cursor.execute("select access.used_besides(%s)", [[case.pk for case in cases]])
        return {case for (case,) in cursor.fetchall()}


def take_back_case(*, case: CaseFile, body: Body) -> bool:
    """Close what the body sees of the case through its roles, from now on; whether it was done."""
    with connection.cursor() as cursor:
        cursor.execute("select access.take_back_case(%s, %s)", [case.pk, body.pk])
        return bool(cursor.fetchone()[0])
