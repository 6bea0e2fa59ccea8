"""Named questions about hand-offs and consents."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, When
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from access.querysets import ConfidentialQuerySet


class ReferralQuerySet(ConfidentialQuerySet[Any]):
    def to_bodies(self, bodies: Any) -> "ReferralQuerySet":
        return self.filter(receiver_body__in=bodies)

    def from_bodies(self, bodies: Any) -> "ReferralQuerySet":
        return self.filter(sender_body__in=bodies)

    def between_bodies(self, bodies: Any) -> "ReferralQuerySet":
        """Sent or received by one of these bodies."""
        return self.filter(Q(receiver_body__in=bodies) | Q(sender_body__in=bodies))

    def on_sheet(self, sheet: Any) -> "ReferralQuerySet":
        """Legs of one つなぐシート, as far as they are open to who asks."""
        return self.filter(sheet=sheet)

    def under_way(self) -> "ReferralQuerySet":
        """Somebody's step is awaited."""
        return self.exclude(state__in=["closed", "declined", "withdrawn"])

    def awaiting_answer(self) -> "ReferralQuerySet":
        """Sent or received, neither taken on nor declined: the sender is responsible."""
        return self.filter(state__in=["sent", "received"])

    def awaiting_bodies(self, bodies: Any) -> "ReferralQuerySet":
        """The next step is one of these bodies' (domain.md 3.8)."""
        return self.under_way().filter(
            Q(receiver_body__in=bodies) & ~Q(state="reported")
            | Q(sender_body__in=bodies, state="reported")
        )

    def with_due(self) -> "ReferralQuerySet":
        """Adds `step_due_on`, as `Referral.next_due_on` says it, to sort and to filter by."""
        answer = When(due_on__isnull=True, state__in=["sent", "received"], then=F("reply_by"))
        ended = When(state__in=["closed", "declined", "withdrawn"], then=None)
        return self.annotate(step_due_on=Case(ended, answer, default=F("due_on")))

    def most_urgent_first(self) -> "ReferralQuerySet":
        """What is overdue, then what is due next; what has no day at the end."""
        return self.with_due().order_by(F("step_due_on").asc(nulls_last=True), "-sent_at", "id")

    def overdue(self, today: datetime.date | None = None) -> "ReferralQuerySet":
        return self.with_due().filter(step_due_on__lt=today or timezone.localdate())


class ReferralManager(models.Manager.from_queryset(ReferralQuerySet)):  # type: ignore[misc]
    """Default manager of Referral."""


class ConsentQuerySet(ConfidentialQuerySet[Any]):
    def valid(self) -> "ConsentQuerySet":
        """In force today by the database's clock, and not withdrawn (R3, R17)."""
        today = TruncDate(Now())
        return self.filter(
            withdrawn_at__isnull=True, given_on__lte=today, valid_until_on__gte=today
        )

    def covering(self, bodies: Iterable[Any]) -> "ConsentQuerySet":
        """Consents that name every one of the bodies, or were recorded by it (R3, R8)."""
        found = self
        for body in bodies:
            found = found.filter(Q(body=body) | Q(bodies__body=body))
        return found.distinct()


class ConsentManager(models.Manager.from_queryset(ConsentQuerySet)):  # type: ignore[misc]
    """Default manager of Consent."""
