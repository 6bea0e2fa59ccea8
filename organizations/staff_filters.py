"""What the list of staff is narrowed by: what somebody holds now, and whom the administrator has to look at.

An office that has ended says nothing about what somebody may see today (R16), so none of these looks at it.
"""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from .models import Appointment, Body, Role, Staff

AHEAD = datetime.timedelta(days=30)
UNUSED = datetime.timedelta(days=90)
ENDS, COMES, NONE, STOPPED, LONG_AGO = "ends", "comes", "none", "stopped", "unused"


def ending_soon() -> QuerySet[Appointment]:
    """Offices that end within thirty days: access ends with them (R16)."""
    return Appointment.objects.current().filter(valid_until__lte=timezone.now() + AHEAD)


def coming() -> Any:
    """Offices that are entered and have not begun, of people employed."""
    rows = Appointment.objects.filter(valid_from__gt=timezone.now(), staff__is_active=True)
    return rows.exclude(valid_until__lte=timezone.now())


def _who_hold(offices: QuerySet[Appointment]) -> Exists:
    return Exists(offices.order_by().filter(staff=OuterRef("pk")))


class ToLookAt(admin.SimpleListFilter):
    """Whom the administrator has to look at: before April and after, and once a year."""

    title, parameter_name = "確かめること", "look"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [
            (ENDS, "30日以内に終わる所属がある"),
            (COMES, "これから始まる所属がある"),
            (NONE, "在職中で、いま所属がない"),
            (STOPPED, "ログインを止めている"),
            (LONG_AGO, "90日以上ログインしていない"),
        ]

    def queryset(self, request: Any, queryset: QuerySet[Staff]) -> QuerySet[Staff]:
        asked: dict[str | None, Any] = {
            ENDS: _who_hold(ending_soon()),
            COMES: _who_hold(coming()),
            NONE: Q(is_active=True) & ~_who_hold(Appointment.objects.current()),
            STOPPED: Q(login_stopped_at__isnull=False),
            LONG_AGO: Q(is_active=True)
            & (Q(last_login=None) | Q(last_login__lt=timezone.now() - UNUSED)),
        }
        return queryset.filter(asked[self.value()]) if self.value() in asked else queryset


class HeldRole(admin.SimpleListFilter):
    """Who holds a role now."""

    title, parameter_name = "いまの役割", "role"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return list(Role.choices)

    def queryset(self, request: Any, queryset: QuerySet[Staff]) -> QuerySet[Staff]:
        if self.value() not in Role.values:
            return queryset
        held = Appointment.objects.current().filter(role_group__role=self.value())
        return queryset.filter(_who_hold(held))


class HeldBody(admin.SimpleListFilter):
    """Who holds an office at a body now: what its supervisor is asked to look through once a year."""

    title, parameter_name = "いまの機関", "body"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        held = Appointment.objects.current().order_by().values("role_group__body")
        return [(str(body.pk), body.name) for body in Body.objects.filter(pk__in=held)]

    def queryset(self, request: Any, queryset: QuerySet[Staff]) -> QuerySet[Staff]:
        known = {str(key) for key, _ in self.lookup_choices}
        if self.value() not in known:
            return queryset
        held = Appointment.objects.current().filter(role_group__body=self.value())
        return queryset.filter(_who_hold(held))
