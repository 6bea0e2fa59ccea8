"""A 支援会議 whose only secretary is gone or kept out: coordinators of the secretariat are told that there is one, one of
them takes it over, and nothing of it is told before (R4, R6, R7, R12, R14, R16)."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse

from access.errors import DomainError
from access.left_alone import LEFT_ALONE
from access.together import ask_together
from cases import services as cases
from meetings import left_alone, services
from meetings.models import CoordinationRequest, MeetingMember, SupportMeeting
from meetings.words import duty_text
from organizations.models import Role
from organizations.services import appoint, end_appointment, end_employment
from sample_ward import screening
from tests.access.people import body
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, body_of, office
from tests.world import acting, staff

from . import situations as s
from .pages import hidden, post
from .test_register import take_back_pledges

pytestmark = pytest.mark.django_db
SECRETARY, COLLEAGUE = s.COORDINATOR, s.DEPUTY
TOLD = "事務局の人がいなくなりました"
TOKEN = re.compile(rb'csrf[a-z-]*"[^>]*')  # another one in each answer


def told(who: str) -> list[uuid.UUID]:
    """Keys of the conferences of which she is told that they are alone."""
    with acting(who):
        return [row[0] for row in ask_together([LEFT_ALONE])[0]]


def url_of(meeting: SupportMeeting) -> str:
    return reverse("meetings:take_over", args=[meeting.pk])


def take_over(meeting: SupportMeeting, who: str) -> MeetingMember:
    with acting(who) as by:
        return services.take_over_meeting(
            meeting=meeting.pk, secretariat=body_of(COLLEAGUE), duty_text=duty_text(), by=by
        )


def moves(meeting: SupportMeeting) -> None:
    with acting("system1"):
        end_appointment(appointment=office(SECRETARY))


def leaves(meeting: SupportMeeting) -> None:
    with acting("system1"):
        end_employment(staff=staff(SECRETARY))


def is_kept_out(meeting: SupportMeeting) -> None:
    with acting(s.SENDER) as by:
        case = meeting.compartment.case
        cases.restrict_person(case=case, user=staff(SECRETARY), reason="めい", by=by)


@pytest.mark.parametrize("lose", [moves, leaves, is_kept_out])
def test_r4_a_colleague_is_told_without_content_and_takes_it_over(
    lose: Callable[[SupportMeeting], None],
) -> None:
    meeting = s.a_meeting_with_a_doctor()
    client = browser(COLLEAGUE)
    assert TOLD not in text_of(client.get("/"))
    assert client.get(url_of(meeting)).status_code == 404
    lose(meeting)
    home = client.get("/")
    assert f"支援会議の{TOLD}" in text_of(home)
    assert url_of(meeting) in home.content.decode()
    page = client.get(url_of(meeting))
    for words in (meeting.subject, meeting.need_statement, staff(SECRETARY).name):
        assert words not in text_of(page), "nothing of it, and not who was its secretary"
    assert not s.is_seen_by(COLLEAGUE, meeting)
    assert post(client, url_of(meeting)).status_code == 422, "the duty is confirmed first"
    done = post(client, url_of(meeting), duty="on")
    assert done.status_code == 303, text_of(done)
    assert meeting.subject in text_of(client.get(done["Location"]))
    assert s.is_seen_by(COLLEAGUE, meeting)
    assert told(COLLEAGUE) == []
    assert client.get(url_of(meeting)).status_code == 404


def test_r14_nobody_else_is_told_and_nobody_else_takes_it_over() -> None:
    meeting = s.a_meeting_with_a_doctor()
    moves(meeting)
    assert told(COLLEAGUE) == [meeting.pk]
    for username in (s.SENDER, s.DOCTOR, s.OUTSIDER, "kanri1", "kanri3", "system1", "kansa1"):
        assert told(username) == [], username
        client = browser(username)
        assert TOLD not in text_of(client.get("/")), username
        assert client.get(url_of(meeting)).status_code == 404, username
        with acting(username), connection.cursor() as cursor:
            for held in (office(username), office(COLLEAGUE)):
                asked = [meeting.pk, held.pk, uuid.uuid4()]
                cursor.execute("select access.take_over_conference(%s, %s, %s)", asked)
                assert cursor.fetchone() == (0,), username


def test_r14_nobody_takes_over_what_is_in_good_hands_or_does_not_exist() -> None:
    meeting = s.a_meeting_with_a_doctor()
    for key in (meeting.pk, uuid.uuid4()):
        with acting(COLLEAGUE) as by, pytest.raises(DomainError, match="いま事務局の人がいます"):
            services.take_over_meeting(
                meeting=key, secretariat=body_of(COLLEAGUE), duty_text=duty_text(), by=by
            )


def test_r4_of_two_secretaries_one_is_left_and_nobody_is_told() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, COLLEAGUE, "secretary")
    moves(meeting)
    assert told(COLLEAGUE) == []


def test_r4_who_is_named_secretary_and_has_not_sworn_is_in_charge_of_nothing() -> None:
    meeting = s.a_meeting()
    s.an_appointed_member(meeting, COLLEAGUE, "secretary")
    moves(meeting)
    assert told(COLLEAGUE) == [meeting.pk]


def test_r4_a_secretary_whose_term_is_over_leaves_it_alone() -> None:
    meeting = s.a_meeting()
    assert told(COLLEAGUE) == []
    with s.on(meeting, SECRETARY) as (row, _):
        own = MeetingMember.objects.visible_to(staff(SECRETARY)).get(meeting=row)
        own.valid_until_on = s.days(-1)
        own.save(update_fields=["valid_until_on"])
    assert told(COLLEAGUE) == [meeting.pk]


def test_r4_of_one_that_was_dissolved_nobody_is_told() -> None:
    meeting = s.a_meeting()
    with s.on(meeting, SECRETARY) as (row, by):
        services.dissolve_meeting(meeting=row, reason="目的を果たした", by=by)
    moves(meeting)
    assert told(COLLEAGUE) == []


def test_r12_who_is_kept_out_herself_is_not_told() -> None:
    meeting = s.a_meeting()
    with acting(s.SENDER) as by:
        case = meeting.compartment.case
        cases.restrict_person(case=case, user=staff(COLLEAGUE), reason="隣人", by=by)
    moves(meeting)
    assert told(COLLEAGUE) == []
    with acting(COLLEAGUE) as by, pytest.raises(DomainError):
        services.take_over_meeting(
            meeting=meeting.pk, secretariat=body_of(COLLEAGUE), duty_text=duty_text(), by=by
        )


def test_r12_whoever_is_kept_out_is_so_at_once_and_the_answer_says_nothing_of_a_meeting() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client = browser(s.SENDER)
    address = reverse("cases:restrict", args=[meeting.compartment.case_id])
    answer = post(client, address, staff=str(staff(SECRETARY).pk), relation="kin", reason="めい")
    assert answer.status_code == 303, text_of(answer)
    told_so = text_of(client.get(answer["Location"]))
    assert "見せないようにしました" in told_so
    assert TOLD not in told_so
    assert "支援会議" not in told_so
    assert not s.is_seen_by(SECRETARY, meeting)


def test_r11_without_a_pledge_she_reads_what_to_do() -> None:
    meeting = s.a_meeting()
    take_back_pledges(body=body_of(COLLEAGUE))
    moves(meeting)
    with pytest.raises(DomainError, match="誓約書"):
        take_over(meeting, COLLEAGUE)
    assert not s.is_seen_by(COLLEAGUE, meeting)


def test_r4_only_a_coordinator_of_that_secretariat_takes_it_over() -> None:
    meeting = s.a_meeting()
    moves(meeting)
    with pytest.raises(DomainError, match="事務局の職員だけ"):
        take_over(meeting, s.DOCTOR)


def test_r4_a_member_who_takes_it_over_is_in_it_once() -> None:
    meeting = s.a_meeting()
    earlier = s.a_sworn_member(meeting, COLLEAGUE)
    moves(meeting)
    made = take_over(meeting, COLLEAGUE)
    with acting(COLLEAGUE) as by:
        mine = MeetingMember.objects.visible_to(by).filter(meeting=meeting).of_user(by)
        assert list(mine.current()) == [made]
        assert made.is_secretary
        assert mine.get(pk=earlier.pk).end_reason == "会議の事務局を引き受けた"
        row = s.seen(meeting, COLLEAGUE)
        services.change_meeting(meeting=row, subject="世帯", need_statement="要る", by=by)


def test_r4_it_is_offered_on_the_page_of_the_request() -> None:
    request = s.an_accepted_request()
    meeting = s.a_meeting(request)
    address = reverse("meetings:request", args=[request.pk])
    client = browser(COLLEAGUE)
    assert url_of(meeting) not in client.get(address).content.decode()
    moves(meeting)
    assert url_of(meeting) in client.get(address).content.decode()
    assert url_of(meeting) not in browser(s.SENDER).get(address).content.decode()


def is_offered_on(request: CoordinationRequest, meeting: SupportMeeting) -> bool:
    page = browser(COLLEAGUE).get(reverse("meetings:request", args=[request.pk]))
    return url_of(meeting) in page.content.decode()


def test_r4_of_a_case_asked_for_again_it_is_offered_where_it_was_accepted() -> None:
    """Else a second conference is set up there, beside the one that nobody is in charge of."""
    case = a_case(s.SENDER)
    returned = s.screened(s.a_request(case), "return")
    why = {"code": "01", "reason": "一つの制度で足りる"}
    s.as_somebody(SECRETARY, returned, services.return_request, "request", **why)
    accepted = s.an_accepted_request(case)
    meeting = s.a_meeting(accepted)
    moves(meeting)
    assert is_offered_on(accepted, meeting)
    assert not is_offered_on(returned, meeting)


def test_r4_it_is_offered_on_every_accepted_request_of_the_case() -> None:
    case = a_case(s.SENDER)
    first = s.an_accepted_request(case)
    meeting = s.a_meeting(first)
    second = s.an_accepted_request(case)
    moves(meeting)
    assert is_offered_on(first, meeting)
    assert is_offered_on(second, meeting)


@pytest.mark.parametrize("is_first", [True, False])
def test_r4_it_belongs_to_the_secretariat_that_keeps_it(is_first: bool) -> None:
    """She coordinates at two, and the case was handed to both."""
    case = a_case(s.SENDER)
    with acting("system1"):
        appoint(staff=staff(COLLEAGUE), body=body("S"), role=Role.COORDINATOR, valid_from=None)
    mine = s.an_accepted_request(case) if is_first else None
    other = s.a_request(case, secretariat=body("S"))
    with s.on(other, COLLEAGUE) as (row, by):
        screening.conclude(row, "accept", by)
    s.as_somebody(COLLEAGUE, other, services.accept_request, "request")
    mine = mine or s.an_accepted_request(case)
    meeting = s.a_meeting(mine)
    moves(meeting)
    assert is_offered_on(mine, meeting)
    assert not is_offered_on(other, meeting)
    assert post(browser(COLLEAGUE), url_of(meeting), duty="on").status_code == 303


def test_the_home_page_tells_of_so_many_and_each_is_taken_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meetings = [s.a_meeting() for _ in range(2)]
    moves(meetings[0])
    monkeypatch.setattr(left_alone, "MOST", 1)
    client = browser(COLLEAGUE)
    home = client.get("/").content.decode()
    assert [url_of(meeting) in home for meeting in meetings].count(True) == 1
    for meeting in meetings:
        assert client.get(url_of(meeting)).status_code == 200


def test_r4_who_sends_it_after_a_colleague_reads_that_it_is_in_good_hands() -> None:
    meeting = s.a_meeting()
    with acting("system1"):
        here = body_of(COLLEAGUE)
        appoint(staff=staff(s.OUTSIDER), body=here, role=Role.COORDINATOR, valid_from=None)
    moves(meeting)
    client = browser(s.OUTSIDER)
    came_from = hidden(client.get(url_of(meeting)), "request_of")
    take_over(meeting, COLLEAGUE)
    done = post(client, url_of(meeting), duty="on", request_of=came_from)
    assert (done.status_code, done["Location"]) == (
        303,
        reverse("meetings:request", args=[came_from]),
    )
    assert "いま事務局の人がいます" in text_of(client.get(done["Location"]))
    assert not s.is_seen_by(s.OUTSIDER, meeting)
    assert client.get(url_of(meeting)).status_code == 404
    for key in ("", "x", str(uuid.uuid4())):
        assert post(client, url_of(meeting), duty="on", request_of=key).status_code == 404, key


def test_r14_who_has_no_request_of_hers_reads_the_same_of_a_meeting_and_of_none() -> None:
    """Coordinators of another secretariat, of whom one sees the request as its sender (R2)."""
    request = s.an_accepted_request()
    meeting = s.a_meeting(request)
    nowhere = reverse("meetings:take_over", args=[uuid.uuid4()])
    for username in (s.OUTSIDER, s.SENDER):
        with acting("system1"):
            appoint(staff=staff(username), body=body("S"), role=Role.COORDINATOR, valid_from=None)
        client = browser(username)
        given, none = (
            post(client, address, duty="on", request_of=str(request.pk))
            for address in (url_of(meeting), nowhere)
        )
        assert (given.status_code, none.status_code) == (404, 404), username
        assert TOKEN.sub(b"", given.content) == TOKEN.sub(b"", none.content), username


def test_r14_to_a_coordinator_the_answer_says_nothing_about_the_meeting() -> None:
    request = s.an_accepted_request()
    meeting = s.a_meeting(request)
    client = browser(COLLEAGUE)
    for key in (meeting.pk, uuid.uuid4()):
        address = reverse("meetings:take_over", args=[key])
        done = post(client, address, duty="on", request_of=str(request.pk))
        assert done["Location"] == reverse("meetings:request", args=[request.pk])


def test_r16_whoever_comes_to_the_secretariat_later_is_told_as_well() -> None:
    meeting = s.a_meeting()
    moves(meeting)
    assert told(s.OUTSIDER) == []
    with acting("system1"):
        appoint(
            staff=staff(s.OUTSIDER),
            body=body_of(COLLEAGUE),
            role=Role.COORDINATOR,
            valid_from=None,
        )
    assert told(s.OUTSIDER) == [meeting.pk]
