"""The base of rows that belong to one member of staff; part of access.models, by which it is imported."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from .querysets import PersonalManager


class PersonalModel(models.Model):
    """A row that belongs to one member of staff and is read by nobody else (drafts, jobs)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    created_at = models.DateTimeField("作成日時", default=timezone.now, editable=False)

    # Columns that the role for scheduled work may read: ids, states and dates only; those that it
    # may change, and in which rows; and which rows it may throw away (conditions in SQL).
    jobs_role_columns: ClassVar[tuple[str, ...]] = ()
    jobs_role_updates: ClassVar[tuple[str, ...]] = ()
    jobs_role_updates_where: ClassVar[str] = "false"
    jobs_role_deletes_where: ClassVar[str] = ""

    objects = PersonalManager()

    class Meta:
        abstract = True
        default_permissions = ()
