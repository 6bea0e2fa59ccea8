"""Whether somebody may sit in a meeting of the acting user: yes or no (domain.md 2.1 R11, R16).

Pledges lie in the register, which coordinators alone read. Whoever prints a paper or tells members of
a date asks about each of them through a function that says nothing else (sql/functions.sql: may_sit).
"""

import uuid

from django.db import connection, models


class MaySit(models.Func):
    """`rows.filter(MaySit("pk"))`: of members of meetings that are open to the acting user."""

    function = "access.may_sit"
    output_field = models.BooleanField()


class IsPledged(models.Func):
    """`rows.annotate(is_pledged=IsPledged("pk"))`: for scheduled work alone, which reads no register."""

    function = "access.is_pledged"
    output_field = models.BooleanField()


def may_sit(member: uuid.UUID) -> bool | None:
    """About one member; None when the meeting is not open to the acting user, or her own pledge is
    over and she asks about somebody else."""
    with connection.cursor() as cursor:
        cursor.execute("select access.may_sit(%s)", [member])
        found: bool | None = cursor.fetchone()[0]
        return found
