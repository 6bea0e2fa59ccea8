"""What a host is told: within a consent that names the host, seen first word for word (R3, R21, R22)."""

import datetime
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Disclosure, Protection
from access.querysets import open_compartment_filter
from access.shortcuts import get_visible
from cases import codes
from cases.merged_rows import all_rows_of
from cases.models import Consent, ConsentBody, ConsentPerson, Person
from cases.services.consents import require_in_scope
from cases.services.restrictions import kept_out_of
from documents.text import search_key
from meetings.services.naming import require_unnamed
from organizations.models import Appointment, LegalBasis
from participation.models import HostTelling, Participation, Placement, Resource

from .participating import plan_of, require_going_on
from .placing import participation_of, resource_of

NOT_NAMED = (
    "受入先の名前が入った、いま有効な本人の同意が見つかりません。この受入先に何をどこまで伝えてよいか"
    "本人に確かめ、目的に受入先の名前を書いた同意を記録してから、伝えてください。"
    "同意を見られるのは、同意に名前のある担当者です"
)
PROTECTED = (
    "保護の対象の人がいる世帯です。保護の名簿に名前のある人が、伝えてよいかを確かめて伝えてください"
)
SHORTEST = 3  # a name of two signs stands in too many words


def consents_naming(
    *, participation: Participation, resource: Resource | None, by: Any
) -> list[Consent]:
    """Valid consents of this person that name the host: among the bodies, or in the purpose.

    As far as the user sees them; a consent that she does not see is not hers to tell within.
    """
    if resource is None:
        return []
    valid = (
        Consent.objects.visible_to(by)
        .valid()
        .of_case(participation.compartment.case)
        .select_related("body", "compartment__case")
    )
    consents = list(valid)
    hers = all_rows_of([participation.person_id], participation.compartment.case_id, by)
    of_person = set(
        ConsentPerson.objects.visible_to(by)
        .filter(consent__in=consents, person_id__in=hers)
        .values_list("consent_id", flat=True)
    )
    bodies = ConsentBody.objects.visible_to(by).filter(consent__in=consents)
    with_body = (
        set(bodies.filter(body=resource.body_id).values_list("consent_id", flat=True))
        if resource.body_id
        else set()
    )
    return [
        consent
        for consent in consents
        if consent.pk in of_person and (consent.pk in with_body or _is_named(resource, consent))
    ]


def _is_named(resource: Resource, consent: Consent) -> bool:
    name, purpose = search_key(resource.name), search_key(consent.purpose)
    return len(name) >= SHORTEST and name in purpose


def text_of(told: Mapping[str, str]) -> str:
    """Exactly what is told: kind by kind, in the order of the list."""
    words = dict(codes.every_label(codes.CATEGORY))
    parts = [(kind, told[kind].strip()) for kind in words if told.get(kind, "").strip()]
    return "\n\n".join(f"【{words[kind]}】\n{text}" for kind, text in parts)


def check_telling(
    *, placement: Placement, consent: Consent, told: Mapping[str, str], by: Any
) -> Participation:
    """Whether this may be told to this host now; raises DomainError with what to do."""
    participation = participation_of(placement, by)
    require_going_on(plan_of(participation, by), by)
    if not placement.is_open:
        raise DomainError("この参加先は終わっています")
    resource = resource_of(placement, by)
    named = consents_naming(participation=participation, resource=resource, by=by)
    if consent.pk not in {row.pk for row in named}:
        raise DomainError(NOT_NAMED)
    _require_on_the_list(participation, by)
    kinds = [kind for kind, text in told.items() if text.strip()]
    if not kinds:
        raise DomainError("伝えることを書くか、「何も伝えない」を選んでください")
    for kind in kinds:
        require_in_scope(consent, kind, participation.person_id, by)
    others = (
        Person.objects.visible_to(by)
        .in_household()
        .of_case(participation.compartment.case)
        .exclude(pk__in=_consenting(consent, by))
    )
    require_unnamed(told.values(), others)
    return participation


def _consenting(consent: Consent, by: Any) -> set[Any]:
    rows = ConsentPerson.objects.visible_to(by).filter(consent=consent)
    keys = rows.values_list("person_id", flat=True)
    return all_rows_of(keys, consent.compartment.case_id, by)


def may_reach_kept_out(*, placement: Placement, by: Any) -> bool:
    """Whether somebody who is kept out of the case works at the body that runs the place: she would hear there what the
    host is told (R12). Of whom this is true is not said."""
    resource = resource_of(placement, by)
    if resource is None or resource.body_id is None:
        return False
    kept_out = kept_out_of(placement.compartment.case)
    there = Appointment.objects.current().filter(role_group__body=resource.body_id)
    return there.filter(staff__in=kept_out).exists()


def _require_on_the_list(participation: Participation, by: Any) -> None:
    """A household with a protected member: whoever is not on the list tells nothing (R11)."""
    hidden = Protection.objects.in_force().filter(case=participation.compartment.case_id)
    if hidden.exclude(open_compartment_filter(by)).exists():
        raise DomainError(PROTECTED)


@transaction.atomic
def tell_host(
    *,
    placement: Placement,
    consent: Consent,
    told: Mapping[str, str],
    way: str,
    told_on: datetime.date,
    by: Any,
) -> HostTelling:
    """The host is told exactly this; one row of the ledger, on the consent (R21), which nobody takes back meanwhile.

    Nobody is protected (R11) and nobody kept out (R12) meanwhile either: who saved that first is asked here.
    """
    grants.hold_case(placement.compartment.case_id)
    grants.hold(consent.pk)
    get_visible(Placement, by, placement.pk)
    participation = check_telling(placement=placement, consent=consent, told=told, by=by)
    if not consent.given_on <= told_on <= timezone.localdate():
        raise DomainError("伝えた日は、同意の日から今日までの日付にしてください")
    made: HostTelling = HostTelling.objects.create(
        compartment_id=placement.compartment_id,
        created_by=by,
        placement=placement,
        consent_id=consent.pk,
        host=placement.resource_name,
        way=way,
        told_on=told_on,
        categories=[kind for kind, text in told.items() if text.strip()],
        text=text_of(told),
    )
    _enter(made, participation, by)
    return made


def _enter(made: HostTelling, participation: Participation, by: Any) -> None:
    """Who was told what, and why it was allowed (R21)."""
    ledger.enter(
        by=by,
        body=participation.body,
        compartment=participation.compartment,
        channel=Disclosure.Channel.CONSENTED,
        obj=made,
        recipients=made.host,
        purpose="参加支援：受入先への説明",
        legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
    )
