"""Web server, worker, relay and scheduler as services, and the commands that prepare a database."""

import http.client
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from .environment import Environment
from .processes import Service
from .state import PROJECT, State, Stop

BIN = Path(sys.executable).parent


def web(state: State, environment: Environment, host: str, port: int) -> Service:
    """Granian, one process with threads: enough for one machine's tries."""
    return Service(
        name="web",
        command=[
            str(BIN / "granian"),
            *("--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--backpressure", "64"),
            *("--no-ws", "--http", "1", "--log-level", "warning"),
            *("--workers-kill-timeout", "10", "--respawn-failed-workers"),
            "bunkyo_support.wsgi:application",
        ],
        environment=environment.web(),
        log=state.logs / "web.log",
    )


def worker(state: State, environment: Environment, concurrency: int = 1) -> Service:
    """Celery: papers and other long work."""
    return Service(
        name="worker",
        command=[
            str(BIN / "celery"),
            *("-A", "bunkyo_support", "worker", "--concurrency", str(concurrency)),
            *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
        ],
        environment=environment.worker(),
        log=state.logs / "worker.log",
        patience=20.0,
    )


def relay(state: State, environment: Environment) -> Service:
    """Rings Celery for the jobs that wait in the database."""
    return Service(
        name="relay",
        command=[sys.executable, "manage.py", "relay_jobs"],
        environment=environment.relay(),
        log=state.logs / "relay.log",
    )


def scheduler(state: State, environment: Environment) -> Service:
    """Celery beat: rings for the work of each minute and each day."""
    return Service(
        name="scheduler",
        command=[
            str(BIN / "celery"),
            *("-A", "bunkyo_support", "beat", "--loglevel", "WARNING"),
            *("--pidfile", ""),
        ],
        environment=environment.scheduler(),
        log=state.logs / "scheduler.log",
    )


def background(state: State, environment: Environment) -> list[Service]:
    """What runs besides the web server."""
    return [
        worker(state, environment),
        relay(state, environment),
        scheduler(state, environment),
    ]


def answers(host: str, port: int) -> bool:
    """True when a page comes over HTTP, whatever it says."""
    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        connection.request("GET", "/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def has_command(name: str) -> bool:
    """True when an app of the project brings this management command."""
    return any(PROJECT.glob(f"*/management/commands/{name}.py"))


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """What a management command says; Stop with its words when it fails."""
    result = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if result.returncode != 0:
        said = f"{result.stdout}{result.stderr}".strip()
        raise Stop(f"manage.py {arguments[0]} が失敗しました。\n{said}")
    return result.stdout.strip()
