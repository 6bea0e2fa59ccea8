"""Events in the life of bodies and staff."""

import datetime

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models.functions import Now

from .models import Appointment, Body, Role, RoleGroup, Staff


def establish_body(*, name: str, kind: str, using: str = "default", **fields: object) -> Body:
    """Enter a body into the register together with its role groups."""
    with transaction.atomic(using=using):
        body, _ = Body.objects.using(using).update_or_create(
            name=name, defaults={"kind": kind, **fields}
        )
        ensure_role_groups(body=body, using=using)
    return body


def ensure_role_groups(*, body: Body, using: str = "default") -> None:
    """Give the body one group a role, so that grants can name it."""
    for role in Role.values:
        if not RoleGroup.objects.using(using).filter(body=body, role=role).exists():
            group = Group.objects.using(using).create(name=f"{body.pk}:{role}")
            RoleGroup.objects.using(using).create(group=group, body=body, role=role)


def appoint(
    *,
    staff: Staff,
    body: Body,
    role: str,
    valid_from: datetime.datetime | None = None,
    valid_until: datetime.datetime | None = None,
    using: str = "default",
) -> Appointment:
    """Appoint somebody to an office at a body.

    The database refuses an appointment of oneself and the union of administration or audit
    with a role that opens cases (R10).
    """
    group = RoleGroup.objects.using(using).get(body=body, role=role)
    appointment = Appointment.objects.using(using).create(
        staff=staff, role_group=group, valid_from=valid_from or Now(), valid_until=valid_until
    )
    appointment.refresh_from_db(using=using)
    return appointment


def end_appointment(*, appointment: Appointment, using: str = "default") -> None:
    """End an office now. Access that rests on it ends at this moment (R16)."""
    Appointment.objects.using(using).filter(pk=appointment.pk).update(valid_until=Now())


def end_employment(*, staff: Staff, using: str = "default") -> None:
    """End employment now: offices, sessions and access with it (R16, S-14)."""
    with transaction.atomic(using=using):
        staff.appointments.using(using).current().update(valid_until=Now())
        Staff.objects.using(using).filter(pk=staff.pk).update(
            is_active=False, employment_ended_at=Now()
        )
        staff.usersession_set.using(using).all().delete()
