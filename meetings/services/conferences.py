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
from organizations.models import Appointment, Body, Role

from ..models import CONFERENCE_MOVES, ConferenceAttendance, ConferenceState, PlanConference

NO_CONSENT = (
    "有効な本人同意がないため、重層的支援会議は開けません。"
    "同意を受け直すか、同意が得られるまでは支援会議で検討してください"
)


def _valid_consent(
    plan: Compartment, consent_id: uuid.UUID, bodies: Iterable[Body], by: Any
) -> Consent:
    """The consent, of this very case, if it holds now and names every body."""
    of_case = Consent.objects.visible_to(by).filter(compartment__case=plan.case_id)
    consent: Consent | None = of_case.valid().filter(pk=consent_id).first()
    if consent is None:
        raise DomainError(NO_CONSENT)
    missing = uncovered_bodies(consent=consent, bodies=bodies, by=by)
    if missing:
        names = "、".join(body.name for body in missing)
        raise DomainError(
            f"本人同意に含まれていない機関があります：{names}。"
            "この機関を外すか、機関を加えた同意を受け直してください"
        )
    return consent


def _require_coordinator(plan: Compartment, by: Any) -> None:
    holds = Appointment.objects.current().filter(
        staff=by, role_group__role=Role.COORDINATOR, role_group__body=plan.organization_id
    )
    if not holds.exists():
        raise DomainError("重層的支援会議を開くのは、多機関協働の事務局です")


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
    """Convene a 重層的支援会議. Refused unless a consent names every body and holds on the day (R8)."""
    _require_coordinator(plan, by)
    consent = _valid_consent(plan, consent_id, bodies, by)
    if held_on > consent.valid_until_on:
        raise DomainError(
            "会議の日が、本人の同意の期限より後です。会議の日を早めるか、同意を受け直してください"
        )
    conference = PlanConference.objects.create(
        compartment=plan, created_by=by, consent_id=consent_id, held_on=held_on, place=place
    )
    for body in dict.fromkeys(bodies):
        _invite(conference, body, by)
    return conference


def _invite(conference: PlanConference, body: Body, by: Any, **fields: Any) -> None:
    ConferenceAttendance.objects.create(
        compartment_id=conference.compartment_id,
        created_by=by,
        conference=conference,
        body=body,
        **fields,
    )


@transaction.atomic
def record_plan_conference(
    *,
    conference: PlanConference,
    minutes: str,
    result: str,
    bodies: Sequence[Body],
    by: Any,
    opinion: str = "",
    version: int | None = None,
) -> PlanConference:
    """Record what a 重層的支援会議 found. On that day too the consent must hold (R8).

    `bodies`: which bodies came; those invited that are not among them were absent.
    """
    _require_coordinator(conference.compartment, by)
    if ConferenceState.HELD not in CONFERENCE_MOVES[conference.state]:
        raise DomainError(f"この会議は「{conference.get_state_display()}」です")
    _valid_consent(conference.compartment, conference.consent_id, bodies, by)
    came = {body.pk: body for body in bodies}
    for row in ConferenceAttendance.objects.visible_to(by).filter(conference=conference):
        save_changed(row, by=by, fields={"is_present": came.pop(row.body_id, None) is not None})
    for body in came.values():
        _invite(conference, body, by, is_present=True)
    fields = {
        "state": ConferenceState.HELD,
        "minutes": minutes,
        "opinion": opinion,
        "result": result,
    }
    return save_changed(conference, by=by, fields=fields, version=version)
