"""Minutes of a 支援会議 are fixed while somebody puts right what was decided: what is fixed is what was confirmed (R20)."""

from collections.abc import Callable
from typing import Any

import pytest

from access.errors import DomainError, StaleError
from meetings import services
from meetings.models import Decision, Minutes
from meetings.services.confirmed_words import print_of
from tests.at_one_moment import while_unsaved
from tests.cases.situations import body_of
from tests.databases import Database

from . import situations as s

CHAIR = s.DOCTOR
ACTION = "手紙を届ける"


def confirmed() -> tuple[Minutes, Decision]:
    """The chair may fix them: nobody else is asked."""
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, CHAIR, "chair")
    minutes = s.minuted(sitting := s.a_sitting(meeting))
    decision = s.a_decision(sitting, content=ACTION)
    return s.sent(minutes), decision


def fix(minutes: Minutes, as_read: str = "") -> None:
    with s.on(minutes, CHAIR) as (row, by):
        services.approve_minutes(minutes=row, as_read=as_read, by=by)


def read_by_chair(minutes: Minutes) -> str:
    with s.on(minutes, CHAIR) as (row, by):
        return print_of(services.paragraphs(row, by))


def word_anew(decision: Decision) -> None:
    with s.on(decision, s.COORDINATOR) as (row, by):
        services.complete_decision(
            decision=row, content="電話をかける", body=body_of(CHAIR), due_on=s.days(3), by=by
        )


def another_day(decision: Decision) -> None:
    with s.on(decision, s.COORDINATOR) as (row, by):
        services.move_decision(
            decision=row, body=body_of(CHAIR), due_on=s.days(9), reason="都合", by=by
        )


def one_more(decision: Decision) -> None:
    s.a_decision(decision.sitting, content="もう一つ")


def put_right(decision: Decision) -> None:
    with s.on(decision.sitting, s.COORDINATOR) as (row, by):
        services.write_minutes(sitting=row, facts="別の文。", by=by)


def fixed(minutes: Minutes) -> list[dict[str, Any]]:
    with s.on(minutes, CHAIR) as (row, _):
        assert row.as_fixed is not None
        return list(row.as_fixed["decisions"])


def stands(decision: Decision) -> str:
    with s.on(decision, CHAIR) as (row, _):
        return str(row.content)


@pytest.mark.parametrize("change", [word_anew, one_more, put_right])
def test_r20_who_writes_while_they_are_being_fixed_waits_and_is_refused(
    committed_db: Database, change: Callable[[Decision], None]
) -> None:
    minutes, decision = confirmed()

    def too_late() -> None:
        with pytest.raises((DomainError, StaleError)):
            change(decision)

    while_unsaved(CHAIR, lambda: fix(minutes), too_late)
    assert [one["content"] for one in fixed(minutes)] == [ACTION]
    assert stands(decision) == ACTION


@pytest.mark.parametrize("change", [word_anew, another_day, one_more])
def test_r20_who_fixes_while_a_decision_is_being_changed_waits_and_reads_it_first(
    committed_db: Database, change: Callable[[Decision], None]
) -> None:
    minutes, decision = confirmed()
    as_read = read_by_chair(minutes)

    def fixes() -> None:
        with pytest.raises(DomainError, match="読んでいる間に直されました"):
            fix(minutes, as_read)

    while_unsaved(s.COORDINATOR, lambda: change(decision), fixes)
    with s.on(minutes, CHAIR) as (row, _):
        assert row.approved_at is None
