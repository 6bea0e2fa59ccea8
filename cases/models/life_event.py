"""家族年表 (RECORD): what happened in a family, as one body knows it, with its source."""

from typing import Any, ClassVar

from django.db import models

from access.models import ConfidentialModel, SameCompartmentKey
from documents.partial_dates import DAY, PRECISIONS, format_partial
from drawings.chronology import HOUSEHOLD

from .record import CaseRecord, Nature, Note


class LifeEvent(ConfidentialModel):
    """RECORD: one line of the family chronology; the record's own, because its source is.

    `who` holds id and name of each person: they lie in another compartment, no key leads there.
    """

    record = SameCompartmentKey(CaseRecord, related_name="life_events")
    note = SameCompartmentKey(
        Note, verbose_name="もとの記録", related_name="life_events", null=True, blank=True
    )
    happened_on = models.DateField("時期")
    precision = models.CharField(max_length=5, choices=PRECISIONS, default=DAY)
    who = models.JSONField("だれの", default=list, blank=True)
    text = models.CharField("出来事", max_length=300)
    nature = models.CharField("内容の性質", max_length=10, choices=Nature, default=Nature.FACT)
    source = models.CharField("情報源", max_length=100)
    removed_on = models.DateField("年表から外した日", null=True, blank=True)

    class Meta(ConfidentialModel.Meta):
        ordering = ["happened_on", "created_at", "id"]
        verbose_name = verbose_name_plural = "家族年表の出来事"
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=~models.Q(text="") & ~models.Q(source=""), name="life_event_has_source"
            )
        ]

    @property
    def when(self) -> str:
        """昭和40年 when no more is known."""
        return format_partial(self.happened_on, self.precision)

    @property
    def who_words(self) -> str:
        """Whose event it is: names, or the whole household."""
        return "、".join(person["name"] for person in self.who) or HOUSEHOLD
