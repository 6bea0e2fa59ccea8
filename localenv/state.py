"""Where one running environment keeps its data, and the lock that lets only one use it."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LOCAL = PROJECT / ".local"


class Stop(Exception):
    """The environment cannot start; the text tells the person at the keyboard what to do."""


class InUse(Exception):
    """Another process uses this state."""


class State:
    """One set of data: that of `make run` is `.local`, each test run has its own below it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.secrets = root / "secrets"
        self.logs = root / "logs"
        self.postgres = root / "postgres"
        self.redis = root / "redis"
        self.anchor = root / "access-log-anchor"
        self.pid_file = root / "supervisor.pid"
        self.clock = root / "clock"  # the day on which it runs, where that is not today (clock.py)

    def prepare(self) -> None:
        """Create the folders. Services that run as another user get their own below `root`."""
        self.root.mkdir(parents=True, exist_ok=True)
        for folder in (self.secrets, self.logs):
            folder.mkdir(mode=0o700, exist_ok=True)

    @property
    def sockets(self) -> Path:
        """Folder of the PostgreSQL socket: short, because a socket's path has 107 bytes at most."""
        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"bunkyo-{name}-{os.getuid()}"

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the state until the block ends; the kernel lets go when the process dies."""
        self.root.mkdir(parents=True, exist_ok=True)
        with open(self.root / "lock", "w", encoding="ascii") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as exc:
                raise InUse(self.root) from exc
            self.pid_file.write_text(str(os.getpid()), encoding="ascii")
            try:
                yield
            finally:
                self.pid_file.unlink(missing_ok=True)

    def holder(self) -> int | None:
        """The process that holds the state now, if any."""
        try:
            with open(self.root / "lock", encoding="ascii") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None
        except FileNotFoundError:
            return None
        except BlockingIOError:
            try:
                return int(self.pid_file.read_text(encoding="ascii"))
            except (OSError, ValueError):
                return None
