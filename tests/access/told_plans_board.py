"""What the told case holds of supervisors: the word of one on the plan."""

from typing import Any

from access.context import acting_as
from plans import services
from plans.models import Plan

from .people import persona


def say_a_word(story: Any) -> None:
    """The supervisor of the first body approves what it takes on."""
    supervisor = persona("supervisor_a")
    with acting_as(supervisor):
        plan = Plan.objects.visible_to(supervisor).get(pk=story.plan.pk)
        services.review_plan(
            plan=plan,
            body=services.bodies_supervised(plan, supervisor)[0],
            edition=plan.edition,
            verdict="approved",
            comment="この内容で引き受けます",
            by=supervisor,
        )
