"""The data of the tests' server in memory, where there is room for it.

A test that commits has a database of its own, a copy of the template: three thousand files. On a disk making
one takes a second and more of work and of waiting, in memory a tenth of that. What is worth keeping (the
template, which takes half a minute to build) lies on the disk between two runs.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .privileges import own_folder
from .state import State

# Only ever a folder in it that nobody else may enter.
MEMORY = Path("/dev/shm")  # noqa: S108  # nosec B108
ROOM = 4 * 2**30  # four test processes with their copies need about half of it
LIMIT, USED = Path("/sys/fs/cgroup/memory.max"), Path("/sys/fs/cgroup/memory.current")


def _number(path: Path) -> int | None:
    """What a limit of a container says; None where there is none."""
    try:
        return int(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def free_memory() -> int:
    """Bytes that may still be used: the smallest of what folder, machine and container say."""
    try:
        room = os.statvfs(MEMORY)
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    told = dict(line.split(":", 1) for line in lines)
    free = [room.f_bavail * room.f_frsize, int(told["MemAvailable"].split()[0]) * 1024]
    limit, used = _number(LIMIT), _number(USED)
    if limit is not None and used is not None:
        free.append(limit - used)
    return min(free)


def folder_of(state: State) -> Path:
    """Where the data of a state lies while it is in memory."""
    name = hashlib.sha256(os.fsencode(state.root)).hexdigest()[:12]
    return MEMORY / f"bunkyo-{name}-{os.getuid()}"


def _tar(*words: str) -> bool:
    result = subprocess.run(["tar", *words], capture_output=True, check=False)
    return result.returncode == 0


@contextmanager
def in_memory(state: State) -> Iterator[State]:
    """The state with its PostgreSQL in memory during this block, or as it is where memory is short.

    What a killed run left in memory is gone on with, as it would be on a disk.
    """
    folder, kept = folder_of(state), state.root / "postgres.tar"
    if not folder.exists() and free_memory() < ROOM:
        yield state
        return
    own_folder(folder)
    if (
        not (folder / "data").exists()
        and kept.exists()
        and not _tar("-C", str(folder), "-xf", str(kept))
    ):
        shutil.rmtree(folder / "data", ignore_errors=True)  # it is made anew
    on_disk, state.postgres = state.postgres, folder
    shutil.rmtree(on_disk, ignore_errors=True)  # of a run that had to do without memory
    try:
        yield state
    finally:
        state.postgres = on_disk
        _keep(folder, kept)
        shutil.rmtree(folder, ignore_errors=True)


def _keep(folder: Path, kept: Path) -> None:
    """Put the data of a server that has ended onto the disk, whole or not at all."""
    ended = (folder / "data").exists() and not (folder / "data" / "postmaster.pid").exists()
    new = kept.with_suffix(".new")
    if ended and _tar("-C", str(folder), "-cf", str(new), "data"):
        new.replace(kept)
    else:
        new.unlink(missing_ok=True)
