"""While the whole ward is counted anew the figures stay fresh; in the end they are what the ward counts, whatever
happened meanwhile."""

import datetime
import threading
from typing import Any
from unittest import mock

import pytest
from django.db import connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from access.counting import ROLE_FOR_COUNTING, PartOfWard, all_cases
from reports import counting
from reports.counted_models import KEPT, CountAnew
from reports.counting import Rest, count_figures
from reports.definitions import fingerprint
from reports.models import FigureCell, LastCount
from reports.shares import NOBODY
from tests.cases.situations import an_intake
from tests.databases import Database

from .anew import FEW, begin, finish, other_version
from .comparing import Clock, cells, change, erase, places_with, wrong
from .test_counting_changes import steps
from .ward_of_60 import CENTRE, THIS, TODAY


def number_of(key: str) -> Any:
    cell = FigureCell.objects.scheduled().filter(
        month=THIS, scope="month", indicator=key, breakdown=""
    )
    return cell.values_list("number", flat=True).first()


def half_way(rest: Rest) -> None:
    for _ in range(4):
        assert rest.step()
    assert CountAnew.objects.scheduled().exists()


# --- fresh meanwhile -----------------------------------------------------------------------------


def test_figures_stay_fresh_while_the_whole_ward_is_counted(counted_ward: Database) -> None:
    rest = begin()
    before = number_of("A1")
    for entered in range(1, 4):
        an_intake(CENTRE, received_on=TODAY)
        moment = LastCount.objects.scheduled().get().counted_at
        rest._fresh_until = 0  # as after so many seconds
        assert rest.step()
        assert wrong() == {}
        assert number_of("A1") == before + entered
        assert LastCount.objects.scheduled().get().counted_at > moment
        assert rest.step(), "and some more cases are counted"
        assert CountAnew.objects.scheduled().exists()
    finish(rest)
    assert number_of("A1") == before + 3


