"""How urgent a case is to a body: as the last reception says it, be it an intake or a つなぎ that the body took on, which
begins its record without one (domain.md 3.8). Shown on the page of the case, in lists and on papers."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import TruncDate
from django.utils import timezone

from .models import Intake, Referral


def urgency_of(
    intakes: Iterable[Intake], legs: Iterable[Referral], bodies: Collection[uuid.UUID | None]
) -> str:
    """The letter; empty where nothing says it. `legs`: つなぎ of the case, of which those count that one of the bodies has
    taken on; of the day of an intake the intake counts."""
    intake = max(intakes, key=lambda row: (row.received_on, row.created_at), default=None)
    taken = [
        (row.accepted_at, row.urgency)
        for row in legs
        if row.accepted_at is not None and row.receiver_body_id in bodies
    ]
    own = intake.urgency if intake is not None else ""
    if not taken:
        return own
    at, letter = max(taken)
    is_later = intake is None or timezone.localdate(at) > intake.received_on
    return letter if is_later else own


def with_urgency(files: QuerySet[Any], user: Any, bodies: Any) -> QuerySet[Any]:
    """The same for a list of cases, to filter by: `urgency_letter`."""
    intakes = Intake.objects.visible_to(user).filter(compartment__case=OuterRef("pk"))
    intakes = intakes.order_by("-received_on", "-created_at")
    legs = Referral.objects.visible_to(user).to_bodies(bodies).taken_on()
    legs = legs.filter(compartment__case=OuterRef("pk")).order_by("-accepted_at")
    is_later = Q(taken_on__isnull=False) & (
        Q(intake_on__isnull=True) | Q(taken_on__gt=F("intake_on"))
    )
    return files.alias(
        intake_on=Subquery(intakes.values("received_on")[:1]),
        taken_on=Subquery(legs.values(day=TruncDate("accepted_at"))[:1]),
        urgency_letter=Case(
            When(is_later, then=Subquery(legs.values("urgency")[:1])),
            default=Subquery(intakes.values("urgency")[:1]),
        ),
    )
