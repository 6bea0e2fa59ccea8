"""What waits for this user in plans: steps of the coordinator, tasks of bodies, monitoring."""

import datetime
from collections.abc import Container, Iterable
from itertools import chain
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from access import sources
from access.rounds import Asking, at_once, inside, one
from bunkyo_support.today import TodayItem
from cases.deadlines import decision_due
from cases.services.consent_at_hand import readable
from cases.standing_in import absent_colleagues, instead_of
from organizations.models import Role

from . import after_end, today_joined
from .models import Plan, PlanBody, PlanReview, PlanTask, ProgressEntry
from .services.conferring import GOOD_RESULTS
from .services.reviewing import latest_reviews
from .states import EDITABLE, IN_SUPPORT, PlanState

AHEAD = datetime.timedelta(days=14)  # domain.md 11.3
CONSENT_AHEAD = datetime.timedelta(days=30)
END_AHEAD = datetime.timedelta(days=30)
MOST = 50
LOOKED_AT = 200  # plans going on, the most pressing ones first


def parts(request: Any) -> list[Asking[list[TodayItem]]]:
    """Parts of the home page; each only of what is visible to the user."""
    return [
        _steps(request),
        _of_bodies(request),
        _words(request),
        after_end.items(request),
        today_joined.items(request),
    ]


def _item(plan: Plan, action: str, url: str = "", **fields: Any) -> TodayItem:
    return TodayItem(
        action=action,
        url=url or reverse("plans:detail", args=[plan.pk]),
        case_label=plan.subject,
        case_number=plan.compartment.case.number,
        **fields,
    )


def _steps(request: Any) -> Asking[list[TodayItem]]:
    """The coordinator moves plans on; the day of monitoring and the end of consent come near."""
    if Role.COORDINATOR not in request.acting.roles:
        return []
    [rows] = yield [Plan.objects.visible_to(request.user).going_on().by_next_step()[:LOOKED_AT]]
    if not rows:
        return []
    here = yield inside(request.user, rows)
    plans, consents = here.placed(rows), {row.consent_id for row in rows if row.consent_id}
    asked = PlanBody.objects.visible_to(request.user).to_check(row.compartment_id for row in rows)
    said, in_force, read, ended, to_check = yield from at_once(
        [
            latest_reviews.among(plans, request.user),
            one(sources.asked_in_force(consents)),
            one(readable(consents, request.user)),
            one(sources.asked_ended(consents)),
            one(asked.select_related("body").order_by("created_at", "pk")),
        ]
    )
    valid = {source for (source,) in in_force}
    held: list[Plan] = []
    others: list[Plan] = []
    for plan in plans:
        (held if _is_held(plan, valid) else others).append(plan)
    due = [_due(plan, _is_returned(plan, said.get(plan.pk, []))) for plan in others]
    return [
        *_held(held, dict(ended)),
        *_to_check(others, to_check, set(read)),
        *chain.from_iterable(due),
    ]


def _is_held(plan: Plan, valid: Container[Any]) -> bool:
    """Its consent is gone: nothing can be written, and somebody decides what becomes of it (`_held`)."""
    return plan.state_shown(plan.consent_id in valid) == PlanState.HELD_CONSENT


def _to_check(plans: list[Plan], rows: list[PlanBody], at_hand: Container[Any]) -> list[TodayItem]:
    """Bodies at which somebody else is in charge now, or whose person has left or is kept out (R5, R12, R16)."""
    known = {plan.pk: plan for plan in plans}
    rows = [row for row in rows if row.plan_id in known]
    return [_checked(known[row.plan_id], row, at_hand) for row in rows]


def _checked(plan: Plan, row: Any, at_hand: Container[Any]) -> TodayItem:
    """Another comes only by a consent that is at hand (`PlanPage.to_change`): else whom it names is waited for."""
    is_gone = row.has_left or row.is_kept_out
    if is_gone and not plan.is_before_consent and plan.consent_id not in at_hand:
        action = f"{row.body}の{_why(row)}。プランの担当者を、同意で担当者になっている人が確かめるのを待つ"
        return _item(plan, action, group="waiting", button="見る")
    return _item(
        plan,
        f"{row.body}の{_why(row)}。プランの担当者を確かめてください",
        url="" if plan.is_before_consent else reverse("plans:person", args=[row.pk]),
        button="確かめる",
    )


def _why(row: Any) -> str:
    """What has become of the person (`to_check`): she holds her office no more, is kept out of the case (R12), or is
    no longer in charge."""
    if row.has_left:
        return "担当者が異動・退職しました"
    return (
        "担当者には、このケースを見せません（閲覧制限）"
        if row.is_kept_out
        else "担当者が替わりました"
    )


