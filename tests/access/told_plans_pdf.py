"""Papers of the plan in the told case: how far it has come, and in easy language."""

from plans import services
from plans.models import Plan, PlanPrint
from sample_ward.doing import acting, office
from sample_ward.story import Story


def ask_for_papers(story: Story) -> None:
    """A copy of each paper for the desk of the coordinator."""
    username = story.cast.coordinator
    with acting(username) as by:
        plan = Plan.objects.visible_to(by).select_related("compartment__case").get(pk=story.plan.pk)
        for paper in (PlanPrint.Paper.PROGRESS, PlanPrint.Paper.EASY):
            services.request_print(
                plan=plan,
                made_for=PlanPrint.For.SELF,
                paper=paper,
                with_kana=True,
                body=office(username).body,
                by=by,
            )
