"""The archive of WAL as production runs it: the server's settings out of docker-compose.yml, the scripts of
deploy/, real encryption. Only what the containers' mounts bring is put in its place."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from localenv.postgres import DATABASE, binaries
from localenv.privileges import own_folder, unprivileged_prefix
from localenv.state import PROJECT
from tests.deploy.compose import services

from . import backup
from .ward import Ward

SETTINGS = ("wal_level", "archive_mode", "archive_timeout", "archive_command")


@dataclass
class Archive:
    """Folders of backups, of WAL and of states, and a pair of keys, beside the data of one ward."""

    ward: Ward

    def __post_init__(self) -> None:
        self.folder = self.ward.state.root / "archive"
        self.folder.mkdir(mode=0o711)
        self.backups, self.wal, self.states = (self.folder / n for n in ("backup", "wal", "state"))
        for folder in (self.backups, self.wal, self.states):
            own_folder(folder)
        self.private = self.new_key("private")
        made = subprocess.run(
            ["age-keygen", "-y", str(self.private)], check=True, capture_output=True, text=True
        )
        self.public = self.folder / "public"
        self.public.write_text(made.stdout, encoding="ascii")
        self.public.chmod(0o644)
        backup.allow_backup(self.ward.cluster)

    def new_key(self, name: str) -> Path:
        path = self.folder / name
        subprocess.run(["age-keygen", "-o", str(path)], check=True, capture_output=True)
        return path

    @staticmethod
    def in_production() -> dict[str, str]:
        """What the compose file says to the server about its archive."""
        words = services()["database"]["command"]
        given = dict(word.removeprefix("-c").split("=", 1) for word in words if "=" in word)
        return {name: given[name] for name in SETTINGS}

    def settings(self, **other: str) -> dict[str, str]:
        """The same with the folders of the test, as the server's user finds them."""
        found = self.in_production()
        here = (
            f"WAL_FOLDER={self.wal} BACKUP_RECIPIENTS_FILE={self.public}"
            f" bash {PROJECT}/deploy/archive-wal.sh"
        )
        found["archive_command"] = found["archive_command"].replace("archive-wal.sh", here)
        return {**found, **other}

    def _run(
        self, words: list[str], given: str = "", **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        program = binaries() / "psql"
        return subprocess.run(
            [*unprivileged_prefix(program, self.ward.state.postgres), "bash", *words],
            cwd="/",
            env={
                "PATH": f"{binaries()}:{os.environ['PATH']}",
                "LANG": "C.UTF-8",
                "TZ": "Asia/Tokyo",
                "PGDATABASE": DATABASE,
                "WAL_FOLDER": str(self.wal),
                **environment,
            },
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def back_up(self, what: str = "once", **settings: str) -> "subprocess.CompletedProcess[str]":
        return self._run(
            [f"{PROJECT}/deploy/backup.sh", what],
            PGHOST=str(self.ward.state.sockets),
            PGUSER=backup.BACKUP,
            PGPASSWORD=backup.BACKUP_PASSWORD,
            BACKUP_FOLDER=str(self.backups),
            BACKUP_STATE_FOLDER=str(self.states),
            **{"BACKUP_RECIPIENTS_FILE": str(self.public), "BACKUP_BASE_DAYS": "7", **settings},
        )

    def recover(
        self, base: Path, moment: str = "", private: Path | None = None, timeline: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        return self._run(
            [f"{PROJECT}/deploy/recover.sh", str(base), *filter(None, (moment, timeline))],
            (private or self.private).read_text(encoding="ascii"),
            DATA_FOLDER=str(self.ward.cluster.data),
            AFTER_RESTORE_FILE=str(PROJECT / "deploy/after-restore.sql"),
        )

    def base(self) -> Path:
        """The one base backup."""
        (found,) = self.backups.glob("bunkyo-*.base.age")
        return found

    def pieces(self) -> list[Path]:
        return sorted(self.wal.glob("*.age"))

    def lose_the_disk(self) -> None:
        """Nothing of the data of the server is left."""
        shutil.rmtree(self.ward.cluster.data)
