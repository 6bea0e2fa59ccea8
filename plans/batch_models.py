"""Copies that were asked for at once, for one file: a row of who asked."""

from typing import ClassVar

from django.db import models

from access.models import PersonalModel


class PlanBatch(PersonalModel):
    """Ids of copies in the order in which they are printed. What it names is read again under its own
    policies, whenever something is made of it."""

    copy_ids = models.JSONField("写し", default=list)
    # Filled: the papers of this conference (一式).
    conference_id = models.UUIDField("会議", null=True, blank=True)

    jobs_role_columns: ClassVar[tuple[str, ...]] = ()

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "まとめて印刷"
