"""What somebody may know of a conference that is over for her, or not open to her yet: that it is over, on
which law it sits, and no case (R4, R16)."""

import uuid
from typing import Any

from django.db import connection, models
from django.db.models.functions import Least

from .models import UserGrant


def ended_memberships(user: Any) -> models.QuerySet[Any]:
    """Memberships of the acting user that are over, with when they ended; none of a case that she is
    kept out of (R12)."""
    with connection.cursor() as cursor:
        cursor.execute("select access.ended_admissions()")
        ended = [row[0] for row in cursor.fetchall()]
    return (
        UserGrant.objects.filter(user=user, pk__in=ended)
        .annotate(ended_at=Least("valid_until", "appointment__valid_until"))
        .order_by("-ended_at", "pk")
    )


def laws_of_admissions() -> dict[uuid.UUID, str]:
    """The law of each conference to which the acting user is or was named, by membership (R4, R16).

    Whoever is to acknowledge a duty reads that of the right law, and still no case.
    """
    with connection.cursor() as cursor:
        cursor.execute("select source, law from access.laws_of_admissions()")
        return dict(cursor.fetchall())
