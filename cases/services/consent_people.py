"""Who is in charge at a body that a consent names changes, and the body stays (R3).

A consent goes to bodies (R3; domain.md 2.1 R06: recipient organisations): what is shared is open to their staff
in charge. So nobody is asked anew because one of them hands over or leaves; another body is another consent.
"""

from typing import Any

from django.db import transaction

from access import explain, grants, ledger
from access.errors import DomainError
from access.models import Compartment, Disclosure
from access.shortcuts import save_changed
from cases.deadlines import end_of
from cases.models import CaseRecord, Consent, ConsentBody
from organizations.models import Appointment, LegalBasis

from .consents import OFFICES, bodies_of
from .records import require_office

NOT_ANY_MORE = "この同意は、期限が切れたか、撤回されています。担当者は替えられません"


def possible_named(row: ConsentBody, by: Any) -> list[Appointment]:
    """Who else of the same body may be the staff in charge whom the consent opens to: nobody who is kept out of the
    case (R12)."""
    named = {one.appointment.staff_id for one in bodies_of(row.consent, by)}
    kept_out = explain.restrictions_of(row.consent.compartment.case).values_list("user", flat=True)
    return list(
        Appointment.objects.current()
        .with_body()
        .filter(role_group__body=row.body_id, role_group__role__in=OFFICES)
        .exclude(staff__in=named | set(kept_out))
        .order_by("staff__kana", "staff__name", "pk")
    )


@transaction.atomic
def change_named_person(
    *, row: ConsentBody, successor: Appointment, by: Any, version: int | None = None
) -> ConsentBody:
    """Somebody else is staff in charge at a body that the consent names. Who goes sees nothing of it any more, at
    once; who comes sees what she saw, as far and as long as the consent goes (R3). Who it was stays in the
    history, and what leaves the body now is a line of the ledger (R21).

    By the body that received the consent. Raises DomainError when the consent does not hold, who comes is
    not of the same body, or what was open to who goes cannot be closed; StaleError when somebody else has been
    named meanwhile.
    """
    consent = _held(row, by)
    require_office(by, consent.body, f"担当者は、同意を受けた{consent.body.name}が替えます")
    if not consent.is_valid:
        raise DomainError(NOT_ANY_MORE)
    if successor not in possible_named(row, by):
        raise DomainError(
            "替わりの人は、同じ機関の、まだ共有先に入っていない職員から選んでください。"
            "ほかの機関を加えるときは、本人の同意を記録し直してください"
        )
    former, face = row.appointment, _face(consent, by)
    save_changed(row, by=by, fields={"appointment_id": successor.pk}, version=version)
    grants.close_to_named(
        consented=consent.compartment, face=face, appointment=former, source=consent.pk
    )
    grants.open_to_consented_bodies(
        consented=consent.compartment,
        face=face,
        staff_in_charge=[successor],
        source=consent.pk,
        valid_until=end_of(consent.valid_until_on),
        by=by,
    )
    ledger.enter(
        by=by,
        body=consent.body,
        compartment=_record(consent, by).compartment,
        channel=Disclosure.Channel.CONSENTED,
        obj=consent,
        recipients=row.body.name,
        purpose="本人の同意による共有（共有先の担当者の交代）",
        legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
    )
    return row


def _held(row: ConsentBody, by: Any) -> Consent:
    """The consent, held against a withdrawal at this moment: what that closes does not open again."""
    rows = Consent.objects.changeable_by(by).select_related("body", "compartment__case")
    found: Consent | None = rows.select_for_update(of=("self",)).filter(pk=row.consent_id).first()
    if found is None:
        raise DomainError(NOT_ANY_MORE)
    return found


def _face(consent: Consent, by: Any) -> Compartment | None:
    """The basic information, where the consent opens it still. Raises DomainError when `by` may not close it:
    it would stay open to who goes (R3)."""
    if not consent.opens_basics:
        return None
    places = Compartment.objects.writable_by(by)
    face: Compartment | None = places.filter(case=consent.compartment.case_id, kind="face").first()
    if face is None:
        raise DomainError(
            "この同意で共有している世帯の基本情報を、あなたは変えられません。"
            "これまでの担当者に見えたままになるので、担当者は替えていません。"
            "このケースの担当者か管理監督者に頼んでください"
        )
    return face


def _record(consent: Consent, by: Any) -> CaseRecord:
    rows = CaseRecord.objects.visible_to(by).of_case(consent.compartment.case)
    found: CaseRecord = rows.select_related("compartment").get(body=consent.body)
    return found


def were_named(consent: Consent, by: Any) -> list[Appointment]:
    """Everybody to whom the consent was ever opened by name: now, and before somebody took her place."""
    told = ConsentBody.history.filter(consent_id=consent.pk).visible_to(by)
    offices = set(told.values_list("appointment_id", flat=True))
    offices |= {row.appointment_id for row in bodies_of(consent, by)}
    return list(Appointment.objects.with_body().filter(pk__in=offices))
