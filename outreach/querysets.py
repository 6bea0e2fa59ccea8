"""Questions about outreach, named as people ask them."""

import datetime
from typing import Any

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from access.querysets import ConfidentialQuerySet

from .states import OutreachState


class OutreachQuerySet(ConfidentialQuerySet[Any]):
    def going_on(self) -> "OutreachQuerySet":
        """Not closed."""
        return self.exclude(state=OutreachState.CLOSED)

    def for_list(self) -> "OutreachQuerySet":
        """With what a row of a list says."""
        return self.select_related("compartment__case", "body", "in_charge")


class OutreachManager(models.Manager.from_queryset(OutreachQuerySet)):  # type: ignore[misc]
    """Default manager of Outreach."""


class PlannedVisitQuerySet(ConfidentialQuerySet[Any]):
    def planned(self) -> "PlannedVisitQuerySet":
        return self.filter(state="planned")

    def between(self, first: datetime.date, last: datetime.date) -> "PlannedVisitQuerySet":
        return self.filter(on__range=(first, last))

    def not_back(self, now: datetime.datetime | None = None) -> "PlannedVisitQuerySet":
        """The time to be back is over, and nobody has said that who went is back."""
        local = timezone.localtime(now)
        over = Q(on__lt=local.date()) | Q(on=local.date(), return_by__lt=local.time())
        waiting = self.filter(returned_at__isnull=True, return_by__isnull=False)
        return waiting.exclude(state="cancelled").filter(over)

    def unwritten(self) -> "PlannedVisitQuerySet":
        """The day is over, and nobody wrote what came of it."""
        return self.planned().filter(on__lt=timezone.localdate())

    def for_list(self) -> "PlannedVisitQuerySet":
        return self.with_people().select_related("compartment__case", "outreach__compartment")

    def with_people(self) -> "PlannedVisitQuerySet":
        return self.select_related("visitor", "companion")


class PlannedVisitManager(models.Manager.from_queryset(PlannedVisitQuerySet)):  # type: ignore[misc]
    """Default manager of PlannedVisit."""


def _counted() -> dict[str, Any]:
    met = Q(result__in=("person", "family"))
    return {
        "attempts": Count("pk"),
        "contacts": Count("pk", filter=met),
        "door": Count("pk", filter=Q(result="door")),
        "absent": Count("pk", filter=Q(result="absent")),
        "refused": Count("pk", filter=Q(result="refused")),
        "signs": Count("pk", filter=Q(result="signs")),
        "last_contact": Max("at", filter=met),
    }


class VisitAttemptQuerySet(ConfidentialQuerySet[Any]):
    def _correction(self) -> Exists:
        return Exists(self.model.objects.filter(corrects=OuterRef("pk")))

    def that_count(self) -> "VisitAttemptQuerySet":
        """As corrected: a row that another one corrects counts no more."""
        return self.filter(~self._correction())

    def with_correction(self) -> "VisitAttemptQuerySet":
        """Each with `is_corrected`: it stays readable, crossed out."""
        return self.annotate(is_corrected=self._correction())

    def urgent(self) -> "VisitAttemptQuerySet":
        """By outreach the latest that saw a sign with which nobody waits, until she herself has spoken since: a door
        that stayed closed answers nothing."""
        from .models import AT_ONCE, SPOKE

        seen = Q(signs__has_any_keys=sorted(AT_ONCE))
        later = self.model.objects.that_count().filter(
            outreach=OuterRef("outreach"), at__gt=OuterRef("at")
        )
        return self.that_count().filter(seen, ~Exists(later.filter(seen | Q(result__in=SPOKE))))

    def counts(self) -> dict[str, Any]:
        """attempts, contacts (本人・家族), door, absent, refused, signs, and the last day of a contact."""
        found: dict[str, Any] = self.order_by().aggregate(**_counted())
        return found

    def counts_by_outreach(self) -> "models.QuerySet[Any, dict[str, Any]]":
        """The same, a row for each `outreach`."""
        return self.order_by().values("outreach").annotate(**_counted())

    def last_tries(self, by: str = "outreach__record") -> "models.QuerySet[Any, Any]":
        """By record (or `by`): when the person or the family was met last, and when somebody tried last."""
        met = Max("at", filter=Q(result__in=("person", "family")))
        return self.order_by().values_list(by).annotate(met_at=met, tried_at=Max("at"))

    def with_people(self) -> "VisitAttemptQuerySet":
        return self.select_related("visitor", "companion", "created_by")


class VisitAttemptManager(models.Manager.from_queryset(VisitAttemptQuerySet)):  # type: ignore[misc]
    """Default manager of VisitAttempt."""
