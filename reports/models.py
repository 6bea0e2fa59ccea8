"""Boards and exports asked for. Figures and lists are never stored: they are asked anew."""

from typing import Any, ClassVar

from django.db import models

from access.models import PersonalModel


class BoardExport(PersonalModel):
    """A board as it stood on the screen when it was asked for as a paper: the plans that it names, in
    their order. The gate asks about exactly these (S-91)."""

    plan_ids = models.JSONField("プラン", default=list)
    codes = models.JSONField("条件", default=dict)

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "印刷した進行管理"


class StatisticsExport(PersonalModel):
    """Rows for statistics as they were asked for: which records, and whether they leave the body. The gate
    asks about exactly these (S-91)."""

    body = models.ForeignKey("organizations.Body", on_delete=models.PROTECT, related_name="+")
    record_ids = models.JSONField("記録", default=list)
    first_on = models.DateField("はじめの月")
    last_on = models.DateField("おわりの日")
    recipients = models.CharField("提供先", max_length=300, blank=True)
    purpose = models.CharField("目的", max_length=200, blank=True)
    legal_basis = models.CharField("法的根拠（記号）", max_length=30, blank=True)

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "統計のための書き出し"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(recipients="", legal_basis="")
                | ~models.Q(recipients="") & ~models.Q(purpose="") & ~models.Q(legal_basis=""),
                name="export_leaves_on_a_basis",
            )
        ]


from .counted_models import (  # noqa: E402 - known to the app
    CaseShare,
    CountAnew,
    OtherCaseShare,
    OtherSharedUnit,
    OtherWardTotal,
    SharedUnit,
    WardTotal,
)
from .entrusted_models import BodyReport  # noqa: E402 - known to the app
from .figure_models import (  # noqa: E402 - known to the app
    FigureCell,
    FigureExport,
    FigureTarget,
    LastCount,
    MonthClose,
    Scope,
)
from .kept_models import KeptCount  # noqa: E402 - known to the app

__all__ = [
    "BoardExport",
    "BodyReport",
    "CaseShare",
    "CountAnew",
    "FigureCell",
    "FigureExport",
    "FigureTarget",
    "KeptCount",
    "LastCount",
    "MonthClose",
    "OtherCaseShare",
    "OtherSharedUnit",
    "OtherWardTotal",
    "Scope",
    "SharedUnit",
    "StatisticsExport",
    "WardTotal",
]
