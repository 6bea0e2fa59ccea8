"""What is refused of a request of disclosure, whatever a form would let through: when it is received, put forward,
checked, corrected and printed; and of a disposal."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from access.errors import DomainError
from cases.models import NextAction, Person
from jobs.models import Job
from keeping import services
from keeping.disclosing import grounds_of, paragraphs
from keeping.models import DisclosureCheck, DisclosureRequest, DisclosureSubmission, RequestState
from keeping.services.disclosure import NOTICE_ONLY
from keeping.services.disclosure_tasks import TASK
from tests.cases.situations import record_of
from tests.told_once import told_once
from tests.world import acting

from .situations import KEEPER, a_closed_case, decide, draw_up, exists
from .test_disclosure import HEAD, WORKER, a_request, a_told_case, check, seen, submit
from .test_hearing import DAY, on, tasks, today


@told_once
def a_received_request() -> DisclosureRequest:
    return a_request(a_told_case())


@told_once
def a_submitted_request() -> DisclosureRequest:
    request = a_received_request()
    submit(request)
    return request


# --- received --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "received_in", "words"),
    [
        ({}, 1, "受け付けた日は、きょうまでの日"),
        ({"asker": "neighbour"}, 0, "請求した人を選び直して"),
        ({"confirmed_how": "　"}, 0, "本人・資格を確かめた方法"),
    ],
)
def test_no_request_of_a_day_to_come_of_an_unknown_asker_or_of_one_whom_nobody_has_identified(
    facts: dict[str, str], received_in: int, words: str
) -> None:
    case = a_told_case()
    with acting(WORKER) as user:
        person = Person.objects.visible_to(user).of_case(case).get(is_subject=True)
        with pytest.raises(DomainError, match=words):
            services.receive_request(
                record=record_of(case, WORKER),
                person=person,
                facts=services.AskerFacts(**{"asker": "self", "confirmed_how": "旅券"} | facts),
                received_on=timezone.localdate() + received_in * DAY,
                by=user,
            )
        assert not DisclosureRequest.objects.visible_to(user).exists()
        assert not NextAction.objects.visible_to(user).filter(what=TASK).exists()


@pytest.mark.django_db
def test_no_paragraph_is_withheld_on_a_ground_that_the_law_does_not_know() -> None:
    with on(a_received_request()) as (row, user):
        before = grounds_of(row, user)
        every = [one.key for one in paragraphs(row, user)]
        with pytest.raises(DomainError, match="開示しない理由を選び直して"):
            services.mark_paragraphs(request=row, grounds=dict.fromkeys(every, "9"), by=user)
        assert grounds_of(row, user) == before


# --- put forward and checked -----------------------------------------------------------------------


def all_given(request: DisclosureRequest) -> None:
    with on(request) as (row, user):
        every = [one.key for one in paragraphs(row, user)]
        services.mark_paragraphs(request=row, grounds=dict.fromkeys(every, ""), by=user)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("decision", "asks_for_meetings", "words"),
    [
        ("some", False, "決定を選び直して"),
        ("partial", False, "開示しない段落がありません"),
        ("whole", True, "支援会議の記録も求められています"),
    ],
)
def test_r4_r14_no_decision_is_put_forward_that_is_not_what_the_marks_say(
    decision: str, asks_for_meetings: bool, words: str
) -> None:
    request = a_request(a_told_case(), asks_for_meetings=asks_for_meetings)
    all_given(request)
    with pytest.raises(DomainError, match=words):
        submit(request, decision=decision)
    with on(request) as (row, user):
        assert row.state == RequestState.OPEN
        assert not DisclosureSubmission.objects.visible_to(user).exists()


@pytest.mark.django_db
def test_nothing_is_checked_that_was_not_put_forward_or_was_checked_before() -> None:
    request = a_received_request()
    with pytest.raises(DomainError, match="確認を待っている開示請求ではありません"):
        check(request)
    submit(request)
    check(request)
    with pytest.raises(DomainError, match="確認を待っている開示請求ではありません"):
        check(request, is_right=False)
    with on(request) as (row, user):
        assert row.state == RequestState.DECIDED
        assert DisclosureCheck.objects.visible_to(user).count() == 1


@pytest.mark.django_db
def test_nothing_is_sent_back_without_a_reason() -> None:
    request = a_submitted_request()
    with acting(HEAD) as user:
        with pytest.raises(DomainError, match="差し戻す理由を書いて"):
            services.check_package(request=seen(request, user), is_right=False, words=" ", by=user)
        assert seen(request, user).state == RequestState.CHECKING
        assert not DisclosureCheck.objects.visible_to(user).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("begun", [a_received_request, a_submitted_request])
@pytest.mark.parametrize("option", ["", NOTICE_ONLY])
def test_no_paper_leaves_before_the_decision(
    begun: Callable[[], DisclosureRequest], option: str
) -> None:
    with on(begun()) as (row, user):
        with pytest.raises(DomainError, match="決定のあとに作れます"):
            services.request_paper(request=row, notice_only=bool(option), by=user)
        assert not Job.objects.visible_to(user).exists()


# --- its correction --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_no_correction_is_asked_for_once_it_is_checked_nor_without_saying_of_what() -> None:
    request = a_received_request()

    def refused(said: str, words: str) -> None:
        with on(request) as (row, user), pytest.raises(DomainError, match=words):
            services.ask_correction(request=row, asked_on=today(), words=said, by=user)
        with on(request) as (row, _):
            assert (row.correction_asked_on, row.correction_words) == (None, "")

    refused("　", "補正を求めた内容を書いて")
    submit(request)
    refused("委任状がない", "確認を頼む前です")


@pytest.mark.django_db
@pytest.mark.parametrize("days", [-1, 3])
def test_art83_no_correction_is_noted_that_was_not_asked_for_or_on_a_day_that_cannot_be(
    days: int,
) -> None:
    request = a_received_request()

    def note(corrected_on: datetime.date) -> None:
        with on(request) as (row, user):
            services.note_correction(request=row, corrected_on=corrected_on, by=user)

    with pytest.raises(DomainError, match="補正を求めていません"):
        note(today())
    with on(request) as (row, user):
        services.ask_correction(request=row, asked_on=today(), words="委任状がない", by=user)
    with pytest.raises(DomainError, match="補正を求めた日からきょうまで"):
        note(today() + days * DAY)
    with on(request) as (row, _):
        assert (row.correction_asked_on, row.correction_days) == (today(), 0)
        assert row.due_on == tasks(request)[TASK] == row.received_on + 30 * DAY


# --- disposal --------------------------------------------------------------------------------------


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("username", [WORKER, HEAD, "kansa1"])
def test_r9_who_does_not_serve_at_the_secretariat_has_no_list_carried_out(username: str) -> None:
    case = a_closed_case()
    row = draw_up()
    assert decide(row) == 1

    def ask(by: str) -> Any:
        with acting(by) as user:
            return services.request_disposal(disposal_list=row, by=user)

    with pytest.raises(DomainError, match="事務局の職員です"):
        ask(username)
    with acting(username) as user:
        assert not Job.objects.visible_to(user).exists()
    assert exists(case)
    assert ask(KEEPER).object_id == row.pk
