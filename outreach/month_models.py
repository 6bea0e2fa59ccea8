"""What was reported of a month: the figures as they stood then, and the paper that was asked for."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from access.models import ConfidentialModel, PersonalModel, SameCompartmentKey
from organizations.models import Body

from .models import Outreach


class ReportedMonth(ConfidentialModel):
    """RECORD: what was reported of an outreach for a month, as it stood then; written once.

    The figures of a month that was reported do not change by what is written later (domain.md R31).
    """

    is_written_once: ClassVar[bool] = True

    outreach = SameCompartmentKey(Outreach, related_name="reported_months")
    month = models.DateField("月")
    turn = models.PositiveSmallIntegerField("何回目の報告", default=1)
    figures = models.JSONField("数", default=dict)

    class Meta(ConfidentialModel.Meta):
        ordering = ["-month", "-turn", "created_at", "id"]
        verbose_name = verbose_name_plural = "月次報告の内容"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=Q(month__day=1), name="reported_month_by_the_month"),
            models.UniqueConstraint(
                fields=["outreach", "month", "turn"], name="reported_month_once_a_turn"
            ),
        ]


class MonthlyReport(PersonalModel):
    """A monthly report asked for as a paper: of which body, month, and which rows it reports."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="+")
    month = models.DateField("月")
    line_ids = models.JSONField("報告した行", default=list)

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "月次報告"
