"""The steps of the way to consent: each is an event of cases or plans, carried out for an outreach.

What was told in a 支援会議 is touched by none of them (R7); attempts and sources stay in the record.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from access.errors import DomainError
from cases import services as cases
from cases.models import CaseRecord, Consent, Note
from cases.services import consent_covers
from meetings import services as meetings
from organizations.models import Appointment
from outreach.models import Outreach
from outreach.states import OutreachState
from plans import services as plans
from plans.models import Plan

from .guards import consents_of_target
from .moving import last_day, move_on
from .targets import target_of

S = OutreachState
HERSELF = (
    "この手順では、本人の同意を記録します。「同意した人」に本人を入れてください。"
    "ほかの世帯員だけの同意は、ケースの画面から記録できます"
)
TOWARDS_CONSENT: dict[str, str] = {
    S.IDENTIFIED: S.PRE_COORDINATION,
    S.PRE_COORDINATION: S.APPROACHING,
    S.APPROACHING: S.CONTACTED,
    S.CONTACTED: S.RELATIONSHIP,
    S.RELATIONSHIP: S.CONSENTED,
}


def record_of(outreach: Outreach, by: Any) -> CaseRecord:
    """The record in which the outreach lies, as the user sees it."""
    rows = CaseRecord.objects.visible_to(by).select_related("compartment__case", "body")
    found: CaseRecord = rows.get(pk=outreach.record_id)
    return found


def _require_going_on(outreach: Outreach) -> None:
    if outreach.is_closed:
        raise DomainError("終結したアウトリーチでは、手順を進められません")


def _require_hers(outreach: Outreach, consent_id: uuid.UUID, by: Any) -> None:
    if not consents_of_target(outreach, by).filter(pk=consent_id).exists():
        raise DomainError(
            "本人の有効な同意ではありません。「同意への手順」を開き直して、本人の同意を確かめてください"
        )


@transaction.atomic
def receive_consent(*, outreach: Outreach, facts: dict[str, Any], by: Any) -> Consent:
    """She has agreed: the consent is recorded (R3), and where a relation has been built the outreach
    says so in the same moment. From an earlier state it is moved by a step of its own.

    Raises DomainError when she is not among those who consented: others of the household may consent
    for themselves, on the page of the case (domain.md 0.1, fact 6)."""
    _require_going_on(outreach)
    target = target_of(outreach, by)
    if target is None or target.pk not in {person.pk for person in facts["persons"]}:
        raise DomainError(HERSELF)
    consent = cases.record_consent(record=record_of(outreach, by), by=by, **facts)
    if outreach.state == S.RELATIONSHIP:
        on = max(consent.given_on, last_day(outreach, by))
        move_on(outreach=outreach, to=S.CONSENTED, on=on, by=by)
    return consent


@transaction.atomic
def reach_consent(*, outreach: Outreach, by: Any, version: int | None = None) -> Outreach:
    """Forward to 同意あり, state after state, each with its guard: the ladder shows all of them."""
    _require_going_on(outreach)
    if outreach.state not in TOWARDS_CONSENT:
        raise DomainError("段階は、もう「同意あり」か、その先に進んでいます")
    moved = outreach
    while (to := TOWARDS_CONSENT.get(moved.state)) is not None:
        moved = move_on(outreach=moved, to=to, by=by, version=version)
        version = None
    return moved


@transaction.atomic
def share_notes(
    *,
    outreach: Outreach,
    notes: Sequence[Note],
    consent: Consent,
    category: str,
    person_id: uuid.UUID | None,
    by: Any,
) -> Consent:
    """Chosen notes of the record are shared under the consent, a copy each (R3)."""
    _require_going_on(outreach)
    _require_hers(outreach, consent.pk, by)
    if not notes:
        raise DomainError("共有する記録を選んでください")
    for note in notes:
        cases.share_note(note=note, consent=consent, category=category, person_id=person_id, by=by)
    return consent


@transaction.atomic
def ask_secretariat(*, outreach: Outreach, sheet: dict[str, Any], by: Any) -> Any:
    """Ask for 多機関協働. On the ground of consent only whom the consent names is asked (R3, R21)."""
    _require_going_on(outreach)
    if sheet["legal_basis"].needs_consent:
        held = consents_of_target(outreach, by)
        asked = [sheet["secretariat"]]
        if not any(consent_covers(consent=row, bodies=asked, by=by) for row in held):
            raise DomainError(
                f"有効な同意の共有先に「{asked[0]}」が入っていません。"
                "事務局を共有先に加えた同意を、あらためて受けてください"
            )
    return meetings.request_coordination(record=record_of(outreach, by), by=by, **sheet)


@transaction.atomic
def begin_plan(
    *,
    outreach: Outreach,
    consent_id: uuid.UUID,
    office: Appointment,
    subject: str,
    by: Any,
    former: Plan | None = None,
    version: int | None = None,
) -> Plan:
    """The plan with consent begins: taken over from the outreach plan of before, where there is one
    that the coordinator keeps; otherwise new (R5)."""
    _require_going_on(outreach)
    _require_hers(outreach, consent_id, by)
    if former is not None:
        return plans.take_into_consent(plan=former, consent_id=consent_id, version=version, by=by)
    case = outreach.compartment.case
    with_consent = Plan.objects.visible_to(by).of_case(case).going_on()
    if with_consent.filter(consent_id__isnull=False).exists():
        raise DomainError("同意のあるプランは、もう作られています")
    return plans.draft_plan(
        case=case,
        consent_id=consent_id,
        office=office,
        subject=subject,
        kind=Plan.Kind.OUTREACH,
        by=by,
    )
