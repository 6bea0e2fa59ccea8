"""Papers of a sitting: made, given out by number, taken back; an item that protects who told it."""

from typing import Any

from access.shortcuts import get_visible
from meetings import services as meetings
from meetings.models import MeetingMember, MeetingPaper, PaperCopy, SharedItem, Sitting
from meetings.paper_parts import composed

from .doing import acting

TOLD = "夜に、長男の大きな声が聞こえることがある。"
CORRECTED = "声は、先月に一度聞いただけとのこと。"


def protect_informant(meeting: Any, member: str) -> SharedItem:
    """A member tells what a neighbour told her, and corrects it afterwards."""
    with acting(member) as by:
        item = meetings.share_item(
            meeting=get_visible(type(meeting), by, meeting.pk),
            nature="hearsay",
            source="",
            text=TOLD,
            markers=["is_from_informant", "is_third_party"],
            informant="neighbour",
            by=by,
        )
        meetings.add_to_item(item=item, addendum="correction", text=CORRECTED, by=by)
    return item


def hand_round(sitting: Sitting, secretary: str) -> MeetingPaper:
    """A paper for all on the screen, and printed for the first of the members; one copy came back
    and one is still out."""
    with acting(secretary) as by:
        row = get_visible(Sitting, by, sitting.pk)
        items = SharedItem.objects.visible_to(by).filter(
            meeting=row.meeting_id, belongs_to__isnull=True
        )
        paper = meetings.compose_paper(
            sitting=row,
            title="これまでの経過と、話し合いたいこと",
            blocks=composed(by, row, ["agenda", "decisions"], items.order_by("shared_at")),
            by=by,
        )
        sworn = MeetingMember.objects.visible_to(by).filter(meeting=row.meeting_id).sworn()
        members = list(sworn.current().with_names())
        readers = [member for member in members if not member.is_on_paper]
        meetings.add_recipients(paper=paper, members=readers, means="screen", by=by)
        copies = meetings.add_recipients(paper=paper, members=members[:2], means="printed", by=by)
        meetings.print_copies(paper=paper, copies=copies, by=by)
        printed = list(PaperCopy.objects.visible_to(by).printed().filter(paper=paper))
        meetings.hand_out(copies=printed, by=by)
        meetings.take_back(copies=printed[:1], by=by)
    return paper