def test_what_was_written_is_counted_several_times_a_minute(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the whole takes: between two parts it is looked whether it is due, and before the end it is."""
    passed = [0.0]
    monkeypatch.setattr(counting, "monotonic", lambda: passed[0])
    steps_taken: list[str] = []
    wrapped = {name: getattr(counting, name) for name in ("_count_changes", "_finish")}
    wrapped["remember"] = counting.counted_rows.remember

    def noted(name: str) -> Any:
        def call(*values: Any, **named: Any) -> Any:
            steps_taken.append(name)
            passed[0] += 8  # as long as a part takes on a busy machine, or more
            return wrapped[name](*values, **named)

        return call

    rest = begin()
    for name in ("_count_changes", "_finish"):
        monkeypatch.setattr(counting, name, noted(name))
    monkeypatch.setattr(counting.counted_rows, "remember", noted("remember"))
    finish(rest)
    without = "".join(
        {"_count_changes": "c", "remember": "p", "_finish": "F"}[one] for one in steps_taken
    )
    assert "pppp" not in without, without
    assert "cF" in without, without


def test_an_indicator_that_says_something_else_stands_still_until_all_is_counted(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = number_of("A1"), number_of("A5"), number_of("K1")
    other_version(monkeypatch, "A1", "K1")
    rest = begin()
    an_intake(CENTRE, received_on=TODAY)
    rest._fresh_until = 0
    assert rest.step()
    assert (number_of("A1"), number_of("K1")) == (old[0], old[2])
    found = wrong()
    assert {key[2] for key in found} == {"A1", "K1"}
    assert number_of("A3-household") is not None
    finish(rest)
    assert (number_of("A1"), number_of("K1")) == (old[0] + 1, old[2] + 1)


def test_an_indicator_that_is_new_shows_when_all_is_counted(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = LastCount.objects.scheduled()
    said = last.get().definitions
    del said["A1"]
    last.update(definitions=said)
    FigureCell.objects.scheduled().filter(indicator="A1").delete()
    other_version(monkeypatch, "A1")
    rest = begin()
    an_intake(CENTRE)
    rest._fresh_until = 0
    assert rest.step()
    assert number_of("A1") is None
    finish(rest)
    assert number_of("A1") is not None


def test_nothing_of_a_version_that_counted_otherwise_is_carried_on(counted_ward: Database) -> None:
    """The version before 0745 has counted, after this one had: its numbers stand until all is counted."""
    LastCount.objects.scheduled().update(fingerprint="of the version before")
    an_intake(CENTRE)
    before = cells()
    rest = begin()
    assert cells() == before
    finish(rest)


# --- whatever happens meanwhile --------------------------------------------------------------------


@given(changes=steps(), parts=st.lists(st.integers(0, 3), min_size=3, max_size=3))
@settings(
    max_examples=10,
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_changes_between_the_parts_are_counted(
    counted_ward: Database, changes: list[list[str]], parts: list[int]
) -> None:
    rest = begin()
    for statements, several in zip(changes, parts, strict=False):
        for _ in range(several):
            rest.step()
        change(counted_ward, statements)
    finish(rest)


def test_a_worker_that_is_killed_leaves_what_it_counted(counted_ward: Database) -> None:
    counted: list[Any] = []

    def part(cases: Any) -> PartOfWard:
        if len(counted) >= 3 * FEW:
            raise SystemExit
        counted.extend(cases)
        return PartOfWard(cases)

    with mock.patch.object(counting, "PartOfWard", part), pytest.raises(SystemExit):
        count_figures(whole=True)
    assert CountAnew.objects.scheduled().exists()
    assert wrong() == {}
    case = an_intake(CENTRE).compartment.case_id
    with mock.patch.object(counting, "PartOfWard", wraps=PartOfWard) as rest:
        count_figures()
    again = [case for call in rest.call_args_list for case in call.args[0]]
    assert not set(again) & (set(counted) - {case}), "what it counted stands"
    assert len(again) > FEW
    finish(Rest())


def test_two_workers_count_one_ward(counted_ward: Database) -> None:
    """Each takes its turn; who does not get it leaves, and there is always one that goes on."""
    begin()
    failed: list[BaseException] = []
    at_once = threading.Barrier(2)

    def work() -> None:
        try:
            at_once.wait()
            count_figures()
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            connections[ROLE_FOR_COUNTING].close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert failed == []
    finish(Rest())


def test_another_worker_finishes_what_one_has_begun(counted_ward: Database) -> None:
    rest = begin()
    half_way(rest)
    assert count_figures() is True
    assert not CountAnew.objects.scheduled().exists()
    an_intake(CENTRE)
    assert rest.step() is False, "nothing is left, but what was written"
    finish(rest)


def test_s28_a_case_that_is_disposed_of_meanwhile(counted_ward: Database) -> None:
    rest = begin()
    half_way(rest)
    other = KEPT[1 - LastCount.objects.scheduled().get().kept_in]
    done = set(other.shares().values_list("case", flat=True))
    there = set(KEPT[0].shares().values_list("case", flat=True))
    there |= set(KEPT[1].shares().values_list("case", flat=True))
    both = [sorted(done)[1], sorted(there - done)[1]]
    for case in both:
        erase(counted_ward, case)
    finish(rest)
    assert [places_with(case) for case in both] == [[], []]


def test_what_bodies_are_changes_meanwhile(counted_ward: Database) -> None:
    """What was counted of the whole ward is given up: all of it is to be of one kind."""
    rest = begin()
    half_way(rest)
    begun = CountAnew.objects.scheduled().get()
    with counted_ward.superuser() as opened:
        opened.execute("update organizations_body set kind = 'npo' where kind <> 'npo'")
    assert rest.step()
    anew = CountAnew.objects.scheduled().get()
    assert (anew.pk, anew.fingerprint) != (begun.pk, begun.fingerprint)
    finish(rest)
    assert LastCount.objects.scheduled().get().fingerprint == fingerprint()


def test_midnight_passes_meanwhile(counted_ward: Database) -> None:
    clock = Clock()
    with clock.going():
        rest = begin()
        half_way(rest)
        clock.go_to(datetime.date(TODAY.year + 1, 4, 1))  # and a fiscal year with it
        rest._fresh_until = 0
        assert rest.step()
        clock.counted()
        assert CountAnew.objects.scheduled().exists()
        assert wrong() == {}
        finish(rest)
    count_figures(whole=True)


def test_an_end_that_fails_is_tried_again(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    rest, before = begin(), cells()
    with monkeypatch.context() as patched:
        patched.setattr(counting.counted_rows, "keep_parts", mock.Mock(side_effect=OSError("full")))
        with pytest.raises(OSError, match="full"):
            finish(rest)
    assert cells() == before
    assert CountAnew.objects.scheduled().exists()
    assert wrong() == {}
    with mock.patch.object(counting, "PartOfWard", wraps=PartOfWard) as part:
        finish(Rest())
    assert part.call_args_list == [], "all cases were there"


@pytest.mark.parametrize("what", ["a body", "a definition"])
def test_the_whole_ward_is_counted_when_what_is_counted_changed(
    counted_ward: Database, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    if what == "a body":
        with counted_ward.superuser() as opened:
            opened.execute(
                "update organizations_body set kind ="
                " case kind when 'npo' then 'ward' else 'npo' end"
            )
    else:
        other_version(monkeypatch, "B5")
    with mock.patch.object(counting, "PartOfWard", wraps=PartOfWard) as part:
        assert count_figures() is True
    everyone = {case for call in part.call_args_list for case in call.args[0]}
    assert everyone == {*all_cases(), NOBODY}
    assert wrong() == {}
    assert count_figures() is False
