"""What was entered by mistake and taken back is kept as long as other cases, and no longer (S-28, R1)."""

import importlib

import pytest

from cases.services import imports
from tests.cases.bringing import LINE, SUPERVISOR, WORKER, a_list, bring, take_in
from tests.cases.situations import a_case, narrow_to, office, record_of
from tests.world import acting

from .situations import LONG_AGO, decide, draw_up, exists, numbers, run, superuser

pytestmark = pytest.mark.usefixtures("committed_db")


def test_s28_a_case_that_was_taken_back_is_disposed_of_when_its_years_are_over() -> None:
    """Nobody sees it, so nobody can end the work on it: its years run from the day on which it was taken back."""
    kept = bring(a_list(LINE))
    [case] = take_in(kept).cases
    with acting(SUPERVISOR) as by:
        imports.take_back(kept=kept, by=by)
    with superuser() as opened:
        opened.execute(
            "update access_casefile set taken_back_at = %s where id = %s", [LONG_AGO, case.pk]
        )
    row = draw_up()
    assert set(numbers(row)) == {case.number}
    decide(row)
    assert run(row) == 1
    assert not exists(case)


def test_r1_what_was_taken_back_before_there_was_a_mark_is_marked() -> None:
    """Neither what goes on nor what was narrowed to one colleague is taken for it."""
    kept = bring(a_list(LINE))
    [gone] = take_in(kept).cases
    narrowed, _ = a_case(WORKER), a_case(WORKER)
    with acting(WORKER) as by:
        narrow_to(record=record_of(narrowed, WORKER), staff=[office(WORKER)], by=by)
    with acting(SUPERVISOR) as by:
        imports.take_back(kept=kept, by=by)
    module = importlib.import_module("access.migrations.0998_cases_taken_back")
    marked = "select id from access_casefile where taken_back_at is not null"
    with superuser() as opened:
        at = opened.execute("select taken_back_at from access_casefile where id = %s", [gone.pk])
        before = at.fetchone()
        opened.execute("update access_casefile set taken_back_at = null")
        # All of the narrowed one's grants of roles have ended: those of people tell it from the other.
        opened.execute(
            "update access_groupgrant set valid_until = now() where case_id = %s", [narrowed.pk]
        )
        opened.execute(module.MARK)
        assert opened.execute(marked).fetchall() == [(gone.pk,)]
        at = opened.execute("select taken_back_at from access_casefile where id = %s", [gone.pk])
        assert at.fetchone() == before
