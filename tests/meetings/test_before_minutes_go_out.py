"""What stands in the way before minutes are sent and fixed, and the way out of it (R4, R7, R20)."""

import re
from typing import Any

import pytest

from access.errors import DomainError
from meetings import services
from meetings.models import Decision, MeetingMember, MinutesAnswer, SurveyAnswer
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of, seen_by

from . import after_situations as a
from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db


def a_loose_decision(sitting: Any) -> Decision:
    made: Decision = s.a_decision(sitting, body=None, due_on=None, content="手紙を書く")
    return made


def test_what_lacks_a_body_or_a_day_gets_them_wherever_it_stands() -> None:
    """domain.md R20: the room is gone once there are minutes, and what is loose holds them up."""
    sitting = s.begun(s.a_meeting_with_a_doctor())
    decision = a_loose_decision(sitting)
    s.minuted(sitting)
    client, step = browser(s.COORDINATOR), url("complete", decision.pk)
    pages = [
        url("sitting", sitting.pk),
        url("minutes", sitting.pk),
        url("decisions"),
        url("send_minutes", sitting.pk),
    ]
    for page in pages:
        assert step in client.get(page).content.decode(), page
    version = hidden(client.get(url("send_minutes", sitting.pk)), "version")
    data = {"course": "next", "answer_until_on": str(s.days(5)), "version": version}
    refused = post(client, url("send_minutes", sitting.pk), **data)
    assert (refused.status_code, step in refused.content.decode()) == (422, True)
    for page in pages[:3]:
        assert step not in browser(s.DOCTOR).get(page).content.decode(), page
    version = hidden(client.get(step), "version")
    done = {"content": "手紙を書く", "body": str(body_of(s.DOCTOR).pk), "due_on": str(s.days(7))}
    kept = post(client, step, **done, version=version)
    assert (kept.status_code, kept["Location"]) == (303, url("sitting", sitting.pk))
    assert "行う機関と期限を登録しました" in text_of(client.get(kept["Location"]))
    for page in pages:
        assert "機関と期限を付ける" not in text_of(client.get(page)), page
    assert step in client.get(pages[0]).content.decode(), (
        "to be put right until the minutes are fixed"
    )
    s.approved(s.seen_minutes(sitting))
    assert step not in client.get(pages[0]).content.decode()


def test_what_has_both_is_put_right_and_not_given_them() -> None:
    sitting = s.begun(s.a_meeting_with_a_doctor())
    loose, whole = a_loose_decision(sitting), s.a_decision(sitting)
    client = browser(s.COORDINATOR)
    for decision, heading in (
        (loose, "行う機関と期限を付ける"),
        (whole, "行う機関・期限を直す"),
    ):
        assert heading in text_of(client.get(url("complete", decision.pk)))


def test_r7_the_case_does_not_go_over_without_a_consent_and_says_what_to_do() -> None:
    meeting = s.a_meeting_with_a_doctor()
    minutes = s.minuted(s.a_sitting(meeting))
    with pytest.raises(DomainError, match="同意を記録してもらって"):
        s.sent(minutes, course="consent")
    client, send = browser(s.COORDINATOR), url("send_minutes", minutes.sitting_id)
    version = hidden(client.get(send), "version")
    data = {"course": "consent", "answer_until_on": str(s.days(5)), "version": version}
    refused = post(client, send, **data)
    assert (refused.status_code, "有効な本人同意がないため" in text_of(refused)) == (422, True)
    a.a_consent(meeting)
    assert s.sent(minutes, course="consent").course == "consent"


def named_anew(meeting: Any, who: str = s.DOCTOR) -> MeetingMember:
    """Her part is taken away, and she is named again."""
    [member] = [
        m
        for m in seen_by(s.COORDINATOR, MeetingMember)
        if m.meeting_id == meeting.pk and m.appointment.staff.username == who and m.is_current
    ]
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交替")
    again: MeetingMember = s.a_sworn_member(meeting, who)
    return again


def test_r20_who_came_and_is_named_again_is_still_asked() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, s.DOCTOR, "chair")
    minutes = s.sent(s.minuted(s.a_sitting(meeting)))
    named_anew(meeting)
    with pytest.raises(DomainError, match="まだ確かめていない人"):
        s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes")
    client, confirm = browser(s.DOCTOR), url("confirm_minutes", minutes.sitting_id)
    for page in ("/", url("mine")):
        assert confirm in client.get(page).content.decode(), page
    s.confirmed(minutes)
    for page in ("/", url("mine")):
        assert confirm not in client.get(page).content.decode(), page
    assert s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes").approved_at


def test_r20_what_she_said_before_she_was_named_again_is_her_answer() -> None:
    meeting = s.a_meeting_with_a_doctor()
    minutes = s.sent(s.minuted(s.a_sitting(meeting)))
    s.confirmed(minutes, wish="足音は二人分だった")
    named_anew(meeting)
    s.confirmed(minutes)  # takes her wish back: the same answer, not a second one
    answers = seen_by(s.COORDINATOR, MinutesAnswer)
    assert (len(answers), all(one.is_right for one in answers)) == (2, True)
    assert s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes").approved_at


def test_who_is_named_again_answers_the_survey_of_a_sitting_once() -> None:
    """As with the minutes: the person who came is waited for, and her second answer takes the place of the first."""
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    s.minuted(sitting)
    named_anew(meeting)
    secretary, survey = browser(s.COORDINATOR), url("survey", sitting.pk)
    doctor = s.office(s.DOCTOR).staff.name
    waits = re.search("まだ答えていない人：([^<]*)", secretary.get(survey).content.decode())
    assert waits
    assert doctor in waits[1]
    for helped in (4, 2):
        with s.on(sitting, s.DOCTOR) as (row, user):
            services.answer_survey(sitting=row, helped=helped, role_is_clear=3, by=user)
        if helped == 4:
            named_anew(meeting)
            own = browser(s.DOCTOR).get(survey).content.decode()
            assert re.search(r'name="helped" value="4"[^>]*checked', own), "what she said before"
    [answer] = seen_by(s.COORDINATOR, SurveyAnswer)
    assert answer.helped == 2
    waits = re.search("まだ答えていない人：([^<]*)", secretary.get(survey).content.decode())
    assert not waits or doctor not in waits[1]


def test_a_conclusion_without_its_criteria_names_each_of_them() -> None:
    from meetings.forms.screening import ScreeningForm
    from meetings.models import RequestScreening

    form = ScreeningForm({"proposal": "accept", "view": "見立て"})
    assert not form.is_valid()
    said = {form.errors[name][0] for name in RequestScreening.CRITERIA}
    assert len(said) == len(RequestScreening.CRITERIA)
    for name in RequestScreening.CRITERIA:
        assert f"「{form.fields[name].label}」" in form.errors[name][0]
