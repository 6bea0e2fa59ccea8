"""The ward closes its months (R31): the secretariat is told of one that waits, and of one that was left out."""

import datetime
from typing import Any

from django.urls import reverse

from documents.wareki import fiscal_year
from reports import figure_services
from reports.closing import figures_of_month
from reports.counting import count_figures
from reports.entrusted import left_out
from reports.models import MonthClose
from reports.today import items
from tests.alerts.situations import asking
from tests.databases import Database
from tests.world import acting

from .ward_of_60 import CENTRE, LAST, SECRETARIAT

SUPERVISOR = "kanri3"


def month_before(month: datetime.date) -> datetime.date:
    return (month - datetime.timedelta(days=1)).replace(day=1)


def told(username: str) -> list[Any]:
    with acting(username) as user:
        return [one for one in items(asking(user)) if "月を締める" in one.action]


def words(month: datetime.date) -> str:
    return figure_services.month_words(month)


def test_r31_a_month_waits_for_the_secretariat_until_it_is_closed(ward: Database) -> None:
    assert told(SECRETARIAT) == [], "nothing is counted yet"
    count_figures()
    [one] = told(SECRETARIAT)
    assert one.action == f"月を締める（{words(LAST)}分）"
    assert one.url == f"{reverse('reports:closing')}?month={LAST:%Y-%m}"
    assert one.due_on is not None
    assert (one.due_on.day, month_before(one.due_on.replace(day=1))) == (16, LAST)
    for username in (CENTRE, SUPERVISOR):
        assert told(username) == [], "it is the secretariat's"
    with acting(SECRETARIAT) as user:
        figure_services.close_month(month=LAST, by=user)
    assert told(SECRETARIAT) == []
    # One that was closed long ago, and none in between.
    first = month_before(month_before(month_before(LAST)))
    between = [month_before(month_before(LAST)), month_before(LAST)]
    assert fiscal_year(first) >= fiscal_year(LAST) - 1
    with acting(SECRETARIAT) as user:
        kept = figures_of_month(first, user)
        MonthClose(created_by=user, month=first, figures=kept).save(force_insert=True)
    [one] = told(SECRETARIAT)
    assert one.action == f"月を締める（{words(between[0])}分、ほか1か月）"


def test_what_is_left_out_lies_after_what_was_done_first_until_this_month() -> None:
    """Also the months since the last: with a new month, the one before it is not forgotten (R31)."""
    day = datetime.date
    known = {day(2026, 6, 1), day(2026, 9, 1)}
    missing = [day(2026, 7, 1), day(2026, 8, 1), day(2026, 10, 1)]
    assert left_out(known, day(2026, 11, 28)) == missing
    assert left_out({day(2026, 9, 1)}, day(2026, 11, 1)) == [day(2026, 10, 1)]
    assert left_out({day(2026, 10, 1)}, day(2026, 11, 30)) == []
    assert left_out(set(), day(2026, 11, 28)) == []
