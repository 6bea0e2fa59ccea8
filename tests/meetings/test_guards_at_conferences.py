"""What is refused of a 重層的支援会議: its round and agenda, its beginning, its record and minutes (R8)."""

from typing import Any

import pytest

from access.errors import DomainError
from meetings import services
from meetings.models import (
    ConferenceAddendum,
    ConferenceAttendance,
    ConferenceItem,
    ConferenceParticipant,
    ConferenceState,
    PlanConference,
)
from tests.cases.situations import body_of, seen_by

from . import situations as s
from .test_conference_gates import answered, change, fixed, opened, sent
from .test_conferences import PARTNER, a_plan, convene, record, withdraw

pytestmark = pytest.mark.django_db


def as_coordinator(conference: PlanConference, do: Any, **values: Any) -> Any:
    return s.as_somebody(s.COORDINATOR, conference, do, "conference", **values)


def state() -> str:
    [conference] = seen_by(s.COORDINATOR, PlanConference)
    return str(conference.state)


# --- convening and beginning ---------------------------------------------------------------


def test_nothing_stands_on_the_agenda_twice() -> None:
    conference = convene(*a_plan())
    with pytest.raises(DomainError, match=r"「.+」は、すでに案件に入っています"):
        as_coordinator(
            conference, services.add_conference_item, facts=services.ItemFacts("adequacy", "役割")
        )
    assert [item.question for item in seen_by(s.COORDINATOR, ConferenceItem)] == [""]


def test_a_conference_does_not_lose_every_body_that_is_invited() -> None:
    conference = convene(*a_plan())
    with pytest.raises(DomainError, match="招集する機関を、1つ以上"):
        change(conference, bodies=[])
    assert all(row.is_invited for row in seen_by(s.COORDINATOR, ConferenceAttendance))


def test_a_conference_that_has_begun_is_not_cancelled_and_does_not_begin_again() -> None:
    conference = opened(convene(*a_plan()))
    with pytest.raises(DomainError, match="中止にできません"):
        as_coordinator(conference, services.cancel_plan_conference, reason="本人の体調")
    with pytest.raises(DomainError, match="すでに始めています"):
        opened(conference)
    [kept] = seen_by(s.COORDINATOR, PlanConference)
    assert (kept.state, kept.opened_at) == (ConferenceState.PLANNED, conference.opened_at)


# --- the record ----------------------------------------------------------------------------


def test_r8_a_body_that_was_not_invited_did_not_come() -> None:
    """The consent names it, and nobody has asked it to come."""
    conference = convene(*a_plan(), bodies=(PARTNER, s.COORDINATOR))
    with pytest.raises(DomainError, match="招集していない機関"):
        record(conference, bodies=(PARTNER, s.SENDER))
    assert state() == ConferenceState.PLANNED
    assert not any(row.is_present for row in seen_by(s.COORDINATOR, ConferenceAttendance))


def test_r8_the_person_is_told_or_it_is_said_why_not() -> None:
    conference = convene(*a_plan())
    person = services.Present(who="person", is_present=False, told=ConferenceParticipant.Told.NOT)
    with pytest.raises(DomainError, match="本人に説明できないとき"):
        record(conference, participants=[person])
    assert state() == ConferenceState.PLANNED
    assert seen_by(s.COORDINATOR, ConferenceParticipant) == []


# --- minutes -------------------------------------------------------------------------------


def test_there_are_no_minutes_before_the_conference_was_held() -> None:
    conference = convene(*a_plan())
    with pytest.raises(DomainError, match="会議の結果を記録したあと"):
        as_coordinator(
            conference, services.correct_conference_minutes, minutes="話した。", opinion=""
        )
    with pytest.raises(DomainError, match="会議の結果を記録したあと"):
        sent(conference)
    [kept] = seen_by(s.COORDINATOR, PlanConference)
    assert (kept.minutes, kept.sent_at) == ("", None)


def test_nobody_is_asked_to_look_through_minutes_until_a_day_that_is_over() -> None:
    conference = record(convene(*a_plan()))
    with pytest.raises(DomainError, match="今日より後の日に"):
        as_coordinator(conference, services.send_conference_minutes, answer_until_on=s.days(-1))
    [kept] = seen_by(s.COORDINATOR, PlanConference)
    assert (kept.sent_at, kept.answer_until_on) == (None, None)


@pytest.mark.parametrize("then", [record, lambda planned: fixed(record(planned))])
def test_a_body_answers_of_minutes_only_while_it_is_asked(then: Any) -> None:
    conference = then(convene(*a_plan()))
    with pytest.raises(DomainError, match="確認を頼まれていません"):
        answered(conference, wish="日付が違います")
    assert {row.wish for row in seen_by(s.COORDINATOR, ConferenceAttendance)} == {""}


def added(conference: PlanConference, by: str = PARTNER, of: str = PARTNER) -> Any:
    with s.on(conference, by) as (row, user):
        return services.add_to_conference_minutes(
            conference=row, body=body_of(of), text="家賃の相談が済んだ。", by=user
        )


def test_minutes_that_are_not_fixed_are_put_right_and_not_added_to() -> None:
    conference = record(convene(*a_plan()))
    with pytest.raises(DomainError, match=r"まだ作成中です。直してほしいところ"):
        added(conference)
    assert seen_by(s.COORDINATOR, ConferenceAddendum) == []


def test_r8_after_a_withdrawal_nothing_is_added_to_the_minutes() -> None:
    """Not by the secretariat either, which reads them still."""
    plan, consent = a_plan()
    conference = fixed(record(convene(plan, consent)))
    withdraw(consent)
    with pytest.raises(DomainError, match="会議録には付け加えられません"):
        added(conference, s.COORDINATOR, s.COORDINATOR)
    assert seen_by(s.COORDINATOR, ConferenceAddendum) == []


def test_r5_nobody_adds_to_the_minutes_in_the_name_of_a_body_of_others() -> None:
    conference = fixed(record(convene(*a_plan())))
    with pytest.raises(DomainError, match="付け加えられるのは、招集された機関"):
        added(conference, PARTNER, s.SENDER)
    assert seen_by(s.COORDINATOR, ConferenceAddendum) == []
