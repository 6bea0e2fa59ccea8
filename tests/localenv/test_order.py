"""The order of a run: the long tests first on every process, nothing twice, nothing left out."""

import itertools
from types import SimpleNamespace
from typing import Any

import pytest

from localenv.state import PROJECT
from tests.conftest import LONG, WAITING, long_ones_first


def named(*names: str) -> list[Any]:
    return [SimpleNamespace(nodeid=name) for name in names]


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
def test_every_test_stands_once_and_long_ones_at_the_head_of_each_part(workers: int) -> None:
    long = named(*(f"{name}::test_{n}" for n in range(7) for name in LONG))
    short = named(*(f"tests/cases/test_x.py::test_{n}" for n in range(20)))
    ordered = long_ones_first([*short, *long], workers)
    assert sorted(map(id, ordered)) == sorted(map(id, [*short, *long]))
    assert [item for item in ordered if item in short] == short
    heads = [
        number
        for number, item in enumerate(ordered)
        if item in long and (number == 0 or ordered[number - 1] in short)
    ]
    assert len(heads) == workers


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_modules_that_wait_stand_whole_before_the_others(workers: int) -> None:
    waiting = named(*(f"{WAITING[0]}test_{m}.py::test_{n}" for m in range(5) for n in range(3)))
    short = named(*(f"tests/cases/test_x.py::test_{n}" for n in range(20)))
    ordered = long_ones_first([*short, *waiting], workers)
    assert sorted(map(id, ordered)) == sorted(map(id, [*short, *waiting]))
    modules = [item.nodeid.partition("::")[0] for item in ordered if item in waiting]
    assert len(list(itertools.groupby(modules))) == 5
    assert ordered[0] in waiting


def test_each_long_one_is_there() -> None:
    assert [name for name in LONG if not (PROJECT / name).is_file()] == []
