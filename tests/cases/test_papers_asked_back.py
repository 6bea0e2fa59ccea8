"""What follows a withdrawal: papers asked back, a day to decide (domain.md 2.1 R08); a later refusal."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from access.context import acting_as
from access.errors import DomainError
from access.models import CaseFile, ReturnNotice
from access.returning import answer_return
from cases import deadlines, services
from cases.models import Consent, NextAction, Person
from organizations.models import Appointment
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_consent, body_of, kinds_open_to, record_of, seen_by
from tests.cases.test_consent_scope import (
    a_sheet_of_two,
    household,
    share,
    take_back,
    texts_of,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db


def notices_for(username: str) -> list[ReturnNotice]:
    user = staff(username)
    with acting_as(user):
        return list(ReturnNotice.objects.visible_to(user).select_related("user"))


def test_r08_a_whole_withdrawal_asks_every_receiver_and_sets_a_day_for_what_comes_next() -> None:
    case = a_case()
    take_back(a_sheet_of_two(case))
    assert kinds_open_to("kurashi1") == set()
    assert {n.user.username for n in notices_for("soudan1")} == {"kurashi1", "jimukyoku1"}
    papers, decision = sorted(seen_by("soudan1", NextAction), key=lambda task: task.due_on)
    assert "返却" in papers.what
    assert "進め方を決める" in decision.what
    assert decision.due_on == deadlines.decision_due(timezone.localdate())
    (notice,) = notices_for("kurashi1")
    with acting("kurashi1") as user:
        answer_return(notice=notice, answer="destroyed", by=user)
        with pytest.raises(DomainError, match="すでに返事"):
            answer_return(notice=notice, answer="returned", by=user)
    assert {(n.user.username, n.answer) for n in notices_for("soudan1")} == {
        ("kurashi1", "destroyed"),
        ("jimukyoku1", ""),
    }


def test_r08_who_goes_on_with_a_part_is_asked_for_the_rest() -> None:
    case = a_case()
    take_back(a_sheet_of_two(case), categories={"09"})
    assert [n.is_partial for n in notices_for("kurashi1")] == [True]
    assert "同意の一部が撤回されました。渡された紙を" in text_of(browser("kurashi1").get("/"))
    assert ["進め方" in task.what for task in seen_by("soudan1", NextAction)] == [False]


def test_r12_r16_a_notice_is_for_the_one_who_read_and_only_while_she_may_know() -> None:
    case = a_case()
    take_back(a_sheet_of_two(case))
    assert notices_for("soudan2") != []  # a reader of the record that asks
    assert notices_for("csw1") == []
    with acting("soudan1") as user:
        services.restrict_person(case=case, user=staff("kurashi1"), reason="親族", by=user)
    assert notices_for("kurashi1") == []
    office = Appointment.objects.current().get(staff=staff("jimukyoku1"))
    assert len(notices_for("jimukyoku1")) == 1
    with acting("system1"):
        Appointment.objects.filter(pk=office.pk).update(valid_until=timezone.now())
    assert notices_for("jimukyoku1") == []


def test_r12_of_who_is_kept_out_since_it_is_said_that_she_cannot_answer() -> None:
    case = a_case()
    take_back(a_sheet_of_two(case))
    url = reverse("cases:consents", args=[case.pk])
    words = "この人には、このお願いが見えないので、返事は届きません"
    assert words not in text_of(browser("soudan1").get(url))
    with acting("soudan1") as user:
        services.restrict_person(case=case, user=staff("kurashi1"), reason="親族", by=user)
    assert text_of(browser("soudan1").get(url)).count(words) == 1


def test_r08_the_database_lets_only_the_one_who_is_asked_answer() -> None:
    take_back(a_sheet_of_two(a_case()))
    answering = "update access_returnnotice set answer = 'returned', answered_at = now()"
    with acting("soudan1"), connection.cursor() as cursor:
        cursor.execute(answering)
        assert cursor.rowcount == 0
    with acting("kurashi1"), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute("update access_returnnotice set answer_by = current_date")
        cursor.execute(answering)
        assert cursor.rowcount == 1
        cursor.execute("update access_returnnotice set answer = 'destroyed'")
        assert cursor.rowcount == 0


def test_r08_only_bodies_that_lose_something_are_asked() -> None:
    take_back(a_sheet_of_two(a_case()), bodies={body_of("kurashi1").pk})
    assert [(n.user.username, n.is_partial) for n in notices_for("kurashi1")] == [
        ("kurashi1", False)
    ]
    assert notices_for("jimukyoku1") == []  # keeps all that it was given


def test_r03_who_refuses_later_shuts_the_basic_information_that_others_opened() -> None:
    """It names everybody; what was shared of those who consented stays (R3)."""
    case = a_case()
    mother, son = household(case)
    consent = a_consent(case, named=("kurashi1", "jimukyoku1"), persons=(mother,))
    text = share(case, consent, mother)
    assert kinds_open_to("kurashi1") == {"face", "consented"}
    say(case, son, "10")
    assert kinds_open_to("kurashi1") == {"face", "consented"}
    say(case, son, "30")
    assert kinds_open_to("kurashi1") == {"consented"}
    assert kinds_open_to("jimukyoku1") == {"consented"}
    assert texts_of("kurashi1") == {text}
    (held,) = seen_by("soudan1", Consent)
    assert held.is_valid
    assert not held.opens_basics


def test_r03_who_consented_herself_withdraws_and_does_not_refuse() -> None:
    case = a_case()
    consent = a_sheet_of_two(case)
    say(case, household(case)[1], "30")
    assert kinds_open_to("kurashi1") == {"face", "consented"}
    take_back(consent)
    assert kinds_open_to("kurashi1") == set()


def say(case: CaseFile, person: Person, answer: str) -> None:
    with acting("soudan1") as user:
        services.note_consent_attempt(
            record=record_of(case, "soudan1"),
            person=person,
            tried_on=timezone.localdate(),
            way="text",
            answer=answer,
            by=user,
        )
