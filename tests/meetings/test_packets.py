"""一式: all papers of a sitting in one file for each recipient, numbered and marked (R4, R17, R21)."""

import io
import os
import re
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from access import output
from access.errors import DomainError
from access.models import Disclosure
from access.reading import ReadingLog
from documents import selfcheck
from documents.paper_codes import shown
from jobs import services as jobs
from jobs import work
from jobs.models import Job, JobResult
from jobs.registry import Result
from meetings import packet_output, paper_output, services
from meetings.models import MeetingMember, MeetingPaper, PaperCopy, Sitting
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.databases import Database
from tests.documents.papers_read import structure
from tests.world import acting, staff

from . import situations as s
from .pages import post, url


def a_pdf(pages: int) -> bytes:
    target = io.BytesIO()
    leaves = [Image.new("RGB", (600, 850), (230, 235, 255 - 40 * n)) for n in range(pages)]
    leaves[0].save(target, "PDF", save_all=True, append_images=leaves[1:])
    return target.getvalue()


def a_sitting_with_papers() -> tuple[Sitting, list[MeetingPaper]]:
    """A composed paper, a file of two pages, and a long composed one; two have them on paper."""
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    papers = [s.a_paper(sitting)]
    with s.on(sitting, s.COORDINATOR) as (row, user):
        papers.append(
            services.upload_paper(
                sitting=row, title="図面", name="a.pdf", content=a_pdf(2), by=user
            )
        )
    papers.append(s.a_paper(sitting, "長い経過。\n" * 90))
    for paper in papers:
        s.given(paper, s.DOCTOR, s.VOLUNTEER, means="printed")
    return sitting, papers


def copies_of(username: str = s.COORDINATOR) -> list[PaperCopy]:
    with acting(username) as user:
        return list(PaperCopy.objects.visible_to(user).printed().with_labels())


def asked(sitting: Sitting, number: int | None) -> Job:
    with s.on(sitting, s.COORDINATOR) as (row, user):
        member = None if number is None else services.packet_copies(row, user)[number].member
        return services.print_packet(sitting=row, member=member, by=user)


def pages_of(content: bytes) -> list[str]:
    """Text of each page; the file is kept for the eye where PAPERS_FOLDER says so."""
    if folder := os.environ.get("PAPERS_FOLDER"):
        Path(folder, "packet.pdf").write_bytes(content)
    return [re.sub(r"\s", "", p.extract_text()) for p in PdfReader(io.BytesIO(content)).pages]


def made(job: Job) -> bytes:
    with acting(s.COORDINATOR) as user:
        packets = packet_output.gather(user, job.object_id, job.option, ReadingLog(user))
    return packet_output.make(packets).content


@pytest.mark.django_db
def test_a_packet_has_contents_papers_in_order_and_pages_numbered_through() -> None:
    sitting, papers = a_sitting_with_papers()
    content = made(asked(sitting, 0))
    found, pages = structure(content), pages_of(content)
    assert found.faults == []
    assert found.title == "支援会議 第1回 会議資料一式"
    total = len(pages)
    assert total >= 1 + 1 + 1 + 2 + 2
    for number, page in enumerate(pages, start=1):
        assert f"{number}/{total}頁" in page
    codes = [
        re.sub("照合コード", "", found)
        for page in pages
        for found in re.findall(r"照合コード[0-9A-Z-]{14}", page)
    ]
    with acting(s.COORDINATOR) as user:
        printed = PaperCopy.objects.visible_to(user).filter(number=1).order_by("paper__number")
        assert codes == [shown(one.code) for one in printed], "each paper bears that of its copy"
    for number, page in enumerate(pages):
        assert page.count("取扱注意・会議後回収") <= 1, f"page {number} has one head"
    first = pages[0]
    starts = [
        1 + next(i for i, p in enumerate(pages) if i and f"資料{n}-01" in p) for n in (1, 2, 3)
    ]
    assert starts == sorted(starts)
    for paper, start in zip(papers, starts, strict=True):
        assert f"資料{paper.number}-01{paper.title}{start}" in first
    leaves = [i for i, p in enumerate(pages) if "枚目の絵" in p]
    assert leaves == [starts[1], starts[1] + 1]
    assert all("取扱注意・会議後回収" in p for i, p in enumerate(pages) if i not in leaves)
    number = seen_by(s.COORDINATOR, Sitting)[0].compartment.case.number
    assert number in first
    holder = next(c.member.name.replace(" ", "") for c in copies_of() if c.number == 1)
    other = next(c.member.name.replace(" ", "") for c in copies_of() if c.number == 2)
    assert all(holder in page for page in pages), "the mark of the recipient is on every page"
    assert not any(other in page for page in pages)


@pytest.mark.django_db
def test_pages_of_files_lie_under_their_words_and_carry_their_marks() -> None:
    sitting, _ = a_sitting_with_papers()
    with pikepdf.open(io.BytesIO(made(asked(sitting, 0)))) as paper:
        starts = [page.Contents[0].read_bytes()[:13] for page in paper.pages if _has_parts(page)]
    assert starts.count(b"/Artifact BMC") == 2


def _has_parts(page: Any) -> bool:
    """Whether something was laid before what the page held."""
    return isinstance(page.obj.Contents, pikepdf.Array)


