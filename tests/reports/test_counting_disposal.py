"""What a disposal erases is counted no more, and counting keeps nothing of it."""

from access.counted_models import kept_for_counting
from access.counting import WholeWard
from reports.counting import count_figures, counted, months_counted
from reports.models import FigureCell
from tests.cases.situations import an_intake
from tests.databases import Database
from tests.keeping import situations as keeping

from .comparing import places_with
from .ward_of_60 import CENTRE, THIS, TODAY


def test_s28_what_a_disposal_erases_is_counted_no_more(committed_db: Database) -> None:
    gone = keeping.a_closed_case()
    an_intake(CENTRE)
    count_figures()
    assert places_with(gone.pk), "it was received this month"
    row = keeping.draw_up()
    keeping.decide(row)
    assert keeping.run(row) == 1
    assert count_figures() is True
    assert places_with(gone.pk) == []
    kept = {f"public.{model._meta.db_table}" for model in kept_for_counting()}
    assert not keeping.tables_with(str(gone.pk)) & kept
    received = FigureCell.objects.scheduled().filter(
        month=THIS, scope="month", indicator="A1", breakdown=""
    )
    expected = counted(WholeWard(), months_counted(TODAY))
    assert (
        [cell.number for cell in received] == [expected[THIS, "month", "A1", "", ""].number] == [1]
    )
