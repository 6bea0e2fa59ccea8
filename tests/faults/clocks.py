"""Processes whose clock is not that of the machine, and jumps while they run (libfaketime).

What the kernel counts since its start (`CLOCK_MONOTONIC`) goes on as it is, as with a real step of the clock.
"""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from bunkyo_support.environment import moved_clock

LIBRARY = "libfaketimeMT.so.1"
LOOKS_EVERY = 1  # seconds


class Clock:
    """A clock that is put forward and back by writing into its file."""

    def __init__(self, file: Path) -> None:
        if moved_clock():
            raise pytest.UsageError(
                "a step is from the clock of the machine: run these tests without DAY"
            )
        self.file = file
        self.set("+0")

    def set(self, offset: str) -> None:
        """`+3600`, `-1d`: so far from the clock of the machine, for all processes of this clock."""
        passing = self.file.with_suffix(".new")
        passing.write_text(f"{offset}\n", encoding="ascii")
        passing.chmod(0o644)  # the server may run as another user
        passing.rename(self.file)

    def jump(self, offset: str) -> None:
        """The same, until every process has seen it: they count whole seconds since they looked, more than so many."""
        self.set(offset)
        time.sleep(LOOKS_EVERY + 1.1)

    @property
    def environment(self) -> Mapping[str, str]:
        (library,) = Path("/usr/lib").glob(f"*/faketime/{LIBRARY}")
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_CACHE_DURATION": str(LOOKS_EVERY),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DISABLE_SHM": "1",
            "NO_FAKE_STAT": "1",
        }
