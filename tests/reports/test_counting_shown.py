"""What pages show of the ward while it is counted anew: nothing that was counted by another definition."""

import datetime

import pytest
from django.urls import reverse, reverse_lazy

from access.errors import DomainError
from documents.wareki import fiscal_year
from reports import figure_services
from reports import figures as showing
from reports.indicators import BY_KEY
from tests.cases.pages import browser, text_of
from tests.cases.situations import an_intake
from tests.databases import Database
from tests.world import acting

from .anew import OTHER_BODIES, begin, finish, other_version
from .ward_of_60 import CENTRE, LAST, SECRETARIAT, THIS


def line_of(key: str, month: datetime.date) -> showing.Line:
    """As the secretariat reads it."""
    with acting(SECRETARIAT) as user:
        return showing.WardFigures(user).line(BY_KEY[key], month)


NONE_YET = showing.Shown(None, is_recounted=True)
FIGURES = reverse_lazy("reports:figures")
OF_A1 = reverse_lazy("reports:figure", query={"indicator": "A1"})
NO_NUMBER = "1個の指標は数え方が変わり、区全体を数え直しています"


def test_no_number_stands_under_a_definition_by_which_it_was_not_counted(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first page of a new version on, before any count; all others go on."""
    client = browser(SECRETARIAT)
    rest = begin()
    assert NO_NUMBER not in text_of(client.get(FIGURES)), "counted whole, and in the same way"
    finish(rest)
    assert line_of("A1", THIS).month.number
    other_version(monkeypatch, "A1")
    for is_begun in (False, True):
        if is_begun:
            rest = begin()
        for page in (FIGURES, OF_A1):
            said = text_of(client.get(page))
            assert NO_NUMBER in said
            assert showing.RECOUNTED in said
        assert "いま区全体を数え直しています" in text_of(client.get(reverse("reports:ward")))
        shown = line_of("A1", THIS)
        assert (shown.month, shown.year) == (NONE_YET, NONE_YET)
        assert line_of("A5", THIS).month.number is not None
        with acting(SECRETARIAT) as user:
            tables = showing.WardFigures(user).tables(BY_KEY["A1"], fiscal_year(THIS))
        assert [table.months for table in tables] == [[]] * len(tables)
    finish(rest)
    said = text_of(client.get(FIGURES))
    assert NO_NUMBER not in said
    assert showing.RECOUNTED not in said


def test_r31_a_closed_month_stays_as_it_is_and_none_is_closed_meanwhile(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with acting(SECRETARIAT) as user:
        figure_services.close_month(month=LAST, by=user)
    closed = line_of("A1", LAST).month
    assert closed.number is not None
    other_version(monkeypatch, "A1")
    assert line_of("A1", LAST).month == closed
    with acting(SECRETARIAT) as user, pytest.raises(DomainError, match="数え直しています"):
        figure_services.close_month(month=LAST, by=user, reason="遅れて入った")
    an_intake(CENTRE, received_on=LAST)
    finish(begin())
    assert line_of("A1", LAST).month == closed
    with acting(SECRETARIAT) as user:
        again = figure_services.close_month(month=LAST, by=user, reason="遅れて入った")
    assert again.turn > 1
    assert line_of("A1", LAST).month.number == closed.number + 1


def test_the_page_says_that_bodies_are_those_of_before(counted_ward: Database) -> None:
    said = "機関や役割の変更を入れて、区全体を数え直しています"
    client = browser(SECRETARIAT)
    with counted_ward.superuser() as opened:
        opened.execute(OTHER_BODIES)
    rest = begin()
    for page in (FIGURES, OF_A1):
        shown = text_of(client.get(page))
        assert said in shown
        assert showing.RECOUNTED not in shown
    assert "変更の前の区分による数" in text_of(client.get(reverse("reports:ward")))
    finish(rest)
    assert said not in text_of(client.get(FIGURES))
