"""会議資料: composed from what the meeting holds, or a file made harmless; withdrawn, printed."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import Scan
from documents.files import FileKind, FileRefused, cleaned, kind_by_name
from documents.paper_codes import new_code
from documents.scanning import Verdict
from documents.scanning import scan as ask_scanner
from jobs.models import Job
from jobs.services import request_job

from ..models import (
    MeetingMember,
    MeetingPaper,
    PaperContent,
    PaperCopy,
    Sitting,
    SittingState,
    SupportMeeting,
)
from ..paper_parts import Block
from .copies import WITHDRAWN, require_accounted_for, require_receivers
from .sittings import move_sitting
from .standing import meeting_of, require_member, require_secretary

PRINT_KIND = "meeting_paper_pdf"
SHOWN_KINDS = (FileKind.PDF, FileKind.JPEG, FileKind.PNG)
MOST_PAGES = 40
MOST_PRINTED = 120
SCANS = {Verdict.NONE: Scan.NONE, Verdict.WAITING: Scan.WAITING, Verdict.CLEAN: Scan.CLEAN}


def _add(
    sitting: Sitting, title: str, by: Any, blocks: list[Any], content: bytes, **about: Any
) -> MeetingPaper:
    require_secretary(meeting_of(sitting, by), by)
    if sitting.state in (SittingState.CLOSED, SittingState.CANCELLED):
        raise DomainError("終わった開催には、資料を加えられません")
    # Two secretaries at once: the second waits here, and takes the number after.
    Sitting.objects.changeable_by(by).select_for_update().get(pk=sitting.pk)
    there = MeetingPaper.objects.visible_to(by).filter(sitting=sitting)
    paper: MeetingPaper = MeetingPaper.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        sitting=sitting,
        number=(there.aggregate(n=Max("number"))["n"] or 0) + 1,
        title=title,
        **about,
    )
    PaperContent.objects.create(
        compartment_id=sitting.compartment_id,
        created_by=by,
        paper=paper,
        blocks=blocks,
        content=content,
    )
    return paper


@transaction.atomic
def compose_paper(
    *, sitting: Sitting, title: str, blocks: Iterable[Block], by: Any
) -> MeetingPaper:
    """Keep a paper as it was composed; what changes afterwards does not change it."""
    kept = [block.kept() for block in blocks]
    if not kept:
        raise DomainError("資料に載せることを、1つは選んでください")
    return _add(sitting, title, by, kept, b"")


@transaction.atomic
def upload_paper(
    *, sitting: Sitting, title: str, name: str, content: bytes, by: Any
) -> MeetingPaper:
    """Keep a PDF or a picture as a paper, made harmless; `name` is not kept: it may name people."""
    if kind_by_name(name) not in SHOWN_KINDS:
        raise DomainError(
            "会議資料にできるのは、PDFと写真（JPEG、PNG、HEIC）です。"
            "ほかの形式は、PDFで保存し直してから選んでください"
        )
    try:
        kind, harmless, pages = cleaned(content, name)
    except FileRefused as refused:
        raise DomainError(str(refused)) from refused
    if pages > MOST_PAGES:
        raise DomainError(f"会議資料は、1つ{MOST_PAGES}ページまでです。分けてから選んでください")
    verdict = ask_scanner(harmless)
    if verdict is Verdict.INFECTED:
        raise DomainError(
            "このファイルにはウイルスの疑いがあります。登録せずに捨てました。"
            "送ってきた人に確かめ、情報政策の担当へ連絡してください"
        )
    about = {"kind": kind, "size": len(harmless), "pages": pages, "scan": SCANS[verdict]}
    return _add(sitting, title, by, [], harmless, **about)


@transaction.atomic
def withdraw_paper(
    *, paper: MeetingPaper, reason: str, by: Any, version: int | None = None
) -> MeetingPaper:
    """A paper that was wrong is shown and printed no more; its copies still have to come back."""
    require_secretary(meeting_of(paper.sitting, by), by)
    if paper.withdrawn_at is not None:
        raise DomainError("この資料は、すでに取り下げられています")
    fields = {"withdrawn_at": timezone.now(), "withdrawal_reason": reason}
    return save_changed(paper, by=by, fields=fields, version=version)


def content_of(paper: MeetingPaper, by: Any) -> PaperContent | None:
    """What stands in it; None while it may not be shown."""
    if not paper.is_open:
        return None
    found: PaperContent | None = PaperContent.objects.visible_to(by).filter(paper=paper).first()
    return found


@transaction.atomic
def scan_paper_again(*, paper: MeetingPaper, by: Any) -> MeetingPaper:
    """Ask the scanner once more about a file that waits for it."""
    require_secretary(meeting_of(paper.sitting, by), by)
    if paper.scan != Scan.WAITING:
        return paper
    row = PaperContent.objects.visible_to(by).get(paper=paper)
    verdict = ask_scanner(bytes(row.content))
    scan = Scan.INFECTED if verdict is Verdict.INFECTED else SCANS[verdict]
    return paper if scan == paper.scan else save_changed(paper, by=by, fields={"scan": scan})


def may_open(paper: MeetingPaper, meeting: SupportMeeting, member: MeetingMember, by: Any) -> bool:
    """Secretary, chair, and who stands on the distribution list of the paper for the screen or in
    print: who was given a paper can read again what she has."""
    if member.is_secretary or member.is_chair:
        return True
    made: bool = PaperCopy.objects.visible_to(by).filter(paper=paper).held_by(by).exists()
    return made


def require_printer(meeting: SupportMeeting, by: Any) -> MeetingMember:
    """Nobody but secretary and chair has papers on paper made (domain.md R17)."""
    member = require_member(meeting, by)
    if not (member.is_secretary or member.is_chair):
        raise DomainError("会議資料を印刷できるのは、会議の事務局と座長だけです")
    return member


@transaction.atomic
def print_copies(
    *, paper: MeetingPaper, copies: Collection[PaperCopy], by: Any, key: Any = None
) -> Job:
    """Have printed copies made, in the order of their numbers; each is a row of the ledger when it
    is made (R21)."""
    require_printer(meeting_of(paper.sitting, by), by)
    if paper.withdrawn_at is not None:
        raise DomainError(WITHDRAWN)
    if not paper.is_open:
        raise DomainError("ウイルス検査が終わるまで、印刷できません")
    wanted = sorted(copies, key=lambda copy: copy.number)
    if not wanted or any(not c.is_printed or c.paper_id != paper.pk for c in wanted):
        raise DomainError("印刷する写しを選んでください")
    require_receivers(wanted, by)
    if any(c.ended_at is not None for c in wanted):
        raise DomainError("返却や裁断が済んだ写しは、もう一度印刷できません")
    if len(wanted) * max(paper.pages, 1) > MOST_PRINTED:
        raise DomainError(
            f"一度に印刷できるのは{MOST_PRINTED}ページまでです。写しを減らしてください"
        )
    note_printing(wanted, by)
    option = numbers_as_option([copy.number for copy in wanted])
    return request_job(by=by, kind=PRINT_KIND, object_id=paper.pk, option=option, key=key)


def note_printing(copies: Collection[PaperCopy], by: Any) -> None:
    """When a copy was printed first, and the code by which whoever holds it finds out that it is one of ours."""
    for copy in copies:
        fields: dict[str, Any] = {}
        if copy.printed_at is None:
            fields["printed_at"] = timezone.now()
        if not copy.code:
            fields["code"] = new_code()
        if fields:
            save_changed(copy, by=by, fields=fields)


def numbers_as_option(numbers: list[int]) -> str:
    """1, 2, 3, 7 as 1-3,7: the job remembers which copies, and no more."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    words = ",".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
    if len(words) > 40:
        raise DomainError("とびとびの番号が多すぎます。何回かに分けて印刷してください")
    return words


@transaction.atomic
def close_sitting(
    *, sitting: Sitting, by: Any, papers_reason: str = "", version: int | None = None
) -> Sitting:
    """A sitting is over when its minutes are fixed and its papers are back, or a reason is given."""
    require_secretary(meeting_of(sitting, by), by)
    require_accounted_for({"paper__sitting": sitting}, papers_reason, by)
    fields = {"closed_at": timezone.now(), "papers_reason": papers_reason}
    return move_sitting(sitting, SittingState.CLOSED, by, version=version, **fields)
