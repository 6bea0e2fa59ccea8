"""重層的支援会議 in the secret case: one whose minutes were looked through, fixed and added to, with a row
of every model of a conference; one that was called off; the bodies are asked for the date of the next one, which lies
in the plan and is not that of the 支援会議."""

from meetings import services
from meetings.models import PlanConference
from sample_ward import conferring
from sample_ward.doing import acting
from sample_ward.story import Story


def tell(story: Story, held: PlanConference) -> None:
    conferring.finish(story, held)
    conferring.evaluate(story)  # what is fixed takes no token: one whose minutes are open
    _call_off(story, conferring.call_next(story))
    conferring.call_next(story)
    conferring.ask_dates(story)


def _call_off(story: Story, planned: PlanConference) -> None:
    """Its calendar file says so; that of the next one waits for a day."""
    with acting(story.cast.coordinator) as by:
        services.cancel_plan_conference(conference=planned, reason="担当者の都合", by=by)
