"""Rows that scheduled work writes about rows that it knows by id and date only (alerts).

Such a row lies in the compartment of what it is about, or, about no case, at a body. Scheduled work has
no person who acts: it reads what `ConfidentialModel.jobs_role_columns` and `JOBS_COLUMNS` name, and
writes here. Who reads is asked when reading, like everything else (R17).
"""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.utils import timezone

from organizations.models import Appointment

from .querysets import open_compartment_filter
from .statements import APP, JOBS, closed, policy

# Tables of access itself: what scheduled work may read of them, ids and dates.
JOBS_COLUMNS: dict[str, tuple[str, ...]] = {
    "access_compartment": ("id", "organization_id"),
    "access_protection": ("id", "compartment_id", "review_on", "ended_at"),
}
HELD_AT = (
    "(select rg.body_id from public.organizations_appointment a"
    " join public.organizations_rolegroup rg on rg.group_id = a.role_group_id"
    " where a.staff_id = (select access.acting_user()) and a.valid_from <= statement_timestamp()"
    " and (a.valid_until is null or a.valid_until > statement_timestamp()))"
)


class ScheduledQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """In compartments open to the user, with whichever permission; of her own bodies."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        held = Appointment.objects.current().filter(staff=user).values("role_group__body")
        of_body = Q(compartment__isnull=True, body__in=held)
        return self.filter(open_compartment_filter(user, permissions=()) | of_body)

    def scheduled(self) -> Self:
        """All of them, for scheduled work."""
        return self.using("jobs")


class ScheduledModel(models.Model):
    """A row about something in a compartment, or about a body as such; no word of content."""

    # What scheduled work may change in a row that stands.
    jobs_role_updates: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    compartment = models.ForeignKey(
        "access.Compartment", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    body = models.ForeignKey(
        "organizations.Body", on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    created_at = models.DateTimeField("作成日時", default=timezone.now, editable=False)

    objects: ClassVar[Any] = ScheduledQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()


def scheduled_models() -> list[type[Any]]:
    """Every concrete model whose rows scheduled work writes."""
    return [m for m in apps.get_models() if issubclass(m, ScheduledModel)]


def scheduled_sql(model: type[Any]) -> Iterator[str]:
    """Written by the role for scheduled work; read by whom the compartment is open to."""
    table = model._meta.db_table
    yield from closed(table)
    yield f"grant select on public.{table} to {APP}"
    yield f"grant select, insert on public.{table} to {JOBS}"
    if model.jobs_role_updates:
        yield f"grant update ({', '.join(model.jobs_role_updates)}) on public.{table} to {JOBS}"
    open_now = (
        f"{table}.compartment_id in (select access.open_compartments())"
        f" or {table}.compartment_id is null and {table}.body_id in {HELD_AT}"
    )
    yield from policy(table, "reading", "select", open_now)
    yield f"drop policy if exists scheduled on public.{table}"
    yield f"create policy scheduled on public.{table} for all to {JOBS} using (true) with check (true)"


def jobs_columns_sql(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Columns with ids, states, codes and dates that scheduled work reads of a table: the one mechanism,
    whatever they are read for. Named for a table in several places, they add up; the policy is one."""
    yield f"drop policy if exists scheduled on public.{table}"
    if columns:
        listed = ", ".join(f'"{column}"' for column in columns)
        yield f"grant select ({listed}) on public.{table} to {JOBS}"
        yield f"create policy scheduled on public.{table} for select to {JOBS} using (true)"
