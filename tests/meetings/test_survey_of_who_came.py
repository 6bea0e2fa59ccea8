"""The named questionnaire is asked of who came: who was not there judges nothing, and is counted nowhere."""

import pytest

from access.errors import DomainError
from meetings import services
from meetings.models import SurveyAnswer
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by

from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db


def test_who_was_not_there_is_not_asked() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    s.minuted(sitting)
    s.a_sworn_member(meeting, s.VOLUNTEER)
    page, survey = url("sitting", sitting.pk), url("survey", sitting.pk)
    assert survey in browser(s.DOCTOR).get(page).content.decode()
    late = browser(s.VOLUNTEER)
    assert survey not in late.get(page).content.decode()
    assert late.get(survey).status_code == 404
    with s.on(sitting, s.VOLUNTEER) as (row, user), pytest.raises(DomainError, match="出席した人"):
        services.answer_survey(sitting=row, helped=4, role_is_clear=4, by=user)
    assert seen_by(s.COORDINATOR, SurveyAnswer) == []


def test_a_secretary_who_was_not_there_reads_what_others_say() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    s.minuted(sitting)
    s.a_sworn_member(meeting, s.DEPUTY, "secretary")
    client, survey = browser(s.DEPUTY), url("survey", sitting.pk)
    assert survey in client.get(url("sitting", sitting.pk)).content.decode()
    page = text_of(client.get(survey))
    assert "届いた回答" in page
    assert "回答する" not in page


def test_what_she_typed_stays_when_she_is_noted_as_absent_meanwhile() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    minutes = s.minuted(sitting)
    s.minuted(sitting, present=[m for m in s.seen_members(sitting) if m.is_secretary])
    client, survey = browser(s.DOCTOR), url("survey", sitting.pk)
    typed = {"helped": "4", "role_is_clear": "4", "opinion": "早く始めたい"}
    page = text_of(post(client, survey, **typed))
    assert "会議の事務局に伝えてください" in page
    assert "早く始めたい" in page
    s.approved(minutes)
    page = text_of(post(client, survey, **typed))
    assert "会議の事務局に伝えてください" not in page, "nobody can change it any more"
    assert "もう変えられません" in page


def test_who_has_answered_finds_her_answer_although_she_is_noted_as_absent() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    s.minuted(sitting)
    with s.on(sitting, s.DOCTOR) as (row, user):
        services.answer_survey(sitting=row, helped=4, role_is_clear=4, by=user)
    s.minuted(sitting, present=[])
    client = browser(s.DOCTOR)
    survey = url("survey", sitting.pk)
    assert survey in client.get(url("sitting", sitting.pk)).content.decode()
    assert "回答する" in text_of(client.get(survey))
