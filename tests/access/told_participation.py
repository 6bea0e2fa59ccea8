"""What the told case holds of 参加支援: needs, a try that was refused, one that was told and visited."""

from organizations.models import Area
from participation import services
from sample_ward import taking_part
from sample_ward.doing import acting, days
from sample_ward.story import Story

MAKER = "x-resource_worker"


def tell(story: Story) -> None:
    """A participation beside the other plan, in a circle of the same bodies."""
    taking_part.fill_register(MAKER)
    coordinator = story.cast.coordinator
    consent = taking_part.consent_to_tell(story, coordinator)
    other = taking_part.plan_it(story, consent, story.worker)
    with acting(coordinator) as by:
        plan = taking_part.planning.seen(other, by)
        taking_part.plans.note_agreement(plan=plan, agreed_on=days(0), how="written", by=by)
    row = taking_part.begin(other, consent)
    taking_part.find_a_place(other, row, consent, coordinator)


def a_gap() -> None:
    """A search of nobody that found nothing."""
    with acting(MAKER):
        services.note_unmet(menus=["place"], area=Area.objects.first())
