"""Supervisors of the bodies in a plan say their word on an edition (R9)."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.rounds import Asking, part
from access.shared_sets import among
from organizations.models import Appointment, Body, Role
from plans.models import Plan, PlanBody, PlanReview
from plans.states import EDITABLE


def bodies_supervised(plan: Plan, by: Any) -> list[Body]:
    """Bodies in the plan whose supervisor the user is; before consent it is not for supervisors."""
    if plan.is_before_consent:
        return []
    offices = Appointment.objects.current().filter(staff=by, role_group__role=Role.SUPERVISOR)
    rows = PlanBody.objects.visible_to(by).filter(
        plan=plan, ended_at__isnull=True, body__in=offices.values("role_group__body")
    )
    return list(dict.fromkeys(row.body for row in rows.select_related("body")))


@transaction.atomic
def review_plan(
    *, plan: Plan, body: Body, edition: int, verdict: str, by: Any, comment: str = ""
) -> PlanReview:
    """The supervisor approves what her body takes on in this edition, or returns it with a reason.

    A return keeps the plan from the conference until the next edition, or until she approves
    (see `returned_by`); what is before the conference is for the conference. A newer edition than
    the one that she read is not approved unseen.
    """
    current = Plan.objects.visible_to(by).get(pk=plan.pk)
    if body not in bodies_supervised(current, by):
        raise DomainError("確認できるのは、プランに参加している機関の管理者です")
    if current.state not in EDITABLE:
        raise DomainError(
            f"「{current.get_state_display()}」のプランは確認できません。"
            "直してほしいことは、事務局に伝えてください"
        )
    if current.edition != edition:
        raise DomainError(
            f"読んでいる間に、プランが第{current.edition}版になりました。"
            "内容を読み直してから、もう一度選んでください"
        )
    if verdict == PlanReview.Verdict.RETURNED and not comment.strip():
        raise DomainError("差し戻すときは、直してほしいことを書いてください")
    made: PlanReview = PlanReview.objects.create(
        compartment=current.compartment,
        created_by=by,
        plan=current,
        body=body,
        edition=edition,
        verdict=verdict,
        comment=comment,
    )
    return made


@part
def latest_reviews(plans: list[Plan], by: Any) -> Asking[dict[uuid.UUID, list[PlanReview]]]:
    """For each plan the last word of each body, in one question."""
    [rows] = yield [reviews_of([plan.pk for plan in plans], by)]
    return last_words(rows)


def reviews_of(plans: Iterable[uuid.UUID], by: Any) -> Any:
    """All words of bodies on these plans, the oldest first."""
    rows = PlanReview.objects.visible_to(by).filter(plan__in=among(plans))
    return rows.select_related("body", "created_by").order_by("created_at", "id")


def last_words(rows: Iterable[PlanReview]) -> dict[uuid.UUID, list[PlanReview]]:
    """Of these words, the last of each body, by plan."""
    found = {(row.plan_id, row.body_id): row for row in rows}
    words: dict[uuid.UUID, list[PlanReview]] = {}
    for (plan_id, _), row in found.items():
        words.setdefault(plan_id, []).append(row)
    return words


def returned_by(plan: Plan, by: Any) -> list[PlanReview]:
    """Words that stand against this edition: a body's last one on it is a return."""
    return [
        row
        for row in latest_reviews([plan], by).get(plan.pk, [])
        if row.verdict == PlanReview.Verdict.RETURNED and row.edition == plan.edition
    ]
