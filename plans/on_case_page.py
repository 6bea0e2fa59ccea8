"""What plans add to the case page: panel, time line, and the button that begins a plan."""

import datetime
import uuid
from collections import Counter
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from access.sources import in_force_among
from access.together import Rows
from cases.closing import OpenMatter
from cases.models import CaseRecord, Consent, ConsentBody
from cases.page_parts import Action, Panel, TimelineEntry
from cases.questions import CONSENTED, PLAN, question
from cases.surroundings import consents_of
from cases.unread import came
from organizations.models import Appointment, Role

from .models import Goal, Plan, PlanBody, PlanTask, ProgressEntry
from .overview import rows_told
from .states import ENDED, IN_SUPPORT, NOT_BEGUN, PlanState

MOST = 30


@question(Plan, PLAN)
def plans_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Plans that the user sees (R5, R9)."""
    rows = Plan.objects.visible_to(request.user).of_case(case).for_list()
    return rows.select_related("compartment__case", "lead_body", "created_by")


@question(tuple, PLAN)
def consents_in_force(request: Any, case: CaseFile) -> Rows:
    """Ids of the consents of these plans that are in force; most readers may not read them (R5, R8)."""
    rows = Plan.objects.visible_to(request.user).of_case(case)
    return in_force_among(rows.order_by().values("consent_id"))


@question(Goal, PLAN)
def goals_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """What the plans pursue now."""
    return Goal.objects.visible_to(request.user).of_case(case).open()


@question(ProgressEntry, PLAN)
def progress_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """What was told last."""
    rows = ProgressEntry.objects.visible_to(request.user).of_case(case)
    return rows.select_related("plan", "goal", "task", "body", "created_by")[:MOST]


@question(ConsentBody, CONSENTED)
def bodies_in_consents(request: Any, case: CaseFile) -> QuerySet[Any] | None:
    """Bodies that are named in consents: coordinators ask whether a plan may rest on one."""
    if Role.COORDINATOR not in request.acting.roles:
        return None
    return ConsentBody.objects.visible_to(request.user).of_case(case).select_related("body")


@question(uuid.UUID, CONSENTED)
def valid_consents(request: Any, case: CaseFile) -> QuerySet[Any] | None:
    """Ids of consents in force today by the database's clock (R17), for coordinators."""
    if Role.COORDINATOR not in request.acting.roles:
        return None
    rows = Consent.objects.visible_to(request.user).of_case(case).valid()
    return rows.values_list("pk", flat=True)


QUESTIONS = (
    plans_of,
    consents_in_force,
    goals_of,
    progress_of,
    bodies_in_consents,
    valid_consents,
)


def valid_of(request: Any, case: CaseFile) -> set[uuid.UUID]:
    """Consents of the plans that are in force."""
    return {row[0] for row in consents_in_force(request, case)}


def plan_panel(request: Any, case: CaseFile) -> Panel | None:
    """Plans that the user sees; for coordinators without one, what is missing to begin."""
    plans = plans_of(request, case)
    if plans:
        rows = rows_told(plans, goals_of(request, case), valid_of(request, case))
        context = {"rows": rows, "today": timezone.localdate(), "case": case}
        return Panel("支援プラン", "plans/_panel.html", context, order=40)
    if Role.COORDINATOR not in request.acting.roles or consents_for_plan(request, case):
        return None
    return Panel("支援プラン", "plans/_panel_missing.html", {"case": case}, order=40)


def consents_for_plan(request: Any, case: CaseFile) -> list[Consent]:
    """Valid consents that name a secretariat at which the user is coordinator (R5, R8, R17)."""
    own = {body.pk for body in request.acting.bodies_with(Role.COORDINATOR)}
    valid = set(valid_consents(request, case))
    named: dict[uuid.UUID, set[uuid.UUID]] = {}
    for row in bodies_in_consents(request, case):
        named.setdefault(row.consent_id, set()).add(row.body_id)
    return [
        consent
        for consent in consents_of(request, case)
        if consent.pk in valid and own & {consent.body_id, *named.get(consent.pk, ())}
    ]


def plan_timeline(request: Any, case: CaseFile) -> list[TimelineEntry]:
    """Plans begun and progress told, for who sees them."""
    common: dict[str, Any] = {
        "level": "case",
        "level_label": "プランの参加機関",
        "icon": "doc",
    }
    begun = [
        TimelineEntry(
            at=plan.created_at,
            title=f"支援プラン（{plan.sequence_words}）を作り始めました",
            url=_address(plan),
            meta=plan.created_by.name,
            **came(plan),
            **common,
        )
        for plan in plans_of(request, case)
    ]
    told = [
        TimelineEntry(
            at=_moment(entry),
            title=f"プランの進み具合：{entry.goal or entry.task}",
            text=entry.text,
            url=_address(entry.plan),
            meta=f"{entry.body}　{entry.created_by.name}　{progress_words(entry)}",
            **came(entry),
            **common,
        )
        for entry in progress_of(request, case)
    ]
    return begun + told


