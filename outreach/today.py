"""What waits for this user in outreach: a sign with which nobody waits, who is not back, visits of today, what is
unwritten."""

import datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem
from cases.standing_in import instead_of, own_and_absent
from organizations.models import Role

from .models import Outreach, PlannedVisit, VisitAttempt
from .names import names_of
from .states import BEFORE_APPROACH, OutreachState

MOST = 50
# The first contact is prepared within so many days (domain.md 11.3).
PREPARED_WITHIN = datetime.timedelta(days=7)
WORKING = (Role.CASEWORKER, Role.COORDINATOR, Role.SUPERVISOR)


def parts(request: Any) -> list[Asking[list[TodayItem]]]:
    """The part of the home page; only what is visible to the user."""
    return [_of_outreach(request)] if request.acting.bodies_with(*WORKING) else []


def _of_outreach(request: Any) -> Asking[list[TodayItem]]:
    late, own, waiting, seen = yield [*_visits(request), _unprepared(request), _urgent(request)]
    if not (late or own or waiting or seen):
        return []
    here = yield inside(request.user, late, own, waiting, seen)
    visits = list({visit.pk: visit for visit in here.placed([*late, *own])}.values())
    targets, urgent = here.placed(waiting), here.placed(seen)
    of_visits = Outreach.objects.visible_to(request.user).filter(
        pk__in={row.outreach_id for row in [*visits, *urgent]}
    )
    [visited] = yield [of_visits if visits or urgent else None]
    names = yield from names_of.among(here.placed([*visited, *targets]), request.user)
    return [
        *(_of_sign(attempt, names) for attempt in urgent),
        *(_of_visit(visit, names, request) for visit in visits),
        *(_of_target(request, target, names) for target in targets),
    ]


def _visits(request: Any) -> tuple[Any, Any]:
    """Who is not back, for the whole body; one's own visits of today and those nobody wrote up, the latest first: of
    many that are unwritten none keeps today's off the page."""
    today = timezone.localdate()
    people = own_and_absent(request)
    own = Q(visitor__in=people) | Q(companion__in=people)
    visits = PlannedVisit.objects.visible_to(request.user).with_people()
    mine = visits.filter(own, state="planned", on__lte=today)
    in_order = mine.order_by("-on", F("starts").asc(nulls_last=True), "created_at", "pk")
    return visits.not_back()[:MOST], in_order[:MOST]


def _urgent(request: Any) -> Any:
    """What was seen with which nobody waits: to who is in charge, and to the supervisors of the body, who decide."""
    supervised = request.acting.bodies_with(Role.SUPERVISOR)
    mine = Q(outreach__in_charge__in=own_and_absent(request)) | Q(outreach__body__in=supervised)
    rows = VisitAttempt.objects.visible_to(request.user).urgent().filter(mine)
    return rows.exclude(outreach__state=OutreachState.CLOSED).order_by("-at", "pk")[:MOST]


def _of_sign(attempt: VisitAttempt, names: dict[Any, str]) -> TodayItem:
    """It stays until she herself has spoken since, or the outreach ends; the words of the sign stand on its page."""
    return TodayItem(
        action="命や身体にかかわるサイン：管理者と、すぐにすることを決める",
        url=reverse("outreach:detail", args=[attempt.outreach_id]),
        case_label=names.get(attempt.outreach_id, ""),
        case_number=attempt.compartment.case.number,
        due_on=timezone.localdate(attempt.at),
        button="確かめる",
    )


def _common(visit: PlannedVisit, names: dict[Any, str]) -> dict[str, Any]:
    return {
        "case_label": names.get(visit.outreach_id, ""),
        "case_number": visit.compartment.case.number,
        "due_on": visit.on,
    }


def _hours(visit: PlannedVisit, names: dict[Any, str], request: Any) -> TodayItem:
    """Without the time at which she is to be back, nobody would notice that she is not."""
    return TodayItem(
        action=f"{visit.get_method_display()}：出かける前に、出る時刻と帰着の予定を書く。戻ったら、結果を記録する",
        url=reverse("outreach:visit", args=[visit.pk]),
        button="時刻を書く",
        then_url=reverse("outreach:attempt_of_visit", args=[visit.pk]),
        then="記録する",
        instead=instead_of(request, visit.visitor_id, visit.companion_id),
        **_common(visit, names),
    )


def _of_visit(visit: PlannedVisit, names: dict[Any, str], request: Any) -> TodayItem:
    if visit.lacks_its_hours:
        return _hours(visit, names, request)
    common = _common(visit, names)
    if visit.is_overdue:
        until = visit.return_by.strftime("%H:%M") if visit.return_by else ""
        return TodayItem(
            action=f"帰着を確かめる（{visit.visitor.name}、{until}に戻る予定）",
            url=reverse("outreach:week"),
            button="確かめる",
            tick_url=reverse("outreach:returned_here", args=[visit.pk]),
            tick="帰着した",
            **common,
        )
    hours = f"{visit.starts:%H:%M} " if visit.starts else ""
    words = "訪問の結果を記録する" if visit.is_unwritten else "働きかけて、結果を記録する"
    return TodayItem(
        action=f"{hours}{visit.get_method_display()}：{words}",
        url=reverse("outreach:attempt_of_visit", args=[visit.pk]),
        button="記録する",
        instead=instead_of(request, visit.visitor_id, visit.companion_id),
        **common,
    )


def _unprepared(request: Any) -> Any:
    """One's own targets that wait for their preparation."""
    rows = Outreach.objects.visible_to(request.user)
    waiting = rows.filter(state__in=BEFORE_APPROACH, in_charge__in=own_and_absent(request))
    return waiting.order_by("identified_on", "pk")[:MOST]


def _of_target(request: Any, outreach: Outreach, names: dict[Any, str]) -> TodayItem:
    return TodayItem(
        action="事前調整をして、働きかけを始める",
        url=reverse("outreach:detail", args=[outreach.pk]),
        case_label=names.get(outreach.pk, ""),
        case_number=outreach.compartment.case.number,
        due_on=outreach.identified_on + PREPARED_WITHIN,
        instead=instead_of(request, outreach.in_charge_id),
    )
