"""Situations of plans, named as people would tell them. Every step goes through a service.

The household is received at soudan1's body; the consent names kurashi1's body and the secretariat.
"""

import datetime
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from access.context import acting_as
from access.models import CaseFile
from cases.models import Consent
from cases.services import withdraw_consent
from meetings.models import ConferenceItem, PlanConference
from meetings.services import ItemFacts, Outcome
from organizations.models import Staff
from plans import services
from plans.models import Goal, Plan, PlanContent, PlanTask
from tests.cases.situations import a_case, a_consent, body_of, office
from tests.told_once import told_once
from tests.world import acting, staff

COORDINATOR, OTHER_COORDINATOR = "jimukyoku1", "jimukyoku2"
RECORDER, PARTNER = "soudan1", "kurashi1"
WISHES = "「前のように、友だちを家に呼びたい」"


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def seen(plan: Plan, username: str = COORDINATOR) -> Plan:
    """The plan as somebody sees it; she must be acting."""
    return (
        Plan.objects.visible_to(staff(username))
        .select_related("compartment__case", "compartment__organization", "lead_body")
        .get(pk=plan.pk)
    )


def as_coordinator(plan: Plan, do: Callable[..., Any], **values: Any) -> Any:
    """A service carried out by the coordinator on the plan as she sees it."""
    with acting(COORDINATOR) as by:
        return do(plan=seen(plan), by=by, **values)


@told_once
def a_consented_case(named: tuple[str, ...] = (PARTNER, COORDINATOR)) -> tuple[CaseFile, Consent]:
    case = a_case(RECORDER)
    return case, a_consent(case, named=named)


@told_once
def a_bare_plan(
    case: CaseFile | None = None, consent: Consent | None = None, kind: str = Plan.Kind.MULTI
) -> Plan:
    """Just begun: no words, no goals, nobody but the coordinators."""
    if case is None or consent is None:
        case, consent = a_consented_case()
    with acting(COORDINATOR) as by:
        return services.draft_plan(
            case=case,
            consent_id=consent.pk,
            office=office(COORDINATOR),
            subject="架空 花子さんの世帯",
            kind=kind,
            by=by,
        )


@told_once
def a_plan_with_its_circle(plan: Plan | None = None) -> Plan:
    """The bodies of recorder and partner have joined."""
    plan = plan or a_bare_plan()
    joining = [office(RECORDER), office(PARTNER)]
    as_coordinator(plan, services.add_bodies, staff_in_charge=joining)
    return plan


def words_of_the_plan(**changes: Any) -> services.ContentFacts:
    values: dict[str, Any] = {
        "subject": "架空 花子さんの世帯",
        "wishes": WISHES,
        "issues": "転んでから外に出ていない。",
        "long_term_goal": "友だちと行き来する暮らし。",
        "direction": "まず通院。",
        "emergency": "長男が動けないときは、センターへ。",
        "period_from": days(0),
        "period_until": days(179),
        "next_monitoring_on": days(90),
        "lead_body": body_of(RECORDER),
    }
    return services.ContentFacts(**values | changes)


@told_once
def a_written_plan(plan: Plan | None = None) -> Plan:
    """Words, two goals, a task for each body: ready for the person and the conference."""
    plan = a_plan_with_its_circle(plan)
    as_coordinator(plan, services.edit_content, facts=words_of_the_plan())
    goals = [
        services.GoalFacts("通院を再開する", measure="月1回受診している", due_on=days(60)),
        services.GoalFacts("友だちを1回家に呼ぶ", due_on=days(120)),
    ]
    as_coordinator(plan, services.edit_goals, rows=goals)
    tasks = [
        services.TaskFacts(body_of(RECORDER), "受診に付き添う", due_on=days(30), frequency="月1回"),
        services.TaskFacts(body_of(PARTNER), "家賃の相談", person_does="通帳を持ってくる"),
    ]
    as_coordinator(plan, services.edit_tasks, rows=tasks)
    return plan


@told_once
def an_agreed_plan(plan: Plan | None = None) -> Plan:
    plan = a_written_plan(plan)
    as_coordinator(plan, services.note_agreement, agreed_on=days(0), how=Plan.Agreed.WRITTEN)
    return plan


@told_once
def a_submitted_plan(plan: Plan | None = None) -> Plan:
    plan = an_agreed_plan(plan)
    submit(plan)
    return plan


@told_once
def submit(plan: Plan, **changes: Any) -> Any:
    """To the conference of today; the son, who has not consented, is named nowhere (R03)."""
    values = {"held_on": days(0), "place": "見本会議室", "others_masked": True} | changes
    return as_coordinator(plan, services.submit_plan, **values)


