"""Ledger of disclosures 提供記録 (R21): one row for whatever leaves its body."""

from typing import Any

from organizations.models import Body, LegalBasis

from .models import Compartment, ConfidentialModel, Disclosure


def enter(
    *,
    by: Any,
    body: Body,
    compartment: Compartment,
    channel: str,
    obj: ConfidentialModel | None,
    recipients: str,
    purpose: str,
    legal_basis: LegalBasis,
) -> Disclosure:
    """Enter one disclosure, in the compartment that it left, on exactly one legal basis."""
    return Disclosure.objects.create(
        compartment=compartment,
        created_by=by,
        channel=channel,
        object_kind=str(obj._meta.verbose_name) if obj else "",
        object_id=obj.pk if obj else None,
        recipients=recipients[:500],
        purpose=purpose[:300],
        legal_basis=legal_basis,
        body=body,
    )
