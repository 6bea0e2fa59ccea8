"""What participation adds to the page of a case and to the page of a plan."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from access.errors import DomainError
from access.models import CaseFile
from cases.page_parts import Panel
from cases.questions import PLAN, question
from plans.beside import Beside
from plans.models import Plan

from .models import OPEN_PLACEMENTS, Participation, Placement
from .page import may_begin, tone_of
from .services.participating import require_going_on


@question(Participation, PLAN)
def participations_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Participations that the user sees (R5)."""
    return Participation.objects.visible_to(request.user).of_case(case).select_related("body")


@question(Placement, PLAN)
def places_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Places at which somebody is, as far as the user reads them."""
    rows = Placement.objects.visible_to(request.user).of_case(case)
    return rows.filter(state__in=OPEN_PLACEMENTS)


QUESTIONS = (participations_of, places_of)


def _with_places(found: list[Participation], places: Iterable[Placement]) -> list[Participation]:
    """Participations with the places at which they are."""
    tries: dict[Any, list[str]] = {}
    for one in places:
        words = f"{one.resource_name}（{one.get_state_display()}）"
        tries.setdefault(one.participation_id, []).append(words)
    for row in found:
        shown: Any = row
        shown.tone, shown.places = tone_of(row.state), tries.get(row.pk, [])
    return found


def participation_panel(request: Any, case: CaseFile) -> Panel | None:
    """Participations that the user sees; without any, nothing at all (R1)."""
    rows = _with_places(participations_of(request, case), places_of(request, case))
    if not rows:
        return None
    return Panel("参加支援", "participation/_panel.html", {"rows": rows}, order=45)


def beside_plan(user: Any, plan: Plan) -> Beside | None:
    """On the page of a 参加支援プラン: whose participation, and the button that begins one."""
    if plan.kind != Plan.Kind.PARTICIPATION:
        return None
    of_plan = Participation.objects.visible_to(user).filter(plan=plan).select_related("body")
    places = Placement.objects.visible_to(user).filter(
        participation__plan=plan, state__in=OPEN_PLACEMENTS
    )
    rows = _with_places(list(of_plan), places)
    is_open = _may_begin(plan, user, rows)
    if not rows and not is_open:
        return None
    context = {"rows": rows, "plan": plan, "may_begin": is_open}
    return Beside("参加支援の進み具合", "participation/_panel.html", context)


def running_in_plan(user: Any, plan: Plan) -> list[str]:
    """Before a plan ends: whose participation does not end with it, and where she is (domain.md 3.6)."""
    if plan.kind != Plan.Kind.PARTICIPATION:
        return []
    rows = Participation.objects.visible_to(user).filter(plan=plan, ended_on__isnull=True)
    places = Placement.objects.visible_to(user).filter(
        participation__plan=plan, state__in=OPEN_PLACEMENTS
    )
    shown: Any = _with_places(list(rows), places)
    return [
        f"{row.subject}の参加支援「{row.get_state_display()}」"
        + (f"：{'、'.join(row.places)}" if row.places else "")
        for row in shown
    ]


def _may_begin(plan: Plan, user: Any, rows: list[Participation]) -> bool:
    try:
        require_going_on(plan, user)
    except DomainError:
        return False
    return may_begin(plan, user, rows)
