"""What an entrusted body reported to the ward of a month."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, Q

from access.of_bodies import OfBodyModel, OfBodyQuerySet
from organizations.models import Appointment, Role

DESKS: tuple[str, ...] = (Role.CASEWORKER, Role.SUPERVISOR)


class BodyReportQuerySet(OfBodyQuerySet):
    def told_to(self, user: Any) -> Self:
        """Those of which she reads the numbers: her own, and for the secretariat all. They were counted from what their
        author sees: a colleague would find in them that there is a case which is none for her (R12, R14)."""
        everywhere = Appointment.objects.current().filter(
            staff=user, role_group__role__in=self.model.also_read_by
        )
        return self.visible_to(user).filter(Q(created_by=user) | Exists(everywhere))


class BodyReport(OfBodyModel):
    """The figures of a body for a month, as they stood when it reported them: written once, and what is
    written into records later changes none of them (R31). A correction is another turn, with its reason.

    Whole numbers of indicators, and nobody's. The body and the secretariat read that it was made; its numbers are read
    by who made it and by the secretariat (`told_to`).
    """

    kept_by: ClassVar[tuple[str, ...]] = DESKS
    also_read_by: ClassVar[tuple[str, ...]] = (Role.COORDINATOR,)
    jobs_role_columns: ClassVar[tuple[str, ...]] = ("id", "body_id", "month")

    objects: ClassVar[Any] = BodyReportQuerySet.as_manager()

    month = models.DateField("月")
    turn = models.PositiveSmallIntegerField("何回目の報告", default=1)
    figures = models.JSONField("数", default=dict)
    reason = models.CharField("訂正の理由", max_length=300, blank=True)

    class Meta(OfBodyModel.Meta):
        ordering = ["-month", "-turn"]
        verbose_name = verbose_name_plural = "委託先の月次報告"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="body_report_of_a_month"),
            models.UniqueConstraint(
                fields=["body", "month", "turn"], name="body_report_once_a_turn"
            ),
            models.CheckConstraint(
                condition=models.Q(turn=1) | ~models.Q(reason=""),
                name="body_report_corrected_with_reason",
            ),
        ]
