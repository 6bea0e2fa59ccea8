"""What each process finds in its environment: only the addresses and keys that it needs."""

import os
from collections.abc import Mapping

from . import clock, keys
from .postgres import DATABASE, Cluster
from .redis_server import RedisServer
from .state import State, Stop

ROLES = {
    "DATABASE_URL": "bunkyo_app",
    "JOBS_DATABASE_URL": "bunkyo_jobs",
    "OWNER_DATABASE_URL": "bunkyo_owner",
}
# Each process would compile the whole project anew, which is half of what its start takes.
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"


def given_database() -> dict[str, str] | None:
    """The addresses of a server given from outside; all three roles, or none."""
    given = {name: os.environ[name] for name in ROLES if os.environ.get(name)}
    if not given:
        return None
    missing = [name for name in ROLES if name not in given]
    if missing:
        raise Stop(
            "外のデータベースを使うときは、3つの役割の宛先がすべて要ります。"
            f"足りないもの: {'、'.join(missing)}（役割は bunkyo_support/roles.sql で作ります）"
        )
    return given


def addresses(cluster: Cluster, database: str = DATABASE) -> dict[str, str]:
    """The three addresses of a database of the embedded server."""
    return {name: cluster.address(role, database) for name, role in ROLES.items()}


class Environment:
    """Environments of the processes of one running system."""

    def __init__(
        self, state: State, databases: Mapping[str, str], redis_url: str, *, port: int = 8000
    ) -> None:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if name not in ROLES and name != UNCOMPILED and not name.startswith(("PG", "GRANIAN_"))
        }
        self._databases = dict(databases)
        self.day = clock.seen(state)  # where it is not that of the machine
        self._base = {
            **inherited,
            **keys.key_files(state.secrets),
            **clock.environment(state),
            "PATH": inherited.get("PATH", ""),
            "DJANGO_SETTINGS_MODULE": inherited.get(
                "DJANGO_SETTINGS_MODULE", "bunkyo_support.settings"
            ),
            "DEVELOPMENT": "1",
            "REDIS_URL": redis_url,
            "ALLOWED_HOSTS": inherited.get("ALLOWED_HOSTS", "localhost,127.0.0.1"),
            "ACCESS_LOG_ANCHOR_FILE": str(state.anchor),
            "BEAT_SCHEDULE_FILE": str(state.root / "scheduler"),
            "PYTHONUNBUFFERED": "1",
            "TZ": "Asia/Tokyo",
        }

    def _with(self, *names: str, application: str, options: str = "") -> dict[str, str]:
        chosen = {name: self._databases[name] for name in names}
        more = {"PGOPTIONS": options} if options else {}
        return {**self._base, **chosen, **more, "PGAPPNAME": f"bunkyo-{application}"}

    def web(self) -> dict[str, str]:
        """A page waits five seconds for the database at most (security.md F-12)."""
        return self._with("DATABASE_URL", application="web", options="-c statement_timeout=5s")

    def worker(self) -> dict[str, str]:
        """For a person as the application role, for daily work as the jobs role."""
        return self._with(
            "DATABASE_URL",
            "JOBS_DATABASE_URL",
            application="worker",
            options="-c statement_timeout=60s",
        )

    def relay(self) -> dict[str, str]:
        """From the job table to Celery: ids, states and dates."""
        return self._with(
            "JOBS_DATABASE_URL", application="relay", options="-c statement_timeout=30s"
        )

    def scheduler(self) -> dict[str, str]:
        """Rings only; has no database."""
        return self._with(application="scheduler")

    def command(self) -> dict[str, str]:
        """Commands of an administrator: migrate, sample ward, tests."""
        return self._with(*ROLES, application="command")


def redis_address(server: RedisServer | None) -> str:
    """The address given from outside, or that of the embedded server."""
    return server.address() if server else os.environ["REDIS_URL"]
