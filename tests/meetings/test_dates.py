"""日程調整: dates proposed, ○△×, answers entered for somebody, one chosen (R4; domain.md 3.9, P11)."""

from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from meetings import services
from meetings.models import (
    DateAnswer,
    DateCandidate,
    DatePoll,
    MeetingMember,
    MeetingNotice,
    Sitting,
)
from meetings.services import Slot
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import convening as c
from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db


# --- proposed ------------------------------------------------------------------------------


def test_a_secretary_proposes_dates_in_order_of_time() -> None:
    meeting = s.a_meeting_with_a_doctor()
    poll = c.a_poll(meeting, slots=list(reversed(c.slots())))
    with acting(s.DOCTOR):
        assert [d.starts_at for d in c.dates_of(poll, s.DOCTOR)] == [c.at(7), c.at(8), c.at(9)]


def test_r4_only_a_secretary_proposes_dates() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with pytest.raises(DomainError, match="事務局の人だけ"):
        c.a_poll(meeting, by=s.DOCTOR)


def test_nobody_is_asked_before_somebody_is_a_member() -> None:
    with pytest.raises(DomainError, match="構成員を指定"):
        c.a_poll(s.a_meeting())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slots": []}, "1つ以上"),
        ({"slots": [Slot(c.at(-1))]}, "過ぎた日時"),
        ({"slots": [Slot(c.at(5)), Slot(c.at(5))]}, "同じ日時"),
        ({"answer_until_on": s.days(-1)}, "今日か"),
        ({"answer_until_on": s.days(9)}, "早い候補日まで"),
    ],
)
def test_dates_that_make_no_sense_are_refused(changes: dict[str, Any], words: str) -> None:
    meeting = s.a_meeting_with_a_doctor()
    with pytest.raises(DomainError, match=words):
        c.a_poll(meeting, **changes)


def test_one_poll_at_a_time() -> None:
    meeting = s.a_meeting_with_a_doctor()
    poll = c.a_poll(meeting)
    with pytest.raises(DomainError, match="続いています"):
        c.a_poll(meeting)
    s.as_somebody(s.COORDINATOR, poll, services.withdraw_poll, "poll", reason="都合がつかない")
    c.a_poll(meeting)


def test_nobody_is_asked_in_a_meeting_that_is_dissolved() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with s.on(meeting, s.COORDINATOR) as (row, user):
        row.dissolved_at = timezone.now()
        with pytest.raises(DomainError, match="解散"):
            services.propose_dates(
                of=row, slots=c.slots(), answer_until_on=s.days(3), needed=[], by=user
            )


# --- R4: who sees the dates ----------------------------------------------------------------


def test_r4_who_waits_for_the_duty_sees_no_date_and_no_case() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    poll = c.a_poll(meeting)
    assert s.is_seen_by(s.DOCTOR, poll)
    for name in (s.VOLUNTEER, s.DEPUTY, s.SENDER, "kanri1", "kansa1"):
        assert not s.is_seen_by(name, poll), name
    client = browser(s.VOLUNTEER)
    for page in ("/", url("mine"), url("calendar"), url("register")):
        words = text_of(client.get(page))
        assert meeting.compartment.case.number not in words, page
        assert "日程に答える" not in words, page
    assert client.get(url("date_poll", poll.pk)).status_code == 404
    assert client.get(url("answer_dates", poll.pk)).status_code == 404


# --- answers -------------------------------------------------------------------------------


def test_a_member_answers_and_changes_her_mind() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    c.answered(poll, "○△×")
    c.answered(poll, "×○△")
    marks = {a.candidate_id: a.get_mark_display() for a in seen_by(s.COORDINATOR, DateAnswer)}
    with acting(s.COORDINATOR):
        dates = c.dates_of(poll, s.COORDINATOR)
    assert [marks[d.pk] for d in dates] == ["×", "○", "△"]


def test_who_is_no_member_does_not_answer() -> None:
    meeting = s.a_meeting_with_a_doctor()
    poll = c.a_poll(meeting)
    with s.on(poll, s.DOCTOR) as (held, _):
        dates = c.dates_of(poll, s.DOCTOR)
    member = next(m for m in _roster() if m.name == "見本 医師夫")
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    with acting(s.DOCTOR) as user, pytest.raises(ObjectDoesNotExist):
        services.answer_dates(poll=held, replies={d: services.Reply("yes") for d in dates}, by=user)


def _roster() -> list[MeetingMember]:
    with acting(s.COORDINATOR) as user:
        return list(MeetingMember.objects.visible_to(user).with_names())


def test_what_was_heard_for_a_member_says_who_told_it_and_how() -> None:
    meeting = s.a_meeting()
    waiting = s.an_appointed_member(meeting)
    poll = c.a_poll(meeting)
    c.told(poll, waiting, "代○×")
    for answer in seen_by(s.COORDINATOR, DateAnswer):
        assert (answer.told_by, answer.told_how, answer.is_own) == ("診療所の受付", "phone", False)
    with pytest.raises(DomainError, match="だれから"):
        c.told(poll, waiting, "○○○", told_by=" ")


