"""Whoever prints, hands out or tells asks whether the pledges of others hold, and reads no register
(domain.md R11, R16)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from access import pledges
from access.errors import DomainError
from jobs import services as jobs
from jobs.registry import NotPermitted, Result
from meetings import notice_paper, paper_output, services
from meetings.models import MeetingMember, PaperCopy, RegisteredMember
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.world import acting

from . import convening as c
from . import preparing as p
from . import situations as s
from .pages import post, url
from .test_register import a_landlord, off_the_register, take_back_pledges, without_a_pledge

pytestmark = pytest.mark.django_db
CHAIR = s.DOCTOR
LAPSED = s.VOLUNTEER
lapses = pytest.mark.parametrize("lapse", [without_a_pledge, off_the_register])


def a_meeting_with_a_chair() -> Any:
    """A chair who reads no register, and a member."""
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, CHAIR, "chair")
    s.a_sworn_member(meeting, LAPSED)
    return meeting


def members_of(meeting: Any) -> dict[str, Any]:
    """The roster by login, as the secretary sees it."""
    with s.on(meeting, s.COORDINATOR) as (row, user):
        rows = MeetingMember.objects.visible_to(user).filter(meeting=row).with_names()
        return {m.appointment.staff.username if m.appointment else m.name: m.pk for m in rows}


def answers(meeting: Any, by: str) -> dict[str, bool | None]:
    """What the function tells somebody of each member."""
    members = members_of(meeting)
    with acting(by):
        return {name: pledges.may_sit(pk) for name, pk in members.items()}


# --- the function --------------------------------------------------------------------------


@lapses
@pytest.mark.parametrize("by", [CHAIR, s.COORDINATOR])
def test_r11_chair_and_coordinator_learn_yes_or_no(by: str, lapse: Callable[[str], None]) -> None:
    meeting = a_meeting_with_a_chair()
    assert answers(meeting, by) == {s.COORDINATOR: True, CHAIR: True, LAPSED: True}
    lapse(LAPSED)
    assert answers(meeting, by) == {s.COORDINATOR: True, CHAIR: True, LAPSED: False}


@pytest.mark.parametrize("by", [s.OUTSIDER, s.DEPUTY, s.SENDER, "kansa1", "system1"])
def test_r11_nothing_is_answered_of_a_meeting_to_which_one_does_not_belong(by: str) -> None:
    meeting = a_meeting_with_a_chair()
    without_a_pledge(LAPSED)
    assert set(answers(meeting, by).values()) == {None}
    members = members_of(meeting)
    with acting(by):
        assert not MeetingMember.objects.visible_to(s.staff(by)).may_sit().exists()
        assert pledges.may_sit(meeting.pk) is None, "no member at all"
    assert members


def test_r11_a_member_of_one_meeting_learns_nothing_of_another() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, LAPSED)
    s.a_sworn_member(s.a_meeting(), CHAIR, "chair")
    assert set(answers(meeting, CHAIR).values()) == {None}


def test_r16_who_left_the_meeting_learns_nothing_more() -> None:
    meeting = a_meeting_with_a_chair()
    members = members_of(meeting)
    with acting(s.COORDINATOR) as user:
        chair = MeetingMember.objects.visible_to(user).get(pk=members[CHAIR])
        services.end_membership(member=chair, reason="交代", by=user)
    assert set(answers(meeting, CHAIR).values()) == {None}


def test_r11_whose_own_pledge_is_over_learns_that_and_nothing_of_others() -> None:
    meeting = a_meeting_with_a_chair()
    without_a_pledge(CHAIR)
    assert answers(meeting, CHAIR) == {s.COORDINATOR: None, CHAIR: False, LAPSED: None}


def test_r11_nobody_acts_and_nothing_is_answered() -> None:
    members = members_of(a_meeting_with_a_chair())
    assert {pledges.may_sit(pk) for pk in members.values()} == {None}


def test_the_function_behind_it_is_not_for_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select has_function_privilege('access.is_pledged(uuid)', 'execute')")
        assert cursor.fetchone() == (False,)


def test_r11_the_chair_reads_no_register_all_the_same() -> None:
    a_meeting_with_a_chair()
    with acting(CHAIR):
        assert {row.staff.username for row in RegisteredMember.objects.all()} == {CHAIR}


def test_r11_r13_the_answer_agrees_with_the_register() -> None:
    """As coordinators read it, for offices, bodies, people on paper and 臨時構成員."""
    meeting = p.a_meeting_of_three()
    a_landlord(meeting)
    with acting(s.COORDINATOR):
        volunteer = RegisteredMember.objects.on_paper().get()
    appoint = services.appoint_on_paper
    s.as_somebody(s.COORDINATOR, meeting, appoint, "meeting", registered=volunteer)
    changes: list[Callable[[], None]] = [
        lambda: None,
        without_a_pledge,
        lambda: take_back_pledges(registered=volunteer),
        lambda: take_back_pledges(body=body_of(s.SENDER)),
    ]
    sizes = []
    for change in changes:
        change()
        with s.on(meeting, s.COORDINATOR) as (row, user):
            members = MeetingMember.objects.visible_to(user).filter(meeting=row)
            sit = set(members.may_sit().values_list("pk", flat=True))
            assert sit == {m.pk for m in members.with_names() if in_the_register(m)}
            sizes.append(len(sit))
    assert sizes == [5, 4, 3, 2]


def in_the_register(member: MeetingMember) -> bool:
    if member.appointment is not None:
        entries = RegisteredMember.objects.of_office(member.appointment)
    elif member.registered_id is not None:
        entries = RegisteredMember.objects.filter(pk=member.registered_id)
    else:
        return True
    return bool(entries.listed().pledged().exists())


# --- copies --------------------------------------------------------------------------------


def a_paper_for_both(meeting: Any) -> tuple[Any, list[PaperCopy]]:
    paper = s.a_paper(s.a_sitting(meeting))
    return paper, s.given(paper, CHAIR, LAPSED, means="printed")


@lapses
@pytest.mark.parametrize("by", [CHAIR, s.COORDINATOR])
def test_r16_no_copy_is_printed_for_whose_pledge_is_over(
    by: str, lapse: Callable[[str], None]
) -> None:
    meeting = a_meeting_with_a_chair()
    paper, copies = a_paper_for_both(meeting)
    lapse(LAPSED)
    with s.on(paper, by) as (row, user), pytest.raises(DomainError, match="誓約書の期限"):
        services.print_copies(paper=row, copies=copies, by=user)
    mine = [copy for copy in copies if copy.member_id == members_of(meeting)[CHAIR]]
    with s.on(paper, by) as (row, user):
        services.print_copies(paper=row, copies=mine, by=user)


@pytest.mark.parametrize("by", [CHAIR, s.COORDINATOR])
def test_r16_the_page_offers_to_print_for_those_who_may_have_it(by: str) -> None:
    meeting = a_meeting_with_a_chair()
    paper, _ = a_paper_for_both(meeting)
    address = url("papers", paper.sitting_id)
    assert "まだの写し（2部）を印刷する" in text_of(browser(by).get(address))
    without_a_pledge(LAPSED)
    client = browser(by)
    assert "まだの写し（1部）を印刷する" in text_of(client.get(address))
    assert "/jobs/" in post(client, url("print_copies", paper.pk))["Location"]


def test_s06_copies_that_were_made_are_not_fetched_when_one_of_them_may_not_go_any_more() -> None:
    paper, _ = a_paper_for_both(a_meeting_with_a_chair())
    with acting(CHAIR) as user:
        row = paper_output.may(user, paper.pk)
        assert row is not None
        assert len(paper_output.gate(user, row, "1-2").further) == 1
    without_a_pledge(LAPSED)
    with acting(CHAIR) as user:
        with pytest.raises(NotPermitted):
            paper_output.gate(user, row, "1-2")
        numbers = [str(c.number) for c in PaperCopy.objects.visible_to(user) if c.member.is_chair]
        assert paper_output.gate(user, row, numbers[0]).further == ()


def test_s06_the_page_of_a_result_says_to_make_it_anew() -> None:
    paper, copies = a_paper_for_both(a_meeting_with_a_chair())
    with s.on(paper, CHAIR) as (row, user):
        job = services.print_copies(paper=row, copies=copies, by=user)
        running = jobs.claim(user=user, job_id=job.pk)
        assert running is not None
        jobs.keep_result(job=running, result=Result(b"%PDF", "application/pdf", "paper.pdf"))
    address = reverse("jobs:result", args=[job.pk])
    assert browser(CHAIR).get(address).content == b"%PDF"
    without_a_pledge(LAPSED)
    answer = browser(CHAIR).get(address)
    assert "もう一度作成してください" in text_of(answer)
    assert url("paper", paper.pk) in answer.content.decode()
    assert paper.title not in text_of(answer)


def test_r16_no_copy_is_handed_to_whose_pledge_is_over_and_it_still_comes_back() -> None:
    meeting = a_meeting_with_a_chair()
    paper, copies = a_paper_for_both(meeting)
    with s.on(paper, s.COORDINATOR) as (row, user):
        services.print_copies(paper=row, copies=copies, by=user)
    without_a_pledge(LAPSED)
    client = browser(s.COORDINATOR)
    page = client.get(url("papers", paper.sitting_id)).content.decode()
    assert page.count("checked") == 1, "who may have hers is ticked off beforehand"
    with acting(s.COORDINATOR) as user, pytest.raises(DomainError, match="受け取ってから渡して"):
        services.hand_out(copies=copies, by=user)
    with acting(s.COORDINATOR) as user:
        rows = list(PaperCopy.objects.visible_to(user).with_labels())
        assert [copy.handed_at for copy in rows] == [None, None]
        mine = [copy for copy in rows if copy.member.is_chair]
        assert services.hand_out(copies=mine, by=user) == 1


def test_r16_a_copy_that_is_out_comes_back_from_whose_pledge_is_over() -> None:
    meeting = a_meeting_with_a_chair()
    paper = s.a_paper(s.a_sitting(meeting))
    copies = s.handed_out(paper, LAPSED)
    without_a_pledge(LAPSED)
    with acting(s.COORDINATOR) as user:
        assert services.take_back(copies=copies, by=user) == 1


def test_r11_no_paper_is_put_out_for_whose_pledge_is_over() -> None:
    meeting = a_meeting_with_a_chair()
    paper = s.a_paper(s.a_sitting(meeting))
    without_a_pledge(LAPSED)
    with pytest.raises(DomainError, match="誓約書の期限が切れている"):
        s.given(paper, LAPSED)


# --- telling -------------------------------------------------------------------------------


@pytest.mark.parametrize("by", [CHAIR, s.COORDINATOR])
def test_r11_whoever_asks_reaches_the_same_people(by: str) -> None:
    meeting = a_meeting_with_a_chair()
    sitting = s.a_sitting(meeting)
    a_landlord(meeting)
    without_a_pledge(LAPSED)
    members = members_of(meeting)
    with s.on(sitting, by) as (row, user):
        found = set(services.reachable(row.meeting, user, row).values_list("pk", flat=True))
    assert found == {pk for name, pk in members.items() if name != LAPSED}


def test_r11_no_notice_is_made_for_whose_pledge_is_over() -> None:
    meeting = a_meeting_with_a_chair()
    sitting = s.a_sitting(meeting)
    c.convened(sitting)
    without_a_pledge(LAPSED)
    members = members_of(meeting)
    notices = {notice.member_id: notice for notice in c.notices(sitting)}
    with acting(s.COORDINATOR) as user:
        assert notice_paper.may(user, notices[members[CHAIR]].pk) is not None
        assert notice_paper.may(user, notices[members[LAPSED]].pk) is None
    page = text_of(browser(s.COORDINATOR).get(url("convene", sitting.pk)))
    assert page.count("通知を作る") == 1
    assert "誓約書の期限が切れているため、作れません" in page


def test_r11_the_door_names_no_case_to_who_may_not_open() -> None:
    meeting = a_meeting_with_a_chair()
    without_a_pledge(CHAIR)
    door = browser(CHAIR).get(url("opening", meeting.pk))
    assert "誓約書の期限が切れているか" in text_of(door)
    assert meeting.compartment.case.number not in door.content.decode()
