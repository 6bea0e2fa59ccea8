"""The circle of a plan: bodies covered by the consent, through their staff in charge (R5, R8)."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants, ledger
from access.errors import DomainError
from access.models import Disclosure
from access.shortcuts import save_changed
from cases.models import Consent
from cases.services import end_of, refuse_kept_out, uncovered_bodies
from meetings.services import leave_conferences, rest_conference_on
from organizations.models import Appointment, Body, LegalBasis, Role
from plans.models import Plan, PlanBody, PlanTask
from plans.states import EDITABLE, ENDED, TaskState

from .changing import change, change_words, consent_of, require_reason, secretariat_of
from .drafting import usable_consent

# Whoever works with people may be in charge; administration and audit see no case (R10), and a
# supervisor sees progress by her office (R9).
IN_CHARGE = (
    Role.CASEWORKER,
    Role.COORDINATOR,
    Role.MEMBER,
    Role.RESOURCE_WORKER,
    Role.COMMUNITY_WORKER,
)


def circle_of(plan: Plan, by: Any) -> list[PlanBody]:
    """Who is in charge at which body, at present."""
    return list(
        PlanBody.objects.visible_to(by)
        .filter(plan=plan, ended_at__isnull=True)
        .select_related("body", "appointment__staff", "appointment__role_group__body")
    )


@transaction.atomic
def add_bodies(
    *,
    plan: Plan,
    staff_in_charge: Sequence[Appointment],
    by: Any,
    reason: str = "",
    version: int | None = None,
) -> list[PlanBody]:
    """Bodies join the plan, each through a named member of staff, as far as the consent goes.

    From now on they see the plan, and their supervisors its progress (R5, R9); one row of the
    ledger says so (R21).
    """
    present = {row.appointment_id for row in circle_of(plan, by)}
    joining = [a for a in dict.fromkeys(staff_in_charge) if a.pk not in present]
    if not joining:
        raise DomainError("加える機関と担当者を選んでください")
    check_offices(joining)
    refuse_kept_out(joining, plan.compartment.case)
    if plan.is_before_consent:
        raise DomainError("同意の前のプランには、「働きかけをする人を加える」から加えてください")
    consent = usable_consent(
        consent_id=consent_of(plan),
        case=plan.compartment.case,
        body=secretariat_of(plan),
        by=by,
    )
    check_covered(consent, joining, by)
    if plan.state in EDITABLE:
        change_words(plan, by=by, version=version, reason=reason)
    else:
        _check_same_bodies(plan, joining, by)
        require_reason(plan, reason)
        change(plan, by=by, version=version, new_edition=True, reason=reason)
    rows = [
        PlanBody.objects.create(
            compartment=plan.compartment,
            created_by=by,
            plan=plan,
            body=appointment.body,
            appointment=appointment,
        )
        for appointment in joining
    ]
    open_circle(plan, consent, joining, by)
    return rows


def _check_same_bodies(plan: Plan, joining: Iterable[Appointment], by: Any) -> None:
    """What the person agreed to names the bodies; later only the people in charge may change."""
    if plan.state in ENDED:
        raise DomainError("終わったプランには、機関も担当者も加えられません")
    present = {row.body_id for row in circle_of(plan, by)}
    if any(office.body.pk not in present for office in joining):
        raise DomainError(
            "付議したあとに新しい機関は加えられません。再プランを作って加えてください。"
            "参加している機関の担当者は、加えられます"
        )


def check_offices(offices: Iterable[Appointment]) -> None:
    current = set(
        Appointment.objects.current()
        .filter(role_group__role__in=IN_CHARGE)
        .values_list("pk", flat=True)
    )
    if any(office.pk not in current for office in offices):
        raise DomainError("担当者を選び直してください。異動や退職で、担当できなくなった人がいます")


def check_covered(consent: Consent, offices: Iterable[Appointment], by: Any) -> None:
    bodies = list(dict.fromkeys(office.body for office in offices))
    uncovered = uncovered_bodies(consent=consent, bodies=bodies, by=by)
    if uncovered:
        names = "、".join(str(body) for body in uncovered)
        raise DomainError(
            f"本人の同意に入っていない機関があります（{names}）。"
            "この機関を共有先に加えた同意を、先に受けてください"
        )


def open_circle(plan: Plan, consent: Consent, offices: Sequence[Appointment], by: Any) -> None:
    grants.open_plan_circle(
        plan=plan.compartment,
        staff_in_charge=offices,
        source=consent.pk,
        valid_until=end_of(consent.valid_until_on),
        by=by,
    )
    ledger.enter(
        by=by,
        body=secretariat_of(plan),
        compartment=plan.compartment,
        channel=Disclosure.Channel.PLAN,
        obj=plan,
        recipients="、".join(dict.fromkeys(str(office.body) for office in offices)),
        purpose="支援プランの共有",
        legal_basis=LegalBasis.objects.on().get(code="CONSENT"),
    )


@transaction.atomic
def remove_body(
    *, plan: Plan, body: Body, by: Any, reason: str = "", version: int | None = None
) -> Plan:
    """A body leaves the plan: its staff and supervisors lose access at once (R5, R9)."""
    if plan.state in ENDED:
        raise DomainError("終わったプランの参加機関は変えられません")
    leaving = [row for row in circle_of(plan, by) if row.body_id == body.pk]
    if not leaving:
        raise DomainError("この機関は、いまプランに参加していません")
    if PlanTask.objects.visible_to(by).to_do().filter(plan=plan, body=body).exists():
        raise DomainError(
            "この機関には、終わっていない役割があります。役割をほかの機関に移すか、取りやめてください"
        )
    require_reason(plan, reason)
    if plan.state in EDITABLE:
        changed = change_words(plan, by=by, version=version, reason=reason)
    else:
        changed = change(plan, by=by, version=version, new_edition=True, reason=reason)
    for row in leaving:
        save_changed(row, by=by, fields={"ended_at": timezone.now()})
    leave_conferences(plan=plan.compartment, body=body, by=by)
    for source in {row.source_id or consent_of(plan) for row in leaving}:
        grants.leave_plan_circle(plan=plan.compartment, body=body, source=source)
    return changed


def roles_left(plan: Plan, circle: Iterable[PlanBody], tasks: Iterable[PlanTask]) -> list[PlanTask]:
    """Of these roles those that are not done, of bodies that are in the circle no more: the consent on which the
    plan rests now does not name them (R5)."""
    here = {None, plan.compartment.organization_id, *(row.body_id for row in circle)}
    return [one for one in tasks if one.body_id not in here and one.state != TaskState.DONE]


def lead_has_left(plan: Plan, circle: Iterable[PlanBody]) -> bool:
    """The 主担当機関 is in the circle no more: it sees nothing of the plan that names it (R5)."""
    here = {None, plan.compartment.organization_id, *(row.body_id for row in circle)}
    return plan.lead_body_id not in here


def left_in_words(left: Iterable[PlanTask]) -> str:
    roles = "、".join(f"{task.doer}「{task}」" for task in left)
    return f"プランに参加していない機関の役割があります（{roles}）"


def close_outreach(plan: Plan, by: Any) -> None:
    """Reaching out is over: who carried it out sees the plan no more (R5, R7)."""
    for row in circle_of(plan, by):
        assert row.source_id is not None
        grants.leave_plan_circle(plan=plan.compartment, body=row.body, source=row.source_id)


@transaction.atomic
def renew_consent(
    *, plan: Plan, consent_id: uuid.UUID, by: Any, reason: str = "", version: int | None = None
) -> Plan:
    """Rest the plan on another consent: longer, wider, or after a withdrawal.

    The circle opens anew as far as the new consent goes; bodies that it does not name leave at once (R5).
    What they had to do stays in the plan for the secretariat to settle (`roles_left`).
    """
    consent = usable_consent(
        consent_id=consent_id, case=plan.compartment.case, body=secretariat_of(plan), by=by
    )
    if plan.state in ENDED:
        raise DomainError("終わったプランの同意は替えられません")
    if plan.is_before_consent:
        raise DomainError("同意の前のプランは、新しいプランに引き継いで同意を付けてください")
    if consent.pk == plan.consent_id:
        raise DomainError("プランは、すでにこの同意に基づいています")
    require_reason(plan, reason)
    former, circle = consent_of(plan), circle_of(plan, by)
    uncovered = {
        body.pk
        for body in uncovered_bodies(consent=consent, bodies=[row.body for row in circle], by=by)
    }
    plan.consent_id = consent.pk  # judged by the new consent from here on
    changed = change(
        plan,
        by=by,
        version=version,
        new_edition=True,
        consent_id=consent.pk,
        consent_until=consent.valid_until_on,
        reason=reason,
    )
    rest_conference_on(plan=plan.compartment, consent=consent, by=by)
    for row in circle:
        grants.leave_plan_circle(plan=plan.compartment, body=row.body, source=former)
        if row.body_id in uncovered:
            save_changed(row, by=by, fields={"ended_at": timezone.now()})
    staying = [row.appointment for row in circle if row.body_id not in uncovered]
    if staying:
        open_circle(plan, consent, staying, by)
    return changed
