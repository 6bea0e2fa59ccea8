"""Answers to minutes and what happens to the minutes at that very moment: no answer is counted for another record
than was read, and no wish is passed over (R8, R20)."""

from typing import Any

import pytest

from access.errors import DomainError, StaleError
from meetings import services as meetings
from meetings.models import ConferenceAttendance, ConferenceState, MinutesAnswer, PlanConference
from plans.models import Plan
from tests.cases.test_guards_at_one_moment import meanwhile
from tests.databases import Database
from tests.meetings import situations as m
from tests.world import acting

from . import situations as s
from .test_correcting import correct, last_met


def send(plan: Plan) -> None:
    with acting(s.COORDINATOR) as by:
        meetings.send_conference_minutes(
            conference=last_met(plan, by), answer_until_on=s.days(0), by=by
        )


def a_plan_whose_minutes_were_sent() -> Plan:
    plan = s.a_plan_found("adequate")
    send(plan)
    return plan


def own(plan: Plan, by: Any) -> ConferenceAttendance:
    return meetings.offices_acted_for(last_met(plan, by), by)[0]


def answer(plan: Plan, who: str = s.PARTNER, version: int | None = None) -> ConferenceAttendance:
    with acting(who) as by:
        row = own(plan, by)
        return meetings.answer_conference_minutes(attendance=row, by=by, version=version)


def minutes_now(plan: Plan) -> PlanConference:
    with acting(s.COORDINATOR) as by:
        return last_met(plan, by)


@pytest.mark.django_db
def test_an_answer_from_a_page_of_the_former_record_is_none_to_the_one_of_now() -> None:
    """Her body had not answered, so nothing of its row was forgotten."""
    plan = a_plan_whose_minutes_were_sent()
    with acting(s.PARTNER) as by:
        read = own(plan, by).version
    assert correct(plan, "revise").is_to_be_sent_again
    send(plan)
    with pytest.raises(StaleError):
        answer(plan, version=read)
    with acting(s.PARTNER) as by:
        assert own(plan, by).answered_at is None
    assert answer(plan).answered_at


def test_who_answers_while_the_record_is_put_right_is_asked_anew(committed_db: Database) -> None:
    plan = a_plan_whose_minutes_were_sent()

    def put_right(by: Any) -> None:
        met = last_met(plan, by)
        [item] = met.items.all()
        came = [row.body for row in met.attendances.filter(is_present=True)]
        values = {"minutes": met.minutes, "outcomes": {item.pk: s.outcome("revise")}}
        meetings.correct_plan_conference(conference=met, bodies=came, by=by, **values)

    with (
        meanwhile(put_right, s.COORDINATOR),
        pytest.raises(DomainError, match="確認を頼まれていません"),
    ):
        answer(plan)
    with acting(s.PARTNER) as by:
        assert own(plan, by).answered_at is None


def test_a_wish_on_its_way_is_not_passed_over_when_minutes_are_fixed(
    committed_db: Database,
) -> None:
    plan = a_plan_whose_minutes_were_sent()
    for who in (s.RECORDER, s.PARTNER):
        answer(plan, who)

    def wish(by: Any) -> None:
        meetings.answer_conference_minutes(attendance=own(plan, by), wish="日が違います", by=by)

    with (
        meanwhile(wish, s.PARTNER),
        pytest.raises(DomainError, match="まだ答えていません"),
        acting(s.COORDINATOR) as by,
    ):
        meetings.fix_conference_minutes(conference=last_met(plan, by), by=by)
    assert minutes_now(plan).state == ConferenceState.HELD


def test_r20_nor_when_those_of_a_support_meeting_are_approved(committed_db: Database) -> None:
    minutes = m.sent(m.minuted(m.a_sitting(m.a_meeting_with_a_doctor()), facts="足音がした。"))
    m.confirmed(minutes)

    def wish(by: Any) -> None:
        row = type(minutes).objects.visible_to(by).get(pk=minutes.pk)
        said = [(p, "足音は二人分だった") for p in meetings.paragraphs(row, by)]
        meetings.answer_minutes(minutes=row, wishes=said, by=by)

    with (
        meanwhile(wish, m.DOCTOR),
        pytest.raises(DomainError, match=r"直してほしいという答えが[0-9]件"),
    ):
        m.as_somebody(m.COORDINATOR, minutes, meetings.approve_minutes, "minutes")
    with acting(m.COORDINATOR) as by:
        row = type(minutes).objects.visible_to(by).get(pk=minutes.pk)
        assert row.approved_at is None
        assert MinutesAnswer.objects.visible_to(by).filter(is_right=False).exists()
