"""A server with the role of the backup, and the scripts of deploy/ run on it."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

from django.db import connections

from localenv import clock
from localenv.postgres import SUPERUSER, binaries
from tests import databases
from tests.databases import SERVER, Database

from .compose import ROOT
from .production import BACKUP_PASSWORD


def _server(database: str) -> dict[str, str]:
    """Where the test's server is, for psql and its like, as superuser."""
    parts = urlsplit(SERVER.address("SUPERUSER_DATABASE_URL"))
    return {
        **clock.of_this_process(),
        "PATH": f"{binaries()}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "TZ": "Asia/Tokyo",
        "PGHOST": parse_qs(parts.query)["host"][0],
        "PGUSER": SUPERUSER,
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": database,
    }


def with_backup_role(database: Database) -> None:
    """roles.sql once more, with a password for the role of the backup."""
    subprocess.run(
        ["psql", "--no-psqlrc", "--quiet", f"--file={ROOT / 'bunkyo_support/roles.sql'}"],
        env={**_server(database.name), "BUNKYO_BACKUP_PASSWORD": BACKUP_PASSWORD},
        check=True,
        capture_output=True,
    )


def hang_up() -> None:
    """Let go of the database, so that it may take another name."""
    for connection in connections.all():
        connection.close()


@dataclass
class BackingUp:
    """backup.sh and restore.sh over one database, with a pair of keys of the test."""

    folder: Path
    database: Database

    def __post_init__(self) -> None:
        for name in ("backup", "state", "wal"):
            (self.folder / name).mkdir()
        self.private = self._new_key("private")
        public = subprocess.run(
            ["age-keygen", "-y", str(self.private)], check=True, capture_output=True, text=True
        )
        (self.folder / "public").write_text(public.stdout, encoding="ascii")
        (self.folder / "password").write_text(BACKUP_PASSWORD, encoding="ascii")
        with_backup_role(self.database)

    def _new_key(self, name: str) -> Path:
        path = self.folder / name
        subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
        return path

    def another_key(self) -> Path:
        return self._new_key("another")

    def _environment(self, **settings: str) -> dict[str, str]:
        environment = {
            **_server(self.database.name),
            "PGUSER": "bunkyo_backup",
            "BACKUP_PASSWORD_FILE": str(self.folder / "password"),
            "BACKUP_FOLDER": str(self.folder / "backup"),
            "BACKUP_STATE_FOLDER": str(self.folder / "state"),
            "WAL_FOLDER": str(self.folder / "wal"),
            "BACKUP_RECIPIENTS_FILE": str(self.folder / "public"),
            **settings,
        }
        del environment["PGPASSWORD"]
        return environment

    def backup(self, what: str = "once", **settings: str) -> "subprocess.CompletedProcess[str]":
        return self._run(["deploy/backup.sh", what], self._environment(**settings))

    def failing(self, program: str, target: str) -> str:
        """A PATH on which `program` fails where one of its words is like `target`; without one, always."""
        folder = self.folder / "failing"
        folder.mkdir()
        shim = folder / program
        lines = (
            "#!/bin/bash",
            f'for word in "$@"; do [[ $word != {target or "-"} ]] || exit 1; done',
            f'exec {shutil.which(program)} "$@"' if target else "exit 1",
        )
        shim.write_text("\n".join(lines) + "\n", encoding="ascii")
        shim.chmod(0o755)
        return f"{folder}:{_server(self.database.name)['PATH']}"

    def start_nightly(
        self, told: "IO[str] | None" = None, **settings: str
    ) -> "subprocess.Popen[bytes]":
        command = ["bash", "deploy/backup.sh", "nightly"]
        return subprocess.Popen(
            command, cwd=ROOT, env=self._environment(**settings), stdout=told, stderr=told
        )

    def restore(
        self,
        backup: Path,
        private: Path | None = None,
        *,
        words: tuple[str, ...] = (),
        **settings: str,
    ) -> "subprocess.CompletedProcess[str]":
        environment = {
            **_server(self.database.name),
            "ROLES_FILE": str(ROOT / "bunkyo_support/roles.sql"),
            "AFTER_RESTORE_FILE": str(ROOT / "deploy/after-restore.sql"),
            **settings,
        }
        key = (private or self.private).read_text(encoding="ascii")
        return self._run(["deploy/restore.sh", *words, str(backup)], environment, key)

    @property
    def anchor(self) -> Path:
        """Where the heads of the log of reading are kept outside the database."""
        return self.folder / "anchor"

    def drill(self, backup: Path) -> "subprocess.CompletedProcess[str]":
        """The monthly drill, which leaves the present database alone."""
        given = {
            "BACKUP_STATE_FOLDER": str(self.folder / "state"),
            "ACCESS_LOG_ANCHOR_FILE": str(self.anchor),
        }
        return self.restore(backup, words=("--drill",), **given)

    def with_passwords(self, script: str, **settings: str) -> "subprocess.CompletedProcess[str]":
        """With the passwords that the roles of the test's server have already."""
        secrets = self.folder / "secrets"
        if not secrets.exists():
            shutil.copytree(databases.state().secrets, secrets)
            (secrets / "bunkyo_backup_password").write_text(BACKUP_PASSWORD, encoding="ascii")
        environment = {
            **_server(self.database.name),
            "SECRETS_FOLDER": str(secrets),
            "ROLES_FILE": str(ROOT / "bunkyo_support/roles.sql"),
            **settings,
        }
        return self._run([f"deploy/{script}"], environment)

    @staticmethod
    def _run(
        command: list[str], environment: dict[str, str], given: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            ["bash", *command],
            cwd=ROOT,
            env=environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def beside(self) -> list[str]:
        """Databases that a restore or a drill has left."""
        with SERVER.superuser() as connection:
            rows = connection.execute(
                "select datname from pg_database where datname like %s",
                [f"{self.database.name}\\_%"],
            ).fetchall()
        return [str(name) for (name,) in rows]

    def backups(self) -> list[Path]:
        return sorted((self.folder / "backup").glob("bunkyo-*.dump.age"))
