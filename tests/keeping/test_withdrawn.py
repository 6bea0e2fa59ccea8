"""A request that is taken back, or never corrected, comes to an end: no task stands for ever, and the case goes with its
years (Act on personal information, Art. 77 (3), 82, 91 (3), 93)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError
from keeping import services
from tests.cases.pages import browser, text_of
from tests.ui.filling import filled

from .amending import DAY, WORKER, tasks, today
from .test_disclosure import a_request, a_told_case, check, submit
from .test_hearing import heard
from .test_passing import BOTH, answered, on, page_of, proposed, url

pytestmark = pytest.mark.django_db
HOW = "取下書を受け取った"


def withdrawn(row: Any, **changes: Any) -> Any:
    facts = {"withdrawn_on": today(), "how": HOW} | changes
    with on(row) as (mine, user):
        services.withdraw(request=mine, by=user, **facts)
    return row


def put_forward(row: Any, decision: str) -> None:
    amends = hasattr(row, "claim")
    send = services.submit_amendment if amends else services.submit_package
    with on(row) as (mine, user):
        send(request=mine, decision=decision, words="補正されなかったため", by=user)


def waiting_for_a_correction(row: Any) -> Any:
    with on(row) as (mine, user):
        services.ask_correction(request=mine, asked_on=today(), words="委任状がない", by=user)
    return row


# --- 取下げ ----------------------------------------------------------------------------------------


@BOTH
def test_a_request_that_is_taken_back_is_over_and_no_task_of_it_stands(received: Any) -> None:
    row = withdrawn(received())
    with on(row) as (mine, user):
        assert (mine.state, mine.withdrawn_on, mine.withdrawn_how) == ("withdrawn", today(), HOW)
        assert (mine.decision, mine.decided_on) == ("", None)
        with pytest.raises(DomainError, match="いまその操作ができません"):
            services.withdraw(request=mine, withdrawn_on=today(), how=HOW, by=user)
        with pytest.raises(DomainError, match="取下げのあとは"):
            services.extend(request=mine, days=5, reason="多い", told_on=today(), by=user)
    assert not tasks(row)


@BOTH
def test_it_is_taken_back_while_a_second_person_looks_and_she_has_nothing_to_check(
    received: Any,
) -> None:
    row = withdrawn(proposed(received()))
    assert not tasks(row)
    with pytest.raises(DomainError, match="確認を待っている"):
        answered(row)


def test_of_one_that_is_taken_back_nobody_waits_for_a_third_party_or_a_rest() -> None:
    request = a_request(a_told_case())
    heard(request)
    with on(request) as (mine, user):
        services.tell_of_rest(
            request=mine,
            reason="量が多い",
            told_on=today(),
            rest_due_on=today() + 90 * DAY,
            by=user,
        )
    assert len(tasks(request)) == 3
    withdrawn(request)
    assert not tasks(request)


@BOTH
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"how": " "}, "取下げを確かめた方法"),
        ({"withdrawn_on": today() + 2 * DAY}, "受け付けた日からきょうまで"),
        ({"withdrawn_on": today() - 9 * DAY}, "受け付けた日からきょうまで"),
    ],
)
def test_it_is_written_down_when_and_how_that_was_made_sure(
    received: Any, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(DomainError, match=words):
        withdrawn(received(), **changes)


def test_what_was_decided_is_not_taken_back_by_whoever_asked() -> None:
    request = a_request(a_told_case())
    submit(request)
    check(request)
    with pytest.raises(DomainError, match="決定のあとは"):
        withdrawn(request)
    assert browser(WORKER).get(url("withdraw", request)).status_code == 404


@BOTH
def test_the_database_holds_that_it_was_on_a_day(received: Any) -> None:
    row = withdrawn(received())
    with on(row) as (mine, user):
        changed = type(mine).objects.changeable_by(user).filter(pk=mine.pk)
        for changes in ({"withdrawn_on": None}, {"withdrawn_how": ""}, {"state": "open"}):
            with (
                pytest.raises(IntegrityError, match="withdrawn_on_a_day"),
                transaction.atomic(),
            ):
                changed.update(**changes)


@BOTH
def test_it_is_noted_on_a_page_which_says_that_no_day_counts(received: Any) -> None:
    row, client = received(), browser(WORKER)
    assert url("withdraw", row) in client.get(page_of(row)).content.decode()
    form = client.get(url("withdraw", row)).context["form"]
    answer = client.post(url("withdraw", row), filled(form, how=HOW))
    assert answer.status_code == 303
    words = text_of(client.get(page_of(row)))
    assert "ありません（取り下げられたため）" in words
    assert HOW in words
    assert url("withdraw", row) not in client.get(page_of(row)).content.decode()
    with on(row) as (mine, _):
        assert mine.is_withdrawn


# --- never corrected -------------------------------------------------------------------------------


@BOTH
def test_art77_what_is_never_corrected_is_refused_and_nothing_else(received: Any) -> None:
    row = waiting_for_a_correction(received())
    with pytest.raises(DomainError, match=r"補正を待っています.*応じない決定だけ"):
        put_forward(row, "partial")
    put_forward(row, "refused")
    with on(row) as (mine, user), pytest.raises(DomainError, match="差し戻してもらうか"):
        services.note_correction(request=mine, corrected_on=today(), by=user)
    answered(row)
    with on(row) as (mine, _):
        assert (mine.state, mine.decision, mine.correction_asked_on) == (
            "decided",
            "refused",
            today(),
        )


@BOTH
def test_art77_sent_back_it_is_waited_for_again(received: Any) -> None:
    row = waiting_for_a_correction(received())
    put_forward(row, "refused")
    answered(row, is_right=False)
    with on(row) as (mine, user):
        assert mine.correction_asked_on == today()
        services.note_correction(request=mine, corrected_on=today(), by=user)


@BOTH
def test_the_database_holds_that_what_was_not_corrected_is_only_refused(received: Any) -> None:
    row = waiting_for_a_correction(received())
    put_forward(row, "refused")
    answered(row)
    with on(row) as (mine, user):
        changed = type(mine).objects.changeable_by(user).filter(pk=mine.pk)
        with pytest.raises(IntegrityError, match="corrected_or_refused"), transaction.atomic():
            changed.update(decision="partial")
