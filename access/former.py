"""What somebody may still know of a 支援会議 that is over for her: that it is over, and no case (R16)."""

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
