"""Child processes that never outlive us: own process group, parent-death signal, watchdog."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from .clock import of_the_machine
from .state import PROJECT

PR_SET_PDEATHSIG = 1
LOG_LIMIT_BYTES = 5_000_000
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with(parent: int, death_signal: int, watchdog: "Watchdog | None") -> Callable[[], None]:
    """For the child between fork and exec: be watched, and get a signal when `parent` ends."""

    def arrange() -> None:
        if watchdog:
            watchdog.tell(f"+{os.getpid()}")
        _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it ended before prctl took hold
            os._exit(1)

    return arrange


def _has_members(group: int) -> bool:
    """True while a process of the group lives or one of its threads still holds a port open.

    What only waits to be reaped does not count.
    """
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                text = (entry / "stat").read_text(encoding="utf-8", errors="replace")
                state, _parent, member_of = text.rsplit(")", 1)[1].split()[:3]
                threads = len(list((entry / "task").iterdir()))
                if member_of == str(group) and (state not in "ZX" or threads > 1):
                    return True
    return False


class Watchdog:
    """A small process that ends our children's process groups when we are killed outright.

    The parent-death signal reaches only the first process of a service; its pool would stay.
    """

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("watchdog.py"))],
            stdin=subprocess.PIPE,
            start_new_session=True,
            # It would not wake: it does without what lets the others wait under a clock put forward (another_day).
            env=of_the_machine(os.environ),
        )

    def tell(self, line: str) -> None:
        """`+1234` watch this group, `-1234` no more, `done` leave."""
        stream = self._process.stdin
        with suppress(BrokenPipeError):
            if stream and not stream.closed:
                os.write(stream.fileno(), f"{line}\n".encode())

    def close(self) -> None:
        self.tell("done")
        if self._process.stdin:
            self._process.stdin.close()
        self._process.wait(timeout=10)


@dataclass
class Service:
    """One long-running command: how it is started, how it is asked to stop."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    stop_signal: int = signal.SIGTERM
    patience: float = 15.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self, watchdog: Watchdog | None = None) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._rotate()
        with open(self.log, "ab") as log:
            self.process = self._popen(log, watchdog)

    def _popen(self, log: IO[bytes], watchdog: Watchdog | None) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            list(self.command),
            cwd=PROJECT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with(os.getpid(), self.stop_signal, watchdog),  # noqa: PLW1509
        )

    def _rotate(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT_BYTES:
            self.log.replace(self.log.with_suffix(".log.1"))

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def stop(self, watchdog: Watchdog | None = None) -> None:
        """Ask, wait, then force; nothing of the process group is left."""
        if self.process is None:
            return
        self.ask_to_stop()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        self.kill()
        if watchdog:
            watchdog.tell(f"-{self.process.pid}")
        self.process = None

    def kill(self) -> None:
        """End the whole process group at once."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        deadline = time.monotonic() + 10
        while _has_members(self.process.pid) and time.monotonic() < deadline:
            time.sleep(0.01)

    def ask_to_stop(self) -> None:
        """Send the stop signal and do not wait."""
        if self.process is not None and self.running:
            os.kill(self.process.pid, self.stop_signal)

    def last_lines(self, count: int = 12) -> str:
        """The end of the log, to show when a start failed."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return "\n".join(lines[-count:])


def wait_until(ready: Callable[[], bool], service: Service, seconds: float) -> bool:
    """True as soon as `ready`; False when the service ended or the time is over."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not service.running:
            return False
        if ready():
            return True
        time.sleep(0.05)
    return False