def test_packets_of_all_are_one_file_and_each_copy_a_row_of_the_ledger(
    committed_db: Database,
) -> None:
    sitting, papers = a_sitting_with_papers()
    job = asked(sitting, None)
    work.run(job.pk)
    with acting(s.COORDINATOR) as user:
        row = Job.objects.visible_to(user).get(pk=job.pk)
        assert (row.state, row.error_code, row.done) == ("done", "", 2)
        kept = JobResult.objects.visible_to(user).get(job=row)
        told = [
            d.recipients
            for d in Disclosure.objects.visible_to(user).filter(purpose__contains="一式")
        ]
    assert len(told) == 2 * len(papers)
    assert sum("資料1-01" in words for words in told) == 1
    content = bytes(kept.content)
    assert structure(content, papers=2).faults == []
    pages = pages_of(content)
    assert sum("1/" in p and "目次" in p for p in pages) == 2, "each begins with page 1"


def _leaves(sitting: Sitting) -> None:
    with s.on(sitting, s.COORDINATOR) as (row, user):
        members = MeetingMember.objects.visible_to(user).filter(meeting=row.meeting_id)
        leaving = members.get(appointment__staff=staff(s.VOLUNTEER))
        services.end_membership(member=leaving, reason="担当が替わった", by=user)


def _gets_one_more(sitting: Sitting) -> None:
    s.given(s.a_paper(sitting, "あとからの資料。"), s.DOCTOR, means="printed")


@pytest.mark.parametrize("happens", [_leaves, _gets_one_more])
@pytest.mark.django_db
def test_s06_a_file_of_all_is_not_fetched_when_it_is_another_one_now(happens: Any) -> None:
    """Made, and held for a second person, for those who were to have it then."""
    sitting, _ = a_sitting_with_papers()
    job = asked(sitting, None)
    with acting(s.COORDINATOR) as user:
        running = jobs.claim(user=user, job_id=job.pk)
        assert running is not None
        jobs.keep_result(job=running, result=Result(b"%PDF", "application/pdf", "papers.pdf"))
    address = reverse("jobs:result", args=[job.pk])
    assert browser(s.COORDINATOR).get(address).content == b"%PDF"
    happens(sitting)
    assert "もう一度作成してください" in text_of(browser(s.COORDINATOR).get(address))
    again = asked(sitting, None)
    assert again.option != job.option
    assert made(again).startswith(b"%PDF")


@pytest.mark.django_db
def test_r17_secretary_and_chair_print_packets_and_nobody_else() -> None:
    sitting, _ = a_sitting_with_papers()
    address = url("print_packet", sitting.pk)
    copy = copies_of()[0]
    for who in (s.DOCTOR, s.VOLUNTEER, s.SENDER):
        assert post(browser(who), address).status_code == 404
        with acting(who) as user:
            assert packet_output.may(user, copy.pk) is None
    with s.on(sitting, s.DOCTOR) as (row, user), pytest.raises(DomainError, match="事務局と座長"):
        services.print_packet(sitting=row, member=None, by=user)
    client = browser(s.COORDINATOR)
    page = text_of(client.get(url("papers", sitting.pk)))
    assert "全員分（2人）" in page
    answer = post(client, address, member=str(copy.member_id))
    assert answer.status_code == 303
    assert "/jobs/" in answer["Location"]
    back = client.get(packet_output.MEETING_PACKET_PDF.page(copy.pk))
    assert back["Location"] == url("papers", sitting.pk)


@pytest.mark.django_db
def test_r17_who_has_it_on_the_screen_only_gets_no_paper() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    s.given(s.a_paper(sitting), s.DOCTOR)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        assert services.packet_copies(row, user) == []
        with pytest.raises(DomainError, match="紙で渡す相手を選んで"):
            services.print_packet(sitting=row, member=None, by=user)


@pytest.mark.django_db
def test_withdrawn_papers_and_copies_that_are_back_are_in_no_packet() -> None:
    sitting, papers = a_sitting_with_papers()
    with s.on(papers[2], s.COORDINATOR) as (row, user):
        services.withdraw_paper(paper=row, reason="誤り", by=user)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        assert {c.paper.number for c in services.packet_copies(row, user)} == {1, 2}
    job = asked(sitting, 0)
    with acting(s.COORDINATOR) as user:
        copy = packet_output.may(user, job.object_id)
        assert copy is not None
        gate: Any = packet_output.gate(user, copy, job.option)
        rows = (gate.leaving, *gate.further)
        assert len(rows) == 2
        output.enter_in_ledger(user=user, output=gate)


@pytest.mark.django_db
def test_f22_copies_of_a_file_carry_the_number_of_their_case_as_text() -> None:
    _, papers = a_sitting_with_papers()
    with acting(s.COORDINATOR) as user:
        copies = paper_output.gather(user, papers[1].pk, "1-2", ReadingLog(user))
        number = seen_by(s.COORDINATOR, Sitting)[0].compartment.case.number
    text = selfcheck.text_of(paper_output.make(copies).content)
    assert selfcheck.case_numbers_in(text) == {number}
    assert text.count(number) == 4, "on each page of each copy"
