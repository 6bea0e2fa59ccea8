"""What is refused after a sitting: of its minutes, of what goes over to a consent, of the way on (R7, R09, R20)."""

from typing import Any

import pytest

from access.errors import DomainError
from cases.models import CaseRecord, NextAction, RecordState, SharedExtract
from meetings import services
from meetings.models import (
    CarriedCopy,
    CarryAnswer,
    CarryChoice,
    Minutes,
    MinutesAnswer,
    SurveyAnswer,
)
from organizations.models import Body
from tests.cases.pages import browser, text_of
from tests.cases.situations import narrow_to, office, record_of, seen_by
from tests.world import acting

from . import after_situations as a
from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db


# --- minutes -------------------------------------------------------------------------------


def minutes_of_a_meeting() -> Minutes:
    return s.minuted(s.a_sitting(s.a_meeting_with_a_doctor()))


def test_r20_nobody_is_asked_to_confirm_minutes_that_are_fixed() -> None:
    minutes = s.approved(minutes_of_a_meeting())
    with pytest.raises(DomainError, match="確認は終わっています"):
        s.sent(minutes, answer_until_on=s.days(9))
    [kept] = seen_by(s.COORDINATOR, Minutes)
    assert kept.answer_until_on == s.days(5)


def test_r20_a_member_asks_for_no_correction_of_minutes_that_are_fixed() -> None:
    minutes = s.approved(minutes_of_a_meeting())
    with pytest.raises(DomainError, match="「付け加える」に"):
        s.confirmed(minutes, wish="足音は二人分だった")
    assert all(answer.is_right for answer in seen_by(s.DOCTOR, MinutesAnswer))


def test_r20_a_member_confirms_no_minutes_that_are_still_written() -> None:
    minutes = minutes_of_a_meeting()
    with pytest.raises(DomainError, match="まだ作成中"):
        s.confirmed(minutes)
    assert seen_by(s.DOCTOR, MinutesAnswer) == []


@pytest.mark.parametrize(
    ("is_right", "settlement", "why"),
    [(True, "直した", "確かめたという答え"), (False, " ", "直さない理由")],
)
def test_r20_the_secretary_settles_a_wish_only_and_in_words(
    is_right: bool, settlement: str, why: str
) -> None:
    answers = s.confirmed(s.sent(minutes_of_a_meeting()), wish="足音は二人分だった")
    [answer] = [one for one in answers if one.is_right is is_right]
    with pytest.raises(DomainError, match=why):
        s.as_somebody(s.COORDINATOR, answer, services.settle_wish, "answer", settlement=settlement)
    assert all(one.settled_at is None for one in seen_by(s.COORDINATOR, MinutesAnswer))


def test_a_sitting_that_has_not_been_is_not_judged() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    with pytest.raises(DomainError, match="会議のあとに"):
        s.as_somebody(
            s.DOCTOR, sitting, services.answer_survey, "sitting", helped=4, role_is_clear=3
        )
    assert seen_by(s.DOCTOR, SurveyAnswer) == []


# --- what goes over ------------------------------------------------------------------------


def an_item_and_consent() -> tuple[Any, Any]:
    meeting = s.a_meeting_with_a_doctor()
    return s.an_item(meeting), a.a_consent(meeting)


def a_decision_and_consent() -> tuple[Any, Any]:
    meeting = s.a_meeting_with_a_doctor()
    return s.a_decision(s.a_sitting(meeting)), a.a_consent(meeting)


def test_r7_nothing_is_left_behind_without_a_reason() -> None:
    item = s.an_item(s.a_meeting_with_a_doctor())
    with pytest.raises(DomainError, match="会議に残す理由"):
        a.left_behind(item, reason=" ")
    assert seen_by(s.COORDINATOR, CarryChoice) == []


def test_r7_other_words_are_put_forward_only_when_there_are_some() -> None:
    with pytest.raises(DomainError, match="移す文を書いて"):
        a.a_choice(*an_item_and_consent(), text=" ")
    assert seen_by(s.COORDINATOR, CarryChoice) == []


