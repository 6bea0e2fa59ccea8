"""The rules of the house about its own source (semgrep/*.yml): what must not stand in it, and why.

A place that may stand all the same says so, there or on the line above: `# nosemgrep: rule - reason`. One without a
reason is red, and so is one that no rule asks for any more. Nothing is sent anywhere: semgrep reads files, and it is
told neither to count its use nor to ask for a newer one.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import bootstrap
from .state import PROJECT, Stop

RULES = PROJECT / "localenv" / "semgrep"
KINDS = ("*.py", "*.html", "*.svg", "*.txt")
# Tests plant what is forbidden; migrations have a linter of their own.
NOT_READ = {"tests", "benchmarks"}
EXPLAINED = re.compile(r"nosemgrep\b(?:: (?P<rule>[a-z0-9-]+) - (?P<reason>\S.*))?")


@dataclass(frozen=True, order=True)
class Found:
    """A line that breaks a rule."""

    path: str
    line: int
    rule: str
    why: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.rule}: {self.why}"


def folders(root: Path = PROJECT) -> list[str]:
    """What is read: every package of the project, and the templates."""
    packages = {path.parent.name for path in root.glob("*/__init__.py")} - NOT_READ
    return sorted(packages | {"templates"})


def _trusted() -> dict[str, str]:
    """It asks nobody, and all the same does not begin on a machine without certificates: it has its own."""
    found = next(
        bootstrap.environment("semgrep").glob("lib/*/site-packages/certifi/cacert.pem"), None
    )
    return {"SSL_CERT_FILE": str(found)} if found else {}


def _environment(home: str) -> dict[str, str]:
    """Nothing of whoever runs it: no settings of hers, no login, no home."""
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": home,
        "LANG": "C.UTF-8",
        **_trusted(),
        "SEMGREP_SEND_METRICS": "off",
        "SEMGREP_ENABLE_VERSION_CHECK": "0",
        "SEMGREP_SETTINGS_FILE": f"{home}/settings.yml",
        "SEMGREP_LOG_FILE": f"{home}/semgrep.log",
    }


def command(root: Path, asked: Iterable[str]) -> list[str]:
    """Explanations are read here, and not by semgrep, which takes one without a reason and keeps one that explains
    nothing. No limit of time: on a busy machine it would leave a file out."""
    return [
        str(bootstrap.environment("semgrep") / "bin" / "semgrep"),
        *("scan", "--config", str(RULES), "--json", "--quiet", "--disable-nosem"),
        *("--metrics", "off", "--disable-version-check", "--oss-only"),
        *("--no-git-ignore", "--project-root", str(root), "--jobs", "1"),
        *("--timeout", "0", "--max-target-bytes", "0", "--exclude", "migrations"),
        *(part for kind in KINDS for part in ("--include", kind)),
        *asked,
    ]


def scanned(root: Path, asked: Iterable[str]) -> tuple[list[Found], set[str]]:
    """What breaks a rule, and which files were read. Stop when semgrep could not read a file or a rule."""
    bootstrap.main(["semgrep"])
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run(
            command(root, asked),
            cwd=root,
            env=_environment(home),
            capture_output=True,
            text=True,
            check=False,
        )
    try:
        told: dict[str, Any] = json.loads(result.stdout)
    except json.JSONDecodeError:
        raise Stop(f"semgrep: {result.stderr or result.returncode}") from None
    if told["errors"] or result.returncode != 0:
        raise Stop("\n".join([result.stderr, *(str(one["message"]) for one in told["errors"])]))
    found = {
        Found(
            one["path"],
            one["start"]["line"],
            one["check_id"].rpartition(".")[2],
            one["extra"]["message"],
        )
        for one in told["results"]
    }
    return sorted(found), set(told["paths"]["scanned"])


def explanations(root: Path, paths: Iterable[str]) -> Iterator[tuple[str, int, re.Match[str]]]:
    """Where a line says why it may stand."""
    for path in sorted(paths):
        lines = (root / path).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            if told := EXPLAINED.search(line):
                yield path, number, told


def judged(found: Iterable[Found], told: Iterable[tuple[str, int, re.Match[str]]]) -> list[str]:
    """What is red: lines that nothing explains, and explanations without a reason or a line."""
    open_ones = list(found)
    wrong = []
    for path, number, words in told:
        meant = [
            one
            for one in open_ones
            if one.path == path and one.rule == words["rule"] and one.line - number in (0, 1)
        ]
        if not words["reason"]:
            wrong.append(f"{path}:{number}: write `nosemgrep: rule - reason`")
        elif not meant:
            wrong.append(f"{path}:{number}: {words['rule']} finds nothing here: take it off")
        open_ones = [one for one in open_ones if one not in meant]
    return [*map(str, open_ones), *wrong]


def unread(root: Path, asked: Iterable[str], read: set[str]) -> list[str]:
    """Files in Python that should have been read and were not: a check that reads nothing finds nothing."""
    there = {
        str(path.relative_to(root))
        for folder in asked
        for path in (root / folder).rglob("*.py")
        if "migrations" not in path.parts
    }
    return [f"{path}: was not read" for path in sorted(there - read)]


def main(root: Path = PROJECT) -> list[str]:
    """What is red about the source."""
    asked = folders(root)
    found, read = scanned(root, asked)
    # The words of this file are about explanations.
    own = str(Path(__file__).relative_to(PROJECT))
    return judged(found, explanations(root, read - {own})) + unread(root, asked, read)


if __name__ == "__main__":
    try:
        if red := main():
            sys.exit("\n".join(red))
    except Stop as exc:
        sys.exit(f"\n{exc}")
