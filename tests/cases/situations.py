"""Situations of pillar I, named as people would tell them. Every step goes through a service."""

import datetime
from typing import Any

from django.utils import timezone

from access.context import acting_as
from access.models import CaseFile, Compartment
from cases import services
from cases.models import CaseRecord, Consent, Intake, Note, Person, Referral
from cases.services import IntakeFacts, MemberFacts
from organizations.models import Appointment, Body, LegalBasis
from tests.told_once import told_once
from tests.world import acting, staff

MOTHER = MemberFacts(name="架空 花子", kana="かくう はなこ", birth_on=datetime.date(1948, 5, 2))
SON = MemberFacts(name="架空 太一", kana="かくう たいち", relation="長男", birth_estimate="50代")
FACTS = IntakeFacts(
    method="2",
    visitor="family",
    topics=["12", "13"],
    urgency="B",
    words="母が転んでから通院をやめた。",
    phone="03-0000-4821",
    address="架空町1-2-3",
)


def office(username: str) -> Appointment:
    """The first office that somebody holds now."""
    found = Appointment.objects.current().with_body().filter(staff=staff(username))
    return found.order_by("valid_from", "pk")[0]


def body_of(username: str) -> Body:
    return office(username).body


def basis(code: str = "PIPL69-2-2") -> LegalBasis:
    return LegalBasis.objects.on().get(code=code)


@told_once
def an_intake(by: str = "soudan1", **facts: Any) -> Intake:
    """A household of mother and son, received at the body of `by`."""
    with acting(by) as user:
        return services.receive_intake(
            body=body_of(by),
            facts=IntakeFacts(**{**vars(FACTS), **facts}),
            subject=MOTHER,
            others=[SON],
            by=user,
        )


@told_once
def a_case(by: str = "soudan1") -> CaseFile:
    return an_intake(by).compartment.case


def a_case_received(days_ago: int, by: str = "soudan1") -> CaseFile:
    """A case whose intake, the first contact, was so many days ago."""
    day = timezone.localdate() - datetime.timedelta(days=days_ago)
    return an_intake(by, received_on=day).compartment.case


def record_of(case: CaseFile, username: str) -> CaseRecord:
    """The record of somebody's body; she must be acting."""
    return (
        CaseRecord.objects.visible_to(staff(username))
        .select_related("compartment__case", "body")
        .of_case(case)
        .get(body=body_of(username))
    )


def people_of(case: CaseFile, username: str) -> list[Person]:
    return list(Person.objects.visible_to(staff(username)).of_case(case))


def put_in_charge(*, record: CaseRecord, staff: list[Appointment], by: Any) -> CaseRecord:
    """Name who is in charge of a record, by somebody who sees who is now."""
    now = services.staff_version(services.staff_in_charge(record, by))
    return services.assign_staff(record=record, staff=staff, version=now, by=by)


def narrow_to(*, record: CaseRecord, staff: list[Appointment], by: Any) -> CaseRecord:
    """Narrow a record to named staff, by somebody who sees who is in charge now."""
    now = services.staff_version(services.staff_in_charge(record, by))
    return services.narrow_to_staff(record=record, staff=staff, version=now, by=by)


@told_once
def a_note(case: CaseFile, by: str = "soudan1", **changes: Any) -> Note:
    with acting(by) as user:
        values = {"text": "玄関で話した。", "method": "2", "counterpart": "本人"} | changes
        return services.write_note(record=record_of(case, by), by=user, **values)


@told_once
def a_sheet(
    case: CaseFile,
    to: tuple[str, ...] = ("kurashi1",),
    by: str = "soudan1",
    *,
    after: Referral | None = None,
    names_checked: bool = True,
    **changes: Any,
) -> list[Referral]:
    """A つなぐシート to the bodies of `to`, sent and not yet received."""
    with acting(by) as user:
        leg = {"reason": changes.pop("reason", "家賃が2か月遅れている。")}
        leg["wishes"] = changes.pop("wishes", "")
        facts: dict[str, Any] = {
            "people": [p for p in people_of(case, by) if p.is_subject],
            "topics": ["03"],
            "urgency": "B",
            "sender_continues": "通院のことは続けて支える。",
            "reply_by": timezone.localdate() + datetime.timedelta(days=7),
            "legal_basis": basis(),
            "consent_state": "00",
        }
        return services.send_sheet(
            record=record_of(case, by),
            legs=[services.Leg(body_of(name), **leg) for name in to],
            facts=services.SheetFacts(**facts | changes),
            after=take(after, by) if after else None,
            names_checked=names_checked,
            by=user,
        )


def a_hand_off(
    case: CaseFile, to: str = "kurashi1", by: str = "soudan1", **changes: Any
) -> Referral:
    """A sheet from one body to the body of `to`, sent and not yet received."""
    return a_sheet(case, (to,), by, **changes)[0]


def seen_by(username: str, model: Any) -> list[Any]:
    """Rows of a model as somebody sees them, oldest first; she acts for a moment."""
    user = staff(username)
    with acting_as(user):
        return list(
            model.objects.visible_to(user)
            .select_related("compartment__case")
            .order_by("created_at", "pk")
        )


def kinds_open_to(username: str) -> set[str]:
    """Kinds of the compartments open to somebody."""
    user = staff(username)
    with acting_as(user):
        return set(Compartment.objects.visible_to(user).values_list("kind", flat=True))


def take(referral: Referral, by: str = "kurashi1") -> Referral:
    """The row as a member of staff sees it; she must be acting."""
    return (
        Referral.objects.visible_to(staff(by))
        .select_related("compartment__case", "sender_body", "receiver_body")
        .get(pk=referral.pk)
    )


@told_once
def an_accepted_hand_off(case: CaseFile, to: str = "kurashi1", by: str = "soudan1") -> Referral:
    referral = a_hand_off(case, to=to, by=by)
    with acting(to) as user:
        services.accept_referral(referral=take(referral, to), by=user)
    return referral


@told_once
def a_consent(
    case: CaseFile,
    named: tuple[str, ...] = ("kurashi1",),
    by: str = "soudan1",
    **changes: Any,
) -> Consent:
    """A written consent of the mother, until half a year from now, naming offices of `named`."""
    with acting(by) as user:
        today = timezone.localdate()
        values: dict[str, Any] = {
            "persons": [p for p in people_of(case, by) if p.is_subject],
            "staff_in_charge": [office(n) for n in named],
            "how": Consent.How.WRITTEN,
            "given_on": today,
            "valid_until_on": today + datetime.timedelta(days=180),
            "purpose": "関係機関が連携して支援するため",
            "categories": ["01", "02", "09"],
        }
        return services.record_consent(record=record_of(case, by), by=user, **values | changes)
