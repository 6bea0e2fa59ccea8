"""What goes on at the turn of a fiscal year is carried over, and received no second time (domain.md R33)."""

import datetime

from access.counting import WholeWard
from reports.indicators import BY_KEY, month_of, year_until
from tests.cases.situations import an_intake
from tests.databases import Database

from .ward_of_60 import THIS, TODAY


def test_r33_the_first_of_april_makes_nothing_new(ward: Database) -> None:
    """A household received before the year and going on is carried over, and received no second time."""
    april = datetime.date(TODAY.year - (TODAY.month < 4), 4, 1)
    march = april - datetime.timedelta(days=1)
    intake = an_intake("soudan1", received_on=march)
    carried = BY_KEY["K1"].rows(WholeWard(), month_of(march.replace(day=1)))
    assert intake.compartment.case_id in {fact.case for fact in carried}
    new = BY_KEY["A1"].rows(WholeWard(), year_until(THIS))
    assert intake.compartment.case_id not in {fact.case for fact in new}
