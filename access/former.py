"""What somebody may know of a conference that is over for her, or not open to her yet: that it is over, on
which law it sits, and no case (R4, R16)."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Exists
from django.db.models.functions import Least, Now

from .models import Rule, UserGrant
from .shared_sets import Statement
from .together import Rows, ask_together


def ended_memberships(user: Any) -> models.QuerySet[Any]:
    """Memberships of the acting user that are over, with when they ended; none of a case that she is
    kept out of (R12). Their duty lasts, whatever she is named to since (R16)."""
    ended = Statement("select access.ended_admissions()", ())
    return (
        UserGrant.objects.filter(user=user, pk__in=ended)
        .annotate(ended_at=Least("valid_until", "appointment__valid_until"))
        .order_by("-ended_at", "pk")
    )


def not_named_anew(ended: models.QuerySet[Any], user: Any) -> models.QuerySet[Any]:
    """Of memberships that are over those of conferences that are over for her: she is not named to them again."""
    return ended.filter(~Exists(_named_anew(user)))


def _named_anew(user: Any) -> models.QuerySet[Any]:
    """Memberships of the same conference that hold, or wait for her to acknowledge the duty."""
    now = Now()
    return UserGrant.objects.filter(
        models.Q(valid_until__isnull=True) | models.Q(valid_until__gt=now),
        models.Q(appointment__valid_until__isnull=True)
        | models.Q(appointment__valid_until__gt=now),
        user=user,
        basis=Rule.SUPPORT_MEETING,
        content_object=models.OuterRef("content_object"),
        appointment__valid_from__lte=now,
    )


# The law of each conference to which the acting user is or was named, by membership (R4, R16).
LAWS = Rows("select source, law from access.laws_of_admissions()")


def laws_of_admissions() -> dict[uuid.UUID, str]:
    """By membership. Whoever is to acknowledge a duty reads that of the right law, and still no case."""
    return dict(ask_together([LAWS])[0])