def _is_returned(plan: Plan, words: list[PlanReview]) -> bool:
    """A supervisor stands against this edition, before the conference has it."""
    before = plan.state in EDITABLE
    returned = PlanReview.Verdict.RETURNED
    return before and any(w.verdict == returned and w.edition == plan.edition for w in words)


def _words(request: Any) -> Asking[list[TodayItem]]:
    """Editions to which the person has agreed and that wait for the supervisor's word (R9)."""
    own = {body.pk for body in request.acting.bodies_with(Role.SUPERVISOR)}
    if not own:
        return []
    agreed = Plan.objects.visible_to(request.user).filter(state=PlanState.PERSON_AGREED)
    [found] = yield [agreed.order_by().only("compartment_id")]
    if not found:
        return []
    here = yield inside(request.user, found)
    theirs = agreed.filter(pk__in=[plan.pk for plan in found])
    theirs = theirs.filter(bodies__body__in=own, bodies__ended_at__isnull=True).distinct()
    [rows] = yield [theirs[:MOST]]
    said = yield from latest_reviews.among(rows, request.user)
    return [
        _item(plan, "プランで自機関が引き受けることを確認する", button="確認する")
        for plan in here.placed(rows)
        if not any(
            row.body_id in own and row.edition == plan.edition for row in said.get(plan.pk, [])
        )
    ]


def _held(plans: list[Plan], since: dict[Any, datetime.datetime]) -> list[TodayItem]:
    """Plans whose consent is gone: within so many days somebody decides (domain.md 2.1 R08 d)."""
    return [
        _item(
            plan,
            "同意のなくなったプランをどうするか決める",
            button="決める",
            due_on=decision_due(timezone.localdate(since[plan.consent_id]))
            if plan.consent_id in since
            else None,
        )
        for plan in plans
    ]


def _due(plan: Plan, is_returned: bool) -> list[TodayItem]:
    today = timezone.localdate()
    found = []
    if is_returned:
        found.append(_item(plan, "管理者が差し戻したプランを直す", button="直す"))
    if plan.state == PlanState.RETURNED:
        # Who turned it back: what the conference found adequate, the ward did not decide; before it met, the secretariat.
        words = "付議を取り下げた"
        if plan.conference_result:
            is_good = plan.conference_result in GOOD_RESULTS
            words = "区が支援決定しなかった" if is_good else "会議で「要修正」になった"
        found.append(_item(plan, f"{words}プランを直す", button="直す"))
    elif plan.state == PlanState.PERSON_AGREED:
        found.append(_item(plan, "プランを会議に付議する", button="付議する"))
    elif plan.state == PlanState.DECIDED:
        found.append(_item(plan, "支援決定したプランの支援を始める", button="始める"))
    elif plan.state == PlanState.SUBMITTED:
        found += _submitted(plan)
    elif plan.state == PlanState.EVALUATING:
        found.append(_item(plan, "評価のあとの進め方を決める", button="決める"))
    monitoring = plan.next_monitoring_on
    if plan.state in IN_SUPPORT and monitoring and monitoring <= today + AHEAD:
        # Before consent there is no sheet: how far it has come is told goal by goal, on a page that leads to the next day.
        step = "progress" if plan.is_before_consent else "evaluate"
        where = reverse(f"plans:{step}", args=[plan.pk])
        found.append(_item(plan, "プランのモニタリングをする", due_on=monitoring, url=where))
    again = plan.look_again_on
    if plan.state == PlanState.SUSPENDED and again and again <= today + AHEAD:
        found.append(_item(plan, "中断しているプランを見直す", due_on=again, button="決める"))
    until = plan.period_until
    if plan.state in IN_SUPPORT and until and until <= today + END_AHEAD:
        found.append(_item(plan, "計画期間の終わりが近いプランの次を決める", due_on=until))
    if plan.consent_until and plan.consent_until <= today + CONSENT_AHEAD:
        found.append(
            _item(plan, "本人の同意の期限が近いプランを確かめる", due_on=plan.consent_until)
        )
    return found


def _submitted(plan: Plan) -> list[TodayItem]:
    """Until the conference has met, the item of the conference says so (meetings.today)."""
    if not plan.conference_result:
        return []
    return [
        _item(plan, "支援決定を待っています", waiting="区の決裁", group="waiting", button="見る")
    ]


