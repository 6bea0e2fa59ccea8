"""Taking a guard away takes away that one: what follows it goes on, and the others stay."""

import builtins
from types import CodeType

import pytest

from access.errors import DomainError
from tests import guards
from tests.mutation import without_guards

FILE = "cases/planted.py"
PLANTED = """
def leave(is_over, is_late):
    if is_over:
        raise DomainError("over")
    if is_late:
        raise DomainError(
            "late"
        )
    raise ValueError("not a guard")
"""


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch) -> object:
    monkeypatch.setattr(builtins, without_guards.ASKED, without_guards.is_guarded, raising=False)
    tree = without_guards.asking(PLANTED, FILE, {4, 6})
    names = {"DomainError": DomainError}
    exec(compile(tree, FILE, "exec"), names)  # noqa: S102  # nosec B102
    return names["leave"]


@pytest.mark.parametrize(
    ("away", "is_over", "is_late", "answer"),
    [
        (None, True, True, "over"),
        (None, False, True, "late"),
        (4, True, True, "late"),
        (4, True, False, "not a guard"),
        (6, False, True, "not a guard"),
        (6, True, True, "over"),
        (9, True, True, "over"),
    ],
)
def test_what_follows_a_guard_goes_on_without_it(
    leave: object,
    monkeypatch: pytest.MonkeyPatch,
    away: int | None,
    is_over: bool,
    is_late: bool,
    answer: str,
) -> None:
    monkeypatch.setattr(without_guards, "_away", {(FILE, away)})
    with pytest.raises((DomainError, ValueError), match=answer):
        leave(is_over, is_late)  # type: ignore[operator]


def asks(code: CodeType) -> bool:
    """Whether the question stands in it or in a function of it."""
    inner = [one for one in code.co_consts if isinstance(one, CodeType)]
    return without_guards.ASKED in code.co_names or any(map(asks, inner))


def test_a_module_with_guards_is_loaded_with_the_question() -> None:
    file, lines, _ = next(guards.guards({FILE: PLANTED}))
    assert (file, lines.start) == (FILE, 4)
    found = without_guards._found()
    at = next(lines.start for file, lines, _ in found if file == "access/emergency.py")
    finder = without_guards.Finder({"access/emergency.py": {at}})
    place = [str(without_guards.ROOT / "access")]
    spec = finder.find_spec("access.emergency", place)
    assert spec is not None
    loader = spec.loader
    assert isinstance(loader, without_guards.Loader)
    assert asks(loader.get_code("access.emergency"))
    assert finder.find_spec("access.errors", place) is None, "it holds no guard"