def progress_words(entry: ProgressEntry) -> str:
    """3/5（前回 1/5）, or the state of a task."""
    if entry.level is None:
        return str(entry.get_task_state_display())
    return f"{entry.level}/5（前回 {entry.level_before or 0}/5）"


def _moment(entry: ProgressEntry) -> datetime.datetime:
    """The day that the entry is about, at the time of writing."""
    written = timezone.localtime(entry.created_at)
    return written.replace(year=entry.on.year, month=entry.on.month, day=entry.on.day)


def _address(plan: Plan) -> str:
    return reverse("plans:detail", args=[plan.pk])


def plan_action(request: Any, case: CaseFile) -> Action | None:
    """A coordinator with a valid consent may begin a plan."""
    if Role.COORDINATOR not in request.acting.roles or not consents_for_plan(request, case):
        return None
    others = any(plan.state not in ENDED for plan in plans_of(request, case))
    words = "別の支援プランを作る" if others else "支援プランを作る"
    return Action(words, reverse("plans:new", args=[case.pk]), order=50)


def outreach_action(request: Any, case: CaseFile) -> Action | None:
    """While nobody has consented, a coordinator may begin to reach out (R5, R7)."""
    if Role.COORDINATOR not in request.acting.roles or consents_for_plan(request, case):
        return None
    going_on = (plan for plan in plans_of(request, case) if plan.state not in ENDED)
    if any(plan.consent_id is None for plan in going_on):
        return None
    url = reverse("plans:new_outreach", args=[case.pk])
    return Action("同意の前のアウトリーチ等プランを作る", url, order=55)


def withdrawal_effect(user: Any, consents: list[Consent]) -> list[str]:
    """What a withdrawal stops: plans that the user sees and that rest on these consents (R5, R8)."""
    plans = Plan.objects.visible_to(user).going_on().filter(consent_id__in=[c.pk for c in consents])
    circles = PlanBody.objects.visible_to(user).filter(plan__in=plans, ended_at__isnull=True)
    count = plans.count()
    if not count:
        return []
    bodies = circles.values("body").distinct().count()
    people = circles.values("appointment__staff").distinct().count()
    return [
        f"あなたに見える支援プラン　{count}件：参加機関の{bodies}機関{people}人が見られなくなります"
    ]


def receivers_of_plans(user: Any, consents: list[Consent]) -> list[Appointment]:
    """Who reads a plan that rests on these consents, as far as the user sees the plan (R5, R8)."""
    circles = PlanBody.objects.visible_to(user).filter(
        plan__consent_id__in=[c.pk for c in consents], ended_at__isnull=True
    )
    return [row.appointment for row in circles.select_related("appointment__role_group__body")]


# How a plan stands whose roles are left, where nothing keeps the work of the body open any more.
LEFT_IN = {
    PlanState.COMPLETED: "終結した支援プラン",
    PlanState.SUSPENDED: "中断している支援プラン",
    **dict.fromkeys(IN_SUPPORT, "続いている支援プラン"),
    **dict.fromkeys(NOT_BEGUN, "これから始まる支援プラン"),
}


def open_tasks(user: Any, record: CaseRecord) -> list[OpenMatter]:
    """Roles that nobody has done. Those that a plan in force still gives to the body keep its work open; of plans that
    pause, have ended or are being made they are told, and to the secretariat of a plan those of others too. What was
    handed on to the next plan stands there (domain.md 3.2, 3.4)."""
    plans = Plan.objects.visible_to(user).filter(
        compartment__case=record.compartment.case_id, state__in=LEFT_IN
    )
    known = {plan.pk: plan for plan in plans.select_related("compartment")}
    tasks = PlanTask.objects.visible_to(user).to_do().filter(plan__in=known)
    counted = Counter(
        (plan, body == record.body_id)
        for plan, body in tasks.order_by().values_list("plan", "body")
        if body == record.body_id or known[plan].compartment.organization_id == record.body_id
    )
    return [
        _matter_of_roles(known[plan], count, is_own=is_own)
        for (plan, is_own), count in sorted(counted.items())
    ]


def _matter_of_roles(plan: Plan, count: int, *, is_own: bool) -> OpenMatter:
    if is_own and plan.state in IN_SUPPORT:
        words = f"支援プランに、自機関の役割が{count}件残っています。事務局と相談してください"
        return OpenMatter(words, _address(plan), stops=True)
    whose = "自機関" if is_own else "ほかの機関・人"
    words = (
        f"{LEFT_IN[PlanState(plan.state)]}に、{whose}の役割が{count}件、終わらないまま残っています"
    )
    return OpenMatter(words, _address(plan))