def test_the_members_own_answer_wins() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    poll = c.a_poll(meeting)
    c.told(poll, member, "○○○")
    c.answered(poll, "×××")
    with pytest.raises(DomainError, match="本人の回答が優先"):
        c.told(poll, member, "○○○")
    answers = seen_by(s.COORDINATOR, DateAnswer)
    assert {(a.mark, a.told_by) for a in answers} == {("no", "")}
    assert len(answers) == 3


def test_only_a_secretary_answers_for_somebody() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting)
    other = s.a_sworn_member(meeting, s.VOLUNTEER)
    poll = c.a_poll(meeting)
    with pytest.raises(DomainError, match="事務局の人だけ"):
        c.told(poll, other, "○○○", by=s.DOCTOR)


def test_nobody_answers_after_the_date_was_chosen() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    c.chosen(poll)
    with pytest.raises(DomainError, match="終わっています"):
        c.answered(poll, "○○○")


# --- chosen --------------------------------------------------------------------------------


def test_the_chosen_date_becomes_the_next_sitting_and_members_see_it() -> None:
    meeting = s.a_meeting_with_a_doctor()
    poll = c.a_poll(meeting)
    sitting = c.chosen(poll)
    assert (sitting.held_at, sitting.place, sitting.state) == (c.at(7), "会議室B", "planned")
    page = text_of(browser(s.DOCTOR).get(url("date_poll", poll.pk)))
    assert "決まった日　第1回" in page
    assert "会議室B" in page


def test_only_a_secretary_chooses_and_only_once() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    with pytest.raises(DomainError, match="事務局の人だけ"):
        c.chosen(poll, by=s.DOCTOR)
    c.chosen(poll)
    with pytest.raises(DomainError, match="終わっています"):
        c.chosen(poll, 1)
    assert len(seen_by(s.COORDINATOR, Sitting)) == 1


@pytest.mark.parametrize("fields", [{"state": "chosen"}, {"state": "withdrawn"}, {"state": "lost"}])
def test_impossible_polls_are_refused_by_the_database(fields: dict[str, Any]) -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        DatePoll.objects.changeable_by(user).filter(pk=poll.pk).update(**fields)


def test_an_answer_names_who_told_it_and_how_or_neither() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    c.answered(poll, "○○○")
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        DateAnswer.objects.changeable_by(user).update(told_by="だれか")


# --- pages ---------------------------------------------------------------------------------


def proposal(client: Any, address: str, **changes: Any) -> Any:
    data = {
        "day_1": "R30.12.3",
        "starts_1": "14時",
        "ends_1": "15:30",
        "place_1": "会議室B",
        "day_2": "R30.12.4",
        "starts_2": "10:00",
        "answer_until_on": "R30.12.1",
    }
    return post(client, address, **data | changes)


def test_dates_are_proposed_as_people_write_them_and_nothing_typed_is_lost() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.COORDINATOR), url("propose_dates", meeting.pk)
    odd = proposal(client, address, starts_2="", place_3="会議室C")
    assert odd.status_code == 422
    words = odd.content.decode()
    assert "候補2の始まる時刻を書いてください" in words
    assert "候補3の日を書いてください" in words
    assert "会議室C" in words
    made = proposal(client, address)
    page = text_of(client.get(made["Location"]))
    assert "令和30年12月3日（木） 14:00" in page
    assert len(seen_by(s.DOCTOR, DateCandidate)) == 2


def test_the_matrix_counts_marks_and_names_who_must_come() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, s.DOCTOR, "chair")
    s.a_sworn_member(meeting, s.VOLUNTEER)
    poll = c.a_poll(meeting)
    c.answered(poll, "×○○")
    client, address = browser(s.COORDINATOR), url("date_poll", poll.pk)
    waiting = text_of(client.get(address))
    assert "まだ答えていない人" in waiting
    assert "座長・必ず" in waiting
    c.answered(poll, "○○△", s.VOLUNTEER)
    page = text_of(client.get(address))
    assert "回答がそろいました" in page
    assert "○2　△0　×0" in page
    assert "必ず出る人のうち1人" in page
    assert page.count("いちばん集まりやすい") == 1


def test_a_member_sees_her_own_answers_and_not_the_remarks_of_others() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting)
    s.a_sworn_member(meeting, s.VOLUNTEER)
    poll = c.a_poll(meeting)
    client, address = browser(s.VOLUNTEER), url("answer_dates", poll.pk)
    marks = {f"mark_{n}": mark for n, mark in ((1, "yes"), (2, "no"), (3, "other"))}
    refused = post(client, address, **marks | {"mark_3": ""}, remark_1="十五時から")
    assert refused.status_code == 422
    assert "十五時から" in refused.content.decode()
    assert post(client, address, **marks, remark_1="十五時から").status_code == 303
    assert "十五時から" in text_of(client.get(url("date_poll", poll.pk)))
    assert "十五時から" not in text_of(browser(s.DOCTOR).get(url("date_poll", poll.pk)))
    assert "十五時から" in text_of(browser(s.COORDINATOR).get(url("date_poll", poll.pk)))


