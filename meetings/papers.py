"""Papers of a sitting as each member finds them; the words that mark what is shown to whom."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.explain import Audience
from documents.files import Mark
from documents.paper_codes import shown
from documents.wareki import format_datetime

from .doors import own_memberships
from .models import MeetingMember, MeetingPaper, PaperCopy, Sitting
from .opening import is_open
from .room import Room
from .services import receivers

HANDLING = "取扱注意・会議後回収"


@dataclass(frozen=True)
class PaperRow:
    """A paper with its copies: all of them for secretary and chair, one's own otherwise."""

    paper: MeetingPaper
    copies: list[PaperCopy]
    mine: list[PaperCopy]
    able: frozenset[Any] = frozenset()  # keys of members to whom copies may go now

    @property
    def printed(self) -> list[PaperCopy]:
        return [c for c in self.copies if c.is_printed]

    @property
    def to_print(self) -> list[PaperCopy]:
        """Not printed yet, of members to whom papers may be given now."""
        waiting = [c for c in self.printed if c.printed_at is None and c.ended_at is None]
        return [c for c in waiting if c.member_id in self.able]

    @property
    def to_hand_out(self) -> list[PaperCopy]:
        """Printed and not handed out, of members to whom papers may be given now."""
        waiting = [c for c in self.printed if c.printed_at and not c.handed_at and not c.ended_at]
        return [c for c in waiting if c.member_id in self.able]

    @property
    def out(self) -> list[PaperCopy]:
        return [c for c in self.copies if c.is_out]


def keeps_papers(room: Room) -> bool:
    """Secretary and chair: they see all papers of a sitting and have them printed (R17)."""
    return bool(room.is_secretary or (room.me and room.me.is_chair and not room.as_member))


def readers_of(room: Room, paper: MeetingPaper | None = None) -> Audience:
    """Who opens a paper (services.may_open): secretary and chair, and who is on its list. Of one that is being
    made, there is no list yet (R18)."""
    keepers = [m for m in room.members if m.is_secretary or m.is_chair]
    if paper is None:
        return room.narrowed(
            keepers, "会議の事務局と座長のみ", "配る相手を選ぶと、その人も見られます"
        )
    copies = PaperCopy.objects.visible_to(room.user).filter(paper=paper)
    rows = set(copies.values_list("member_id", "member__appointment__staff"))
    listed, persons = {pk for pk, _ in rows}, {staff for _, staff in rows if staff}
    others = [
        m
        for m in room.members
        if (m.pk in listed or (m.appointment and m.appointment.staff_id in persons))
        and m not in keepers
    ]
    label = "会議の事務局と座長、配った相手のみ" if others else "会議の事務局と座長のみ"
    return room.narrowed([*keepers, *others], label)


def papers_of(room: Room, sitting: Sitting) -> list[PaperRow]:
    """Papers that the user may open: all, or those that she was given; in as many questions for any
    number."""
    if room.me is None:
        return []
    papers = list(
        MeetingPaper.objects.visible_to(room.user)
        .filter(sitting=sitting)
        .select_related("sitting")
        .order_by("number")
    )
    copies = list(PaperCopy.objects.visible_to(room.user).of_sitting(sitting).with_labels())
    own = keeps_papers(room)
    able = frozenset(receivers(sitting, room.user) if own else ())
    rows = []
    for paper in papers:
        of_paper = [c for c in copies if c.paper_id == paper.pk]
        mine = [c for c in of_paper if c.is_held_by(room.user)]
        if own or mine:
            rows.append(PaperRow(paper, of_paper if own else mine, mine, able))
    return rows


def copy_of_code(request: Any, code: str) -> PaperCopy | None:
    """The printed copy that bears a code, for secretary and chair of its meeting and for who was given it, once
    she has come in by the door of the meeting; to everybody else, and before, it is a paper of this system and
    no more (R4, R11, R14)."""
    user = request.user
    rows = PaperCopy.objects.visible_to(user).printed().with_labels().filter(code=code)
    copy: PaperCopy | None = rows.select_related("compartment__case").first()
    if copy is None:
        return None
    found = own_memberships(user).filter(meeting=copy.paper.sitting.meeting_id)
    mine = found.select_related("meeting").first()
    if mine is None or not is_open(request, mine.meeting, mine):
        return None
    return copy if mine.is_secretary or mine.is_chair or copy.is_held_by(user) else None


def on_screen(user: Any, paper: MeetingPaper, mine: list[PaperCopy]) -> Mark:
    """The mark of a paper on somebody's screen: who looks, when, which copy."""
    now = format_datetime(timezone.now())
    label = mine[0].label if mine else paper.label
    number = paper.compartment.case.number
    return Mark(
        head=f"{HANDLING}　{number}　{label}　{user.name}　{now}　画面",
        across=f"{user.name} {now} {label}",
    )


def in_print(copy: PaperCopy, number: str) -> Mark:
    """The mark of a printed copy: to whom it was given, when it was printed, its number."""
    now = format_datetime(timezone.now())
    holder: MeetingMember = copy.member
    return Mark(
        head=f"{HANDLING}　{number}　{copy.label}　{holder.body_name}　{holder.name}　{now}　"
        f"照合コード {shown(copy.code)}",
        across=f"{holder.name} {now} {copy.label}",
        number=number,
    )
