"""The word of a supervisor on an edition of a plan: approved for her body, or returned with a reason."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from organizations.models import Body


class PlanReview(ConfidentialModel):
    """What the supervisor of a body in the plan says of an edition (R9). Written once, never changed.

    She reads progress and not the words of the plan; so what she approves is what her body takes on:
    goals, roles and dates. Who reads the plan or its progress reads this.
    """

    class Verdict(models.TextChoices):
        APPROVED = "approved", "承認"
        RETURNED = "returned", "差戻し"

    readable_with: ClassVar[tuple[str, ...]] = (
        *("read_compartment", "write_compartment", "progress_compartment"),
    )
    added_with: ClassVar[tuple[str, ...]] = ("progress_compartment",)
    is_written_once: ClassVar[bool] = True

    plan = SameCompartmentKey("plans.Plan", related_name="reviews")
    body = models.ForeignKey(Body, verbose_name="機関", on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveIntegerField("版")
    verdict = models.CharField("結果", max_length=10, choices=Verdict)
    comment = models.TextField("コメント", blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "管理者の確認"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(verdict="approved")
                | (models.Q(verdict="returned") & ~models.Q(comment="")),
                name="plan_review_returned_with_reason",
            )
        ]

    def __str__(self) -> str:
        return f"第{self.edition}版 {self.get_verdict_display()}"
