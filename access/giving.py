"""Writes grants: to roles at bodies, to people by name. Only for the modules of access (R1).

Whether the acting user may give one is asked by the database for each row (sql/functions.sql: may_grant).
"""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import Permission
from django.db.models.functions import Now

from organizations.kept import once
from organizations.models import Appointment, Body, RoleGroup

from .models import Compartment, GroupGrant, UserGrant

READ, WRITE, PROGRESS = "read_compartment", "write_compartment", "progress_compartment"


def permission_of(codename: str) -> Permission:
    """One of guardian's permissions, all read at once and kept while a request is answered."""
    known = once(
        "access.permissions",
        lambda: {
            row.codename: row
            for row in Permission.objects.filter(codename__in=(READ, WRITE, PROGRESS))
        },
    )
    made: Permission = known[codename]
    return made


def groups_of(body: Body, roles: Iterable[str]) -> dict[str, int]:
    wanted = RoleGroup.objects.filter(body=body, role__in=list(roles))
    found = {row.role: row.pk for row in wanted}
    if missing := set(roles) - set(found):
        raise RoleGroup.DoesNotExist(f"no group for {', '.join(sorted(missing))}")
    return found


def role_grants(
    compartment: Compartment,
    groups: Mapping[str, int],
    *,
    permission: Permission,
    bases: Mapping[str, str],
    source: uuid.UUID,
    by: Any,
    waits: bool = False,
    valid_until: datetime.datetime | None = None,
) -> list[GroupGrant]:
    """Grants to roles (role -> group), each with its basis (role -> rule), not written yet."""
    return [
        GroupGrant(
            group_id=group,
            permission=permission,
            content_object=compartment,
            case_id=compartment.case_id,
            basis=bases[role],
            source_id=source,
            valid_from=None if waits else Now(),
            valid_until=valid_until,
            granted_at=Now(),
            granted_by=by,
        )
        for role, group in groups.items()
    ]


def give(grants: list[GroupGrant]) -> None:
    """Write them in one statement; the database asks for each row whether it may be (may_grant)."""
    GroupGrant.objects.bulk_create(grants)


def grant_roles(
    compartment: Compartment,
    body: Body,
    roles: Iterable[str],
    *,
    permission: str,
    basis: str,
    source: uuid.UUID,
    by: Any,
    waits: bool = False,
    valid_until: datetime.datetime | None = None,
) -> None:
    roles = tuple(roles)
    give(
        role_grants(
            compartment,
            groups_of(body, roles),
            permission=permission_of(permission),
            bases=dict.fromkeys(roles, basis),
            source=source,
            by=by,
            waits=waits,
            valid_until=valid_until,
        )
    )


def grant_person(
    compartment: Compartment,
    appointment: Appointment,
    *,
    permission: str,
    basis: str,
    source: uuid.UUID,
    by: Any,
    waits: bool = False,
    valid_until: datetime.datetime | None = None,
) -> None:
    UserGrant(
        user_id=appointment.staff_id,
        appointment=appointment,
        permission=permission_of(permission),
        content_object=compartment,
        case_id=compartment.case_id,
        basis=basis,
        source_id=source,
        valid_from=None if waits else Now(),
        valid_until=valid_until,
        granted_at=Now(),
        granted_by=by,
    ).save(force_insert=True)
