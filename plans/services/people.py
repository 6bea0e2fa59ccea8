"""Who is in charge at a body of the circle changes, and the body stays (R5).

A plan and its consent name the body; the person is whom it puts in charge. Who she is stands on the plan and
its papers, so the coordinator changes it, as the body tells her. That a body has put somebody else in charge
of its record, or that she has left or is kept out of the case, she is told (`PlanBodyQuerySet.to_check`, docs/decisions/0780).
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import explain, grants, sources
from access.errors import DomainError
from access.shortcuts import save_changed
from cases.services.consent_at_hand import is_at_hand
from organizations.models import Appointment
from plans.models import Plan, PlanBody
from plans.states import EDITABLE, ENDED

from .changing import change, change_words, consent_of, require_reason, secretariat_of
from .circle import IN_CHARGE, check_covered, check_offices, circle_of, open_circle
from .drafting import usable_consent

GONE = "この人は、いまプランの担当者ではありません。プランの画面を開き直してください"


def possible_successors(row: PlanBody, by: Any) -> list[Appointment]:
    """Who else of the body may be in charge of its part: nobody before there is consent, when people
    join by name (R5, R7), or while it is not at hand, and nobody who is kept out of the case (R12)."""
    if not is_at_hand(row.plan.consent_id, by):
        return []
    present = {other.appointment.staff_id for other in circle_of(row.plan, by)}
    kept_out = explain.restrictions_of(row.plan.compartment.case).values_list("user", flat=True)
    return list(
        Appointment.objects.current()
        .with_body()
        .filter(role_group__body=row.body_id, role_group__role__in=IN_CHARGE)
        .exclude(staff__in=present | set(kept_out))
        .order_by("staff__kana", "staff__name", "pk")
    )


def is_kept_out(row: PlanBody) -> bool:
    """She is kept out of the case: she sees nothing of the plan, and the body has nobody who does (R12)."""
    kept_out = explain.restrictions_of(row.plan.compartment.case)
    return kept_out.filter(user=row.appointment.staff_id).exists()


def has_left(row: PlanBody) -> bool:
    """Her office at the body is over: with that she sees the plan no more (R16)."""
    return not Appointment.objects.current().filter(pk=row.appointment_id).exists()


def in_charge_instead(row: PlanBody) -> set[uuid.UUID] | None:
    """Staff who are in charge of the body's record in her place (R5); None while nothing has changed there."""
    return sources.in_charge_now(row.compartment_id).get(row.pk)


def others_in_charge(row: PlanBody, by: Any) -> list[PlanBody]:
    """Others of the same body in the circle, with whom it stays in the plan."""
    return [one for one in circle_of(row.plan, by) if one.body_id == row.body_id and one != row]


@transaction.atomic
def change_person(
    *,
    row: PlanBody,
    successor: Appointment | None,
    by: Any,
    reason: str = "",
    version: int | None = None,
) -> Plan:
    """Somebody is no longer in charge at her body: she sees the plan no more, at once, and `successor`
    does, as far as the consent goes (R5). Without one where others of the body are in charge too.

    Tasks, invitations and what supervisors see are the body's and stay (R9). Raises DomainError when
    nobody of the body would be left, or who comes holds no office there.
    """
    plan = row.plan
    if plan.state in ENDED:
        raise DomainError("終わったプランの担当者は変えられません")
    if row not in circle_of(plan, by):
        raise DomainError(GONE)
    if successor is None and not others_in_charge(row, by):
        raise DomainError(
            "この機関の担当者は、この人だけです。替わりの人を選ぶか、機関をプランから外してください"
        )
    consent = None
    if successor is not None:
        _check_successor(row, successor, by)
        consent = usable_consent(
            consent_id=consent_of(plan),
            case=plan.compartment.case,
            body=secretariat_of(plan),
            by=by,
        )
        check_covered(consent, [successor], by)
    require_reason(plan, reason)
    if plan.state in EDITABLE:
        changed = change_words(plan, by=by, version=version, reason=reason)
    else:
        changed = change(plan, by=by, version=version, new_edition=True, reason=reason)
    save_changed(row, by=by, fields={"ended_at": timezone.now()})
    grants.leave_circle_alone(
        plan=plan.compartment,
        appointment=row.appointment,
        source=row.source_id or consent_of(plan),
    )
    if successor is not None and consent is not None:
        PlanBody.objects.create(
            compartment=plan.compartment,
            created_by=by,
            plan=plan,
            body=successor.body,
            appointment=successor,
        )
        open_circle(plan, consent, [successor], by)
    return changed


@transaction.atomic
def keep_person(*, row: PlanBody, by: Any, version: int | None = None) -> Plan:
    """The body has put somebody else in charge of its record, and she goes on in the plan: who works on a plan
    need not be in charge of a record (R5). Nothing opens or closes, and nobody is asked again for this change.

    Raises DomainError when she is not in the circle, holds no office at the body any more (R16), or is kept out of
    the case (R12).
    """
    if row not in circle_of(row.plan, by):
        raise DomainError(GONE)
    if has_left(row):
        raise DomainError(
            "この人は、異動や退職で、いまこの機関の担当者になれません。替わりの人を選んでください"
        )
    if is_kept_out(row):
        raise DomainError(
            "この人は、このケースを見られません（閲覧制限）。替わりの人を選んでください"
        )
    plan = change(row.plan, by=by, version=version)
    save_changed(row, by=by, fields={"confirmed_on": timezone.localdate()})
    return plan


def _check_successor(row: PlanBody, successor: Appointment, by: Any) -> None:
    if successor.body.pk != row.body_id:
        raise DomainError("替わりの人は、同じ機関の職員から選んでください")
    check_offices([successor])
    if successor not in possible_successors(row, by):
        raise DomainError("この人は、すでにプランの担当者です。ほかの人を選んでください")
