"""K1: a household that a body had closed and received anew did not go on in between (R31, R33)."""

import datetime
from typing import Any

from django.utils import timezone

from access.counting import WholeWard
from access.models import CaseFile
from access.seen_by import SeenBy
from cases import services as cases
from cases.models import Intake, RecordEvent
from cases.services.closing import NewMatter
from reports.counting import counted
from reports.indicators import BY_KEY, Span, month_of
from tests.alerts.situations import ago, change
from tests.cases import situations as c
from tests.databases import Database
from tests.world import acting

from .slow import Ward, slow

DESK = "soudan1"
K1 = BY_KEY["K1"]


def on(days: int) -> datetime.date:
    return timezone.localdate(ago(days))


def a_case_since(database: Database, days: int) -> CaseFile:
    case = c.a_case(DESK)
    with acting(DESK) as user:
        record = c.record_of(case, DESK)
        [intake] = Intake.objects.visible_to(user).filter(record=record)
    change(database, record, created_at=ago(days))
    change(database, intake, received_on=on(days))
    return case


def close(database: Database, case: CaseFile, days: int | None = None) -> None:
    with acting(DESK) as user:
        cases.close_record(record=c.record_of(case, DESK), reason="22", by=user)
        event = RecordEvent.objects.visible_to(user).latest("created_at")
        record = c.record_of(case, DESK)
    if days is not None:
        change(database, record, closed_on=on(days))
        change(database, event, happened_on=on(days))


def reopen(
    database: Database, case: CaseFile, days: int | None = None, *, anew: bool = True
) -> None:
    matter = NewMatter("1", "person", ("01",), "1") if anew else None
    with acting(DESK) as user:
        record = c.record_of(case, DESK)
        cases.reopen_record(record=record, reason="また相談", by=user, matter=matter)
        event = RecordEvent.objects.visible_to(user).latest("created_at")
    if days is not None:
        change(database, event, happened_on=on(days))


def goes_on(database: Database, case: CaseFile, days: int) -> bool:
    """On a day, so many days ago: for the ward, for the body and by the slow computation."""
    span, today = Span(on(days), on(days)), timezone.localdate()
    ward = [fact for fact in K1.rows(WholeWard(), span) if fact.case == case.pk]
    with acting(DESK) as user:
        body = [c.body_of(DESK).pk]
        own = [f for f in K1.rows(SeenBy(user, body), span, body) if f.case == case.pk]
    assert [fact.row for fact in own] == [fact.row for fact in ward]
    assert slow(Ward(database), span.first, span.last, today)["K1"] == len(ward)
    return bool(ward)


def by_shares(day: datetime.date) -> Any:
    """K1 at the end of the month of a day, as the ward is counted by cases."""
    month = day.replace(day=1)
    months = [month, (month + datetime.timedelta(days=32)).replace(day=1)]
    return counted(WholeWard(), months)[month, "month", "K1", "", ""].number


def test_r31_a_household_taken_up_again_was_closed_in_between(committed_db: Database) -> None:
    case = a_case_since(committed_db, 300)
    close(committed_db, case, 150)
    days = (200, 150, 90, 0)
    assert [goes_on(committed_db, case, n) for n in days] == [True, False, False, False]
    before = by_shares(on(90))
    reopen(committed_db, case)
    assert [goes_on(committed_db, case, n) for n in days] == [True, False, False, True]
    assert by_shares(on(90)) == before == 0
    assert month_of(on(90).replace(day=1)).last < timezone.localdate()


def test_r31_twice_taken_up_and_closed_again(committed_db: Database) -> None:
    case = a_case_since(committed_db, 300)
    close(committed_db, case, 250)
    reopen(committed_db, case, 200)
    close(committed_db, case, 150)
    reopen(committed_db, case, 100)
    close(committed_db, case, 50)
    days = (260, 250, 220, 200, 170, 150, 120, 100, 70, 50, 0)
    found = [goes_on(committed_db, case, n) for n in days]
    assert found == [True, False, False, True, True, False, False, True, True, False, False]


def test_r31_an_end_that_was_taken_back_never_was(committed_db: Database) -> None:
    case = a_case_since(committed_db, 300)
    close(committed_db, case, 200)
    reopen(committed_db, case, 100)
    close(committed_db, case, 50)
    reopen(committed_db, case, anew=False)
    days = (250, 150, 100, 50, 25, 0)
    found = [goes_on(committed_db, case, n) for n in days]
    assert found == [True, False, True, True, True, True]
