"""Killing a family of processes in one stroke, as a machine does that falls."""

import os
import signal
from contextlib import suppress
from pathlib import Path


def parents() -> dict[int, int]:
    """Parent of each process of the machine."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                found[int(entry.name)] = int(text.rsplit(")", 1)[1].split()[1])
    return found


def children_of(pid: int) -> list[int]:
    """Processes below `pid`, children and their children."""
    known, found = parents(), [pid]
    for one in found:
        found += [child for child, parent in known.items() if parent == one]
    return found[1:]


def kill_at_once(pid: int) -> None:
    """The process and all below it. It is stopped first, so that it repairs nothing meanwhile: a PostgreSQL
    whose children die one by one would write what they left."""
    os.kill(pid, signal.SIGSTOP)
    family = children_of(pid)
    for one in family:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGSTOP)
    for one in (*family, pid):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