def test_the_secretary_enters_an_answer_on_the_page_unless_the_member_answered() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    poll = c.a_poll(meeting)
    client, address = browser(s.COORDINATOR), url("answer_for", poll.pk, member.pk)
    data = {"mark_1": "yes", "mark_2": "yes", "mark_3": "no"}
    assert post(client, address, **data).status_code == 422
    assert post(client, address, **data, told_by="本人", told_how="phone").status_code == 303
    assert "本人から電話で" in text_of(client.get(url("date_poll", poll.pk)))
    c.answered(poll, "○○○")
    late = post(client, address, **data, told_by="本人", told_how="phone")
    assert late.status_code == 422
    assert "本人の回答が優先します" in text_of(late)


def test_choosing_leads_to_the_call() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    client = browser(s.COORDINATOR)
    with acting(s.COORDINATOR):
        date = c.dates_of(poll, s.COORDINATOR)[1]
    address = url("choose_date", date.pk)
    assert "まだ答えていない人が1人" in text_of(client.get(address))
    answer = post(client, address, agenda="声かけ（20分）")
    (sitting,) = seen_by(s.COORDINATOR, Sitting)
    assert answer["Location"] == url("convene", sitting.pk)
    assert client.get(address).status_code == 404


def test_a_poll_is_withdrawn_with_a_reason_that_stays() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    client, address = browser(s.COORDINATOR), url("withdraw_poll", poll.pk)
    version = hidden(client.get(address), "version")
    assert post(client, address, reason="", version=version).status_code == 422
    assert post(client, address, reason="都合がつかない", version=version).status_code == 303
    assert "都合がつかない" in text_of(browser(s.DOCTOR).get(url("date_poll", poll.pk)))
    assert browser(s.DOCTOR).get(url("answer_dates", poll.pk)).status_code == 404


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        (s.COORDINATOR, {"date_poll", "answer_dates", "propose_dates", "choose", "withdraw_poll"}),
        (s.DOCTOR, {"date_poll", "answer_dates"}),
        (s.VOLUNTEER, set()),
        (s.DEPUTY, set()),
        (s.SENDER, set()),
        ("kansa1", set()),
    ],
)
def test_r4_who_gets_to_which_page_of_a_poll(name: str, sees: set[str]) -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    poll = c.a_poll(meeting)
    with acting(s.COORDINATOR):
        date = c.dates_of(poll, s.COORDINATOR)[0]
    pages = {
        "date_poll": url("date_poll", poll.pk),
        "answer_dates": url("answer_dates", poll.pk),
        "propose_dates": url("propose_dates", meeting.pk),
        "choose": url("choose_date", date.pk),
        "withdraw_poll": url("withdraw_poll", poll.pk),
    }
    client = browser(name)
    for key, address in pages.items():
        assert client.get(address).status_code == (200 if key in sees else 404), key
        if key not in sees:
            assert post(client, address).status_code in (404, 405), key


# --- today ---------------------------------------------------------------------------------


def test_home_says_whose_turn_it_is() -> None:
    meeting = s.a_meeting_with_a_doctor()
    poll = c.a_poll(meeting)
    asked, full = "日程に答える", "日程の回答がそろいました"
    assert asked in text_of(browser(s.DOCTOR).get("/"))
    assert full not in text_of(browser(s.COORDINATOR).get("/"))
    c.answered(poll, "○○○")
    assert asked not in text_of(browser(s.DOCTOR).get("/"))
    assert full in text_of(browser(s.COORDINATOR).get("/"))
    c.chosen(poll)
    assert full not in text_of(browser(s.COORDINATOR).get("/"))


def test_home_says_when_the_day_for_answers_is_over() -> None:
    poll = c.a_poll(s.a_meeting_with_a_doctor())
    over = "日程の回答の期限が過ぎました"
    assert over not in text_of(browser(s.COORDINATOR).get("/"))
    with acting(s.COORDINATOR) as user:
        DatePoll.objects.changeable_by(user).filter(pk=poll.pk).update(answer_until_on=s.days(-1))
    assert over in text_of(browser(s.COORDINATOR).get("/"))
    assert over not in text_of(browser(s.DOCTOR).get("/"))


def test_a_poll_asks_the_same_number_of_questions_at_any_length() -> None:
    meeting = s.a_meeting_with_a_doctor()
    poll = c.a_poll(meeting, slots=c.slots()[:1])
    address = url("date_poll", poll.pk)
    few = queries(s.COORDINATOR, address)
    s.as_somebody(s.COORDINATOR, poll, services.withdraw_poll, "poll", reason="x")
    for name in (s.VOLUNTEER, s.SENDER):
        s.a_sworn_member(meeting, name)
    longer = c.a_poll(meeting)
    c.answered(longer, "○△×")
    c.answered(longer, "○△×", s.VOLUNTEER)
    assert queries(s.COORDINATOR, url("date_poll", longer.pk)) <= few + 1


def test_s31_everybody_who_is_asked_has_one_notice() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_appointed_member(meeting, s.VOLUNTEER)
    c.a_poll(meeting)
    told = seen_by(s.COORDINATOR, MeetingNotice)
    assert [(n.about, n.number, n.mailed_at) for n in told] == [("asked", 0, None)] * 2
