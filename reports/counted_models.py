"""What counting keeps between two counts (reports.counting): by case what it adds to the figures, and the
sums of it. No page reads it, and the application could not."""

import uuid
from typing import Any, ClassVar

from django.db import models

from access.counted_models import CountedModel


class CaseShare(CountedModel):
    """What one case adds to the figures: numbers by mark (reports.shares). Rows that lie in no case have
    one such row together. The id is no key: a case may go at any time, and is taken out of the sums then."""

    case = models.UUIDField("ケース", primary_key=True)
    numbers = models.JSONField("数", default=dict)

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "ケースごとの数"


class SharedUnit(CountedModel):
    """What is counted once although several cases may have it: an occasion, a body, a person in several
    files. In a month, of a case."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.UUIDField("ケース")
    indicator = models.CharField("指標", max_length=20)
    month = models.CharField("月", max_length=7)
    unit = models.CharField("1と数えるもの", max_length=100)

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "いくつかのケースで1と数えるもの"
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["case", "indicator", "month", "unit"], name="shared_unit_once"
            )
        ]


class WardTotal(CountedModel):
    """The sum of what all cases add under one mark. Parts of a number are summed in the figures themselves."""

    mark = models.CharField("何の数", max_length=100, primary_key=True)
    number = models.BigIntegerField("数")

    class Meta(CountedModel.Meta):
        verbose_name = verbose_name_plural = "区の合計"
