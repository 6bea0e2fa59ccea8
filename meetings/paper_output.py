"""Numbered copies of a meeting paper, printed: by secretary and chair only, one row of the ledger
for each copy (R21; domain.md R16, R17). Everybody else looks at it on the screen."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import OutputHold
from access.output import Leaving, Output, cases_of
from access.reading import ReadingLog
from documents import joining
from documents.files import FileRefused, Mark, marked_copies
from documents.paper_codes import shown
from documents.pdf import render_pdf
from jobs.registry import JobFailed, JobKind, NotPermitted, Result, page_at

from .doors import own_memberships
from .models import MeetingMember, MeetingPaper, PaperCopy
from .papers import HANDLING, in_print
from .services import PRINT_KIND, content_of, receivers
from .words import kind_of_meeting

FILE_NAME = "meeting-paper.pdf"
PRINTERS = (MeetingMember.Part.SECRETARY, MeetingMember.Part.CHAIR)
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Copies:
    """Copies of one paper: each as HTML, or a file and the marks of each."""

    title: str
    pages: tuple[str, ...] = ()
    content: bytes = b""
    kind: str = ""
    marks: tuple[Mark, ...] = ()


def _printer(user: Any, paper: MeetingPaper) -> MeetingMember | None:
    """Her membership, if she is secretary or chair of the meeting now."""
    mine = own_memberships(user).with_names()
    found: MeetingMember | None = mine.filter(
        meeting=paper.sitting.meeting_id, part__in=PRINTERS
    ).first()
    return found


def may(user: Any, object_id: uuid.UUID) -> MeetingPaper | None:
    """The paper, if who asked may print it now and it was not withdrawn."""
    rows = MeetingPaper.objects.visible_to(user).select_related(
        "sitting__meeting", "compartment__case"
    )
    paper: MeetingPaper | None = rows.filter(pk=object_id).first()
    if paper is None or not paper.is_open or _printer(user, paper) is None:
        return None
    return paper


def numbers_of(option: str) -> set[int]:
    """The numbers of copies that an option stands for: 1-3,7."""
    found: set[int] = set()
    for run in filter(None, option.split(",")):
        first, _, last = run.partition("-")
        found |= set(range(int(first), int(last or first) + 1))
    return found


def _copies(user: Any, paper: MeetingPaper, option: str) -> list[PaperCopy]:
    """Those that were asked for. Raises NotPermitted when one of them may not go to its recipient any
    more: they are made, and fetched, as one file."""
    rows = PaperCopy.objects.visible_to(user).printed().filter(paper=paper)
    found = list(rows.filter(number__in=numbers_of(option)).with_labels())
    known = receivers(paper.sitting, user)
    if not found or any(copy.member_id not in known for copy in found):
        raise NotPermitted
    return found


def gate(user: Any, paper: MeetingPaper, option: str) -> Output:
    """Each copy leaves for its recipient, on the law of the meeting, and stays inside the meeting (R7)."""
    printer = _printer(user, paper)
    assert printer is not None
    assert printer.appointment is not None
    first, *others = [
        Leaving(
            recipients=f"{copy.member.body_name}　{copy.member.name}（{copy.label}）",
            purpose="会議の資料を渡す",
            legal_basis=paper.sitting.meeting.basis,
            body=printer.appointment.body,
            compartment=paper.compartment,
            obj=paper,
        )
        for copy in _copies(user, paper, option)
    ]
    return Output(OutputHold.Use.OTHERS, cases_of(paper), first, tuple(others))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Copies:
    """Read everything as who asked."""
    paper = may(user, object_id)
    content = content_of(paper, user) if paper else None
    if paper is None or content is None:
        raise NotPermitted
    copies = _copies(user, paper, option)
    log.note("print", paper)
    number = paper.compartment.case.number
    title = f"{kind_of_meeting(paper.sitting.meeting.basis)} 会議資料 {paper.label}"
    marks = [in_print(copy, number) for copy in copies]
    if not paper.is_composed:
        return Copies(title, (), bytes(content.content), paper.kind, tuple(marks))
    pages = [
        render_to_string(
            "meetings/meeting_paper.html",
            {
                "paper": {
                    "title": title,
                    "number": f"{number}　{copy.label}",
                    "handling": HANDLING,
                    "printed_by": str(user),
                    "printed_at": timezone.now(),
                    "code": shown(copy.code),
                },
                "row": paper,
                "copy": copy,
                "blocks": content.blocks,
                "across": [mark.across] * 6,
            },
        )
        for copy, mark in zip(copies, marks, strict=True)
    ]
    return Copies(title, tuple(pages))


def make(copies: Copies) -> Result:
    """Copy after copy, in the order of their numbers."""
    if copies.pages:
        made = [render_pdf(html, title=copies.title) for html in copies.pages]
        return Result(joining.joined(made, title=copies.title), "application/pdf", FILE_NAME)
    try:
        content = marked_copies(copies.content, copies.kind, list(copies.marks))
    except FileRefused as refused:
        raise JobFailed(UNREADABLE) from refused
    return Result(content, "application/pdf", FILE_NAME)


MEETING_PAPER_PDF = JobKind(
    name=PRINT_KIND,
    label="会議資料の写し",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("meetings:paper"),
    errors={
        UNREADABLE: "このファイルは、印刷用に開けませんでした。"
        "PDFで保存し直して、新しい資料として加えてください"
    },
)
