"""What is refused of papers of a sitting: made, brought, scanned, printed (domain.md R17, S-68)."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf import PdfWriter

from access.errors import DomainError
from jobs.models import Job
from meetings import services
from meetings.models import MeetingPaper, MemberScan, PaperCopy, Sitting
from meetings.services.packets import PACKET_KIND
from meetings.services.papers import PRINT_KIND
from tests.access.told_members import picture
from tests.cases.situations import seen_by
from tests.documents.clamd import answering
from tests.world import acting

from . import situations as s
from .test_register import a_landlord

pytestmark = pytest.mark.django_db

HOLDERS = (s.COORDINATOR, s.DOCTOR, s.VOLUNTEER, s.SENDER)


def a_pdf(pages: int) -> bytes:
    """So many empty leaves."""
    target, paper = io.BytesIO(), PdfWriter()
    for _ in range(pages):
        paper.add_blank_page(width=100, height=140)
    paper.write(target)
    return target.getvalue()


def brought(sitting: Sitting, content: bytes, name: str = "a.pdf") -> MeetingPaper:
    paper: MeetingPaper = s.as_somebody(
        s.COORDINATOR,
        sitting,
        services.upload_paper,
        "sitting",
        title="図面",
        name=name,
        content=content,
    )
    return paper


def printed(paper: MeetingPaper, copies: list[PaperCopy]) -> Any:
    return s.as_somebody(s.COORDINATOR, paper, services.print_copies, "paper", copies=copies)


@pytest.fixture
def scanner_that_finds(settings: Any) -> Iterator[None]:
    with answering(settings, lambda content: b"stream: Test.Signature FOUND"):
        yield


# --- made and brought ----------------------------------------------------------------------


def test_an_empty_paper_and_one_for_a_sitting_that_is_cancelled_are_refused() -> None:
    sitting = s.a_sitting(s.a_meeting())
    with pytest.raises(DomainError, match="1つは選んで"):
        s.as_somebody(
            s.COORDINATOR, sitting, services.compose_paper, "sitting", title="経過", blocks=[]
        )
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="台風")
    with pytest.raises(DomainError, match="終わった開催には、資料を"):
        s.a_paper(sitting)
    assert seen_by(s.COORDINATOR, MeetingPaper) == []


def test_a_file_that_is_not_what_its_name_says_or_too_long_is_refused() -> None:
    sitting = s.a_sitting(s.a_meeting())
    with pytest.raises(DomainError, match="このファイルは登録できません"):
        brought(sitting, b"words")
    with pytest.raises(DomainError, match="1つ40ページまで"):
        brought(sitting, a_pdf(41))
    assert seen_by(s.COORDINATOR, MeetingPaper) == []


def test_a_scan_that_is_not_what_its_name_says_is_refused() -> None:
    guest = a_landlord(s.a_meeting())
    scan = {"name": "a.png", "content": b"words"}
    with pytest.raises(DomainError, match="このファイルは登録できません"):
        s.as_somebody(s.COORDINATOR, guest, services.scan_paper, "member", **scan)
    assert seen_by(s.COORDINATOR, MemberScan) == []


@pytest.mark.usefixtures("scanner_that_finds")
def test_s68_a_paper_and_a_scan_in_which_a_virus_is_found_are_not_kept() -> None:
    meeting = s.a_meeting()
    with pytest.raises(DomainError, match=r"ウイルスの疑い.*送ってきた人"):
        brought(s.a_sitting(meeting), picture(), "a.png")
    scan = {"name": "a.png", "content": picture()}
    with pytest.raises(DomainError, match=r"ウイルスの疑い.*情報政策の担当"):
        s.as_somebody(s.COORDINATOR, a_landlord(meeting), services.scan_paper, "member", **scan)
    assert seen_by(s.COORDINATOR, MeetingPaper) == seen_by(s.COORDINATOR, MemberScan) == []


# --- printed -------------------------------------------------------------------------------


def test_r17_nothing_is_printed_of_a_paper_that_was_withdrawn() -> None:
    paper = s.a_paper(s.a_sitting(s.a_meeting_with_a_doctor()))
    copies = s.given(paper, s.DOCTOR, means="printed")
    s.as_somebody(s.COORDINATOR, paper, services.withdraw_paper, "paper", reason="誤り")
    with pytest.raises(DomainError, match="取り下げた資料"):
        printed(paper, copies)
    assert not_printed()


def test_s68_nothing_is_printed_of_a_paper_that_waits_for_the_scanner(settings: Any) -> None:
    settings.CLAMD_ADDRESS = "127.0.0.1:9"  # nobody answers there
    paper = brought(s.a_sitting(s.a_meeting_with_a_doctor()), picture(), "a.png")
    copies = s.given(paper, s.DOCTOR, means="printed")
    with pytest.raises(DomainError, match="ウイルス検査が終わるまで"):
        printed(paper, copies)
    assert not_printed()


def test_r17_no_copy_or_one_for_the_screen_or_of_another_paper_is_printed() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    paper, other = s.a_paper(sitting), s.a_paper(sitting, "別の経過")
    on_screen = s.given(paper, s.DOCTOR)
    of_another = s.given(other, s.DOCTOR, means="printed")
    for copies in ([], on_screen, of_another):
        with pytest.raises(DomainError, match="印刷する写しを選んで"):
            printed(paper, copies)
    assert not_printed()


def test_r17_a_copy_that_is_back_is_not_printed_again() -> None:
    paper = s.a_paper(s.a_sitting(s.a_meeting_with_a_doctor()))
    copies = s.handed_out(paper, s.DOCTOR)
    s.as_somebody(s.COORDINATOR, copies[0], services.account_for, "copy", end="returned")
    before = jobs()
    with pytest.raises(DomainError, match="返却や裁断が済んだ写し"):
        printed(paper, seen_by(s.COORDINATOR, PaperCopy))
    assert jobs() == before


def test_r17_more_pages_than_one_printing_holds_are_refused() -> None:
    meeting = s.a_meeting()
    for name in HOLDERS[1:]:
        s.a_sworn_member(meeting, name)
    sitting = s.a_sitting(meeting)
    paper = brought(sitting, a_pdf(40))
    copies = s.given(paper, *HOLDERS, means="printed")
    with pytest.raises(DomainError, match="120ページまでです。写しを減らして"):
        printed(paper, copies)
    with pytest.raises(DomainError, match="120ページまでです。1人分ずつ"):
        s.as_somebody(s.COORDINATOR, sitting, services.print_packet, "sitting", member=None)
    assert not_printed()


def jobs() -> int:
    with acting(s.COORDINATOR) as user:
        return Job.objects.visible_to(user).filter(kind__in=(PRINT_KIND, PACKET_KIND)).count()


def not_printed() -> bool:
    copies = seen_by(s.COORDINATOR, PaperCopy)
    return bool(copies) and jobs() == 0 and all(copy.printed_at is None for copy in copies)
