"""`make mutants`: applies one mutant at a time to a copy of the project and runs the tests that are to notice it.

    python -m tests.mutation.run             all; half an hour and more
    python -m tests.mutation.run R4 D1       those of these rules
    python -m tests.mutation.run 12-17 40    those numbers

The copy lies in a temporary folder and the databases in a state of their own (`.local/mutants`); nothing of the
project is touched. First every named test must be green without any mutant. Red: a mutant that survives, one
that breaks more than it should (the tests do not start), or a text that is not in its file any more.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from localenv.check import free_state, test_environment
from localenv.run import Asked, _asked, say
from localenv.services import running
from localenv.state import PROJECT, Stop
from tests import databases

from .mutant import Mutant
from .table import MUTANTS

Found = dict[str, str]  # test -> passed, failed or error
SOURCES = "bunkyo_sources"  # the template as the sources make it, without any mutant
# Runs that may share the table among them.
SLOTS = 4


def copied(to: Path) -> Path:
    """The project as it is in the folder, without what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (PROJECT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(PROJECT / name, to / name)
    (to / ".venv").symlink_to((PROJECT / ".venv").resolve())
    return to


@dataclass
class Runner:
    """pytest in the copy, on servers that run meanwhile."""

    copy: Path
    environment: dict[str, str]

    def run(self, tests: Iterable[str], *, as_it_is: bool) -> Found:
        """`as_it_is`: on the template that is there, whatever its sources say."""
        report = self.copy / "report.xml"
        report.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", "-n", "0", "-q", "-p", "no:cacheprovider"]
        command += [f"--junitxml={report}", *(f"tests/{test}" for test in tests)]
        subprocess.run(
            command,
            cwd=self.copy,
            env=self.environment | ({"TEMPLATE_AS_IT_IS": "1"} if as_it_is else {}),
            capture_output=True,
            check=False,
        )
        return outcomes(report) if report.exists() else {}

    def lay(self) -> None:
        """A template of the sources, with the functions and policies of the mutant laid over it."""
        template = databases.create(databases.TEMPLATE, template=SOURCES)
        words = (
            "import django; django.setup(); from access.policies import install; install('owner')"
        )
        subprocess.run(
            [sys.executable, "-c", words],
            cwd=self.copy,
            env=self.environment | template.environment,
            capture_output=True,
            check=True,
        )

    def try_out(self, mutant: Mutant) -> str:
        """killed, survived or broken."""
        before = {file: (self.copy / file).read_text(encoding="utf-8") for file in mutant.files}
        try:
            for change in mutant.changes:
                (self.copy / change.file).write_text(change.mutated(self.copy), encoding="utf-8")
            if mutant.is_laid and not mutant.from_nothing:
                self.lay()
            return judged(mutant, self.run(mutant.killed_by, as_it_is=not mutant.from_nothing))
        except subprocess.CalledProcessError as exc:
            return f"BROKEN     cannot be laid: {exc.stderr.decode()[-300:]}"
        finally:
            for file, text in before.items():
                (self.copy / file).write_text(text, encoding="utf-8")


def outcomes(report: Path) -> Found:
    """What became of each test, from the report that pytest writes."""
    found: Found = {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 - written a moment ago by ourselves
        kinds = {child.tag for child in case}
        state = "error" if "error" in kinds else "failed" if "failure" in kinds else "passed"
        found[f"{case.get('classname')}.{case.get('name')}"] = state
    return found


def of_test(test: str, found: Found) -> set[str]:
    """Outcomes of a test with all its parameters, or of the one that is named."""
    path, *names = test.split("::")
    name = ".".join(["tests", *Path(path).with_suffix("").parts, *names])
    return {state for key, state in found.items() if key == name or key.startswith(f"{name}[")}


def judged(mutant: Mutant, found: Found) -> str:
    """Each test that is named must fail by itself; an error before it began proves nothing."""
    for test in mutant.killed_by:
        states = of_test(test, found)
        if not states or "error" in states:
            return f"BROKEN     {test} did not run"
        if "failed" not in states:
            return f"SURVIVED   {test} stays green"
    return "killed"


def chosen(words: Sequence[str]) -> dict[int, Mutant]:
    """Mutants by number: of the rules or numbers that are named, or all."""
    known = dict(enumerate(MUTANTS, 1))
    if not words:
        return known
    wanted: set[int] = set()
    for word in words:
        numbers = re.fullmatch(r"(\d+)(?:-(\d+))?", word)
        if numbers:
            wanted |= set(range(int(numbers[1]), int(numbers[2] or numbers[1]) + 1))
        else:
            wanted |= {number for number, mutant in known.items() if mutant.rule == word}
    return {number: mutant for number, mutant in known.items() if number in wanted}


def all_killed(runner: Runner, mutants: dict[int, Mutant]) -> bool:
    named = dict.fromkeys(test for mutant in mutants.values() for test in mutant.killed_by)
    say(f"{len(mutants)} mutants, {len(named)} tests; first without any mutant")
    found = runner.run(named, as_it_is=False)
    red = {test for test in named if of_test(test, found) != {"passed"}}
    say("red without any mutant:\n  " + "\n  ".join(sorted(red)) if red else "all green")
    alive = []
    databases.create(SOURCES, template=databases.TEMPLATE)
    # Those for which the database is laid anew come last: the others use it as it is now.
    for number, mutant in sorted(mutants.items(), key=lambda item: item[1].is_laid):
        began = time.monotonic()
        is_known = red.isdisjoint(mutant.killed_by)
        verdict = runner.try_out(mutant) if is_known else "BROKEN     red without it as well"
        took = time.monotonic() - began
        say(f"  {number:3} {mutant.rule:4} {verdict}  ({took:.0f} s)  {mutant.without}")
        if verdict != "killed":
            alive.append(number)
    say(f"killed {len(mutants) - len(alive)} of {len(mutants)}; alive: {alive or 'none'}")
    return not alive


def main(words: Sequence[str]) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _asked)
    mutants = chosen(words)
    if not mutants:
        raise Stop(f"no mutant of {' '.join(words)}")
    with (
        tempfile.TemporaryDirectory(prefix="bunkyo-mutants-") as folder,
        free_state("mutants", SLOTS) as state,
        running(state, is_passing=True) as services,
    ):
        environment = test_environment(services)
        os.environ.update(environment)  # for tests.databases, in this process
        if not all_killed(Runner(copied(Path(folder)), environment), mutants):
            sys.exit("\nred")
    say("\ngreen")


if __name__ == "__main__":
    try:
        os.chdir(PROJECT)
        main(sys.argv[1:])
    except Asked:
        sys.exit("\nstopped")
    except (Stop, LookupError) as exc:
        sys.exit(f"\n{exc}")