def test_r7_nobody_agrees_to_what_is_left_behind() -> None:
    choice = a.left_behind(s.an_item(s.a_meeting_with_a_doctor()))
    with pytest.raises(DomainError, match="賛成はいりません"):
        a.agreed(choice)
    assert seen_by(s.DOCTOR, CarryAnswer) == []


def test_r7_the_second_person_does_not_decline_without_a_reason() -> None:
    choice = a.a_choice(*an_item_and_consent())
    with pytest.raises(DomainError, match="反対する理由"):
        a.agreed(choice, is_approved=False, reason=" ")
    assert seen_by(s.DOCTOR, CarryAnswer) == []


def test_r21_nobody_agrees_to_a_decision_of_which_it_was_not_asked_whether_it_tells_who() -> None:
    """A choice put forward before each was asked for it."""
    draft = a.a_draft(*a_decision_and_consent())
    draft.tells_who = None
    with acting(s.COORDINATOR):
        choice = services.propose(draft=draft)
    with pytest.raises(DomainError, match="事務局に選び直してもらって"):
        a.agreed(choice)
    assert seen_by(s.DOCTOR, CarryAnswer) == []


def test_r21_nothing_goes_over_of_which_the_second_person_was_not_asked() -> None:
    """She agreed before each was asked for it."""
    choice = a.a_choice(*a_decision_and_consent())
    with s.on(choice, s.DOCTOR) as (row, user):
        CarryAnswer.objects.create(
            compartment_id=row.compartment_id, created_by=user, choice=row, is_approved=True
        )
    with pytest.raises(DomainError, match="二人が確かめていません"):
        a.carried(choice)
    assert seen_by(a.RECEIVER, SharedExtract) == []


def test_r7_what_was_carried_over_is_not_carried_over_again() -> None:
    choice = a.a_choice(*an_item_and_consent())
    a.agreed(choice)
    a.carried(choice)
    with pytest.raises(DomainError, match="すでに移してあります"):
        a.carried(choice)
    assert len(seen_by(a.RECEIVER, SharedExtract)) == 1


def test_r22_nothing_goes_over_to_readers_who_are_called_otherwise_than_was_agreed() -> None:
    choice = a.a_choice(*an_item_and_consent())
    a.agreed(choice)
    with acting("system1"):
        Body.objects.filter(pk=office(a.RECEIVER).body.pk).update(name="見本くらし相談室")
    with pytest.raises(DomainError, match="読む機関が、案を出したときから変わりました"):
        a.carried(choice)
    assert seen_by(a.RECEIVER, SharedExtract) == []
    assert seen_by(s.COORDINATOR, CarriedCopy) == []


# --- the way on ----------------------------------------------------------------------------


def test_r2_a_secretary_who_does_not_write_in_the_record_does_not_move_it_to_outreach() -> None:
    """It is narrowed to her colleague, who is in charge; she still runs the meeting."""
    meeting = s.a_meeting()
    case = meeting.compartment.case
    with acting(s.DEPUTY) as user:
        narrow_to(record=record_of(case, s.DEPUTY), staff=[office(s.DEPUTY)], by=user)
    values = {"next_what": "計画を立てる", "next_due_on": s.days(5)}
    with pytest.raises(DomainError, match="担当者限定のときは、担当の人が"):
        s.as_somebody(s.COORDINATOR, meeting, services.go_to_outreach, "meeting", **values)
    client, address = browser(s.COORDINATOR), url("outreach", meeting.pk)
    page = client.get(address)
    assert "担当者限定のときは、担当の人が進めてください" in text_of(page)
    assert "next_what" not in page.content.decode()
    refused = post(client, address, next_what="計画を立てる", next_due_on=str(s.days(5)))
    assert refused.status_code == 422
    assert "担当者限定のときは、担当の人が進めてください" in text_of(refused)
    with acting(s.DEPUTY) as user:
        records = CaseRecord.objects.visible_to(user).of_case(case)
        assert RecordState.OUTREACH not in {record.state for record in records}
        assert not NextAction.objects.visible_to(user).of_case(case).exists()
