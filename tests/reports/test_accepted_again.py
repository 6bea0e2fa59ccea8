"""B4, B5, B8: a case that 多機関協働 accepted, ended and accepted again, and what a secretariat did before it
accepted (domain.md 5)."""

import datetime
import uuid
from typing import Any

from access.seen_by import SeenBy
from cases import services as cases
from reports.indicators import BY_KEY, Span
from reports.indicators.coordination import Course, course_of
from reports.indicators.turns import Turn
from tests.cases.situations import record_of
from tests.databases import Database
from tests.meetings import situations as together
from tests.world import acting

from .ward_of_60 import SECRETARIAT, _move

TOKYO = datetime.timezone(datetime.timedelta(hours=9))
ROW = (uuid.uuid4(), uuid.uuid4(), uuid.uuid4())
NOW = datetime.datetime(2027, 1, 10, 9, tzinfo=TOKYO)


def moment(text: str, hour: int = 10) -> datetime.datetime:
    return datetime.datetime.fromisoformat(f"{text}T{hour:02}:00:00+09:00")


def turn(kind: str, on: str, at: datetime.datetime | None = None) -> Turn:
    day = datetime.date.fromisoformat(on)
    return Turn(uuid.uuid4(), kind, day, "11", at or moment(on, 15))


def course(accepted: list[str], *turns: Turn) -> Course:
    return course_of(ROW, [moment(on) for on in accepted], turns)


def days(found: Course) -> list[int]:
    return [found.days_until(one) for one in found.turns if one.kind == "closed"]


TWICE = (
    turn("closed", "2025-09-01"),
    turn("reopened", "2026-10-01"),
    turn("closed", "2026-12-01"),
)


def test_b8_each_end_is_counted_from_the_acceptance_before_it() -> None:
    found = course(["2025-04-01", "2026-10-01"], *TWICE)
    assert days(found) == [153, 61]
    assert found.since(datetime.date(2026, 12, 31)) == datetime.date(2026, 10, 1)
    assert found.since(datetime.date(2026, 9, 30)) == datetime.date(2025, 4, 1)


def test_b8_what_was_entered_later_is_counted_by_its_days() -> None:
    """As after lists were brought in: everything stands in the database since today."""
    late = [turn(one.kind, one.on.isoformat(), NOW) for one in TWICE]
    assert days(course(["2026-10-01", "2025-04-01"], *late)) == [153, 61]


def test_b8_another_request_while_the_work_goes_on_begins_nothing_anew() -> None:
    found = course(["2026-04-01", "2026-08-01"], turn("closed", "2026-12-01"))
    assert days(found) == [244]


def test_b8_accepted_again_on_the_day_of_the_end() -> None:
    end = turn("closed", "2026-06-01", moment("2026-06-01", 9))
    again = turn("closed", "2026-06-11")
    assert days(course(["2026-05-01", "2026-06-01"], end, again)) == [31, 10]


def test_b8_an_end_that_was_taken_back_parts_nothing() -> None:
    found = course(
        ["2026-04-01", "2026-08-01"],
        turn("closed", "2026-05-01"),
        turn("undone", "2026-05-02"),
        turn("closed", "2026-12-01"),
    )
    assert days(found) == [244]


def test_b5_ends_of_the_secretariat_as_a_desk_are_no_ends_of_the_project() -> None:
    before = (turn("closed", "2026-05-01"), turn("reopened", "2026-10-01"))
    found = course(["2026-10-01"], *before, turn("closed", "2026-12-01"))
    assert [one.on for one in found.turns if one.kind == "closed"] == [datetime.date(2026, 12, 1)]
    assert days(found) == [61]


def facts(key: str, first: str, last: str) -> list[Any]:
    span = Span(datetime.date.fromisoformat(first), datetime.date.fromisoformat(last))
    with acting(SECRETARIAT) as user:
        return BY_KEY[key].rows(SeenBy(user), span)


def test_b4_b5_b8_of_a_case_that_came_back(committed_db: Database) -> None:
    """Through the services: accepted, ended, accepted again, and going on."""
    first = together.an_accepted_request()
    case = first.compartment.case
    with acting(SECRETARIAT) as user:
        record = record_of(case, SECRETARIAT)
        cases.close_record(record=record, by=user, reason="11", drops_actions=True)
        ended = record.events.get()
    second = together.an_accepted_request(case)
    _move(committed_db, "meetings_coordinationrequest", "answered_at", [first], "'2025-01-10'")
    _move(committed_db, "cases_recordevent", "happened_on", [ended], "'2025-05-10'")
    _move(committed_db, "meetings_coordinationrequest", "answered_at", [second], "now()")
    (gone,) = facts("B8", "2025-05-01", "2025-05-31")
    assert gone.amount == 120
    today = datetime.datetime.now(TOKYO).date()
    (going,) = [f for f in facts("B4", today.isoformat(), today.isoformat()) if f.case == case.pk]
    assert (going.on, going.codes["months"]) == (today, "0")
    assert facts("B4", "2025-06-30", "2025-06-30") == []
