"""Copies of many plans that were asked for at once: a row of who asked."""

from typing import ClassVar

from django.db import models

from access.models import PersonalModel


class PlanBatch(PersonalModel):
    """Ids of copies in the order in which they are printed. What it names is read again under its own
    policies, whenever something is made of it."""

    copy_ids = models.JSONField("写し", default=list)

    jobs_role_columns: ClassVar[tuple[str, ...]] = ()

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "まとめて印刷"
