"""Planted: in access/ there may be SQL, of constants."""

from django.db import connection
from guardian.shortcuts import assign_perm


def here(table):
    # ok: sql-outside-access
    with connection.cursor() as cursor:
        # ruleid: sql-of-strings
        cursor.execute(f"select * from {table}")


def asks(user, compartment):
    # ruleid: permission-asked-of-django
    assign_perm("read_compartment", user, compartment)
    # ok: guardian-outside-access
    return GroupGrant.objects.filter(group=user)
