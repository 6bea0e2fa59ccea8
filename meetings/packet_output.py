"""一式: the papers of a sitting in their order, one after the other with a page of contents and pages
numbered through, for each recipient. By secretary and chair only; everybody else looks at the screen
(domain.md R17). Each copy in it keeps its own number and is a row of the ledger of its own (R21).
"""

import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import OutputHold
from access.output import Leaving, Output, cases_of
from access.reading import ReadingLog
from documents import joining, selfcheck
from documents.files import FileRefused, Mark, marked_copies
from documents.paper_codes import shown
from documents.pdf import render_pdf
from documents.wareki import format_datetime
from jobs.progress import report
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at

from .models import PaperCopy
from .paper_output import UNREADABLE, _printer
from .papers import HANDLING, in_print
from .services import ALL, PACKET_KIND, content_of, option_of, packet_copies
from .words import kind_of_meeting

FILE_NAME = "meeting-papers.pdf"
# The text of a page that is laid over the picture of a page of a file, and nothing else on it.
LEAF = re.compile(r"資料(\d+)・(\d+)枚目の絵")
SHARE = 0.93  # of the page, for the picture: the foot stays free
TWICE = "misplaced"


@dataclass(frozen=True)
class FilePart:
    """A paper that came as a file, with the mark of its copy."""

    number: int
    content: bytes
    kind: str
    mark: Mark


@dataclass(frozen=True)
class Packet:
    """All papers of one recipient: the pages with words, and the files that go under some of them."""

    title: str
    html: str
    files: tuple[FilePart, ...]


def may(user: Any, object_id: uuid.UUID) -> PaperCopy | None:
    """A copy that stands for its packet, if who asked may print it now."""
    rows = PaperCopy.objects.visible_to(user).printed().with_labels()
    copy: PaperCopy | None = (
        rows.select_related("compartment__case", "paper__sitting__meeting")
        .filter(pk=object_id)
        .first()
    )
    if copy is None or _printer(user, copy.paper) is None:
        return None
    return copy if _copies(user, copy, "") else None


def _copies(user: Any, copy: PaperCopy, option: str) -> list[PaperCopy]:
    """The copies of the packet: of its member, or of every recipient. Raises NotPermitted when they are others than
    those that were asked for: they are made, and fetched, as one file."""
    found = packet_copies(copy.paper.sitting, user)
    way, _, told = option.partition("-")
    if way != ALL:
        found = [c for c in found if c.member_id == copy.member_id]
    if told and option != option_of(way, found):
        raise NotPermitted
    return found


def gate(user: Any, copy: PaperCopy, option: str) -> Output:
    """Each copy leaves for its recipient, on the law of the meeting, and stays inside it (R7)."""
    printer = _printer(user, copy.paper)
    assert printer is not None
    assert printer.appointment is not None
    leaving = [
        Leaving(
            recipients=f"{one.member.body_name}　{one.member.name}（{one.label}）",
            purpose="会議の資料を渡す（一式）",
            legal_basis=copy.paper.sitting.meeting.basis,
            body=printer.appointment.body,
            compartment=copy.compartment,
            obj=one.paper,
        )
        for one in _copies(user, copy, option)
    ]
    first = leaving[0] if leaving else None
    return Output(OutputHold.Use.OTHERS, cases_of(copy), first, tuple(leaving[1:]))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> list[Packet]:
    """Read every paper as who asked, recipient after recipient."""
    copy = may(user, object_id)
    if copy is None:
        raise NotPermitted
    by_member: dict[Any, list[PaperCopy]] = {}
    for one in _copies(user, copy, option):
        by_member.setdefault(one.member_id, []).append(one)
    for paper in {one.paper_id: one.paper for own in by_member.values() for one in own}.values():
        log.note("print", paper)
    return [_packet(user, copy, own) for own in by_member.values()]


def _packet(user: Any, anchor: PaperCopy, copies: list[PaperCopy]) -> Packet:
    number = anchor.compartment.case.number
    sitting, member = anchor.paper.sitting, copies[0].member
    title = f"{kind_of_meeting(sitting.meeting.basis)} 第{sitting.number}回 会議資料一式"
    parts, files = [], []
    for copy in copies:
        content = content_of(copy.paper, user)
        if content is None:
            raise NotPermitted
        pages = max(copy.paper.pages, 1)
        parts.append(
            {
                "row": copy.paper,
                "copy": copy,
                "code": shown(copy.code),
                "blocks": content.blocks,
                "leaves": () if copy.paper.is_composed else range(1, pages + 1),
            }
        )
        if not copy.paper.is_composed:
            mark = Mark(in_print(copy, number).head, "", number)
            files.append(FilePart(copy.paper.number, bytes(content.content), copy.paper.kind, mark))
    now = timezone.now()
    context = {
        "title": title,
        "number": number,
        "handling": HANDLING,
        "printed_by": str(user),
        "printed_at": now,
        "sitting": sitting,
        "member": member,
        "parts": parts,
        "across": [f"{member.name} {format_datetime(now)} 第{sitting.number}回一式"] * 6,
    }
    return Packet(title, render_to_string("meetings/packet.html", context), tuple(files))


def make(packets: list[Packet]) -> Result:
    """Recipient after recipient, each with pages numbered from one."""
    made = []
    for done, packet in enumerate(packets):
        report(done, len(packets))
        made.append(_made(packet))
    report(len(packets), len(packets))
    return Result(joining.joined(made, title=packets[0].title), "application/pdf", FILE_NAME)


def _made(packet: Packet) -> bytes:
    """The words laid out, and the pages of files laid under theirs."""
    words = render_pdf(packet.html, title=packet.title)
    if not packet.files:
        return words
    try:
        drawn = {
            part.number: marked_copies(part.content, part.kind, [part.mark])
            for part in packet.files
        }
    except FileRefused as refused:
        raise JobFailed(UNREADABLE) from refused
    places = _leaves(words)
    if len(places) != packet.html.count('class="leaf"'):
        raise JobFailed(TWICE)
    pictures = {at: (drawn[paper], leaf - 1) for at, (paper, leaf) in places.items()}
    return joining.underlaid(words, pictures, share=SHARE)


def _leaves(words: bytes) -> dict[int, tuple[int, int]]:
    """Which page (from 0) waits for which page of which paper."""
    found = {}
    for at, text in enumerate(selfcheck.pages_of(words)):
        for paper, leaf in LEAF.findall(re.sub(r"\s", "", text)):
            found[at] = (int(paper), int(leaf))
    return found


MEETING_PACKET_PDF = JobKind(
    name=PACKET_KIND,
    label="会議資料の一式",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("meetings:packet_of"),  # one's own copy; the packet is of no page of its own
    errors={
        UNREADABLE: "資料のファイルの1つが、印刷用に開けませんでした。"
        "PDFで保存し直して、新しい資料として加えてください",
        TWICE: "ファイルの資料を正しい場所に置けませんでした。資料ごとに印刷してください",
    },
)
