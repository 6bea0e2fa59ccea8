"""Whether somebody may rest something on a consent: it holds, and she reads it (R3, R8). Who decides on its ground looks
at whom it names; pages that offer such a step and services that take it ask the same here."""

import uuid
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from access import grants
from access.errors import DomainError
from cases.models import Consent

# Said on pages as well (`not_named`), where the step is not offered.
NOT_NAMED = (
    "もとになる同意を見られるのは、同意を受けた機関と、同意の共有先で担当者になっている人だけです。"
    "事務局で担当者になっている人に頼んでください。その人がいないときは、同意を受けた機関に、"
    "ケースの「本人の同意」で事務局の担当者を替えてもらってください"
)


def is_at_hand(consent_id: uuid.UUID | None, by: Any) -> bool:
    """Whether this consent holds now and the user reads it."""
    rows = Consent.objects.visible_to(by).valid()
    return consent_id is not None and bool(rows.filter(pk=consent_id).exists())


def readable(consent_ids: Collection[uuid.UUID], by: Any) -> QuerySet[Any]:
    """Keys of those of these consents for which `is_at_hand` says yes, as a question to be asked with others."""
    rows = Consent.objects.visible_to(by).valid().filter(pk__in=consent_ids)
    made: QuerySet[Any] = rows.order_by().values_list("pk", flat=True)
    return made


def require_named(consent_id: uuid.UUID, by: Any) -> None:
    """Of a consent that the user does not read: it holds all the same, and names somebody else. Raises DomainError then.
    One that she reads is of another case, or over: it is not a matter of whom it names (R8)."""
    is_read = Consent.objects.visible_to(by).filter(pk=consent_id).exists()
    if not is_read and grants.in_force([consent_id]):
        raise DomainError(NOT_NAMED)
