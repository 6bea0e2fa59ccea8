"""A system of its own down to PostgreSQL: what is done to its server troubles no other test."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from localenv.environment import ROLES
from localenv.postgres import DATABASE, SUPERUSER, Cluster
from localenv.processes import Watchdog
from localenv.state import State
from tests import databases
from tests.databases import TEMPLATE, Database
from tests.stack import LiveStack, build

from . import backup

USERS = {**ROLES, "SUPERUSER_DATABASE_URL": SUPERUSER}


@dataclass(frozen=True)
class OwnDatabase(Database):
    """A database of a server that is not the one of the test run."""

    cluster: Cluster = field(compare=False, repr=False)

    def address(self, variable: str) -> str:
        return self.cluster.address(USERS[variable], self.name)


@dataclass
class Ward:
    """One server with one database, and the systems that were started over it."""

    state: State
    cluster: Cluster
    watchdog: Watchdog
    ends: ExitStack

    @property
    def database(self) -> OwnDatabase:
        return OwnDatabase(DATABASE, self.cluster)

    def start_database(self, **settings: str) -> None:
        """Start the server again, with these settings besides its own."""
        self.cluster.settings = {**self.cluster.settings, **settings}
        self.cluster.start(self.watchdog)

    def stack(self, *, workers: int = 1, threads: int = 4, **settings: str) -> LiveStack:
        """A system over the database, not started."""
        made = build(self.database, self.state.secrets, **settings)
        made.web.command = with_workers(made.web.command, workers, threads)
        self.ends.callback(made.stop)
        return made


def with_workers(command: object, workers: int, threads: int = 4) -> list[str]:
    """The command of the web server with as many processes and threads as said."""
    words = [str(word) for word in command]  # type: ignore[attr-defined]
    words[words.index("--workers") + 1] = str(workers)
    words[words.index("--blocking-threads") + 1] = str(threads)
    return words


def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="bunkyo-ward-"))
    made.chmod(0o711)  # the server may run as another user
    return made


@contextmanager
def bare_server(root: Path | None = None, *, is_passing: bool = False) -> Iterator[Ward]:
    """A server with roles and an empty database, as an installation leaves it, below `root` or anywhere.

    Its keys are those of the test run, as those of a ward are kept apart from its database.
    """
    state = State(root or _folder())
    state.prepare()
    shutil.copytree(databases.state().secrets, state.secrets, dirs_exist_ok=True)
    watchdog = Watchdog()
    cluster = Cluster(state, is_passing=is_passing)
    with ExitStack() as ends:
        ends.callback(shutil.rmtree, state.root, ignore_errors=True)
        ends.callback(watchdog.close)
        ends.callback(cluster.stop, watchdog)
        cluster.start(watchdog)
        cluster.set_up()
        yield Ward(state, cluster, watchdog, ends)


@contextmanager
def whole_ward(root: Path | None = None, *, is_passing: bool = False) -> Iterator[Ward]:
    """A server that holds what the template of the test run holds: tables, policies, the sample staff."""
    with bare_server(root, is_passing=is_passing) as ward:
        dumped = ward.state.root / "template.dump"
        backup.dump(Cluster(databases.state()), dumped, user=SUPERUSER, database=TEMPLATE)
        backup.restore(ward.cluster, dumped)
        dumped.unlink()
        yield ward
