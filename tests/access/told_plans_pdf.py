"""Papers of the plan in the told case: how far it has come, in easy language, its sheet, a copy for each
body, and the papers of its conference."""

from meetings.models import ConferenceState, PlanConference
from plans import services
from plans.models import Plan, PlanPrint
from plans.monitoring_models import Evaluation
from sample_ward.doing import acting, office
from sample_ward.story import Story


def ask_for_papers(story: Story) -> None:
    """A copy of each paper for the desk of the coordinator, and copies for the bodies."""
    username = story.cast.coordinator
    with acting(username) as by:
        plan = Plan.objects.visible_to(by).select_related("compartment__case").get(pk=story.plan.pk)
        body = office(username).body
        for paper in (PlanPrint.Paper.PROGRESS, PlanPrint.Paper.EASY):
            services.request_print(
                plan=plan,
                made_for=PlanPrint.For.SELF,
                paper=paper,
                with_kana=True,
                body=body,
                by=by,
            )
        services.request_print(plan=plan, made_for=PlanPrint.For.BODIES, body=body, by=by)
        sheet = Evaluation.objects.visible_to(by).filter(plan=plan)[0]
        services.request_print(
            plan=plan,
            made_for=PlanPrint.For.SELF,
            paper=PlanPrint.Paper.EVALUATION,
            evaluation=sheet,
            body=body,
            by=by,
        )
        services.request_packet(plan=plan, conference=_conference(plan, by), by=by)


def _conference(plan: Plan, by: object) -> PlanConference:
    rows = PlanConference.objects.visible_to(by).filter(compartment=plan.compartment_id)
    found: PlanConference = rows.exclude(state=ConferenceState.CANCELLED)[0]
    return found
