"""Rows of a body that its own staff keep, of no case: who is away, what was reported to the ward.

Who works at the body in one of `kept_by` reads and writes them; who holds one of `also_read_by` anywhere
reads them too. Nobody else does, and nothing is deleted. The policy says the same as `visible_to`.
"""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, Q
from django.utils import timezone

from organizations.models import Appointment, Role

from .scheduled import jobs_columns_sql
from .statements import APP, closed, policy

INVOLVED: tuple[str, ...] = (
    *(Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR),
    *(Role.RESOURCE_WORKER, Role.COMMUNITY_WORKER),
)
_OFFICE = (
    "from public.organizations_appointment a"
    " join public.organizations_rolegroup g on g.group_id = a.role_group_id"
    " where a.staff_id = (select access.acting_user())"
    " and a.valid_from <= statement_timestamp()"
    " and (a.valid_until is null or a.valid_until > statement_timestamp())"
)


class OfBodyQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: Any) -> Self:
        """Of the user's own bodies; all of them for who holds one of `also_read_by`."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        held = Appointment.objects.current().filter(staff=user)
        own = held.filter(role_group__role__in=self.model.kept_by).values("role_group__body")
        everywhere = held.filter(role_group__role__in=self.model.also_read_by)
        return self.filter(Q(body__in=own) | Q(Exists(everywhere)))

    def changeable_by(self, user: Any) -> Self:
        """Of bodies at which the user keeps such rows."""
        own = Appointment.objects.current().filter(
            staff=user, role_group__role__in=self.model.kept_by
        )
        return self.visible_to(user).filter(body__in=own.values("role_group__body"))

    def scheduled(self) -> Self:
        """All of them, in the columns that scheduled work reads."""
        return self.using("jobs").order_by()


class OfBodyModel(models.Model):
    """A row of one body."""

    kept_by: ClassVar[tuple[str, ...]] = INVOLVED
    also_read_by: ClassVar[tuple[str, ...]] = ()
    # Columns that may change once the row stands; without, what was written stays.
    may_change: ClassVar[tuple[str, ...]] = ()
    # Columns that the role for scheduled work may read: keys and days only.
    jobs_role_columns: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    body = models.ForeignKey(
        "organizations.Body", verbose_name="機関", on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField("登録日時", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects: ClassVar[Any] = OfBodyQuerySet.as_manager()

    class Meta:
        abstract = True
        default_permissions = ()


def of_body_models() -> list[type[models.Model]]:
    """Every concrete model of rows of a body."""
    return [m for m in apps.get_models() if issubclass(m, OfBodyModel)]


def _listed(roles: tuple[str, ...]) -> str:
    words = ", ".join(f"'{Role(role).value}'" for role in roles)
    # Written as PostgreSQL itself writes it: a restored policy reads letter by letter like this one.
    return f"array[{words}]::text[]"


def of_body_sql(model: type[Any]) -> Iterator[str]:
    """Row policies of one of them."""
    table = model._meta.db_table
    own = f"{table}.body_id in (select g.body_id {_OFFICE} and g.role::text = any ({_listed(model.kept_by)}))"
    reading = own
    if model.also_read_by:
        reads = f"(select exists (select 1 {_OFFICE} and g.role::text = any ({_listed(model.also_read_by)})))"
        reading = f"({own} or {reads})"
    yield from closed(table)
    yield f"grant select, insert on public.{table} to {APP}"
    yield from policy(table, "reading", "select", reading)
    signed = "created_by_id = (select access.acting_user())"
    yield from policy(table, "adding", "insert", check=f"{signed} and {own}")
    yield f"drop policy if exists changing on public.{table}"
    if model.may_change:
        yield f"grant update ({', '.join(model.may_change)}) on public.{table} to {APP}"
        yield from policy(table, "changing", "update", own, own)
    yield from jobs_columns_sql(table, model.jobs_role_columns)
