"""K1: what had ended before its list was brought went on until its own end (R31, R33)."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from access.counting import WholeWard
from cases.models import Intake, RecordEvent
from cases.services import close_record, reopen_record, screen_intake
from cases.services.closing import NewMatter
from reports.indicators import BY_KEY, Span
from tests.alerts.situations import change
from tests.cases.bringing import LINE, WORKER, a_list, bring, take_in
from tests.cases.situations import a_case_received, record_of
from tests.cases.test_imports import ENDED
from tests.databases import Database
from tests.world import acting

from .slow import Ward, slow

RECEIVED, OVER = datetime.date(2025, 4, 1), datetime.date(2025, 9, 30)


def goes_on(database: Database, day: datetime.date) -> int:
    span = Span(day, day)
    found = list(BY_KEY["K1"].rows(WholeWard(), span))
    assert slow(Ward(database), day, day, timezone.localdate())["K1"] == len(found)
    return len(found)


def test_r33_what_had_ended_goes_on_until_its_end(committed_db: Database) -> None:
    take_in(bring(a_list(LINE | ENDED)))
    today = timezone.localdate()
    days = (RECEIVED, OVER - datetime.timedelta(days=1), OVER, today)
    assert [goes_on(committed_db, day) for day in days] == [1, 1, 0, 0]


def closed_at_the_counter(case: Any, by: Any) -> None:
    close_record(record=record_of(case, WORKER), reason="22", by=by)


def decided_to_have_ended(case: Any, by: Any) -> None:
    """見立て: what was asked for was told, and nothing follows."""
    intake = Intake.objects.visible_to(by).get(compartment__case=case)
    screen_intake(intake=intake, result="1", note="窓口を伝えた", version=intake.version, by=by)


@pytest.mark.parametrize("end", [closed_at_the_counter, decided_to_have_ended])
def test_r33_what_is_typed_and_closed_on_one_day_went_on_since_it_was_received(
    committed_db: Database, end: Any
) -> None:
    """Received before 1 April, and typed after it: it is carried over."""
    case = a_case_received(60, WORKER)
    with acting(WORKER) as by:
        end(case, by)
        assert record_of(case, WORKER).is_closed
    today = timezone.localdate()
    days = [today - datetime.timedelta(days=back) for back in (61, 60, 1, 0)]
    assert [goes_on(committed_db, day) for day in days] == [0, 1, 1, 0]
    with acting(WORKER) as by:
        matter = NewMatter("1", "person", ("01",), "1")
        reopen_record(record=record_of(case, WORKER), reason="また相談", by=by, matter=matter)
    assert [goes_on(committed_db, day) for day in days] == [0, 1, 1, 1]


def test_r33_of_what_came_without_a_day_of_its_end_nothing_is_said(committed_db: Database) -> None:
    """Lists of before said only that it had ended, and the day of the list was written."""
    [case] = take_in(bring(a_list(LINE | ENDED))).cases
    today = timezone.localdate()
    with acting(WORKER) as by:
        record = record_of(case, WORKER)
        [event] = RecordEvent.objects.visible_to(by).filter(record=record)
    change(committed_db, record, closed_on=today, closing_reason="")
    change(committed_db, event, happened_on=today, reason="")
    days = (RECEIVED, OVER, today - datetime.timedelta(days=1), today)
    assert [goes_on(committed_db, day) for day in days] == [0, 0, 0, 0]
    with acting(WORKER) as by:
        matter = NewMatter("1", "person", ("01",), "1")
        record = record_of(case, WORKER)
        reopen_record(record=record, reason="また相談", by=by, matter=matter)
    assert [goes_on(committed_db, day) for day in (RECEIVED, OVER, today)] == [0, 0, 1]
