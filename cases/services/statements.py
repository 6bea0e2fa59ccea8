"""A statement shared under a consent that is no copy of a note: what another app carries over (R3)."""

import datetime
import uuid
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.shortcuts import may_write
from cases.models import Consent, SharedExtract
from organizations.models import Body

from .consents import require_holding, require_in_scope


@transaction.atomic
def share_statement(
    *,
    consent: Consent,
    body: Body,
    category: str,
    person_id: uuid.UUID | None,
    recorded_on: datetime.date,
    nature: str,
    source: str,
    text: str,
    by: Any,
) -> SharedExtract:
    """Enter a statement of a body where the bodies of the consent read it.

    It closes with the consent like every copy. The line in the ledger is of who calls: in the
    compartment that it leaves (R21).
    """
    require_holding(consent)
    if not may_write(by, consent.compartment):
        raise DomainError("この同意の共有先に、あなたの名前がありません。名前のある人が行います")
    require_in_scope(consent, category, person_id, by)
    made: SharedExtract = SharedExtract.objects.create(
        compartment_id=consent.compartment_id,
        created_by=by,
        consent=consent,
        body=body,
        category=category,
        person_id=person_id,
        recorded_on=recorded_on,
        nature=nature,
        source=source,
        text=text,
    )
    return made
