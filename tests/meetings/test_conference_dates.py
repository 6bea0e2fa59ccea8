"""日程調整 of a 重層的支援会議: the bodies invited are asked, each of their staff in charge answers for herself, one date
becomes the day of the conference; only while the consent holds (R5, R6, R8; domain.md 3.9)."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from access.reading import ReadingLog
from documents.wareki import format_date
from jobs.registry import NotPermitted
from meetings import conference_calendar, services
from meetings.calendar_file import make
from meetings.models import (
    DateAnswer,
    DatePoll,
    MeetingNotice,
    NeededAttendee,
    SupportMeeting,
)
from meetings.services import Reply, Slot
from plans import services as plans
from plans.models import Plan
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of, office, seen_by
from tests.plans import situations as p
from tests.world import acting, staff

from . import convening as c
from . import situations as s
from .conference_polls import (
    a_meeting_on,
    asked,
    attendance_of,
    chosen,
    conference_of,
    home,
    planned,
    polls,
    told,
)
from .pages import url

pytestmark = pytest.mark.django_db
COLLEAGUE = "soudan2"  # of the recorder's body, in charge as well where a test says so


# --- proposed ------------------------------------------------------------------------------


def test_r6_a_coordinator_asks_the_bodies_that_are_invited() -> None:
    poll = asked(needed=(p.PARTNER,))
    assert (poll.meeting_id, poll.is_open) == (None, True)
    with acting(p.PARTNER):
        assert [d.starts_at for d in c.dates_of(poll, p.PARTNER)] == [c.at(7), c.at(8), c.at(9)]
    (needed,) = seen_by(p.COORDINATOR, NeededAttendee)
    with acting(p.COORDINATOR):
        assert needed.attendance_id == attendance_of(p.PARTNER).pk


def test_r6_nobody_else_asks_for_dates() -> None:
    conference = planned()
    with pytest.raises(DomainError, match="事務局です"):
        asked(conference, by=p.PARTNER)


def test_nothing_is_mailed_of_a_plan() -> None:
    c.with_address(p.PARTNER, p.RECORDER)
    asked()
    assert mail.outbox == []
    assert seen_by(p.COORDINATOR, MeetingNotice) == []


def test_somebody_besides_the_secretariat_is_invited_first() -> None:
    conference = planned()
    moved = {"held_on": conference.held_on, "place": "", "bodies": [body_of(p.COORDINATOR)]}
    s.as_somebody(p.COORDINATOR, conference, services.change_plan_conference, "conference", **moved)
    with pytest.raises(DomainError, match="招集する機関を選んで"):
        asked(conference)


def test_who_must_come_is_invited() -> None:
    conference = planned()
    bodies = [body_of(p.RECORDER), body_of(p.COORDINATOR)]
    moved = {"held_on": conference.held_on, "place": "", "bodies": bodies}
    s.as_somebody(p.COORDINATOR, conference, services.change_plan_conference, "conference", **moved)
    with pytest.raises(DomainError, match="いまは招集していません"):
        asked(conference, needed=(p.PARTNER,))


def test_r8_no_date_lies_after_the_end_of_the_consent() -> None:
    with pytest.raises(DomainError, match="期限より後"):
        asked(slots=[Slot(c.at(7)), Slot(c.at(400))])


def test_r03_no_place_names_who_has_not_consented() -> None:
    with pytest.raises(DomainError, match="同意していない世帯員"):
        asked(slots=[Slot(c.at(7), None, "架空 太一さんの家")])


def test_r8_nobody_is_asked_once_the_consent_is_gone_or_the_conference_began() -> None:
    plan = p.an_agreed_plan()
    p.submit(plan)
    conference = conference_of()
    s.as_somebody(p.COORDINATOR, conference, services.open_plan_conference, "conference")
    with pytest.raises(DomainError, match="いまは日程を聞けません"):
        asked(conference)
    p.withdraw(plan)
    with pytest.raises(DomainError, match="有効な本人同意がない"):
        asked(conference)


def test_one_poll_at_a_time() -> None:
    poll = asked()
    with pytest.raises(DomainError, match="続いています"):
        asked(conference_of())
    s.as_somebody(p.COORDINATOR, poll, services.withdraw_poll, "poll", reason="都合がつかない")
    assert asked(conference_of()).is_open


# --- who sees it ---------------------------------------------------------------------------


def test_r5_the_circle_of_the_plan_sees_the_dates_and_nobody_else() -> None:
    poll = asked()
    for name in (p.COORDINATOR, p.PARTNER, p.RECORDER):
        assert s.is_seen_by(name, poll), name
    for name in ("csw1", "ishi1", "kanri1", "kanri2", "kansa1"):
        assert not s.is_seen_by(name, poll), name
        client = browser(name)
        assert client.get(url("date_poll", poll.pk)).status_code == 404
        assert client.get(url("answer_dates", poll.pk)).status_code == 404
        assert "日程に答える" not in text_of(client.get("/")), name


def test_r4_a_member_of_the_meeting_of_the_case_finds_nothing_of_it_and_the_other_way_round() -> (
    None
):
    conference = planned()
    case = conference.compartment.case
    meeting = a_meeting_on(case)
    of_meeting, of_conference = c.a_poll(meeting), asked(conference)
    assert of_meeting.compartment_id != of_conference.compartment_id
    assert s.is_seen_by(s.DOCTOR, of_meeting)
    assert not s.is_seen_by(s.DOCTOR, of_conference)
    assert s.is_seen_by(p.PARTNER, of_conference)
    assert not s.is_seen_by(p.PARTNER, of_meeting)
    doctor, partner = browser(s.DOCTOR), browser(p.PARTNER)
    assert doctor.get(url("date_poll", of_conference.pk)).status_code == 404
    assert partner.get(url("date_poll", of_meeting.pk)).status_code == 404
    for page in ("/", url("mine"), url("calendar")):
        assert "まるごと支援会議" not in text_of(doctor.get(page)), page
    for page in ("/", url("mine"), url("calendar")):
        words = text_of(partner.get(page))
        assert "設置の支援会議" not in words, page
        assert "候補（支援会議）" not in words, page
    # Who is in both finds each in its own place.
    coordinator = browser(s.COORDINATOR)
    room = text_of(coordinator.get(url("meeting", meeting.pk)))
    assert "まるごと支援会議の" not in room
    assert coordinator.get(url("date_poll", of_meeting.pk)).status_code == 200
    assert coordinator.get(url("date_poll", of_conference.pk)).status_code == 200


def test_the_database_keeps_a_poll_to_one_of_them_and_to_its_compartment() -> None:
    conference = planned()
    meeting = a_meeting_on(conference.compartment.case)
    poll = asked(conference)
    with acting(p.COORDINATOR) as user:
        rows = DatePoll.objects.changeable_by(user).filter(pk=poll.pk)
        for fields in (
            {"meeting_id": meeting.pk},  # of both
            {"conference_id": None},  # of neither
            {"state": "chosen"},  # without its day
            {"settled_at": timezone.now()},  # settled and still open
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(conference_id=None, meeting_id=meeting.pk)  # of another compartment
            transaction.get_connection().cursor().execute("set constraints all immediate")
        assert SupportMeeting.objects.visible_to(user).filter(pk=meeting.pk).exists()


def test_the_database_keeps_an_answer_to_one_who_said_it() -> None:
    poll = asked()
    c.answered(poll, "○○○", p.PARTNER)
    with acting(p.COORDINATOR) as user:
        rows = DateAnswer.objects.changeable_by(user)
        for fields in (
            {"answered_by": None},
            {"attendance": None},
            {"told_by": "だれか", "told_how": "phone"},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.update(**fields)


# --- answers -------------------------------------------------------------------------------


def test_one_of_the_staff_in_charge_answers_and_changes_her_mind() -> None:
    poll = asked()
    c.answered(poll, "○△×", p.PARTNER)
    c.answered(poll, "×○△", p.PARTNER)
    answers = seen_by(p.COORDINATOR, DateAnswer)
    assert {a.answered_by_id for a in answers} == {staff(p.PARTNER).pk}
    assert {a.member_id for a in answers} == {None}
    marks = {a.candidate_id: a.get_mark_display() for a in answers}
    with acting(p.COORDINATOR):
        dates = c.dates_of(poll, p.COORDINATOR)
    assert [marks[d.pk] for d in dates] == ["×", "○", "△"]


def test_the_secretariat_asks_and_is_not_asked() -> None:
    poll = asked()
    with pytest.raises(DomainError, match="招集された機関の担当者"):
        c.answered(poll, "○○○", p.COORDINATOR)
    assert browser(p.COORDINATOR).get(url("answer_dates", poll.pk)).status_code == 404


def test_a_body_that_is_not_invited_any_more_does_not_answer() -> None:
    poll = asked()
    bodies = [body_of(p.RECORDER), body_of(p.COORDINATOR)]
    conference = conference_of()
    moved = {"held_on": conference.held_on, "place": "", "bodies": bodies}
    s.as_somebody(p.COORDINATOR, conference, services.change_plan_conference, "conference", **moved)
    with pytest.raises(DomainError, match="招集された機関の担当者"):
        c.answered(poll, "○○○", p.PARTNER)
    assert "日程に答える" not in home(p.PARTNER)
    with pytest.raises(DomainError, match="いまは招集していません"):
        told(poll, "○○○")


def test_r8_nothing_is_entered_once_the_consent_is_gone() -> None:
    plan = p.an_agreed_plan()
    p.submit(plan, held_on=p.days(20))
    poll = asked(conference_of())
    p.withdraw(plan)
    assert not s.is_seen_by(p.PARTNER, poll)
    with pytest.raises(DomainError, match="いまは日程を聞けません"):
        told(poll, "○○○")
    with pytest.raises(DomainError, match="有効な本人同意がない"):
        chosen(poll)
    client = browser(p.COORDINATOR)
    page = text_of(client.get(url("date_poll", poll.pk)))
    assert "この日に決める" not in page
    assert "日程調整を取りやめる" in page
    with acting(p.COORDINATOR):
        date = c.dates_of(poll, p.COORDINATOR)[0]
    assert client.get(url("choose_date", date.pk)).status_code == 404


def test_what_was_told_for_a_body_gives_way_to_who_answers_herself() -> None:
    poll = asked()
    told(poll, "代○×")
    assert {(a.told_by, a.answered_by_id) for a in seen_by(p.COORDINATOR, DateAnswer)} == {
        ("窓口の人", None)
    }
    told(poll, "○○×")
    assert len(seen_by(p.COORDINATOR, DateAnswer)) == 3
    c.answered(poll, "×××", p.PARTNER)
    answers = seen_by(p.COORDINATOR, DateAnswer)
    assert {(a.mark, a.told_by, a.answered_by_id) for a in answers} == {
        ("no", "", staff(p.PARTNER).pk)
    }
    assert len(answers) == 3
    with pytest.raises(DomainError, match="担当者が画面で答えています"):
        told(poll, "○○○")


def test_r03_no_remark_names_who_has_not_consented() -> None:
    poll = asked()
    with s.on(poll, p.COORDINATOR) as (row, user):
        dates = c.dates_of(row, p.COORDINATOR)
        replies = {date: Reply("yes", "架空 太一さんの送迎の後") for date in dates}
        with pytest.raises(DomainError, match="同意していない世帯員"):
            services.enter_answers(
                poll=row,
                who=attendance_of(p.PARTNER),
                replies=replies,
                told_by="窓口",
                told_how="phone",
                by=user,
            )
    assert seen_by(p.COORDINATOR, DateAnswer) == []


def test_two_of_one_body_answer_each_for_herself() -> None:
    plan = p.a_written_plan()
    p.as_coordinator(plan, plans.add_bodies, staff_in_charge=[office(COLLEAGUE)])
    agreed = {"agreed_on": p.days(0), "how": Plan.Agreed.WRITTEN}
    p.as_coordinator(plan, plans.note_agreement, **agreed)
    p.submit(plan, held_on=p.days(20))
    poll = asked(conference_of(), needed=(p.RECORDER,))
    c.answered(poll, "×○×", p.RECORDER)
    assert "日程に答える" in home(COLLEAGUE)
    assert "日程に答える" not in home(p.RECORDER)
    c.answered(poll, "○×△", COLLEAGUE)
    assert "日程に答える" not in home(COLLEAGUE)
    assert len(seen_by(p.COORDINATOR, DateAnswer)) == 6
    page = text_of(browser(p.COORDINATOR).get(url("date_poll", poll.pk)))
    for name in (p.RECORDER, COLLEAGUE):
        assert staff(name).name in page
    # One of the body is enough for it to come.
    assert "必ず出る機関のうち" not in page
    mine = text_of(browser(COLLEAGUE).get(url("answer_dates", poll.pk)))
    assert staff(p.RECORDER).name not in mine


# --- chosen --------------------------------------------------------------------------------


def test_the_chosen_date_becomes_the_day_of_the_conference_and_its_calendar_file() -> None:
    conference = planned()
    poll = asked(conference)
    with acting(p.PARTNER) as user, pytest.raises(NotPermitted):
        conference_calendar.gather(user, conference.pk, "", ReadingLog(user))
    assert "カレンダーのファイル" not in text_of(
        browser(p.PARTNER).get(url("conference", conference.pk))
    )
    made = chosen(poll)
    assert (made.held_on, made.starts_at) == (s.days(7), datetime.time(14))
    assert (made.place, made.moved_from_on) == ("会議室B", conference.held_on)
    (over,) = polls()
    assert (over.state, over.settled_at) == ("chosen", c.at(7))
    with acting(p.PARTNER) as user:
        log = ReadingLog(user)
        found = make(conference_calendar.gather(user, made.pk, "", log)).content.decode()
        log.write()
    assert f"DTSTART:{c.at(7).astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}" in found
    page = text_of(browser(p.PARTNER).get(url("date_poll", poll.pk)))
    assert "決まった日" in page
    assert f"{format_date(s.days(7))}のまるごと支援会議" in home(p.PARTNER)


def test_a_date_without_a_place_leaves_the_place() -> None:
    assert chosen(asked(), 1).place == "見本会議室"


def test_only_a_coordinator_chooses_and_only_once() -> None:
    poll = asked()
    with s.on(poll, p.PARTNER) as (_, user):
        date = c.dates_of(poll, p.PARTNER)[0]
        with pytest.raises(DomainError, match="事務局です"):
            services.choose_date(candidate=date, by=user)
    chosen(poll)
    with pytest.raises(DomainError, match="終わっています"):
        chosen(poll, 1)
    with pytest.raises(DomainError, match="終わっています"):
        c.answered(poll, "○○○", p.PARTNER)


def test_the_day_is_not_changed_beside_an_open_poll_and_the_rest_is() -> None:
    conference = planned()
    asked(conference)
    change = services.change_plan_conference
    with pytest.raises(DomainError, match="日程調整が続いています"):
        s.as_somebody(p.COORDINATOR, conference, change, "conference", held_on=s.days(5), place="")
    same = {"held_on": conference.held_on, "place": "見本室"}
    moved = s.as_somebody(p.COORDINATOR, conference, change, "conference", **same)
    assert moved.place == "見本室"


@pytest.mark.parametrize("how", ["cancelled", "opened", "recorded"])
def test_a_poll_ends_with_what_it_was_about(how: str) -> None:
    plan = p.an_agreed_plan()
    p.submit(plan)
    conference = conference_of()
    asked(conference)
    if how == "cancelled":
        s.as_somebody(
            p.COORDINATOR, conference, services.cancel_plan_conference, "conference", reason="入院"
        )
    elif how == "opened":
        s.as_somebody(p.COORDINATOR, conference, services.open_plan_conference, "conference")
    else:
        p.found(plan, "adequate", met_on=p.days(0))
    (poll,) = polls()
    assert poll.state == "withdrawn"
    assert poll.withdraw_reason.startswith("会議を")
    assert "日程に答える" not in home(p.PARTNER)
