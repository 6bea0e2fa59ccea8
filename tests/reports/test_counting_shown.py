"""What pages show of the ward while it is counted anew: nothing that was counted by another definition."""

import datetime

import pytest
from django.urls import reverse, reverse_lazy

from access.errors import DomainError
from documents.wareki import fiscal_year
from reports import counting, figure_services
from reports import figures as showing
from reports.definitions import OF_BODIES
from reports.indicators import BY_KEY
from tests.cases.pages import browser, text_of
from tests.cases.situations import an_intake
from tests.databases import Database
from tests.world import acting

from .anew import (
    NEW_BODY,
    OTHER_BODIES,
    OTHER_OFFICES,
    OTHER_SECRETARIATS,
    begin,
    finish,
    other_version,
)
from .comparing import wrong
from .ward_of_60 import CENTRE, LAST, SECRETARIAT, THIS


def line_of(key: str, month: datetime.date) -> showing.Line:
    """As the secretariat reads it."""
    with acting(SECRETARIAT) as user:
        return showing.WardFigures(user).line(BY_KEY[key], month)


NONE_YET = showing.Shown(None, is_recounted=True)
FIGURES = reverse_lazy("reports:figures")
OF_A1 = reverse_lazy("reports:figure", query={"indicator": "A1"})
NO_NUMBER = "1個の指標は、数え方か機関の区分が変わり、区全体を数え直しています"


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


@pytest.mark.parametrize("other", [OTHER_BODIES, OTHER_OFFICES, OTHER_SECRETARIATS])
def test_what_is_told_apart_by_bodies_is_not_shown_by_what_they_were(
    counted_ward: Database, other: str
) -> None:
    """No number is older than a minute: what another kind of a body changes has none until it is counted by it."""
    client = browser(SECRETARIAT)
    with counted_ward.superuser() as opened:
        opened.execute(other)
    rest = begin()
    changed = {key[2] for key in wrong()}
    assert changed
    assert changed <= OF_BODIES
    for key in changed:
        assert line_of(key, THIS).month == NONE_YET
        with acting(SECRETARIAT) as user:
            tables = showing.WardFigures(user).tables(BY_KEY[key], fiscal_year(THIS))
        assert not [table for table in tables if THIS in table.months]
    said = f"{len(OF_BODIES)}個の指標は、数え方か機関の区分が変わり、区全体を数え直しています"
    for page in (FIGURES, reverse("reports:figure", query={"indicator": changed.pop()})):
        shown = text_of(client.get(page))
        assert said in shown
        assert showing.RECOUNTED in shown
    assert "いま区全体を数え直しています" in text_of(client.get(reverse("reports:ward")))
    assert line_of("A1", THIS).month.number is not None
    finish(rest)
    assert said not in text_of(client.get(FIGURES))


def test_a_new_body_counts_nothing_anew(counted_ward: Database) -> None:
    """In April many offices are made, one after the other."""
    with counted_ward.superuser() as opened:
        opened.execute(NEW_BODY)
    assert counting.count_figures() is False
    assert line_of("A4-sent", THIS).month != NONE_YET
    with counted_ward.superuser() as opened:
        opened.execute(
            "update organizations_body set kind = 'ward' where name like '見本の新しい機関%'"
        )
    rest = begin(is_due=False)
    assert line_of("A4-sent", THIS).month == NONE_YET, "from now on it is known as it was"
    finish(rest)


def test_bodies_that_are_again_what_they_were_do_not_bring_old_numbers_back(
    counted_ward: Database,
) -> None:
    """What was written in between was counted by what they were then."""
    with counted_ward.superuser() as opened:
        kinds = opened.execute("select kind, id from organizations_body").fetchall()
        opened.execute(OTHER_BODIES)
    begin()
    an_intake(CENTRE)
    with counted_ward.superuser() as opened, opened.cursor() as cursor:
        cursor.executemany("update organizations_body set kind = %s where id = %s", kinds)
    rest = begin(is_due=False)
    assert line_of("A4-sent", THIS).month == NONE_YET
    finish(rest)


def test_a_version_that_is_taken_back_does_not_bring_old_numbers_back(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was written under the other one was not counted for the indicators that it counts otherwise."""
    with monkeypatch.context() as patched:
        other_version(patched, "A1")
        begin(is_due=False)
        an_intake(CENTRE)
        counting._count_changes()
    assert line_of("A1", THIS).month == NONE_YET
    rest = begin(is_due=False)
    assert line_of("A1", THIS).month == NONE_YET
    finish(rest)
    assert line_of("A1", THIS).month.number is not None
