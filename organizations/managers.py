"""Questions about bodies, staff and appointments."""

import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

if TYPE_CHECKING:
    from .models import Appointment, Body, Staff

# Between two offices that follow one another (sql/renewing.sql, carry_lists).
GOES_ON_WITHIN = datetime.timedelta(days=31)


class BodyQuerySet(models.QuerySet[Any]):
    def in_force(self) -> "BodyQuerySet":
        """Bodies that exist today."""
        today = timezone.localdate()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=today), valid_from__lte=today
        )

    def secretariat(self) -> "BodyQuerySet":
        """Bodies that run 多機関協働 (R6)."""
        return self.in_force().filter(is_secretariat=True)


class AppointmentQuerySet(models.QuerySet[Any]):
    def current(self) -> "AppointmentQuerySet":
        """In force at this moment by the database's clock, of people employed (R16, R17)."""
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gt=Now()),
            valid_from__lte=Now(),
            staff__is_active=True,
        )

    def in_which_goes_on(self, office: "Appointment") -> "list[Appointment]":
        """An office, and those in the same role at the same body in which she goes on after it, entered already:
        会計年度任用 follows one another each April. Not those to which she comes back after more than a month (R16)."""
        held = self.filter(staff=office.staff_id, role_group=office.role_group_id)
        found = [office]
        for later in held.filter(valid_from__gt=office.valid_from).order_by("valid_from"):
            end = found[-1].valid_until
            if end is not None and later.valid_from >= end + GOES_ON_WITHIN:
                break
            found.append(later)
        now = timezone.now()
        return [o for o in found if o is office or o.valid_until is None or o.valid_until > now]

    def with_body(self) -> "AppointmentQuerySet":
        return self.select_related("role_group__body", "staff")

    def second_people(self, *, colleague: "Staff", asker: "Staff") -> "AppointmentQuerySet":
        """Offices of whoever could agree that the second factor of a colleague is taken away, were it asked for now; the
        database decides when she does (access/sql/factors.sql)."""
        hers = self.current().filter(staff=colleague).values("role_group__body")
        others = self.current().exclude(staff__in=(colleague.pk, asker.pk))
        return others.filter(
            Q(role_group__role="system_administrator")
            | Q(role_group__role="supervisor", role_group__body__in=hers)
        )

    def auditing_bodies(self) -> "list[Body]":
        """Bodies at which somebody audits now: whom to call when something may have leaked (S-96)."""
        offices = self.current().with_body().filter(role_group__role="auditor")
        ordered = offices.order_by("role_group__body__name")
        return list(dict.fromkeys(office.body for office in ordered))


class StaffManager(BaseUserManager["Staff"]):
    """Makes staff. Passwords are set by the person or drawn, never chosen by another."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Staff":
        staff = self.model(username=username, **fields)
        staff.set_password(password)
        staff.save(using=self._db)
        return staff

    def employed(self) -> "models.QuerySet[Staff]":
        return self.filter(is_active=True)
