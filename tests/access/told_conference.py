"""重層的支援会議 in the secret case: one whose minutes were looked through, fixed and added to, with a row
of every model of a conference."""

from meetings.models import PlanConference
from sample_ward import conferring
from sample_ward.story import Story


def tell(story: Story, held: PlanConference) -> None:
    conferring.finish(story, held)
    conferring.evaluate(story)  # what is fixed takes no token: one whose minutes are open
    conferring.call_next(story)
