"""What is not over in a plan that is about to end: what apps above still carry on, and the plan's own roles and minutes.

Told before it ends. To whom it is a task afterwards is for the apps above to say; each decides by its own `visible_to`
what there is (R1).
"""

from collections.abc import Callable
from typing import Any

from documents.wareki import format_date
from meetings.models import ConferenceState, PlanConference
from meetings.words import conference_name

from .models import Plan, PlanTask

_providers: list[Callable[[Any, Plan], list[str]]] = []


def register_running(provider: Callable[[Any, Plan], list[str]]) -> None:
    """Add something that runs in plans: (user, plan) -> a line for each that is not over."""
    _providers.append(provider)


def running_in(user: Any, plan: Plan) -> list[str]:
    """A line for each thing that does not end by itself when the plan does."""
    return [line for provider in _providers for line in provider(user, plan)]


def unfinished_in(user: Any, plan: Plan) -> list[str]:
    """A line for each role that nobody has done, and for minutes of the plan's conferences that are not fixed: neither
    keeps the plan from ending (domain.md 3.2, 3.4)."""
    tasks = PlanTask.objects.visible_to(user).to_do().filter(plan=plan).select_related("body")
    conferences = PlanConference.objects.visible_to(user).filter(
        compartment=plan.compartment_id, state=ConferenceState.HELD
    )
    roles = [f"{row.doer}の役割「{row}」（{row.get_state_display()}）" for row in tasks]
    minutes = [
        f"{format_date(row.held_on)}の{conference_name()}の会議録（まだ確定していません）"
        for row in conferences.order_by("held_on", "pk")
    ]
    return roles + minutes
