"""A list that was taken back is counted no more, like one that was never brought (R1, R30)."""

import pytest

from access.counting import WholeWard
from cases.services import imports
from reports.counting import count_figures, counted, months_counted
from reports.indicators import BY_KEY, month_of
from reports.models import FigureCell
from tests.cases.bringing import LINE, SUPERVISOR, a_list, bring, take_in
from tests.cases.situations import an_intake
from tests.databases import Database
from tests.world import acting

from .comparing import places_with
from .ward_of_60 import CENTRE, THIS, TODAY

DAY = f"R{TODAY.year - 2018}.{TODAY.month}.{TODAY.day}"


@pytest.mark.parametrize("is_whole", [False, True])
def test_r1_a_list_that_was_taken_back_is_counted_no_more(
    committed_db: Database, *, is_whole: bool
) -> None:
    """A second time, put right, it would count twice, and what goes on would go on for ever."""
    an_intake(CENTRE)
    kept = bring(a_list(LINE | {"受付日": DAY}, LINE | {"受付日": DAY, "氏名": "架空 あきら"}))
    gone = [case.pk for case in take_in(kept).cases]
    count_figures()
    assert all(places_with(case) for case in gone), "they were received this month"
    with acting(SUPERVISOR) as by:
        imports.take_back(kept=kept, by=by)
    assert count_figures(whole=is_whole) is True
    assert [places_with(case) for case in gone] == [[], []]
    month = month_of(THIS)
    assert [len(list(BY_KEY[key].rows(WholeWard(), month))) for key in ("A1", "K1")] == [1, 1]
    expected = counted(WholeWard(), months_counted(TODAY))
    for key in ("A1", "K1"):
        cell = FigureCell.objects.scheduled().get(
            month=THIS, scope="month", indicator=key, breakdown=""
        )
        assert cell.number == expected[THIS, "month", key, "", ""].number == 1
    count_figures()
    assert [places_with(case) for case in gone] == [[], []], "nor a minute later"
