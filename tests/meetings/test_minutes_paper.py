"""Minutes that the chair has fixed print the same for ever, whatever becomes of the tasks (domain.md R20)."""

from typing import Any

import pytest

from access.reading import ReadingLog
from documents.wareki import format_date
from meetings import minutes_paper, services
from meetings.models import Decision, Minutes, Sitting
from organizations.models import Body
from tests.cases.situations import body_of, seen_by
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def printed(minutes: Minutes) -> str:
    """The body of the paper, without who printed it and when."""
    with acting(s.COORDINATOR) as user:
        html = minutes_paper.gather(user, minutes.pk, "", ReadingLog(user)).html
    return html[html.index("<h2>出席した人") :]


def moved(decision: Decision, **changes: Any) -> None:
    values = {"body": body_of(s.COORDINATOR), "due_on": s.days(40), "reason": "交代"} | changes
    s.as_somebody(s.COORDINATOR, decision, services.move_decision, "decision", **values)


def fixed_minutes() -> tuple[Minutes, Decision]:
    sitting: Sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    decision = s.a_decision(sitting, person="看護師")
    return s.approved(s.minuted(sitting)), decision


def test_r20_fixed_minutes_print_decisions_as_they_stood() -> None:
    minutes, decision = fixed_minutes()
    before = printed(minutes)
    for words in ("手紙を届ける", body_of(s.DOCTOR).name, "看護師", format_date(s.days(7))):
        assert words in before
    moved(decision, person="別の人")
    s.as_somebody(
        s.COORDINATOR,
        decision,
        services.settle_decision,
        "decision",
        state="dropped",
        outcome="転出",
    )
    [now] = seen_by(s.COORDINATOR, Decision)
    assert (now.state, now.person) == ("dropped", "別の人")
    assert printed(minutes) == before


def test_r20_fixed_minutes_keep_the_names_that_bodies_and_members_had() -> None:
    minutes, _ = fixed_minutes()
    before = printed(minutes)
    with acting("system1"):
        rows = Body.objects.filter(pk=body_of(s.DOCTOR).pk)
        assert rows.update(name="見本の新しい診療所") == 1
    assert printed(minutes) == before


def test_minutes_that_are_not_fixed_print_what_stands_now() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    decision = s.a_decision(sitting)
    minutes = s.minuted(sitting)
    before = printed(minutes)
    moved(decision)
    assert format_date(s.days(40)) in printed(minutes)
    assert format_date(s.days(40)) not in before


def test_r20_minutes_fixed_before_that_was_kept_ask_the_history(monkeypatch: Any) -> None:
    monkeypatch.setattr("meetings.services.minutes._as_it_stands", lambda *_: None)
    minutes, decision = fixed_minutes()
    before = printed(minutes)
    moved(decision, person="別の人")
    assert printed(minutes) == before
    assert "看護師" in before
    assert "別の人" not in printed(minutes)
