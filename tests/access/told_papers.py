"""Items and papers of the told case: every field of them is filled somewhere."""

from typing import Any

from access.context import acting_as
from meetings import services as meetings
from meetings.models import MeetingPaper, PaperCopy, Sitting
from meetings.paper_parts import Block
from sample_ward import handing_round
from sample_ward.story import Story

from .people import persona


def tell_papers(story: Story) -> None:
    """A protected informant; papers composed, uploaded, withdrawn; copies back, out and missing."""
    secretary: Any = persona("secretary")
    handing_round.protect_informant(story.meeting, "x-member")
    with acting_as(secretary):
        held, planned = Sitting.objects.visible_to(secretary).order_by("held_at")
    handing_round.hand_round(held, "x-secretary")
    with acting_as(secretary):
        paper = MeetingPaper.objects.visible_to(secretary).get(sitting=held)
        copies = PaperCopy.objects.visible_to(secretary).out().filter(paper=paper)
        meetings.account_for(copy=copies.get(), end="missing", end_reason="検証", by=secretary)
        wrong = meetings.compose_paper(
            sitting=planned,
            title="検証の資料",
            blocks=[Block("検証の段落", "検証の出所")],
            by=secretary,
        )
        meetings.withdraw_paper(paper=wrong, reason="検証", by=secretary)
        meetings.close_sitting(sitting=held, by=secretary)
