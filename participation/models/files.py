"""The register as a file: what was asked for, and what somebody brings. Rows of who asked."""

from typing import Any, ClassVar

from django.db import models

from access.models import PersonalModel
from organizations.models import Body


class ResourceExport(PersonalModel):
    """The register as it stood on the screen when it was asked for: ids in their order."""

    resource_ids = models.JSONField("社会資源", default=list)
    words = models.JSONField("条件", default=list)

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "書き出した台帳"


class ResourceImport(PersonalModel):
    """A list for the register, kept until it is taken in or given up. It holds nothing about people."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    cells = models.JSONField("表", default=list)
    is_over = models.BooleanField("取り込んだ・やめた", default=False)
    taken_in = models.PositiveIntegerField("取り込んだ件数", default=0)

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "台帳の取り込み"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(is_over=False) | models.Q(cells=[]),
                name="resource_import_keeps_no_lines_when_over",
            )
        ]
