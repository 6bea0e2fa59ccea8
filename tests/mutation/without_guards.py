"""`make guards`: takes each guard away by itself; a test that meets it is to go red without it (docs/proof.md).

The project is loaded with a question before each `raise` of a DomainError: whether this one is taken away just now.
A test that passed and met guards runs once more for each of them, with that one taken away and what follows going
on. When it fails the guard is held. No test is begun anew in a process of its own, so that all of them are tried
in the time of two runs.
"""

import ast
import builtins
import importlib.abc
import importlib.machinery
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

ROOT = Path(__file__).resolve().parent.parent.parent
ASKED = "__is_guarded__"
MOST = 8  # tests that meet a guard and do not hold it, before it is left to others

Place = tuple[str, int]  # file below the project, first line
_away: set[Place] = set()


def is_guarded(file: str, line: int) -> bool:
    """Asked before each guard raises."""
    return (file, line) not in _away


class _Asking(ast.NodeTransformer):
    """Puts the question before the guards of a module."""

    def __init__(self, file: str, lines: set[int]) -> None:
        self.file, self.lines = file, lines

    def visit_Raise(self, node: ast.Raise) -> ast.stmt:
        if node.lineno not in self.lines:
            return node
        arguments: list[ast.expr] = [ast.Constant(self.file), ast.Constant(node.lineno)]
        question = ast.Call(ast.Name(ASKED, ast.Load()), arguments, [])
        asked = ast.copy_location(ast.If(question, [node], []), node)
        return ast.fix_missing_locations(asked)


def asking(text: str, file: str, lines: set[int]) -> ast.Module:
    """The module with its question before each guard that begins on one of these lines."""
    return _Asking(file, lines).visit(ast.parse(text))


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module of the project, past what was compiled of it before."""

    lines: set[int]

    def get_code(self, fullname: str) -> CodeType:
        path = Path(self.get_filename(fullname))
        file = str(path.relative_to(ROOT))
        tree = asking(path.read_text(encoding="utf-8"), file, self.lines)
        return compile(tree, str(path), "exec", dont_inherit=True)


class Finder(importlib.abc.MetaPathFinder):
    """Finds the modules that hold guards before anybody else does."""

    def __init__(self, files: dict[str, set[int]]) -> None:
        self.files = files

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.origin is None or not Path(spec.origin).is_relative_to(ROOT):
            return None
        lines = self.files.get(str(Path(spec.origin).relative_to(ROOT)))
        if not lines:
            return None
        loader = Loader(fullname, spec.origin)
        loader.lines = lines
        spec.loader = loader
        return spec


class Taking:
    """Runs a test once more for each guard that it met, without that guard."""

    def __init__(self, found: list[tuple[str, range, str]]) -> None:
        self.first = {(file, n): (file, lines.start) for file, lines, _ in found for n in lines}
        self.words = {(file, lines.start): text for file, lines, text in found}
        self.held: dict[Place, str] = {}  # by which test
        self.tried: Counter[Place] = Counter()
        self.passed = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> None:
        """Not those in whose processes no guard is asked for, nor crawls: they show something else, and long."""
        from tests.turns import LONG, waits

        long = [item for item in items if waits(item) or item.nodeid.startswith(LONG)]
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if item not in long]

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item, nextitem: pytest.Item | None
    ) -> Iterator[None]:
        from tests import guards

        guards._met.clear()
        self.passed = False
        answer = yield
        if self.passed:
            for place in self._open(guards._met.copy()):
                self._without(place, item, nextitem)
        return answer  # type: ignore[return-value]

    def _open(self, met: set[Place]) -> list[Place]:
        below = {
            (str(Path(file).relative_to(ROOT)), line)
            for file, line in met
            if ROOT in Path(file).parents
        }
        places = {self.first[place] for place in below if place in self.first}
        return sorted(p for p in places if p not in self.held and self.tried[p] < MOST)

    def _without(self, place: Place, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        from tests.turns import turn_of

        self.tried[place] += 1
        _away.add(place)
        try:
            with turn_of(item):
                reports = runtestprotocol(item, log=False, nextitem=nextitem)
        finally:
            _away.discard(place)
        if any(report.failed for report in reports if report.when == "call"):
            self.held[place] = item.nodeid

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.passed = report.passed

    def pytest_testnodedown(self, node: Any) -> None:
        """What one of several processes found."""
        told = getattr(node, "workeroutput", {})
        self.held |= {(file, line): test for file, line, test in told.get("held", ())}
        self.tried.update({(file, line): number for file, line, number in told.get("tried", ())})

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In a process among several: hand over. In the one above them, or alone: say which guards nobody holds."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["held"] = [(*place, test) for place, test in self.held.items()]
            output["tried"] = [(*place, number) for place, number in self.tried.items()]
            return
        alive = [place for place in self.words if place not in self.held]
        for place in sorted(alive):
            words = f"{self.tried[place]} tests stay green" if self.tried[place] else "not met"
            print(f"  {place[0]}:{place[1]}: {words} without {self.words[place]}")
        print(f"held {len(self.words) - len(alive)} of {len(self.words)} guards")
        if alive:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _found() -> list[tuple[str, range, str]]:
    from tests import guards

    return list(guards.guards(guards.sources()))


def pytest_configure(config: pytest.Config) -> None:
    """Collect what was found."""
    config.pluginmanager.register(Taking(_found()), "without_guards")


def _lay() -> None:
    """Before any module of the project is loaded but that of the errors, which holds none."""
    files: dict[str, set[int]] = {}
    for file, lines, _ in _found():
        files.setdefault(file, set()).add(lines.start)
    setattr(builtins, ASKED, is_guarded)
    sys.meta_path.insert(0, Finder(files))


_lay()
