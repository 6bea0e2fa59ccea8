"""What participation adds to the page of a case and to the page of a plan."""

from typing import Any

from access.errors import DomainError
from access.models import CaseFile
from cases.page import Panel
from plans.beside import Beside
from plans.models import Plan

from .models import OPEN_PLACEMENTS, Participation, Placement
from .page import may_begin, tone_of
from .services.participating import require_going_on


def participations_of(request: Any, case: CaseFile) -> list[Participation]:
    """Participations that the user sees (R5); several parts of the page ask."""
    rows = Participation.objects.visible_to(request.user).of_case(case).select_related("body")
    found: list[Participation] = request.acting.once(("participation", case.pk), lambda: list(rows))
    return found


def _with_places(found: list[Any], user: Any) -> list[Participation]:
    """Participations with the places at which they are, as far as the user reads them."""
    if not found:
        return []
    tries: dict[Any, list[str]] = {}
    for one in Placement.objects.visible_to(user).filter(
        participation__in=found, state__in=OPEN_PLACEMENTS
    ):
        words = f"{one.resource_name}（{one.get_state_display()}）"
        tries.setdefault(one.participation_id, []).append(words)
    for row in found:
        row.tone, row.places = tone_of(row.state), tries.get(row.pk, [])
    return found


def participation_panel(request: Any, case: CaseFile) -> Panel | None:
    """Participations that the user sees; without any, nothing at all (R1)."""
    rows = _with_places(participations_of(request, case), request.user)
    if not rows:
        return None
    return Panel("参加支援", "participation/_panel.html", {"rows": rows}, order=45)


def beside_plan(user: Any, plan: Plan) -> Beside | None:
    """On the page of a 参加支援プラン: whose participation, and the button that begins one."""
    if plan.kind != Plan.Kind.PARTICIPATION:
        return None
    of_plan = Participation.objects.visible_to(user).filter(plan=plan).select_related("body")
    rows = _with_places(list(of_plan), user)
    is_open = _may_begin(plan, user)
    if not rows and not is_open:
        return None
    context = {"rows": rows, "plan": plan, "may_begin": is_open}
    return Beside("参加支援の進み具合", "participation/_panel.html", context)


def _may_begin(plan: Plan, user: Any) -> bool:
    try:
        require_going_on(plan, user)
    except DomainError:
        return False
    return may_begin(plan, user)
