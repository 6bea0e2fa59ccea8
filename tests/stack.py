"""The whole system as real processes over a database of its own, for browsers and for faults."""

import os
import shutil
import socket
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from localenv import keys, system
from localenv.check import LONG_ENOUGH
from localenv.environment import Environment
from localenv.processes import Service, Watchdog, wait_until
from localenv.redis_server import RedisServer, free_port
from localenv.state import State
from tests.databases import Database

HOST = "127.0.0.1"


@dataclass
class LiveStack:
    """Web, worker, relay and scheduler with their own Redis. Kill them, stop them, start them again."""

    database: Database
    state: State
    redis: RedisServer
    web: Service
    worker: Service
    relay: Service
    scheduler: Service
    port: int
    environment: Mapping[str, str]
    watchdog: Watchdog = field(repr=False)

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def services(self) -> list[Service]:
        return [self.web, self.worker, self.relay, self.scheduler]

    def start_web(self) -> None:
        """Start the web server and wait until it answers."""
        self.web.start(self.watchdog)
        if not wait_until(lambda: system.answers(HOST, self.port), self.web, 60):
            raise RuntimeError(f"the web server did not start\n{self.web.last_lines(40)}")

    def start(self, *, background: bool = True) -> None:
        """Everything, or Redis and the web server alone: what is rung for then waits."""
        self.redis.start(self.watchdog)
        for service in self.services[1:] if background else ():
            service.start(self.watchdog)
        self.start_web()

    def stop(self) -> None:
        """End everything, whatever state the test left it in."""
        for service in (*reversed(self.services), self.redis.service):
            with suppress(OSError):
                service.kill()
        self.watchdog.close()
        shutil.rmtree(self.state.root, ignore_errors=True)

    def log(self) -> str:
        """What the processes wrote, for tests that look for words in it."""
        return "".join(
            service.log.read_text(encoding="utf-8", errors="replace")
            for service in self.services
            if service.log.exists()
        )


def build(database: Database, secrets: Path, **settings: str) -> LiveStack:
    """A stack over `database`, not started. `settings` are variables for its processes."""
    settings = {"BOARDS_WAIT_MS": LONG_ENOUGH, **settings}
    state = State(Path(tempfile.mkdtemp(prefix="bunkyo-stack-")))
    state.root.chmod(0o711)  # Redis may run as another user
    state.prepare()
    shutil.copytree(secrets, state.secrets, dirs_exist_ok=True)
    keys.ensure(state.secrets)
    redis = RedisServer(state)
    redis.choose_port()
    port = free_port()
    environment = Environment(state, database.environment, redis.address())
    services = [
        system.web(state, environment, HOST, port),
        *system.background(state, environment),
    ]
    for service in services:
        service.environment = {**service.environment, **settings}
    return LiveStack(
        database, state, redis, *services, port, {**environment.command(), **settings}, Watchdog()
    )


def is_listening(port: int) -> bool:
    """True when something accepts connections on the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def listeners(port: int) -> int:
    """How many processes wait for connections on the port, each with a socket of its own."""
    lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    found = [line.split()[1:4] for line in lines]
    return sum(local.endswith(f":{port:04X}") and state == "0A" for local, _, state in found)


def in_worker() -> str:
    """The name of this test process: gw0, gw1 ..., or main."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")
