"""A paper of the planned sitting that one member is to have on paper: the packet of the told case."""

from typing import Any

from access.context import acting_as
from meetings import services as meetings
from meetings.models import MeetingMember, Sitting
from meetings.paper_parts import Block

from .people import persona


def tell() -> None:
    """Composed and given on paper; nobody has printed it yet."""
    secretary: Any = persona("secretary")
    with acting_as(secretary):
        planned = Sitting.objects.visible_to(secretary).order_by("held_at").last()
        assert planned is not None
        paper = meetings.compose_paper(
            sitting=planned,
            title="検証の一式",
            blocks=[Block("検証の段落", "検証の出所")],
            by=secretary,
        )
        sworn = MeetingMember.objects.visible_to(secretary).filter(meeting=planned.meeting_id)
        members = list(sworn.sworn().current().with_names())[:1]
        meetings.add_recipients(paper=paper, members=members, means="printed", by=secretary)
