"""The order of a run: the long tests first, nothing twice, nothing left out, and as many at a time as there are cores."""

import fcntl
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from localenv.state import PROJECT
from tests.turns import LONG, WAITING, in_order, turn_of, waits

SHORT, LONG_ONES = 40, [name for name in LONG if not name.startswith(WAITING)]


def named(*names: str, **more: Any) -> list[Any]:
    return [SimpleNamespace(nodeid=name, **more) for name in names]


def short_ones() -> list[Any]:
    return named(*(f"tests/cases/test_x.py::test_{n}" for n in range(SHORT)))


def sizes(many: int, workers: int) -> list[int]:
    """How many tests pytest-xdist sends to each worker at the beginning (worksteal)."""
    found = []
    for left in range(workers, 0, -1):
        found.append(many // left)
        many -= found[-1]
    return found


def parts_of(ordered: list[Any], workers: int) -> list[list[Any]]:
    places = itertools.accumulate(sizes(len(ordered), workers), initial=0)
    return [ordered[start:end] for start, end in itertools.pairwise(places)]


@pytest.mark.parametrize("workers", [1, 2, 3, 4, 7])
def test_every_test_stands_once_and_short_ones_keep_their_order(workers: int) -> None:
    long = named(*(f"{name}::test_{n}" for n in range(3) for name in LONG))
    short = short_ones()
    ordered = in_order([*short, *long], workers)
    assert sorted(map(id, ordered)) == sorted(map(id, [*short, *long]))
    assert [item for item in ordered if item in short] == short


@pytest.mark.parametrize("workers", [2, 4])
def test_half_of_the_workers_begin_with_what_waits_and_the_others_with_what_is_long(
    workers: int,
) -> None:
    waiting = named(*(f"{WAITING[0]}test_{m}.py::test_{n}" for m in range(4) for n in range(2)))
    long = named(*(f"{name}::test_{n}" for n in range(2) for name in LONG_ONES))
    ordered = in_order([*short_ones(), *waiting, *long], workers)
    parts = parts_of(ordered, workers)
    for part in parts[: workers // 2]:
        head = [*itertools.takewhile(waits, part)]
        assert len(head) == len(waiting) // (workers // 2)
        assert not any(item in long or item in waiting for item in part[len(head) :])
    for part in parts[workers // 2 :]:
        head = [*itertools.takewhile(long.__contains__, part)]
        assert len(head) == len(long) // (workers // 2)
        assert not any(item in long or item in waiting for item in part[len(head) :])
    modules = [item.nodeid.partition("::")[0] for item in ordered if item in waiting]
    assert len([*itertools.groupby(modules)]) == 4, "each as a whole"


def test_a_head_that_is_longer_than_a_part_goes_on_in_the_next() -> None:
    waiting = named(*(f"{WAITING[0]}test_0.py::test_{n}" for n in range(50)))
    ordered = in_order([*short_ones(), *waiting], 4)
    assert ordered[:50] == waiting


def test_each_long_one_is_there() -> None:
    assert [name for name in LONG if not (PROJECT / name).is_file()] == []


def test_what_starts_processes_waits_wherever_it_stands() -> None:
    (item,) = named("tests/jobs/test_x.py::test_it", fixturenames=["live_stack"])
    assert waits(item)
    assert not any(waits(item) for item in short_ones())


HOLDS = """
import fcntl, sys
place = open(sys.argv[1], "w")
fcntl.flock(place, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[Any]]:
    """All places are taken by other processes, until they end."""
    monkeypatch.setenv("TEST_STATE", str(tmp_path))

    def take() -> list[Any]:
        taken = []
        for core in range(len(os.sched_getaffinity(0))):
            command = [sys.executable, "-c", HOLDS, str(tmp_path / f"turn-{core}")]
            other = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
            assert other.stdout
            assert other.stdout.readline() == "held\n"
            taken.append(other)
        return taken

    return take


def test_a_test_that_calculates_waits_for_a_place_and_one_that_waits_does_not(
    held: Callable[[], list[Any]],
) -> None:
    (waiting,) = named(f"{WAITING[0]}test_0.py::test_0")
    others = held()
    with turn_of(waiting):
        pass
    began = time.monotonic()
    subprocess.Popen(["sh", "-c", f"sleep 0.5; kill {others[-1].pid}"])
    with turn_of(short_ones()[0]):
        waited = time.monotonic() - began
        place = (Path(os.environ["TEST_STATE"]) / f"turn-{len(others) - 1}").open("w")
        with pytest.raises(BlockingIOError):
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    place.close()
    assert waited >= 0.4, "it began while others had all places"
    for other in others:
        other.kill()
        other.communicate()
