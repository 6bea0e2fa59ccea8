"""Plans in the secret case: why one was changed, how one stood at its conference, and a copy of that on
paper. The conference and the decision of the story have fixed it before."""

from plans import services as plans
from plans.models import FixedPlan, Plan
from sample_ward.doing import acting, days, office
from sample_ward.story import Story


def tell(story: Story) -> None:
    """Paused and taken up again, with a word why; a copy of the version that was fixed."""
    coordinator = story.cast.coordinator
    with acting(coordinator) as by:
        plan = _seen(story, by)
        plans.move_plan(plan=plan, to="suspended", note="検証の理由", look_again_on=days(30), by=by)
        plans.move_plan(
            plan=_seen(story, by),
            to="active",
            note="検証の再開",
            next_monitoring_on=days(60),
            by=by,
        )
        fixed = FixedPlan.objects.visible_to(by).filter(plan=plan).first()
        assert fixed is not None
        plans.request_print(
            plan=_seen(story, by),
            made_for="self",
            body=office(coordinator).body,
            fixed=fixed,
            by=by,
        )


def _seen(story: Story, by: object) -> Plan:
    found: Plan = (
        Plan.objects.visible_to(by).select_related("compartment__case").get(pk=story.plan.pk)
    )
    return found
