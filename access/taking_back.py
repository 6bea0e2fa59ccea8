"""Taking back a case that was entered by mistake: nobody sees it any more (R1).

Nothing is deleted, and nobody is told: to everybody the case answers as one that does not exist. What
may be taken back is decided by who calls (cases.services.imports); only who writes in a compartment
closes it.
"""

from typing import Any

from django.db import connection

from organizations.models import Body

from .models import CaseFile, Compartment


def take_back_case(*, case: CaseFile, body: Body, by: Any) -> int:
    """Close what the body sees of the case through its roles, from now on. Returns how many grants."""
    closed = 0
    for compartment in Compartment.objects.writable_by(by).filter(case=case).order_by("kind", "pk"):
        with connection.cursor() as cursor:
            cursor.execute("select access.close_body_grants(%s, %s)", [compartment.pk, body.pk])
            closed += int(cursor.fetchone()[0])
    return closed
