"""Situations after a sitting: a consent that names the secretariat, choices put forward."""

import datetime
from typing import Any

from cases import services as cases
from cases.models import Consent
from meetings import services
from meetings.models import CarryChoice, Decision, SupportMeeting
from tests.cases.situations import office, people_of, record_of
from tests.world import acting

from . import situations as s

RECEIVER = "kurashi1"
CATEGORIES = ("01", "02", "03", "09")


def a_consent(meeting: SupportMeeting, *receivers: str, **changes: Any) -> Consent:
    """Of the mother, recorded by the sender's body for the secretariat and one more body."""
    with acting(s.SENDER) as user:
        record = record_of(meeting.compartment.case, s.SENDER)
        values: dict[str, Any] = {
            "persons": [p for p in people_of(meeting.compartment.case, s.SENDER) if p.is_subject],
            "staff_in_charge": [office(name) for name in receivers or (s.COORDINATOR, RECEIVER)],
            "how": "written",
            "given_on": s.days(-1),
            "valid_until_on": s.days(200),
            "purpose": "関係機関が連携して支援するため",
            "categories": list(CATEGORIES),
        }
        return cases.record_consent(record=record, by=user, **values | changes)


def a_draft(origin: Any, consent: Any, by: str = s.COORDINATOR, **changes: Any) -> CarryChoice:
    """What the secretary would put forward; she must be acting."""
    with s.on(origin, by) as (row, user):
        meeting = SupportMeeting.objects.visible_to(user).get(compartment_id=row.compartment_id)
        values: dict[str, Any] = {
            "way": "reword",
            "text": "受診が途切れている。",
            "consent_id": getattr(consent, "pk", consent),
            "category": "03",
        }
        if isinstance(row, Decision):  # of each decision it is asked
            values["tells_who"] = False
        return services.drafted(meeting=meeting, origin=row, by=user, **values | changes)


def a_choice(origin: Any, consent: Any, by: str = s.COORDINATOR, **changes: Any) -> CarryChoice:
    draft = a_draft(origin, consent, by, **changes)
    with acting(by):
        return services.propose(draft=draft)


def left_behind(origin: Any, reason: str = "近所の人の話のため") -> CarryChoice:
    with s.on(origin, s.COORDINATOR) as (row, user):
        meeting = SupportMeeting.objects.visible_to(user).get(compartment_id=row.compartment_id)
        return services.leave_behind(meeting=meeting, origin=row, reason=reason, by=user)


def agreed(choice: CarryChoice, by: str = s.DOCTOR, **changes: Any) -> Any:
    values: dict[str, Any] = {"is_approved": True} | changes
    if choice.decision_id:
        values = {"tells_who": False} | values
    return s.as_somebody(by, choice, services.answer_choice, "choice", **values)


def carried(choice: CarryChoice, by: str = s.COORDINATOR) -> Any:
    return s.as_somebody(by, choice, services.carry_over, "choice")


def withdrawn(consent: Consent, **changes: Any) -> None:
    with s.on(consent, s.SENDER) as (row, user):
        cases.withdraw_consent(consent=row, note="電話で", by=user, **changes)


def expired(consent: Consent) -> None:
    """Its last day is past: as who recorded it may write it."""
    with s.on(consent, s.SENDER) as (row, user):
        Consent.objects.changeable_by(user).filter(pk=row.pk).update(
            given_on=s.days(-9), valid_until_on=s.days(0) - datetime.timedelta(days=1)
        )
