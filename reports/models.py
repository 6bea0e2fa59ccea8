"""Boards asked for as papers. Figures and lists are never stored: they are asked anew."""

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


from .figure_models import (  # noqa: E402 - known to the app
    FigureCell,
    FigureExport,
    FigureTarget,
    LastCount,
    MonthClose,
    Scope,
)

__all__ = [
    "BoardExport",
    "FigureCell",
    "FigureExport",
    "FigureTarget",
    "LastCount",
    "MonthClose",
    "Scope",
]
