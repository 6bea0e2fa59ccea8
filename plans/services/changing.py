"""How a plan changes: by whom, from which state, on which consent. Each service passes here."""

import uuid
from typing import Any

from django.db.models import F
from django.utils import timezone

from access import grants
from access.errors import DomainError
from access.shortcuts import save_changed
from organizations.models import Appointment, Body, Role
from plans.models import Plan, PlanBody, PlanContent, PlanReason
from plans.monitoring_models import Evaluation
from plans.states import (
    BEFORE_CONSENT,
    DECIDED_AND_AFTER,
    EDITABLE,
    ENDED,
    PLAN_MOVES,
    WITHOUT_CONSENT,
    PlanState,
)

from .convened import cancel_with_plan

HELD = (
    "本人の同意が撤回されたか、期限が切れています。書き足すことはできません。"
    "新しい同意を受けてプランに付けるか、中断・終結・取下げを選んでください"
)


NOT_YET = (
    "本人の同意がまだないプランです。会議への付議や支援決定には進めません。"
    "同意を受けたら、プランの画面の「本人の同意を付ける」から進めてください"
)


def has_consent(plan: Plan) -> bool:
    """Whether the consent that the plan rests on is valid at this moment (R5, R8, R17)."""
    return plan.consent_id is not None and bool(grants.in_force([plan.consent_id]))


def consent_of(plan: Plan) -> uuid.UUID:
    """The consent that the plan rests on, valid or not; refused before there is any (R8)."""
    if plan.consent_id is None:
        raise DomainError(NOT_YET)
    return plan.consent_id


def require_consent(plan: Plan) -> None:
    """Raises DomainError unless its consent holds, and goes on holding until what is changed now is saved (R5)."""
    if plan.consent_id is None or not grants.hold(plan.consent_id) or not has_consent(plan):
        raise DomainError(HELD)


def _require_ground(plan: Plan, to: str | None) -> None:
    """A plan goes on while its consent is valid. Before there is any, an outreach plan goes as far
    as reaching out, and not before the 重層的支援会議 (R5, R7, R8)."""
    if not plan.is_before_consent and to not in WITHOUT_CONSENT:
        require_consent(plan)


def secretariat_of(plan: Plan) -> Body:
    """The secretariat whose coordinators keep the plan (R6)."""
    body: Body | None = plan.compartment.organization
    if body is None:
        raise ValueError("a plan has its secretariat")
    return body


def coordinator_office(plan: Plan, by: Any) -> Appointment | None:
    """The office in which the user keeps this plan, if she is a coordinator of its secretariat."""
    return (
        Appointment.objects.current()
        .with_body()
        .filter(
            staff=by,
            role_group__role=Role.COORDINATOR,
            role_group__body_id=plan.compartment.organization_id,
        )
        .first()
    )


def bodies_acted_for(plan: Plan, by: Any) -> list[Body]:
    """Bodies for which the user may say how far the plan has come."""
    offices = Appointment.objects.current().filter(staff=by).values("pk")
    circle = (
        PlanBody.objects.visible_to(by)
        .filter(plan=plan, ended_at__isnull=True, appointment__in=offices)
        .select_related("body")
    )
    found = [row.body for row in circle]
    office = coordinator_office(plan, by)
    return list(dict.fromkeys([*found, *([office.body] if office else [])]))


def change(
    plan: Plan,
    *,
    by: Any,
    version: int | None,
    to: str | None = None,
    new_edition: bool = False,
    reason: str = "",
    **fields: Any,
) -> Plan:
    """Change the plan as its coordinator; `to` moves it, as the table of moves allows. `reason` is
    kept with this change, for the circle to read. A plan that ends takes its convened conference along.

    This comes first in every service: the row is locked and the version compared before goals
    and tasks change, so that an edition is what was saved between two changes of the plan.
    """
    office = coordinator_office(plan, by)
    if office is None:
        raise DomainError(
            "プランの内容と状態を変えられるのは、事務局の担当者です。直したいことは、事務局に伝えてください"
        )
    target = to or plan.state
    if plan.is_before_consent and target not in BEFORE_CONSENT:
        raise DomainError(NOT_YET)  # said first: it tells what to do
    if to is not None and target not in PLAN_MOVES[plan.state]:
        raise DomainError(
            f"「{plan.get_state_display()}」のプランは、「{PlanState(target).label}」に"
            "できません。プランの画面を開き直して、いまの状態を確かめてください"
        )
    _require_ground(plan, to)
    if new_edition:
        fields["edition"] = plan.edition + 1
    ends = target in ENDED and target != plan.state  # asked before the row in hand is the new one
    if plan.state == PlanState.EVALUATING and target != plan.state:
        _settle_sheet(plan, by)
    changed = save_changed(
        plan,
        by=by,
        fields={**fields, "state": target, "changed_by_body": office.body},
        version=version,
    )
    if ends:
        cancel_with_plan(plan, target, by)
    if reason.strip():
        PlanReason.objects.create(
            compartment=plan.compartment,
            created_by=by,
            plan=plan,
            of_version=changed.version,
            text=reason.strip()[:500],
        )
    return changed


def _settle_sheet(plan: Plan, by: Any) -> None:
    """The plan leaves its evaluation: the sheet stands as it is (domain.md 4.10)."""
    Evaluation.objects.changeable_by(by).filter(plan=plan, settled_on__isnull=True).update(
        settled_on=timezone.localdate(), version=F("version") + 1
    )


HOW_TO_CHANGE: dict[PlanState, str] = {
    PlanState.SUBMITTED: "「次の進め方を決める」で付議を取り下げるか、会議で「要修正」にしてください",
    PlanState.DECIDED: "支援を始めてから、再プランを作ってください",
}


def change_words(plan: Plan, *, by: Any, version: int | None, **fields: Any) -> Plan:
    """A new edition: words, goals, tasks or bodies change. What the person agreed to is gone."""
    if plan.state not in EDITABLE:
        how = HOW_TO_CHANGE.get(PlanState(plan.state), "再プランを作ってください")
        raise DomainError(f"「{plan.get_state_display()}」のプランは直せません。{how}")
    stays = plan.state in (PlanState.RETURNED, PlanState.REACHING_OUT)
    after = PlanState(plan.state) if stays else PlanState.DRAFT
    return change(
        plan,
        by=by,
        version=version,
        to=after,
        new_edition=True,
        agreed_on=None,
        agreed_how="",
        applied_on=None,
        **fields,
    )


def require_reason(plan: Plan, reason: str) -> None:
    """What was decided does not change without a word why: who is in it, on which consent it rests.
    A pause, a withdrawal and a refusal ask for theirs in their own words."""
    if plan.state in DECIDED_AND_AFTER and not reason.strip():
        raise DomainError("支援決定のあとに変えるときは、理由を書いてください")


def write_content(plan: Plan, *, by: Any, **fields: Any) -> None:
    """Change the words that lie beside the plan; the plan's version has guarded them already."""
    PlanContent.objects.changeable_by(by).filter(plan=plan).update(
        **fields, version=F("version") + 1
    )


def row_of(rows: dict[uuid.UUID, Any], key: uuid.UUID | None) -> Any:
    """The row that a form names, if the plan has it; a foreign id is not there (R14)."""
    if key is None:
        return None
    if key not in rows:
        raise DomainError("行が見つかりません。画面を開き直してください")
    return rows[key]
