"""One case that has gone the whole way, at the level of access alone, with all who lost access.

Used by the matrix; the crawl makes the same case through the services of the apps.
"""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from access import emergency, grants, hand_offs, ledger, protecting
from access.context import acting_as
from access.models import CaseFile, Compartment, Disclosure
from access.noticing import open_noticed
from organizations.models import LegalBasis

from .people import body, end_office, end_work, office_of, persona

NEXT_YEAR = datetime.timedelta(days=365)


def _row(compartment: Compartment, by: str) -> None:
    ledger.enter(
        by=persona(by),
        body=office_of(by).body,
        compartment=compartment,
        channel=Disclosure.Channel.PRINT,
        obj=None,
        recipients="検証先",
        purpose="検証",
        legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
    )


def a_case_that_went_the_whole_way() -> dict[str, Any]:
    """Compartments by column of the matrix, each with one row; "case" is the file."""
    made: dict[str, Any] = {}
    _intake_and_hand_offs(made)
    _acceptance(made)
    _meeting(made)
    _consent_and_plan(made)
    _protection(made)
    _emergency(made)
    end_office("left")
    end_office("member_left")
    end_work("retired")
    return made


def _intake_and_hand_offs(made: dict[str, Any]) -> None:
    worker = persona("caseworker_a")
    with acting_as(worker):
        case, face, record = grants.open_case(body=body("A"), by=worker)
        made |= {"case": case, "face": face, "rec_a": record}
        for key, receiver in (("hand", "B"), ("declined", "E")):
            made[f"{key}_source"] = uuid.uuid4()
            made[key] = hand_offs.open_hand_off(
                case=case,
                sender=body("A"),
                receiver=body(receiver),
                source=made[f"{key}_source"],
                by=worker,
            )
            hand_offs.offer_face(
                face=face, receiver=body(receiver), source=made[f"{key}_source"], by=worker
            )
        made["request"] = hand_offs.open_hand_off(
            case=case,
            sender=body("A"),
            receiver=body("S"),
            source=uuid.uuid4(),
            by=worker,
            to_secretariat=True,
        )
        for name in ("restricted", "restricted_superior"):
            protecting.restrict(case=case, user=persona(name), reason="親族", by=worker)
        made["noticed"] = open_noticed(body=body("A"), case=case, by=worker)
        for key in ("face", "rec_a", "hand", "request", "declined", "noticed"):
            _row(made[key], "caseworker_a")


def _emergency(made: dict[str, Any]) -> None:
    with acting_as(persona("in_emergency")):
        danger = emergency.Danger("illness", "検証")
        assert emergency.open_by_number(number=made["case"].number, danger=danger).opened


def _protection(made: dict[str, Any]) -> None:
    worker = persona("caseworker_a")
    with acting_as(worker):
        lock = protecting.protect_person(
            case=made["case"],
            person_id=uuid.uuid4(),
            body=body("A"),
            named=[office_of("caseworker_a"), office_of("supervisor_a"), office_of("restricted")],
            review_on=timezone.localdate(),
            by=worker,
        )
        protecting.admit(protection=lock, appointment=office_of("colleague_a"), by=worker)
        protecting.leave_list(protection=lock, user=persona("colleague_a"))
        made["protected"] = lock.compartment
        _row(made["protected"], "caseworker_a")


def _acceptance(made: dict[str, Any]) -> None:
    with acting_as(persona("declined")):
        grants.end_source(source=made["declined_source"])
    worker = persona("caseworker_b")
    with acting_as(worker):
        hand_offs.accept_offer(source=made["hand_source"])
        case = CaseFile.objects.visible_to(worker).get(pk=made["case"].pk)
        made["rec_b"] = grants.open_record(case=case, body=body("B"), by=worker)
        _row(made["rec_b"], "caseworker_b")


def _meeting(made: dict[str, Any]) -> None:
    secretary = persona("secretary")
    sources = {n: uuid.uuid4() for n in OFFICES_IN_MEETING}
    with acting_as(secretary):
        made["meeting"] = grants.open_meeting(
            case=made["case"],
            secretariat=office_of("secretary"),
            source=uuid.uuid4(),
            by=secretary,
        )
        for name, source in sources.items():
            over = timezone.now() + datetime.timedelta(milliseconds=1)
            grants.admit_member(
                meeting=made["meeting"],
                appointment=office_of(name),
                source=source,
                valid_until=over if name == "member_expired" else None,
                by=secretary,
            )
        _row(made["meeting"], "secretary")
    for name, source in sources.items():
        if name != "member_waiting":
            with acting_as(persona(name)):
                grants.acknowledge_duty(source=source)
    with acting_as(secretary):
        grants.end_membership(source=sources["member_removed"])


OFFICES_IN_MEETING = ("member", "member_waiting", "member_removed", "member_expired", "member_left")


def _consent_and_plan(made: dict[str, Any]) -> None:
    worker = persona("caseworker_a")
    valid, short, withdrawn = uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
    until = timezone.now() + NEXT_YEAR
    with acting_as(worker):
        made["consent"] = grants.open_consented(
            case=made["case"], face=made["face"], body=body("A"), source=valid, by=worker
        )
        for source, end, names in (
            (valid, until, ("caseworker_b", "secretary")),
            (short, timezone.now() - datetime.timedelta(days=1), ("consent_over",)),
            (withdrawn, until, ("consent_withdrawn",)),
        ):
            grants.open_to_consented_bodies(
                consented=made["consent"],
                face=made["face"],
                staff_in_charge=[office_of(n) for n in names],
                source=source,
                valid_until=end,
                by=worker,
            )
        grants.withdraw_consent(source=withdrawn)
        _row(made["consent"], "caseworker_a")
    secretary = persona("secretary")
    with acting_as(secretary):
        made["plan"] = grants.open_plan(case=made["case"], secretariat=body("S"), by=secretary)
        grants.open_plan_circle(
            plan=made["plan"],
            staff_in_charge=[office_of("caseworker_a"), office_of("caseworker_b")],
            source=valid,
            valid_until=until,
            by=secretary,
        )
        _row(made["plan"], "secretary")
