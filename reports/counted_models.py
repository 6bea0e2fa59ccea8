"""What counting keeps between two counts (reports.counting): by case what it adds to the figures, and the
sums of it. No page reads it, and the application could not.

There are two places for it (`KEPT`): in one stands what the figures that are shown are made of; in the other, while
the whole ward is counted anew, what they will be made of.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models

from access.counted_models import CountedModel


class _Share(CountedModel):
    """What one case adds to the figures: numbers by mark (reports.shares). Rows that lie in no case have
    one such row together. The id is no key: a case may go at any time, and is taken out of the sums then. A case
    that adds nothing has a row as well: it was counted."""

    case = models.UUIDField("ケース", primary_key=True)
    numbers = models.JSONField("数", default=dict)

    class Meta(CountedModel.Meta):
        abstract = True


class CaseShare(_Share):
    """In the first place."""

    class Meta(_Share.Meta):
        verbose_name = verbose_name_plural = "ケースごとの数"


class OtherCaseShare(_Share):
    """In the second."""

    class Meta(_Share.Meta):
        verbose_name = verbose_name_plural = "ケースごとの数（もう一方）"


class _Unit(CountedModel):
    """What is counted once although several cases may have it: an occasion, a body, a person in several
    files. In a month, of a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.UUIDField("ケース")
    indicator = models.CharField("指標", max_length=20)
    month = models.CharField("月", max_length=7)
    unit = models.CharField("1と数えるもの", max_length=100)

    class Meta(CountedModel.Meta):
        abstract = True


class SharedUnit(_Unit):
    """In the first place."""

    class Meta(_Unit.Meta):
        verbose_name = verbose_name_plural = "いくつかのケースで1と数えるもの"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case", "indicator", "month", "unit"], name="shared_unit_once"
            )
        ]


class OtherSharedUnit(_Unit):
    """In the second."""

    class Meta(_Unit.Meta):
        verbose_name = verbose_name_plural = "いくつかのケースで1と数えるもの（もう一方）"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case", "indicator", "month", "unit"], name="other_shared_unit_once"
            )
        ]


class _Total(CountedModel):
    """The sum of what all cases add under one mark."""

    mark = models.CharField("何の数", max_length=100, primary_key=True)
    number = models.BigIntegerField("数")

    class Meta(CountedModel.Meta):
        abstract = True


class WardTotal(_Total):
    """In the first place."""

    class Meta(_Total.Meta):
        verbose_name = verbose_name_plural = "区の合計"


class OtherWardTotal(_Total):
    """In the second."""

    class Meta(_Total.Meta):
        verbose_name = verbose_name_plural = "区の合計（もう一方）"


class CountAnew(CountedModel):
    """That the whole ward is being counted anew: since when, how, and until when changes are in what was
    counted of it. One row, as long as it takes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    counted_at = models.DateTimeField("ここまでの変更を数えた")
    fingerprint = models.CharField("数え方", max_length=64)
    bodies = models.JSONField("機関と役割の区分", default=dict, db_default={})

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "区全体の数え直し"


@dataclass(frozen=True)
class Kept:
    """One of the places: rows of each kind, for scheduled work."""

    shares: Callable[[], Any]
    units: Callable[[], Any]
    totals: Callable[[], Any]


KEPT = (
    Kept(CaseShare.objects.scheduled, SharedUnit.objects.scheduled, WardTotal.objects.scheduled),
    Kept(
        OtherCaseShare.objects.scheduled,
        OtherSharedUnit.objects.scheduled,
        OtherWardTotal.objects.scheduled,
    ),
)
