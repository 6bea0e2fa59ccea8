"""Named questions about hand-offs and consents."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from access.querysets import ConfidentialQuerySet


class ReferralQuerySet(ConfidentialQuerySet[Any]):
    def to_bodies(self, bodies: Any) -> "ReferralQuerySet":
        return self.filter(receiver_body__in=bodies)

    def from_bodies(self, bodies: Any) -> "ReferralQuerySet":
        return self.filter(sender_body__in=bodies)

    def awaiting_answer(self) -> "ReferralQuerySet":
        """Sent or received, neither taken on nor declined."""
        return self.filter(state__in=["sent", "received"])

    def in_hand(self) -> "ReferralQuerySet":
        """Taken on, result not yet reported."""
        return self.filter(state__in=["accepted", "first_contact"])

    def overdue(self, today: datetime.date | None = None) -> "ReferralQuerySet":
        return self.awaiting_answer().filter(reply_by__lt=today or timezone.localdate())


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
