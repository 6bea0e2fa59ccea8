"""Every refusal of the project is met by a test: in a whole run one that nothing met is red (quality.md, Correct).

A guard is a `raise` of DomainError or of a kind of it. Where one is raised is noted in each process of the tests; the
processes that tests start (web, worker) are not looked into. A guard that no test can meet is either dead, and goes,
or has no test, and gets one. `make test` asks for all; a part of the tests shows nothing about the rest.
"""

import ast
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from access import errors

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = ("tests", "benchmarks", "docs")
WHOLE = "WHOLE_RUN"  # set by localenv.check

Place = tuple[str, int]  # file below the project, line
_met: set[Place] = set()


def note(error: errors.DomainError) -> None:
    """Keep where it is raised: past what its own kind, wherever that stands, does with its words. What a walk at
    random met it may miss the next time."""
    if hypothesis.currently_in_test_context():
        return
    frame = sys._getframe(2)
    while (
        frame.f_back is not None
        and frame.f_code.co_name == "__init__"
        and frame.f_locals.get("self") is error
    ):
        frame = frame.f_back
    _met.add((frame.f_code.co_filename, frame.f_lineno))


def _init(self: errors.DomainError, *arguments: object) -> None:
    note(self)
    Exception.__init__(self, *arguments)


def kinds(sources: dict[str, str]) -> set[str]:
    """Names of DomainError and of every class that descends from it."""
    parents = {
        node.name: {base.id for base in node.bases if isinstance(base, ast.Name)}
        for text in sources.values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef)
    }
    found = {errors.DomainError.__name__}
    while more := {name for name, bases in parents.items() if bases & found} - found:
        found |= more
    return found


def guards(sources: dict[str, str]) -> Iterator[tuple[str, range, str]]:
    """File, lines and text of each `raise` of such an error."""
    names = kinds(sources)
    for file, text in sorted(sources.items()):
        for node in ast.walk(ast.parse(text)):
            if not isinstance(node, ast.Raise) or node.exc is None:
                continue
            named = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            if isinstance(named, ast.Name) and named.id in names:
                lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
                yield file, lines, ast.unparse(node.exc)


def sources() -> dict[str, str]:
    """The modules of the project's apps."""
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8")
        for folder in sorted(ROOT.iterdir())
        if (folder / "__init__.py").exists() and folder.name not in NOT_OURS
        for path in folder.rglob("*.py")
    }


def not_met(texts: dict[str, str], met: Iterable[Place]) -> list[str]:
    """Guards that no test met, as they are shown."""
    places = {(os.path.relpath(file, ROOT), line) for file, line in met}
    return [
        f"{file}:{lines.start}: {text}"
        for file, lines, text in guards(texts)
        if not any((file, line) in places for line in lines)
    ]


class Guards:
    """Collects what the processes met, and judges at the end of a whole run."""

    def __init__(self) -> None:
        self.met: set[Place] = set()

    def pytest_testnodedown(self, node: Any) -> None:
        """What one of several processes met."""
        self.met |= {tuple(place) for place in getattr(node, "workeroutput", {}).get("met", ())}

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """In a process among several: hand over what was met. In the one above them, or alone: judge."""
        output = getattr(session.config, "workeroutput", None)
        if output is not None:
            output["met"] = sorted(_met)
        elif os.environ.get(WHOLE) and (missing := not_met(sources(), self.met | _met)):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            print(f"\n{len(missing)} guards that no test met:", *missing, sep="\n")


def pytest_configure(config: pytest.Config) -> None:
    """Note every guard from here on."""
    errors.DomainError.__init__ = _init  # type: ignore[method-assign]
    config.pluginmanager.register(Guards(), "guards")
