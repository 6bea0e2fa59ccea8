"""A list that a supervisor brings into the system, and what became of it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from access.models import PersonalModel
from organizations.models import Body


class ImportState(models.TextChoices):
    OPEN = "open", "取り込む前"
    DONE = "done", "取り込み済み"
    UNDONE = "undone", "取り消し済み"
    CANCELLED = "cancelled", "取りやめ"


class CaseImport(PersonalModel):
    """One list of one body. Its lines are sealed for who brought it and are thrown away when it was
    taken in, given up, or has lain for a week; ids of the cases stay, so that it can be taken back."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    state = models.CharField("状態", max_length=10, choices=ImportState, default=ImportState.OPEN)
    lines = models.PositiveIntegerField("件数", default=0)
    faulty = models.PositiveIntegerField("直す行", default=0)
    sealed = models.BinaryField("名簿（暗号化）", default=b"")
    case_ids = models.JSONField("ケース", default=list)
    tried_at = models.DateTimeField("試した日時", null=True)
    finished_at = models.DateTimeField("取り込んだ日時", null=True)

    # A list that nobody took in loses its lines, whether who brought it comes back or not (cases.tasks).
    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "state", "created_at")
    jobs_role_updates: ClassVar[tuple[str, ...]] = ("state", "sealed")
    jobs_role_updates_where = (
        "state = 'open' and created_at <= statement_timestamp() - interval '7 days'"
    )

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "名簿の取り込み"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=Q(state="open") | Q(sealed=b""), name="import_keeps_no_lines_when_over"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["done", "undone"], finished_at__isnull=False)
                | ~Q(state__in=["done", "undone"]) & Q(finished_at__isnull=True),
                name="import_finished_when_taken_in",
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def is_open(self) -> bool:
        return self.state == ImportState.OPEN
