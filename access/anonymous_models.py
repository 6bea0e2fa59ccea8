"""Rows about nobody: no case, no compartment, no author, no moment finer than a month.

For what comes out of confidential work and must not lead back to it (R7): who reads such a row learns
a need, and neither from which household, nor from whom, nor from which meeting, nor on which day. There
is no history of these rows, because history keeps author and moment.
"""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.db import models

from organizations.models import Appointment, Role

from .statements import APP, JOBS, closed, policy


class AnonymousQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> "AnonymousQuerySet":
        """For whoever holds one of the roles now."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        office = Appointment.objects.current().filter(
            staff=user, role_group__role__in=self.model.kept_by
        )
        return self.filter(models.Exists(office))

    def scheduled(self) -> "AnonymousQuerySet":
        """All rows, for scheduled work, of what it counts (`is_counted`)."""
        return self.using("jobs")


class AnonymousModel(models.Model):
    """A row that is kept by everybody who holds one of `kept_by`; the database repeats it (policies)."""

    kept_by: ClassVar[tuple[str, ...]] = (Role.COORDINATOR,)
    # Written by scheduled work and by nobody else: those of `kept_by` read (figures of the ward).
    is_counted: ClassVar[bool] = False

    # Random: neither the key nor the order of rows tells which came first.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField("版", default=1, editable=False)

    objects: ClassVar[Any] = AnonymousQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()


def anonymous_models() -> list[type[models.Model]]:
    """Every concrete model whose rows are about nobody, and are kept by a role."""
    return [m for m in apps.get_models() if issubclass(m, AnonymousModel)]


def anonymous_sql(model: type[Any]) -> Iterator[str]:
    """Rows about nobody: read and kept by those who hold the role, and never deleted by a person."""
    table = model._meta.db_table
    holds = " or ".join(f"access.acting_holds_role('{role}')" for role in model.kept_by)
    yield from closed(table)
    if model.is_counted:
        yield f"grant select on public.{table} to {APP}"
        yield from policy(table, "reading", "select", holds)
        yield f"grant select, insert, update, delete on public.{table} to {JOBS}"
        yield f"drop policy if exists counting on public.{table}"
        yield f"drop policy if exists scheduled on public.{table}"
        yield (
            f"create policy scheduled on public.{table} for all to {JOBS}"
            " using (true) with check (true)"
        )
        return
    yield f"grant select, insert, update on public.{table} to {APP}"
    yield from policy(table, "reading", "select", holds)
    yield from policy(table, "adding", "insert", check=holds)
    yield from policy(table, "changing", "update", holds, holds)