@told_once
def call(plan: Plan, *purposes: str, **changes: Any) -> PlanConference:
    """A conference of today on a plan that goes on."""
    items = [ItemFacts(purpose) for purpose in purposes]
    values = {"held_on": days(0), "others_masked": True, "items": items} | changes
    made: PlanConference = as_coordinator(plan, services.call_conference, **values)
    return made


def outcome(result: str, **changes: Any) -> Outcome:
    """What is found on an item, with all that the result asks for."""
    asked: dict[str, Any] = {
        "conditional": {"conditions": "家賃の見通しを先に立てる"},
        "revise": {"opinion": "役割が足りない"},
        "close": {"lead_body": body_of(RECORDER), "end_reason": "11"},
        "suspend": {"reason": "長い入院", "look_again_on": days(30)},
    }.get(result, {})
    return Outcome(result, **asked | changes)


@told_once
def found(plan: Plan, *results: str | Outcome, **changes: Any) -> PlanConference:
    """The conference that is planned has met: a result for each of its items."""
    with acting(COORDINATOR) as by:
        own = seen(plan)
        planned = services.planned_conference(own, by)
        assert planned is not None
        items = ConferenceItem.objects.visible_to(by).filter(conference=planned)
        outcomes = {
            item.pk: outcome(result) if isinstance(result, str) else result
            for item, result in zip(items, results, strict=True)
        }
        values = {"minutes": "話し合いの要点。", "outcomes": outcomes} | changes
        return services.record_conference(plan=own, conference=planned, by=by, **values)


@told_once
def a_plan_found(result: str, plan: Plan | None = None) -> Plan:
    """The conference has met."""
    plan = a_submitted_plan(plan)
    found(plan, result)
    return plan


@told_once
def sheet(plan: Plan, result: str = "1", **changes: Any) -> Any:
    """The evaluation sheet, with all that its result asks for; the levels stay."""
    with acting(COORDINATOR) as by:
        own = seen(plan)
        goals = Goal.objects.visible_to(by).open().filter(plan=own)
        asked: dict[str, Any] = {
            "1": {"end_reason": "11", "lead_body": body_of(RECORDER)},
            "3": {"next_monitoring_on": days(180)},
            "4": {"look_again_on": days(30), "reason": "長い入院"},
        }.get(result, {})
        values = {
            "held_on": days(0),
            "method": "2",
            "result": result,
            "person_wish": "end",
            "goals": [services.GoalFinding(g.pk, degree="3", level=g.level) for g in goals],
        }
        facts = services.EvaluationFacts(**values | asked | changes)
        return services.evaluate_plan(plan=own, facts=facts, by=by)


@told_once
def a_plan_that_may_end() -> Plan:
    """A conference has found that it may end, on its evaluation sheet."""
    plan = an_active_plan()
    sheet(plan)
    call(plan, "closure")
    found(plan, "close")
    return plan


@told_once
def a_decided_plan(plan: Plan | None = None) -> Plan:
    plan = a_plan_found("adequate", plan)
    as_coordinator(
        plan, services.decide_plan, decided_on=days(0), number="8文福第1号", title="福祉政策課長"
    )
    return plan


@told_once
def an_active_plan(plan: Plan | None = None) -> Plan:
    """Carried out as the ward has decided."""
    plan = a_decided_plan(plan)
    as_coordinator(plan, services.start_plan)
    return plan


def withdraw(plan: Plan) -> None:
    """The person withdraws; the body that recorded the consent takes it."""
    with acting(RECORDER) as by:
        consent = (
            Consent.objects.visible_to(by).select_related("compartment").get(pk=plan.consent_id)
        )
        withdraw_consent(consent=consent, note="電話で申し出", by=by)


def tell_goal(plan: Plan, level: int, by: str = RECORDER, number: int = 0, **extra: Any) -> Any:
    """A body tells how far a goal has come."""
    with acting(by) as user:
        own = seen(plan, by)
        goal = Goal.objects.visible_to(user).filter(plan=own)[number]
        values = {"text": "来週また行く。", "body": body_of(by)} | extra
        return services.enter_progress(plan=own, goal=goal, level=level, by=user, **values)


def goals_of(plan: Plan, by: Staff) -> list[Goal]:
    return list(Goal.objects.visible_to(by).filter(plan=plan))


def tasks_of(plan: Plan, by: Staff) -> list[PlanTask]:
    return list(PlanTask.objects.visible_to(by).select_related("body", "goal").filter(plan=plan))


def counts(plan: Plan, username: str) -> tuple[int, int, int]:
    """How many rows of plan, words and goals somebody sees; she acts for a moment."""
    user = staff(username)
    with acting_as(user):
        return (
            Plan.objects.visible_to(user).filter(pk=plan.pk).count(),
            PlanContent.objects.visible_to(user).filter(plan_id=plan.pk).count(),
            Goal.objects.visible_to(user).filter(plan_id=plan.pk).count(),
        )
