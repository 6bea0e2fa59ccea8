"""Databases of a test run: one template with the sample staff, and copies of it."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from localenv.clock import ahead
from localenv.keys import password
from localenv.postgres import Cluster
from localenv.state import PROJECT, State

TEMPLATE = "bunkyo_template"
ALIASES = {"default": "DATABASE_URL", "jobs": "JOBS_DATABASE_URL", "owner": "OWNER_DATABASE_URL"}
# Whatever shapes the template: tables, policies, functions, the sample staff, this file.
SHAPING = (
    "*/migrations/*.py",
    "*/models.py",
    "*/models/*.py",
    "*/history.py",
    "access/**/*.py",
    "access/**/*.sql",
    "organizations/**/*.py",
    "bunkyo_support/roles.sql",
    "tests/world.py",
    "sample_ward/pledging.py",
    "tests/access/people.py",
    "tests/databases.py",
)


@dataclass(frozen=True)
class Database:
    """A database of the test cluster and its addresses for each role."""

    name: str

    def address(self, variable: str) -> str:
        """The address from the environment, pointed at this database."""
        parts = urlsplit(os.environ[variable])
        return urlunsplit(parts._replace(path=f"/{self.name}"))

    @property
    def environment(self) -> dict[str, str]:
        """The three addresses, as processes expect them."""
        return {variable: self.address(variable) for variable in ALIASES.values()}

    def superuser(self) -> "psycopg.Connection[tuple[object, ...]]":
        """A connection that nothing binds, each statement by itself."""
        return psycopg.connect(self.address("SUPERUSER_DATABASE_URL"), autocommit=True)


SERVER = Database("postgres")


def state() -> State:
    """The state of the running test cluster."""
    return State(Path(os.environ["TEST_STATE"]))


def create(name: str, *, template: str | None = None) -> Database:
    """A new database, replacing one of that name, with the rights of roles.sql."""
    with SERVER.superuser() as connection:
        connection.execute(f'drop database if exists "{name}" with (force)')
        source = f' template "{template}" strategy file_copy' if template else ""
        connection.execute(f'create database "{name}" owner bunkyo_owner{source}')
        connection.execute(f'revoke all on database "{name}" from public')
        connection.execute(
            f'grant connect on database "{name}" to bunkyo_owner, bunkyo_app, bunkyo_jobs'
        )
    return Database(name)


def drop(database: Database) -> None:
    with SERVER.superuser() as connection:
        connection.execute(f'drop database if exists "{database.name}" with (force)')


def drop_all(prefix: str) -> None:
    """The databases of one test process."""
    with SERVER.superuser() as connection:
        found = connection.execute(
            "select datname from pg_database where starts_with(datname, %s)", [f"{prefix}_"]
        )
        for (name,) in found.fetchall():
            drop(Database(name))


def fingerprint() -> str:
    """Changes when a file that shapes the template changes, with the keys of the state, and with its clock: terms begin
    when the staff are entered."""
    digest = hashlib.sha256(password(state().secrets, "bunkyo_owner").encode())
    digest.update(str(ahead()).encode())
    for path in sorted({path for pattern in SHAPING for path in PROJECT.glob(pattern)}):
        digest.update(f"{path.relative_to(PROJECT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """The test processes of a run take turns in this block."""
    with open(state().root / "template.lock", "w", encoding="ascii") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def ensure_template() -> None:
    """Build the template once for each shape; the test processes of a run take turns here."""
    with one_at_a_time():
        wanted = fingerprint()
        with SERVER.superuser() as connection:
            found = connection.execute(
                "select shobj_description(oid, 'pg_database') from pg_database where datname = %s",
                [TEMPLATE],
            ).fetchone()
        # A mutant of Python alone (tests.mutation) is tried on the tables that the sources have laid.
        if found and (found[0] == wanted or os.environ.get("TEMPLATE_AS_IT_IS")):
            return
        _build(create(TEMPLATE))
        with SERVER.superuser() as connection:
            connection.execute(f"comment on database {TEMPLATE} is '{wanted}'")


def _build(database: Database) -> None:
    Cluster(state()).run_roles(database.name)
    environment = {**os.environ, **database.environment}
    enter_staff = (
        "import django; django.setup(); from tests.world import create_staff; create_staff()"
    )
    for command in (
        ["manage.py", "migrate", "--database", "owner", "--verbosity", "0"],
        ["-c", enter_staff],
    ):
        result = subprocess.run(
            [sys.executable, *command],
            cwd=PROJECT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise RuntimeError(f"the template was not built\n{result.stdout}{result.stderr}")
    # That the staff were entered stands in the log of reading; tests count from what they do themselves.
    with database.superuser() as connection:
        connection.execute("truncate access_accesslog")
