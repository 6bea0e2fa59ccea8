"""The services of docker-compose.yml as processes of this machine: the same command, environment and
health check. Only what the containers' network and mounts bring is put in its place."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from localenv import keys, redis_server
from localenv.processes import Service, Watchdog
from localenv.redis_server import free_port
from tests import databases
from tests.databases import Database

from .compose import ROOT, services

BIN = Path(sys.executable).parent
DATABASE_ROLES = {
    "bunkyo_app": "DATABASE_URL",
    "bunkyo_jobs": "JOBS_DATABASE_URL",
    "bunkyo_owner": "OWNER_DATABASE_URL",
}
BACKUP_PASSWORD = "only-for-this-test"


@dataclass
class Production:
    """What .env, SECRETS and the volumes are for the engine, in a folder of the test."""

    folder: Path
    database: Database
    settings: dict[str, str]
    watchdog: Watchdog
    web_host: str = "127.0.0.1"
    web_port: int = field(default_factory=free_port)
    redis_port: int = field(default_factory=free_port)
    started: list[Service] = field(default_factory=list)

    def __post_init__(self) -> None:
        secrets = self.folder / "secrets"
        for name in ("secrets", "state", "var", "redis", "log"):
            (self.folder / name).mkdir()
        kept = databases.state().secrets
        for name in keys.KEYS:  # the database knows the key of the context already
            shutil.copy(kept / name, secrets / name)
        for role in DATABASE_ROLES:
            shutil.copy(kept / f"{role}_password", secrets / f"{role}_password")
        (secrets / "bunkyo_backup_password").write_text(BACKUP_PASSWORD, encoding="ascii")
        subprocess.run(
            ["sh", "deploy/make-secrets.sh", str(secrets)],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        self.services = services(**self.settings, SECRETS=str(secrets))

    def _address(self, given: str) -> str:
        """That of the test's database for the same role, without a password as there."""
        role = str(urlsplit(given).username)
        known = self.database.address(DATABASE_ROLES.get(role, "DATABASE_URL"))
        parts = urlsplit(known)
        return urlunsplit(parts._replace(netloc=f"{role}@"))

    def _here(self, text: str) -> str:
        if text.startswith("postgresql://"):
            return self._address(text)
        # In one go: the folder of the test lies below /tmp itself.
        places = {
            "redis://bunkyo@redis:6379": f"redis://bunkyo@127.0.0.1:{self.redis_port}",
            "/run/secrets": str(self.folder / "secrets"),
            "/state": str(self.folder / "state"),
            "/var/lib/bunkyo": str(self.folder / "var"),
            "--host=0.0.0.0": f"--host={self.web_host}",
            "--port=8000": f"--port={self.web_port}",
            "127.0.0.1:8000": f"{self.web_host}:{self.web_port}",
            "/usr/local/bin/start-redis.sh": str(ROOT / "deploy/start-redis.sh"),
            "/tmp/": f"{self.folder}/",  # noqa: S108
        }
        known = "|".join(map(re.escape, places))
        return re.sub(known, lambda found: places[found[0]], text)

    def environment(self, name: str) -> dict[str, str]:
        """That of the compose file and of the image, and nothing of ours."""
        given = self.services[name].get("environment", {})
        return {
            "PATH": f"{BIN}:{Path(redis_server.program()).parent}:{os.environ['PATH']}",
            "HOME": "/proc",  # where nobody writes: the root file system is read-only
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "bunkyo_support.settings",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "TZ": "Asia/Tokyo",
            **({"REDIS_FOLDER": str(self.folder / "redis")} if name == "redis" else {}),
            **({"REDIS_PORT": str(self.redis_port)} if name == "redis" else {}),
            **{variable: self._here(str(value)) for variable, value in given.items()},
        }

    def command(self, name: str) -> list[str]:
        return [self._here(word) for word in self.services[name]["command"]]

    def start(self, name: str) -> Service:
        service = Service(
            name=name,
            command=self.command(name),
            environment=self.environment(name),
            log=self.folder / "log" / f"{name}.log",
        )
        service.start(self.watchdog)
        self.started = [one for one in self.started if one.name != name] + [service]
        return service

    def run(self, name: str, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        """Once, as `docker compose run --rm <name> <words>`; without words its own command."""
        return subprocess.run(
            list(words) or self.command(name),
            cwd=ROOT,
            env={**self.environment(name), **more},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def is_healthy(self, name: str) -> bool:
        """The health check of the compose file says so."""
        kind, *words = self.services[name]["healthcheck"]["test"]
        words = [self._here(word) for word in words]
        if name == "redis":
            words = [f"{words[0].replace('redis-cli', f'redis-cli -p {self.redis_port}')}"]
        command = ["sh", "-c", *words] if kind == "CMD-SHELL" else words
        environment = self.environment(name)
        result = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=60
        )
        return result.returncode == 0

    def becomes_healthy(self, name: str, seconds: float) -> None:
        begun = time.monotonic()
        service = next(s for s in self.started if s.name == name)
        while not self.is_healthy(name):
            assert service.running, f"{name} ended\n{service.last_lines(40)}"
            waited = time.monotonic() - begun
            assert waited < seconds, f"{name} is not healthy\n{service.last_lines(40)}"
            time.sleep(0.5)

    def stop(self, name: str) -> float:
        """As the engine asks; seconds until it had ended by itself."""
        service = next(s for s in self.started if s.name == name)
        grace = float(self.services[name]["stop_grace_period"].removesuffix("s"))
        assert service.process
        begun = time.monotonic()
        service.process.terminate()  # the first process of the container, and it alone
        service.process.wait(timeout=grace)
        took = time.monotonic() - begun
        service.stop(self.watchdog)
        return took

    def end(self) -> None:
        for service in self.started:
            if service.process:
                service.kill()
        self.watchdog.close()


def said(stack: Production) -> dict[str, str]:
    """What each process wrote."""
    return {
        s.name: s.log.read_text(encoding="utf-8", errors="replace") if s.log.exists() else ""
        for s in stack.started
    }
