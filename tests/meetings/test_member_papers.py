"""誓約書 as a paper, and scans of what was signed (domain.md 4.11, R11, R13)."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from access.errors import DomainError
from access.reading import ReadingLog
from jobs.registry import NotPermitted
from meetings import pledge_paper, services
from meetings.models import MeetingMember, MemberScan, Pledge, PledgeScan, RegisteredMember
from meetings.words import duty_text
from tests.access.told_members import picture
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting, staff

from . import convening as c
from . import situations as s
from .pages import post, url
from .test_joint import two_bodies
from .test_register import a_landlord, entry_of

pytestmark = pytest.mark.django_db


def gathered(kind: str, username: str, object_id: object) -> str:
    (job_kind,) = [k for k in pledge_paper.KINDS if k.name == kind]
    with acting(username) as user:
        return job_kind.gather(user, object_id, "", ReadingLog(user)).html  # type: ignore[arg-type,no-any-return]


def test_the_pledge_holds_the_law_and_what_is_promised() -> None:
    paper = gathered(pledge_paper.BLANK, s.COORDINATOR, staff(s.COORDINATOR).pk)
    for words in (
        "第106条の6第5項",
        "第159条",
        "構成員でなくなったあとも",
        "ほかの目的には使いません",
    ):
        assert words in paper, words
    for words in ("返します", "複製", "SNS", "署名", "所属", "日付"):
        assert words in paper, words


def test_papers_name_the_head_of_the_ward_that_is_set_up(settings: Any) -> None:
    settings.WARD_NAME = "見本区"
    blank = gathered(pledge_paper.BLANK, s.COORDINATOR, staff(s.COORDINATOR).pk)
    guest = a_landlord(s.a_meeting_with_a_doctor())
    letter = gathered(pledge_paper.LETTER, s.COORDINATOR, guest.pk)
    for paper in (blank, letter):
        assert "見本区長" in paper
        assert "文京区長" not in paper


def test_a_filled_pledge_names_the_person_and_no_case() -> None:
    meeting = s.a_meeting_with_a_doctor()
    paper = gathered(pledge_paper.FILLED, s.COORDINATOR, entry_of(s.DOCTOR).pk)
    assert staff(s.DOCTOR).name in paper
    guest = a_landlord(meeting)
    paper = gathered(pledge_paper.OF_MEMBER, s.COORDINATOR, guest.pk)
    assert "架空 大家" in paper
    assert meeting.compartment.case.number not in paper
    assert "架空 花子" not in paper


@pytest.mark.parametrize("name", [s.SENDER, s.DOCTOR, s.DEPUTY, "kansa1"])
def test_r4_who_cannot_print_a_members_pledge(name: str) -> None:
    guest = a_landlord(s.a_meeting_with_a_doctor())
    with pytest.raises(NotPermitted):
        gathered(pledge_paper.OF_MEMBER, name, guest.pk)


@pytest.mark.parametrize("name", [s.SENDER, s.DOCTOR, "kansa1", "system1"])
def test_r6_who_cannot_print_from_the_register(name: str) -> None:
    entry = entry_of(s.DOCTOR)
    with pytest.raises(NotPermitted):
        gathered(pledge_paper.FILLED, name, entry.pk)
    with pytest.raises(NotPermitted):
        gathered(pledge_paper.BLANK, name, staff(name).pk)


def test_the_paper_is_laid_out() -> None:
    html = gathered(pledge_paper.BLANK, s.COORDINATOR, staff(s.COORDINATOR).pk)
    made = pledge_paper.make(pledge_paper.Paper(html, pledge_paper.TITLE))
    assert made.content.startswith(b"%PDF")
    assert made.file_name == "pledge.pdf"


# --- scans ---------------------------------------------------------------------------------


def upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("sign.png", picture(), "image/png")


def test_r13_the_scan_of_a_guest_lies_in_the_meeting_and_shows_to_its_secretary() -> None:
    meeting = s.a_meeting_with_a_doctor()
    guest = a_landlord(meeting)
    client, address = browser(s.COORDINATOR), url("member_papers", guest.pk)
    client.get(address)
    assert post(client, address, upload=upload()).status_code == 303
    (scan,) = seen_by(s.COORDINATOR, MemberScan)
    assert scan.compartment_id == meeting.compartment_id
    page = client.get(url("member_scan", scan.pk, 1))
    assert page["Content-Type"] == "image/jpeg"
    assert "sandbox" in page["Content-Security-Policy"]
    for name in (s.DOCTOR, s.SENDER, s.DEPUTY):
        other = browser(name)
        assert other.get(address).status_code == 404, name
        assert other.get(url("member_scan", scan.pk, 1)).status_code == 404, name


def test_what_is_no_picture_is_refused_in_words() -> None:
    guest = a_landlord(s.a_meeting())
    with pytest.raises(DomainError):
        s.as_somebody(
            s.COORDINATOR, guest, services.scan_paper, "member", name="a.txt", content=b"words"
        )
    assert seen_by(s.COORDINATOR, MemberScan) == []


def test_only_the_secretary_attaches() -> None:
    meeting = s.a_meeting_with_a_doctor()
    guest = a_landlord(meeting)
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(
            s.DOCTOR, guest, services.scan_paper, "member", name="a.png", content=picture()
        )


def test_r6_the_scan_of_a_pledge_in_the_register_is_for_coordinators() -> None:
    client = browser(s.COORDINATOR)
    with acting(s.COORDINATOR):
        pledge = Pledge.objects.valid().filter(registered__staff__username=s.DOCTOR).get()
    made = post(client, url("add_pledge_scan", pledge.pk), upload=upload())
    assert made.status_code == 303
    assert re.search(r"<img", client.get(made["Location"]).content.decode())
    with acting(s.COORDINATOR):
        scan = PledgeScan.objects.get()
        entry = RegisteredMember.objects.get(pk=pledge.registered_id)
    assert client.get(url("pledge_scan_page", scan.pk, 1)).status_code == 200
    assert "写しを見る" in text_of(client.get(url("registered", entry.pk)))
    for name in (s.DOCTOR, s.SENDER, "system1"):
        assert browser(name).get(made["Location"]).status_code == 404, name
        with acting(name):
            assert not PledgeScan.objects.exists()


def test_r16_what_was_on_paper_stays_when_the_membership_ends() -> None:
    meeting = s.a_meeting_with_a_doctor()
    guest = a_landlord(meeting)
    scan = s.as_somebody(
        s.COORDINATOR, guest, services.scan_paper, "member", name="a.png", content=picture()
    )
    sitting = s.a_sitting(meeting)
    c.convened(sitting)
    [notice] = [row for row in c.notices(sitting) if row.member_id == guest.pk]
    client = browser(s.COORDINATOR)
    calls, papers = url("convene", sitting.pk), url("member_papers", guest.pk)
    assert url("print_notice", notice.pk) in client.get(calls).content.decode()
    s.as_somebody(s.COORDINATOR, guest, services.end_membership, "member", reason="転居")
    # How she was called, and what she signed, is on record as before ...
    page = client.get(calls)
    assert [(row.pk, row.number) for row in c.notices(sitting) if row.member_id == guest.pk] == [
        (notice.pk, notice.number)
    ]
    assert "構成員ではありません" in text_of(page)
    assert papers in client.get(url("meeting", meeting.pk)).content.decode()
    kept = client.get(papers)
    assert url("member_scan", scan.pk, 1) in kept.content.decode()
    assert client.get(url("member_scan", scan.pk, 1)).status_code == 200
    # ... and nothing more is made for her.
    assert url("print_notice", notice.pk) not in page.content.decode()
    assert post(client, url("print_notice", notice.pk)).status_code == 404
    assert url("member_pledge", guest.pk) not in kept.content.decode()


def test_a_former_member_is_printed_no_pledge() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    assert not [
        m for m in seen_by(s.COORDINATOR, MeetingMember) if m.pk == member.pk and m.is_current
    ]
    with pytest.raises(NotPermitted):
        gathered(pledge_paper.OF_MEMBER, s.COORDINATOR, member.pk)


def test_the_letter_appoints_her_names_the_duty_and_its_penalty_and_no_case() -> None:
    """Art. 106-6 (5), 159; also for who has no account. She takes it home."""
    meeting = s.a_meeting_with_a_doctor()
    guest = a_landlord(meeting)
    paper = gathered(pledge_paper.LETTER, s.COORDINATOR, guest.pk)
    for words in (
        "委嘱",
        "架空 大家",
        "第106条の6第5項",
        "第159条",
        "関わらなくなったあとも",
        "公印",
    ):
        assert words in paper, words
    for words in (meeting.compartment.case.number, "架空 花子"):
        assert words not in paper, words
    made = pledge_paper.make_letter(pledge_paper.Paper(paper, pledge_paper.LETTER_TITLE))
    assert made.content.startswith(b"%PDF")
    assert made.file_name == "letter.pdf"
    client, page = browser(s.COORDINATOR), url("member_papers", guest.pk)
    assert url("member_letter", guest.pk) in client.get(page).content.decode()
    assert post(client, url("member_letter", guest.pk)).status_code == 303
    for name in (s.SENDER, s.DOCTOR, s.DEPUTY, "kansa1"):
        with pytest.raises(NotPermitted):
            gathered(pledge_paper.LETTER, name, guest.pk)
        assert post(browser(name), url("member_letter", guest.pk)).status_code == 404


def test_the_letter_of_a_conference_of_another_law_says_the_duty_of_that_law() -> None:
    _, council = two_bodies()
    with acting(s.COORDINATOR) as user:
        volunteer = MeetingMember.objects.visible_to(user).get(
            meeting=council, appointment=s.office(s.VOLUNTEER)
        )
    paper = gathered(pledge_paper.LETTER, s.COORDINATOR, volunteer.pk)
    assert "児童福祉法25条の2" in paper
    assert duty_text(council.basis).text.splitlines()[0] in paper
    assert "社会福祉法" not in paper