def _of_bodies(request: Any) -> Asking[list[TodayItem]]:
    """What is due at the bodies at which the user is in charge of a plan, two weeks ahead, and at her secretariat the
    roles that no body leads."""
    bodies = PlanBody.objects.visible_to(request.user).filter(ended_at__isnull=True)
    mine = bodies.filter(_in_charge(request, "appointment")).order_by()
    charge, unled = yield [mine.only("compartment_id"), _unled(request).only("compartment_id")]
    if not charge and not unled:
        return []
    here = yield inside(request.user, [*charge, *unled])
    reviews, tasks, unled = yield [_reviews(request), _tasks(request), _unled(request)]
    for task in unled:
        task.holder = request.user.pk
    tasks = [*tasks, *unled]
    if not reviews and not tasks:
        return []
    plans = Plan.objects.visible_to(request.user)
    plans = plans.filter(pk__in={row.plan_id for row in (*reviews, *tasks)})
    consents = sources.in_force_among(plans.order_by().values("consent_id"))
    known, in_force = yield [plans, consents]
    valid = {source for (source,) in in_force}
    of_plan = {plan.pk: plan for plan in here.placed(known) if not _is_held(plan, valid)}
    reviews, tasks = _with_plans(reviews, of_plan), _with_plans(here.placed(tasks), of_plan)
    return [
        *(_review(request, row) for row in reviews),
        *(_task(request, row) for row in _once(request, tasks)),
    ]


def _with_plans(rows: list[Any], plans: dict[Any, Plan]) -> list[Any]:
    found = [row for row in rows if row.plan_id in plans]
    for row in found:
        row.plan = plans[row.plan_id]
    return found


def _reviews(request: Any) -> Any:
    """Before a monitoring, each body in charge says how far it is, unless it has within these days."""
    today = timezone.localdate()
    told = ProgressEntry.objects.visible_to(request.user).filter(
        plan=OuterRef("plan"), body=OuterRef("body"), on__gte=today - AHEAD
    )
    rows = PlanBody.objects.visible_to(request.user).filter(
        _in_charge(request, "appointment"),
        ended_at__isnull=True,
        plan__state__in=IN_SUPPORT,
        plan__next_monitoring_on__lte=today + AHEAD,
    )
    rows = rows.filter(~Exists(told)).select_related("appointment")
    return rows.order_by("plan__next_monitoring_on", "pk")[:MOST]


def _review(request: Any, row: PlanBody) -> TodayItem:
    return _item(
        row.plan,
        "モニタリングの前に、目標の進み具合を書く",
        url=reverse("plans:progress", args=[row.plan.pk]),
        due_on=row.plan.next_monitoring_on,
        button="書く",
        instead=instead_of(request, row.appointment.staff_id),
    )


def _in_charge(request: Any, appointment: str) -> Q:
    """Of whom the office is: the user, or an absent colleague for whom she stands in."""
    offices = [row.pk for row in request.acting.appointments]
    mine = Q(**{f"{appointment}__in": offices})
    absent = absent_colleagues(request)
    return mine | Q(**{f"{appointment}__staff__in": list(absent)}) if absent else mine


def _tasks(request: Any) -> Any:
    """Roles of the bodies at which the user is in charge, until two weeks from now. How it goes with who is in no list,
    and cannot say so herself, the body that leads asks and tells."""
    return (
        PlanTask.objects.visible_to(request.user)
        .due_until(timezone.localdate() + AHEAD)
        .filter(
            _in_charge(request, "plan__bodies__appointment"),
            plan__bodies__ended_at__isnull=True,
            plan__bodies__body=Coalesce("body", "plan__lead_body"),
        )
        .annotate(holder=F("plan__bodies__appointment__staff"))
        .order_by("due_on", "pk")
        .distinct()[:MOST]
    )


def _unled(request: Any) -> Any:
    """Roles about which nobody of the circle is asked (`_tasks`): those of the secretariat itself, and those of who is in
    no list where no body of the circle leads. The secretariat does, or asks, and tells."""
    secretariats = request.acting.bodies_with(Role.COORDINATOR)
    asked = PlanBody.objects.visible_to(request.user).filter(
        plan=OuterRef("plan"),
        body=Coalesce(OuterRef("body"), OuterRef("plan__lead_body")),
        ended_at__isnull=True,
    )
    return (
        PlanTask.objects.visible_to(request.user)
        .due_until(timezone.localdate() + AHEAD)
        .filter(~Exists(asked), compartment__organization__in=secretariats)
        .order_by("due_on", "pk")[:MOST]
    )


def _once(request: Any, tasks: list[Any]) -> Iterable[Any]:
    """Each once: in whose place, where she is not in charge herself."""
    found: dict[Any, Any] = {}
    for task in tasks:
        if task.pk not in found or task.holder == request.user.pk:
            found[task.pk] = task
    return found.values()


def _task(request: Any, task: Any) -> TodayItem:
    return TodayItem(
        action=task.content,
        url=reverse("plans:task_progress", args=[task.pk]),
        case_label=task.plan.subject,
        case_number=task.compartment.case.number,
        due_on=task.due_on,
        button="書く",
        quick_url=reverse("plans:task_quick", args=[task.pk]),
        instead=instead_of(request, task.holder),
    )
