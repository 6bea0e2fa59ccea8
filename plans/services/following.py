"""A decided plan: progress, evaluation, pause, end, and the next plan."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access import grants
from access.errors import DomainError
from access.shortcuts import save_changed
from organizations.models import Body
from plans.models import Goal, Plan, PlanBody, PlanContent, PlanTask, ProgressEntry
from plans.states import IN_SUPPORT, PlanState, TaskState

from .changing import (
    bodies_acted_for,
    change,
    consent_of,
    require_consent,
    secretariat_of,
    write_content,
)
from .circle import circle_of, close_outreach, lead_has_left, open_circle
from .drafting import usable_consent
from .findings import lacks_finding, lacks_sheet
from .kinds import copy_kind

WITH_REASON = (PlanState.SUSPENDED, PlanState.CANCELLED)


@transaction.atomic
def enter_progress(
    *,
    plan: Plan,
    body: Body,
    by: Any,
    goal: Goal | None = None,
    task: PlanTask | None = None,
    level: int | None = None,
    task_state: str = "",
    text: str = "",
    obstacles: str = "",
    degree: str = "",
    on: datetime.date | None = None,
    version: int | None = None,
) -> ProgressEntry:
    """A body says how far a goal or its task has come. The plan's text does not change.

    `version` is that of the goal or the task: who had an older one before her eyes is told so.
    """
    _check_progress(plan, body, by, on)
    level_before = None
    if goal is not None and level is not None:
        now = Goal.objects.visible_to(by).get(pk=goal.pk, plan=plan)
        level_before = now.level
        fields = {"level": level, "level_before": level_before}
        save_changed(now, by=by, fields=fields, version=version)
    elif task is not None and task_state:
        own = PlanTask.objects.visible_to(by).get(pk=task.pk, plan=plan)
        save_changed(own, by=by, fields={"state": task_state}, version=version)
    else:
        raise DomainError("進み具合を選んでください")
    made: ProgressEntry = ProgressEntry.objects.create(
        compartment=plan.compartment,
        created_by=by,
        plan=plan,
        goal=goal,
        task=task,
        on=on or timezone.localdate(),
        level=level,
        level_before=level_before,
        task_state=task_state,
        text=text,
        obstacles=obstacles,
        degree=degree,
        body=body,
    )
    return made


def _check_progress(plan: Plan, body: Body, by: Any, on: datetime.date | None) -> None:
    if plan.state not in IN_SUPPORT:
        raise DomainError("進み具合は、実施中のプランに書けます")
    if not plan.is_before_consent:
        require_consent(plan)
    if body not in bodies_acted_for(plan, by):
        raise DomainError("進み具合を書けるのは、プランに参加している機関の担当者です")
    if on and on > timezone.localdate():
        raise DomainError("日は、今日までの日にしてください")


@transaction.atomic
def move_plan(
    *,
    plan: Plan,
    to: str,
    by: Any,
    note: str = "",
    next_monitoring_on: datetime.date | None = None,
    look_again_on: datetime.date | None = None,
    version: int | None = None,
) -> Plan:
    """Evaluate, go on, pause, take up again, or withdraw a plan.

    A pause may be urgent: it does not wait for a conference, and says when it is looked at again.
    """
    if to not in (PlanState.EVALUATING, PlanState.ACTIVE, *WITH_REASON):
        raise DomainError("次の状態を選び直してください")
    if to in WITH_REASON and not note:
        raise DomainError("理由を書いてください")
    fields: dict[str, Any] = {"look_again_on": None}
    if to == PlanState.SUSPENDED:
        if look_again_on is None or look_again_on <= timezone.localdate():
            raise DomainError("中断するときは、次に見直す日（今日より後）を決めてください")
        fields["look_again_on"] = look_again_on
    if to == PlanState.ACTIVE:
        if next_monitoring_on is None:
            raise DomainError("続けるときは、次のモニタリングの日を決めてください")
        fields["next_monitoring_on"] = next_monitoring_on
    if to == PlanState.CANCELLED:
        fields["ended_on"] = timezone.localdate()
    changed = change(plan, by=by, version=version, to=to, reason=note, **fields)
    if note:
        write_content(plan, by=by, note=note)
    if to == PlanState.CANCELLED and plan.is_before_consent:
        close_outreach(plan, by)
    return changed


@transaction.atomic
def complete_plan(
    *,
    plan: Plan,
    reason: str,
    lead_body: Body | None,
    by: Any,
    note: str = "",
    follow_up: str = "",
    version: int | None = None,
) -> Plan:
    """The plan ends; the body that goes on accompanying the person is named (domain.md 3.2).

    While there is consent, a 重層的支援会議 has found before that it may end (R8), and the evaluation
    sheet is written. Raises DomainError with what is to be done first.
    """
    if words := lacks_finding(plan, by) or lacks_sheet(plan, by):
        raise DomainError(words)
    if lead_body is None:
        raise DomainError("終結のあとの主担当機関を選んでください")
    if not reason:
        raise DomainError("終結の理由を選んでください")
    changed = change(
        plan,
        by=by,
        version=version,
        to=PlanState.COMPLETED,
        end_reason=reason,
        lead_body=lead_body,
        ended_on=timezone.localdate(),
        look_again_on=None,
        reason=note,
    )
    write_content(plan, by=by, note=note, follow_up=follow_up)
    return changed


COPIED_WORDS = ("wishes", "issues", "long_term_goal", "direction", "emergency")
COPIED_GOAL = ("text", "term", "measure", "due_on", "order", "level")
COPIED_TASK = (
    "body",
    "outside_name",
    "person_in_charge",
    "content",
    "person_does",
    "family_does",
    "frequency",
    "due_on",
    "basis",
    "basis_service",
    "order",
)


@transaction.atomic
def replan(*, plan: Plan, by: Any, reason: str = "", version: int | None = None) -> Plan:
    """再プラン: the next plan begins as a draft with the same circle, open goals and tasks.

    It has a compartment of its own: who joins it later does not see this one.
    """
    secretariat = secretariat_of(plan)
    consent = usable_consent(
        consent_id=consent_of(plan), case=plan.compartment.case, body=secretariat, by=by
    )
    former = change(
        plan,
        by=by,
        version=version,
        to=PlanState.REPLANNED,
        reason=reason,
        ended_on=timezone.localdate(),
        look_again_on=None,
    )
    circle = circle_of(former, by)
    compartment = grants.open_plan(case=former.compartment.case, secretariat=secretariat, by=by)
    common = {"compartment": compartment, "created_by": by}
    following: Plan = Plan.objects.create(
        **common,
        kind=former.kind,
        sequence=former.sequence + 1,
        follows_id=former.pk,
        subject=former.subject,
        lead_body=None if lead_has_left(former, circle) else former.lead_body,
        consent_id=consent.pk,
        consent_until=consent.valid_until_on,
        changed_by_body=former.changed_by_body,
    )
    words = PlanContent.objects.visible_to(by).get(plan=former)
    PlanContent.objects.create(
        **common, plan=following, **{name: getattr(words, name) for name in COPIED_WORDS}
    )
    copy_kind(former, common, following, by)
    for row in circle:
        PlanBody.objects.create(
            **common, plan=following, body=row.body, appointment=row.appointment
        )
    if circle:
        open_circle(following, consent, [row.appointment for row in circle], by)
    copy_goals_and_tasks(former, following, unfinished(former, by), common, by)
    return following


def unfinished(plan: Plan, by: Any) -> Any:
    """Roles that are still to be done: the next plan begins with them."""
    return PlanTask.objects.visible_to(by).to_do().filter(plan=plan)


def copy_goals_and_tasks(
    former: Plan, following: Plan, tasks: Any, common: dict[str, Any], by: Any
) -> None:
    """The next plan pursues the same goals, with these roles of the former one."""
    copies = {
        goal.pk: Goal.objects.create(
            **common, plan=following, **{name: getattr(goal, name) for name in COPIED_GOAL}
        )
        for goal in Goal.objects.visible_to(by).open().filter(plan=former)
    }
    for task in tasks.select_related("body"):
        values = {name: getattr(task, name) for name in COPIED_TASK}
        PlanTask.objects.create(
            **common,
            plan=following,
            goal=copies.get(task.goal_id),
            state=TaskState.NOT_STARTED,
            **values,
        )
