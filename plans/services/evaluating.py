"""モニタリング・評価シート: written by the coordinator, and tied to the moves of the plan (domain.md 3.4).

Whoever writes a sheet enters the evaluation. 「現プラン継続」 sends the plan on with its next day at once;
the other results wait for the step that carries them out, which has guards of its own (R8).
"""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from access.errors import DomainError
from meetings.models import Purpose
from organizations.models import Body
from plans.models import Goal, Plan
from plans.monitoring_models import (
    Evaluation,
    EvaluationContent,
    EvaluationResult,
    GoalReview,
    levels_at_last_review,
    open_evaluation,
)
from plans.states import IN_SUPPORT, PlanState

from .changing import change
from .following import enter_progress
from .kinds import write_outcome

ON_CONTENT = (
    *("participants", "changes", "changes_note", "remaining", "person_wish", "person_words"),
    *("family_wish", "family_words", "reason", "follow_up"),
)
# A conference on one of these looks at what the sheet says.
EXAMINING = {
    str(purpose)
    for purpose in (Purpose.EVALUATION, Purpose.CLOSURE, Purpose.REPLAN, Purpose.SUSPENSION)
}


@dataclass(frozen=True)
class GoalFinding:
    """What was found on one goal."""

    goal_id: uuid.UUID
    degree: str
    level: int
    text: str = ""


@dataclass(frozen=True)
class EvaluationFacts:
    """A sheet as it was filled in."""

    held_on: datetime.date
    method: str
    result: str
    goals: Sequence[GoalFinding]
    person_wish: str
    participants: str = ""
    changes: Sequence[str] = ()
    changes_note: str = ""
    remaining: str = ""
    person_words: str = ""
    family_wish: str = ""
    family_words: str = ""
    reason: str = ""
    end_reason: str = ""
    lead_body: Body | None = None
    follow_up_is_needed: bool = False
    follow_up_on: datetime.date | None = None
    follow_up: str = ""
    next_monitoring_on: datetime.date | None = None
    look_again_on: datetime.date | None = None
    conference_on: datetime.date | None = None
    # What came of it, for the kinds of plan that say so; None leaves it as it is.
    outcome: str | None = None


@transaction.atomic
def evaluate_plan(
    *, plan: Plan, facts: EvaluationFacts, by: Any, version: int | None = None
) -> Evaluation:
    """Write the sheet, or write the open one anew, and let the plan follow as far as it may."""
    goals = {g.pk: g for g in Goal.objects.visible_to(by).open().filter(plan=plan)}
    _check(plan, facts, goals)
    entering = PlanState.EVALUATING if plan.state == PlanState.ACTIVE else None
    changed = change(plan, by=by, version=version, to=entering)
    body = changed.changed_by_body  # the secretariat: `change` lets nobody else pass
    sheet = _save(changed, facts, body, by)
    _review(changed, sheet, facts, goals, body, by)
    if facts.outcome is not None:
        write_outcome(changed, facts.outcome, by)
    if facts.result == EvaluationResult.GO_ON:
        change(
            changed,
            by=by,
            version=None,
            to=PlanState.ACTIVE,
            next_monitoring_on=facts.next_monitoring_on,
        )
        sheet.refresh_from_db(fields=["settled_on"])
    return sheet


def _check(plan: Plan, facts: EvaluationFacts, goals: dict[uuid.UUID, Goal]) -> None:
    """What a result asks for, before anything is written."""
    today = timezone.localdate()
    if plan.state not in IN_SUPPORT or plan.is_before_consent:
        raise DomainError("評価シートは、実施中か評価中のプランに書けます")
    if facts.held_on > today:
        raise DomainError("実施日は、今日までの日にしてください")
    if {finding.goal_id for finding in facts.goals} != set(goals):
        raise DomainError("目標が変わりました。画面を開き直して、目標ごとの達成度を選んでください")
    if facts.result == EvaluationResult.CLOSE and not (facts.end_reason and facts.lead_body):
        raise DomainError("終結のときは、終結の理由と、終結のあとの主担当機関を選んでください")
    for result, day, words in (
        (EvaluationResult.GO_ON, facts.next_monitoring_on, "次のモニタリングの日"),
        (EvaluationResult.SUSPEND, facts.look_again_on, "次に見直す日"),
    ):
        if facts.result == result and (day is None or day <= today):
            raise DomainError(f"{words}を、今日より後の日で決めてください")
    if facts.result == EvaluationResult.SUSPEND and not facts.reason:
        raise DomainError("中断のときは、そう判断した理由を書いてください")


def _save(plan: Plan, facts: EvaluationFacts, body: Body, by: Any) -> Evaluation:
    beside = ("goals", "outcome")
    values = {f.name: getattr(facts, f.name) for f in fields(facts) if f.name not in beside}
    words = {name: values.pop(name) for name in ON_CONTENT}
    words["changes"] = list(words["changes"])
    known = open_evaluation(plan, by)
    if known is None:
        common = {"compartment": plan.compartment, "created_by": by}
        sheet: Evaluation = Evaluation.objects.create(**common, plan=plan, body=body, **values)
        EvaluationContent.objects.create(**common, evaluation=sheet, **words)
        return sheet
    bump = {"version": F("version") + 1}
    Evaluation.objects.changeable_by(by).filter(pk=known.pk).update(**values, body=body, **bump)
    EvaluationContent.objects.changeable_by(by).filter(evaluation=known).update(**words, **bump)
    made: Evaluation = Evaluation.objects.visible_to(by).get(pk=known.pk)
    return made


def _review(
    plan: Plan,
    sheet: Evaluation,
    facts: EvaluationFacts,
    goals: dict[uuid.UUID, Goal],
    body: Body,
    by: Any,
) -> None:
    """A row for each goal; a level that was found anew is told as progress too."""
    before = levels_at_last_review(plan, by, but=sheet)
    known = set(
        GoalReview.objects.visible_to(by).filter(evaluation=sheet).values_list("goal", flat=True)
    )
    for finding in facts.goals:
        goal = goals[finding.goal_id]
        values = {"degree": finding.degree, "level": finding.level, "text": finding.text}
        if goal.pk in known:
            GoalReview.objects.changeable_by(by).filter(evaluation=sheet, goal=goal).update(
                **values, version=F("version") + 1
            )
        else:
            GoalReview.objects.create(
                compartment=plan.compartment,
                created_by=by,
                evaluation=sheet,
                goal=goal,
                level_before=before.get(goal.pk, (None, None))[0],
                **values,
            )
        if finding.level != goal.level:
            enter_progress(
                plan=plan,
                goal=goal,
                body=body,
                level=finding.level,
                degree=finding.degree,
                text=finding.text,
                on=facts.held_on,
                by=by,
            )


def note_conference(plan: Plan, held_on: datetime.date, purposes: set[str], by: Any) -> None:
    """The conference has looked at what the open sheet says, or one of the same day that the plan has followed
    already: its day stands on the sheet."""
    if purposes & EXAMINING:
        looked_at = Q(settled_on__isnull=True) | Q(held_on=held_on)
        Evaluation.objects.changeable_by(by).filter(
            looked_at, plan=plan, conference_on__isnull=True
        ).update(conference_on=held_on, version=F("version") + 1)
