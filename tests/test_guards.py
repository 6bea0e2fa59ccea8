"""The check that every guard is met by a test finds one that is not."""

import sys

import hypothesis
import pytest
from hypothesis import strategies as st

from access.errors import DomainError, StaleError
from tests import guards

PLANTED = """
class Late(DomainError):
    pass

def leave(row):
    if row.is_over:
        raise DomainError("終わっています")
    if row.is_late:
        raise Late(
            "遅れています"
        )
    raise ValueError("not a guard")
"""


def places(*lines: int) -> list[guards.Place]:
    return [(str(guards.ROOT / "cases/planted.py"), line) for line in lines]


@pytest.mark.parametrize(
    ("met", "missing"),
    [
        (
            (),
            [
                "cases/planted.py:7: DomainError('終わっています')",
                "cases/planted.py:9: Late('遅れています')",
            ],
        ),
        ((7,), ["cases/planted.py:9: Late('遅れています')"]),
        ((9,), ["cases/planted.py:7: DomainError('終わっています')"]),
        ((7, 9), []),
        (
            (8,),
            [
                "cases/planted.py:7: DomainError('終わっています')",
                "cases/planted.py:9: Late('遅れています')",
            ],
        ),
    ],
)
def test_a_guard_that_no_test_met_is_named(met: tuple[int, ...], missing: list[str]) -> None:
    assert guards.not_met({"cases/planted.py": PLANTED}, places(*met)) == missing


class Late(DomainError):
    """One with words of its own."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}。遅れています")


@pytest.mark.parametrize("kind", [DomainError, StaleError, Late])
def test_where_a_guard_was_raised_is_noted(kind: type[DomainError]) -> None:
    with pytest.raises(DomainError):
        raise kind("しばらく待ってください")
    line = sys._getframe().f_lineno - 1
    assert (__file__, line) in guards._met


@hypothesis.given(st.just("しばらく待ってください"))
@hypothesis.settings(max_examples=1)
def _at_random(words: str) -> None:
    with pytest.raises(DomainError):
        raise DomainError(words)


def test_what_was_met_at_random_is_not_noted() -> None:
    before = set(guards._met)
    _at_random()
    assert guards._met == before


def test_the_guards_of_the_project_are_found() -> None:
    found = [(file, text) for file, _, text in guards.guards(guards.sources())]
    assert len(found) > 500
    assert any(
        file == "access/emergency.py" and text.startswith("DomainError(") for file, text in found
    )
    assert any(text.startswith("StaleError") for _, text in found)
