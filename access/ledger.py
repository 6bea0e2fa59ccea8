"""Ledger of disclosures 提供記録 (R21): one row for whatever leaves its body."""

from typing import Any

from django.db import models

from organizations.models import Body, LegalBasis

from .models import Compartment, Disclosure
from .open_disclosures import OpenDisclosure


def enter(
    *,
    by: Any,
    body: Body,
    compartment: Compartment | None,
    channel: str,
    obj: models.Model | None,
    recipients: str,
    purpose: str,
    legal_basis: LegalBasis,
) -> Disclosure | OpenDisclosure:
    """Enter one disclosure, in the compartment that it left, on exactly one legal basis; what is of no case
    stands in a ledger of its own."""
    facts: dict[str, Any] = {
        "created_by": by,
        "channel": channel,
        "object_kind": str(obj._meta.verbose_name) if obj else "",
        "object_id": obj.pk if obj else None,
        "recipients": recipients[:500],
        "purpose": purpose[:300],
        "legal_basis": legal_basis,
        "body": body,
    }
    if compartment is None:
        opened: OpenDisclosure = OpenDisclosure.objects.create(**facts)
        return opened
    made: Disclosure = Disclosure.objects.create(compartment=compartment, **facts)
    return made
