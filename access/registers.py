"""Registers of the secretariat: tables about people who work with it, and about no case.

They are no masters (R10: administrators have no part in them) and lie in no compartment. Every
coordinator reads and writes them; who is named reads what is her own (`own_rows`). Nothing is
deleted, and no row says in which meeting anybody sits.
"""

import uuid
from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils import timezone

from .statements import APP, closed, policy

COORDINATES = "access.acting_holds_role('coordinator')"


class RegisterModel(models.Model):
    """A row of a register. `own_rows`: the condition in SQL that the acting user is named."""

    own_rows: ClassVar[str] = "false"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField("登録日時", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        abstract = True
        default_permissions = ()


def register_models() -> list[type[models.Model]]:
    """Every concrete register."""
    return [m for m in apps.get_models() if issubclass(m, RegisterModel)]


def register_sql(model: type[Any]) -> Iterator[str]:
    """Row policies of one register."""
    table = model._meta.db_table
    yield from closed(table)
    yield f"grant select, insert, update on public.{table} to {APP}"
    yield from policy(table, "reading", "select", f"(select {COORDINATES}) or {model.own_rows}")
    signed = "created_by_id = (select access.acting_user())"
    yield from policy(table, "adding", "insert", check=f"{signed} and (select {COORDINATES})")
    yield from policy(table, "changing", "update", COORDINATES, COORDINATES)
