"""Two kinds of jobs that exist in tests only: a paper about a case, and one that waits for a file.

A real worker that knows them: celery -A tests.jobs.live
"""

import os
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from access.models import AccessLog, CaseFile
from access.output import own_use
from jobs import progress
from jobs.registry import JobKind, NotPermitted, Result, known_kind, register

WHILE_MAKING: list[Callable[[], None]] = []  # what a test does between reading and keeping


def visible_case(user: Any, object_id: uuid.UUID) -> CaseFile | None:
    found: CaseFile | None = CaseFile.objects.visible_to(user).filter(pk=object_id).first()
    return found


def gather(user: Any, object_id: uuid.UUID, option: str, log: Any) -> tuple[str, str]:
    case = visible_case(user, object_id)
    if case is None:
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, case)
    return case.number, option


def make(gathered: tuple[str, str]) -> Result:
    number, option = gathered
    for done in range(3):
        progress.report(done, 2 if done < 2 else 3)
    for act in WHILE_MAKING:
        act()
    return Result(f"{number} {option}".encode(), "text/plain", "paper.txt")


def gather_silently(user: Any, object_id: uuid.UUID, option: str, log: Any) -> str:
    return str(object_id)


def make_slowly(gathered: str) -> Result:
    """Leaves a line for each attempt and waits until the test says go."""
    folder = Path(os.environ["JOBS_TEST_FOLDER"])
    with (folder / "attempts").open("a", encoding="ascii") as file:
        file.write(f"{gathered} {os.getpid()}\n")
    while not (folder / "go").exists():
        time.sleep(0.02)
    return Result(gathered.encode(), "text/plain", "paper.txt")


def register_all() -> None:
    """Once in each process."""
    if known_kind("test-paper") is None:
        register(
            JobKind(
                "test-paper",
                "試験の書類",
                gather=gather,
                make=make,
                may=visible_case,
                gate=own_use,
                page=lambda object_id: f"/test/{object_id}/",
                errors={"too-long": "書類が長すぎます。"},
            )
        )
        register(
            JobKind(
                "test-slow",
                "遅い書類",
                gather=gather_silently,
                make=make_slowly,
                may=visible_case,
                gate=own_use,
            )
        )
