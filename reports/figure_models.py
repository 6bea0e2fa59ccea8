"""What is kept of figures: those of the ward as last counted, targets, closed months, papers asked for.

The figures of the ward are rows about nobody, written by the role for scheduled work (access.counting);
those of a body are counted when somebody looks, and stand for a minute (reports.kept).
"""

from typing import Any, ClassVar

from django.db import models

from access.anonymous_models import AnonymousModel
from access.models import PersonalModel
from access.open_registers import OpenRegisterModel
from documents.wareki import fiscal_year, fiscal_year_label
from organizations.models import Role


class Scope(models.TextChoices):
    """Of what a cell is the number."""

    MONTH = "month", "月"
    YEAR = "year", "年度累計"


class FigureCell(AnonymousModel):
    """One number of the ward: month, indicator, and the value of one break-down (none: the whole)."""

    is_counted = True

    month = models.DateField("月")
    scope = models.CharField("期間", max_length=5, choices=Scope)
    indicator = models.CharField("指標", max_length=20)
    breakdown = models.CharField("内訳", max_length=20, blank=True)
    code = models.CharField("内訳の値（コード）", max_length=40, blank=True)
    number = models.DecimalField("数", max_digits=12, decimal_places=1, null=True)
    # From how many rows: an average of a few tells of each (R20).
    base = models.PositiveIntegerField("もとの件数", default=0)

    class Meta(AnonymousModel.Meta):
        verbose_name = verbose_name_plural = "区の実績"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="figure_cell_of_a_month"),
            models.UniqueConstraint(
                fields=["month", "scope", "indicator", "breakdown", "code"],
                name="figure_cell_once",
            ),
        ]


class LastCount(AnonymousModel):
    """When the figures of the ward were last counted, so that a page can say so: one row."""

    is_counted = True

    of = models.CharField("何を", max_length=10, unique=True, default="ward")
    counted_at = models.DateTimeField("数えた日時")
    # How it was counted, and the same of each indicator that is kept up to date: another version counts anew.
    fingerprint = models.CharField("数え方", max_length=64)
    definitions = models.JSONField("指標ごとの数え方", default=dict, db_default={})
    # What bodies and offices were, by their key.
    bodies = models.JSONField("機関と役割の区分", default=dict, db_default={})
    # In which of the two places stands what it is the sum of (reports.counted_models).
    kept_in = models.PositiveSmallIntegerField("集計の置き場所", default=0, db_default=0)
    # Whether some indicators are not kept up to date, until the whole ward is counted.
    is_partly_old = models.BooleanField("前の数え方の数を含む", default=False, db_default=False)

    class Meta(AnonymousModel.Meta):
        verbose_name = verbose_name_plural = "実績を数えた時刻"


class _OfSecretariat(OpenRegisterModel):
    """Read and written by the secretariat of the ward."""

    kept_by: ClassVar[tuple[str, ...]] = (Role.COORDINATOR,)

    class Meta(OpenRegisterModel.Meta):
        abstract = True


class FigureTarget(_OfSecretariat):
    """What is wanted of an indicator in a fiscal year."""

    fiscal_year = models.PositiveSmallIntegerField("年度")
    indicator = models.CharField("指標", max_length=20)
    number = models.DecimalField("目標", max_digits=9, decimal_places=1, null=True, blank=True)

    class Meta(_OfSecretariat.Meta):
        verbose_name = verbose_name_plural = "年度の目標"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["fiscal_year", "indicator"], name="target_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(number__isnull=True) | models.Q(number__gte=0),
                name="target_not_below_nothing",
            ),
        ]


class MonthClose(_OfSecretariat):
    """The figures of a month as the ward closed it (R31). A correction is another turn; the turn before
    stays."""

    is_written_once: ClassVar[bool] = True

    month = models.DateField("月")
    turn = models.PositiveSmallIntegerField("何回目の締め", default=1)
    figures = models.JSONField("数", default=dict)
    reason = models.CharField("訂正の理由", max_length=300, blank=True)

    class Meta(_OfSecretariat.Meta):
        ordering = ["-month", "-turn"]
        verbose_name = verbose_name_plural = "月の締め"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(month__day=1), name="close_of_a_month"),
            models.UniqueConstraint(fields=["month", "turn"], name="month_closed_once_a_turn"),
            models.CheckConstraint(
                condition=models.Q(turn=1) | ~models.Q(reason=""),
                name="close_corrected_with_reason",
            ),
        ]

    @property
    def fiscal_year(self) -> int:
        return fiscal_year(self.month)


class FigureExport(PersonalModel):
    """A yearly report asked for: of which fiscal year, and from which number on it shows (R32)."""

    fiscal_year = models.PositiveSmallIntegerField("年度")
    least = models.PositiveSmallIntegerField("出す最小の数", default=10)

    class Meta(PersonalModel.Meta):
        ordering = ["-created_at", "-id"]
        verbose_name = verbose_name_plural = "作成した年次報告"

    @property
    def year_words(self) -> str:
        return fiscal_year_label(self.fiscal_year)
