"""Who reads nothing more of a 支援会議: her pledge is over, she was removed, or she is kept out."""

from typing import Any

import pytest

from access.errors import DomainError
from access.models import CaseFile
from access.reading import ReadingLog
from cases.services import restrict_person
from jobs.registry import NotPermitted
from meetings import calendar_file, chronology_paper, minutes_paper, paper_output, services
from meetings.doors import own_memberships
from meetings.models import MeetingMember, Pledge, RegisteredMember
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.world import acting, staff

from . import situations as s
from .pages import url

pytestmark = pytest.mark.django_db
CHAIR = s.DOCTOR
GATHERING = (
    "list",
    "decisions",
    "information_waiting",
    "my_papers",
    "occasions",
    "mine",
    "calendar",
)


def a_meeting_with_everything() -> Any:
    """A chair, a sitting with minutes, a paper, a decision."""
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, CHAIR, "chair")
    sitting = s.a_sitting(meeting)
    paper = s.a_paper(sitting, "足音が二度した。")
    s.given(paper, CHAIR)
    s.a_decision(sitting)
    return meeting, sitting, paper, s.minuted(sitting)


def pledge_is_over(who: str = CHAIR) -> None:
    """Whatever she has pledged is taken back, and what her body has pledged for her."""
    with acting(s.COORDINATOR) as user:
        own = RegisteredMember.objects.filter(staff=staff(who))
        pledges = Pledge.objects.valid().filter(registered__in=own)
        pledges |= Pledge.objects.valid().filter(body=body_of(who))
        for pledge in pledges:
            services.take_back_pledge(pledge=pledge, reason="期限", by=user)


def test_r4_whose_pledge_is_over_reads_nothing_that_gathers_from_her_meetings() -> None:
    meeting, *_ = a_meeting_with_everything()
    words = (meeting.subject, "手紙を届ける", "会議室B")
    client = browser(CHAIR)
    assert any(word in text_of(client.get(url(page))) for page in GATHERING for word in words)
    pledge_is_over()
    for page in ("/", *(url(name) for name in GATHERING)):
        shown = text_of(client.get(page))
        assert not [word for word in words if word in shown], page
    assert "誓約書の期限が切れています" in text_of(client.get("/"))


def test_r4_whose_pledge_is_over_has_no_paper_made() -> None:
    meeting, sitting, paper, minutes = a_meeting_with_everything()
    asked = (
        (minutes_paper.may, minutes.pk),
        (paper_output.may, paper.pk),
        (chronology_paper.may, meeting.pk),
        (calendar_file.may, sitting.pk),
    )
    with acting(CHAIR) as user:
        assert all(may(user, pk) is not None for may, pk in asked)
    pledge_is_over()
    with acting(CHAIR) as user:
        assert [may(user, pk) for may, pk in asked] == [None] * len(asked)


def test_the_question_for_many_agrees_with_the_question_for_one() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    pledge_is_over(s.VOLUNTEER)
    for who in (s.COORDINATOR, s.DOCTOR, s.VOLUNTEER):
        with acting(who) as user:
            mine = MeetingMember.objects.visible_to(user).of_user(user).current().sworn()
            (member,) = mine.with_names()
            assert services.may_sit(member) == own_memberships(user).exists(), who


def kept_out(meeting: Any, who: str) -> None:
    """Found to be kin: restricted from the case, and still on the roster (R12)."""
    with acting(s.SENDER) as user:
        case = CaseFile.objects.visible_to(user).get(pk=meeting.compartment.case_id)
        restrict_person(case=case, user=staff(who), reason="親族", by=user)


def test_r12_who_is_kept_out_is_told_and_asked_and_given_nothing_more() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    paper = s.a_paper(s.a_sitting(meeting), "足音が二度した。")
    kept_out(meeting, s.VOLUNTEER)
    with s.on(meeting, s.COORDINATOR) as (row, user):
        for found in (services.members_to_tell(row, user), services.asked_members(row, user)):
            assert [m.name for m in found] == ["見本 医師夫"]
    with pytest.raises(DomainError, match="閲覧制限"):
        s.given(paper, s.VOLUNTEER)


def test_r12_who_is_kept_out_does_not_even_learn_of_the_end() -> None:
    meeting = s.a_meeting_with_a_doctor()
    member = s.a_sworn_member(meeting, s.VOLUNTEER)
    with s.on(member, s.COORDINATOR) as (row, user):
        services.end_membership(member=row, reason="交代", by=user)
    ended = "構成員の任が終わりました"
    assert ended in text_of(browser(s.VOLUNTEER).get("/"))
    kept_out(meeting, s.VOLUNTEER)
    assert ended not in text_of(browser(s.VOLUNTEER).get("/"))


def test_r16_nothing_is_printed_or_handed_out_for_whom_was_removed() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    paper = s.a_paper(sitting, "足音が二度した。")
    (copy,) = s.given(paper, s.DOCTOR, means="printed")
    with s.on(copy.member, s.COORDINATOR) as (member, user):
        services.end_membership(member=member, reason="交代", by=user)
    with s.on(copy, s.COORDINATOR) as (row, user):
        with pytest.raises(DomainError, match="いまの構成員ではありません"):
            services.print_copies(paper=row.paper, copies=[row], by=user)
        with pytest.raises(NotPermitted):
            paper_output.gate(user, row.paper, str(row.number))
        with pytest.raises(NotPermitted):
            paper_output.gather(user, row.paper_id, str(row.number), ReadingLog(user))


def test_r12_r21_one_copy_that_may_not_be_given_stops_the_whole_job() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    sitting = s.a_sitting(meeting)
    paper = s.a_paper(sitting)
    copies = s.given(paper, s.DOCTOR, s.VOLUNTEER, means="printed")
    with s.on(paper, s.COORDINATOR) as (row, user):
        services.print_copies(paper=row, copies=copies, by=user)
        assert len(paper_output.gate(user, row, "1-2").further) == 1
    page = browser(s.COORDINATOR).get(url("papers", sitting.pk))
    assert len(page.context["table"].to_hand_out) == 2
    kept_out(meeting, s.VOLUNTEER)
    with s.on(paper, s.COORDINATOR) as (row, user):
        for do in (
            lambda: services.print_copies(paper=row, copies=copies, by=user),
            lambda: services.hand_out(copies=copies, by=user),
        ):
            with pytest.raises(DomainError, match=r"資料1-02の宛先の人は.*写しのゆくえ"):
                do()
        with pytest.raises(NotPermitted):
            paper_output.gather(user, row.pk, "1-2", ReadingLog(user))
    page = browser(s.COORDINATOR).get(url("papers", sitting.pk))
    assert [c.member.name for c in page.context["table"].to_hand_out] == ["見本 医師夫"]


def test_r12_who_is_kept_out_is_no_reader_on_the_page_of_the_meeting() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    client = browser(s.COORDINATOR)
    names = {m.name for m in client.get(url("meeting", meeting.pk)).context["room"].readers}
    kept_out(meeting, s.VOLUNTEER)
    left = {m.name for m in client.get(url("meeting", meeting.pk)).context["room"].readers}
    assert names - left == {staff(s.VOLUNTEER).name}
