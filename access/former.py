"""What somebody may still know of a 支援会議 that is over for her: that it is over, and no case (R16)."""

from typing import Any

from django.db import models
from django.db.models.functions import Least, Now

from .models import Rule, UserGrant


def ended_memberships(user: Any) -> models.QuerySet[Any]:
    """Memberships of the acting user that are over, with when they ended. Her own grants."""
    return (
        UserGrant.objects.filter(user=user, basis=Rule.SUPPORT_MEETING, valid_from__isnull=False)
        .annotate(ended_at=Least("valid_until", "appointment__valid_until"))
        .filter(ended_at__lte=Now())
        .order_by("-ended_at", "pk")
    )
