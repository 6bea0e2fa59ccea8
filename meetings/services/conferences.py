"""重層的支援会議: convened and held only under a valid consent of the person (R8)."""

import datetime
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.models import Compartment
from access.shortcuts import save_changed
from cases.models import Consent
from cases.services import uncovered_bodies
from organizations.models import Body

from ..models import CONFERENCE_MOVES, ConferenceState, PlanConference


def _valid_consent(consent_id: uuid.UUID, bodies: Iterable[Body], by: Any) -> Consent:
    consent = Consent.objects.visible_to(by).valid().filter(pk=consent_id).first()
    if consent is None:
        raise DomainError(
            "有効な本人同意がないため、重層的支援会議は開けません。同意が得られるまでは、支援会議で検討してください"
        )
    missing = uncovered_bodies(consent=consent, bodies=bodies, by=by)
    if missing:
        names = "、".join(body.name for body in missing)
        raise DomainError(f"本人同意に含まれていない機関があります：{names}")
    return consent


@transaction.atomic
def convene_plan_conference(
    *,
    plan: Compartment,
    consent_id: uuid.UUID,
    held_on: datetime.date,
    place: str,
    bodies: Sequence[Body],
    by: Any,
) -> PlanConference:
    """Convene a 重層的支援会議. Refused without a valid consent for every body (R8)."""
    _valid_consent(consent_id, bodies, by)
    return PlanConference.objects.create(
        compartment=plan,
        created_by=by,
        consent_id=consent_id,
        held_on=held_on,
        place=place,
        attendance=[body.name for body in bodies],
    )


@transaction.atomic
def record_plan_conference(
    *,
    conference: PlanConference,
    minutes: str,
    result: str,
    bodies: Sequence[Body],
    by: Any,
    version: int | None = None,
) -> PlanConference:
    """Record what a 重層的支援会議 found. On that day too the consent must hold (R8)."""
    if ConferenceState.HELD not in CONFERENCE_MOVES[conference.state]:
        raise DomainError(f"この会議は「{conference.get_state_display()}」です")
    _valid_consent(conference.consent_id, bodies, by)
    fields = {
        "state": ConferenceState.HELD,
        "minutes": minutes,
        "result": result,
        "attendance": [body.name for body in bodies],
    }
    return save_changed(conference, by=by, fields=fields, version=version)
