"""Drafting a plan and changing its words, goals and tasks: each save is an edition."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db import transaction

from access import grants
from access.errors import DomainError
from access.models import CaseFile
from cases.models import Consent
from cases.services import uncovered_bodies
from cases.services.consent_at_hand import require_named
from organizations.models import Appointment, Body, Role
from plans.models import Goal, Plan, PlanBody, PlanContent, PlanTask
from plans.states import TaskState

from .changing import change_words, row_of, secretariat_of, write_content
from .tables import edit_rows, rows_known


@dataclass(frozen=True)
class ContentFacts:
    """The words of a plan, as a form brings them."""

    subject: str
    wishes: str = ""
    issues: str = ""
    long_term_goal: str = ""
    direction: str = ""
    emergency: str = ""
    period_from: datetime.date | None = None
    period_until: datetime.date | None = None
    next_monitoring_on: datetime.date | None = None
    lead_body: Body | None = None


ON_PLAN = ("subject", "period_from", "period_until", "next_monitoring_on", "lead_body")
ON_CONTENT = tuple(f.name for f in fields(ContentFacts) if f.name not in ON_PLAN)


@dataclass(frozen=True)
class GoalFacts:
    """One row of goals; without `id` it is new."""

    text: str
    measure: str = ""
    due_on: datetime.date | None = None
    ended: bool = False
    id: uuid.UUID | None = None
    term: str = Goal.Term.SHORT


@dataclass(frozen=True)
class TaskFacts:
    """One row of tasks; without `id` it is new. Without `body`, `outside_name` says who does it."""

    body: Body | None
    content: str
    goal_id: uuid.UUID | None = None
    outside_name: str = ""
    person_in_charge: str = ""
    person_does: str = ""
    family_does: str = ""
    frequency: str = ""
    due_on: datetime.date | None = None
    basis: str = ""
    basis_service: str = ""
    ended: bool = False
    id: uuid.UUID | None = None


def usable_consent(*, consent_id: uuid.UUID, case: CaseFile, body: Body, by: Any) -> Consent:
    """A valid consent of this case that names the secretariat (R3, R5, R8), held for this transaction.

    Raises DomainError that says what is missing.
    """
    grants.hold(consent_id)
    consent: Consent | None = (
        Consent.objects.visible_to(by).valid().of_case(case).filter(pk=consent_id).first()
    )
    if consent is None:
        require_named(consent_id, by)
        raise DomainError(
            "プランには、有効な本人の同意が必要です。"
            "同意を受けた機関に、期限と共有先（事務局）を確かめてください"
        )
    if uncovered_bodies(consent=consent, bodies=[body], by=by):
        raise DomainError(
            f"この同意の共有先に「{body}」が入っていません。"
            "事務局を共有先に加えた同意を、あらためて受けてください"
        )
    return consent


@transaction.atomic
def draft_plan(
    *,
    case: CaseFile,
    consent_id: uuid.UUID,
    office: Appointment,
    subject: str,
    by: Any,
    kind: str = Plan.Kind.MULTI,
) -> Plan:
    """A coordinator begins a plan on a valid consent (R5, R6). Nobody else sees it yet."""
    if office.staff_id != by.pk or office.role != Role.COORDINATOR:
        raise DomainError("プランを作れるのは、多機関協働の事務局の担当者です")
    consent = usable_consent(consent_id=consent_id, case=case, body=office.body, by=by)
    compartment = grants.open_plan(case=case, secretariat=office.body, by=by)
    plan: Plan = Plan.objects.create(
        compartment=compartment,
        created_by=by,
        kind=kind,
        subject=subject,
        consent_id=consent.pk,
        consent_until=consent.valid_until_on,
        changed_by_body=office.body,
    )
    PlanContent.objects.create(compartment=compartment, created_by=by, plan=plan)
    return plan


@transaction.atomic
def edit_content(
    *, plan: Plan, facts: ContentFacts, by: Any, reason: str = "", version: int | None = None
) -> Plan:
    """Change the words of the plan. Nothing different: no new edition."""
    given = {f.name: getattr(facts, f.name) for f in fields(facts)}
    content = PlanContent.objects.visible_to(by).get(plan=plan)
    on_plan = {n: given[n] for n in ON_PLAN if given[n] != getattr(plan, n)}
    on_content = {n: given[n] for n in ON_CONTENT if given[n] != getattr(content, n)}
    if (version is None or version == plan.version) and not on_plan and not on_content:
        return plan
    _check_dates(facts)
    changed = change_words(
        plan, by=by, version=version, reason=reason, **{name: given[name] for name in ON_PLAN}
    )
    write_content(plan, by=by, **{name: given[name] for name in ON_CONTENT})
    return changed


def _check_dates(facts: ContentFacts) -> None:
    begins, ends = facts.period_from, facts.period_until
    if begins and ends and ends < begins:
        raise DomainError("計画期間の終わりは、始まりの日か、それより後の日にしてください")
    monitoring = facts.next_monitoring_on
    if monitoring and ends and monitoring > ends:
        raise DomainError("次のモニタリングは、計画期間の終わりまでの日にしてください")


@transaction.atomic
def edit_goals(
    *,
    plan: Plan,
    rows: Sequence[GoalFacts],
    by: Any,
    reason: str = "",
    version: int | None = None,
) -> Plan:
    """Change the goals: rows with an id are changed or given up, the others are new."""
    known = rows_known(Goal, plan, by)
    wanted = []
    for row in rows:
        values = asdict(row)
        goal = row_of(known, values.pop("id"))
        values["state"] = Goal.State.ENDED if values.pop("ended") else Goal.State.OPEN
        wanted.append((goal, values))
    return edit_rows(Goal, known, wanted, plan=plan, by=by, reason=reason, version=version)


@transaction.atomic
def edit_tasks(
    *,
    plan: Plan,
    rows: Sequence[TaskFacts],
    by: Any,
    reason: str = "",
    version: int | None = None,
) -> Plan:
    """Change who does what by when. Bodies are those of the circle, or the secretariat; who is in no list is named.

    Raises DomainError for a body that is not in the plan, and a name that is in the list of bodies.
    """
    known, goals = rows_known(PlanTask, plan, by), rows_known(Goal, plan, by)
    allowed = {body.pk for body in bodies_with_roles(plan, by)}
    wanted = []
    for row in rows:
        task, goal = row_of(known, row.id), row_of(goals, row.goal_id)
        _check_doer(row, allowed)
        values = {f.name: getattr(row, f.name) for f in fields(row)}
        for name in ("id", "goal_id", "ended"):
            values.pop(name)
        values |= {"goal": goal, "state": _task_state(task, row.ended)}
        wanted.append((task, values))
    return edit_rows(PlanTask, known, wanted, plan=plan, by=by, reason=reason, version=version)


def _check_doer(row: TaskFacts, allowed: set[uuid.UUID]) -> None:
    if row.body is not None and row.outside_name:
        raise DomainError("だれが行うかは、機関か、一覧にない機関・人のどちらか1つにしてください")
    if row.body is not None:
        if row.body.pk not in allowed and not row.ended:
            raise DomainError(
                "役割を持てるのは、プランの参加機関です。先に参加機関に加えてください"
            )
    elif not row.outside_name:
        raise DomainError("だれが行うか、機関を選ぶか、一覧にない機関・人の名前を書いてください")
    elif Body.objects.in_force().filter(name=row.outside_name).exists():
        raise DomainError(
            f"「{row.outside_name}」は機関の一覧にあります。参加機関に加えて、機関から選んでください"
        )


def _task_state(task: PlanTask | None, ended: bool) -> str:
    """Giving a task up and taking it back; what a body said of it stays otherwise."""
    if ended:
        return TaskState.STOPPED
    if task is None or task.state == TaskState.STOPPED:
        return TaskState.NOT_STARTED
    return str(task.state)


def bodies_with_roles(plan: Plan, by: Any) -> list[Body]:
    """Bodies to which the plan may give a task."""
    circle = (
        PlanBody.objects.visible_to(by)
        .filter(plan=plan, ended_at__isnull=True)
        .select_related("body")
    )
    return list(dict.fromkeys([*(row.body for row in circle), secretariat_of(plan)]))
