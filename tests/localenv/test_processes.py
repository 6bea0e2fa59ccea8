"""Nothing outlives us: services, their children, and the whole of `make run`."""

import functools
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from localenv import run, system_packages
from localenv.bootstrap import EVERY_LOCK, lock_file
from localenv.environment import Environment, given_database
from localenv.keys import KEYS, ensure, password
from localenv.processes import Service
from localenv.redis_server import free_port
from localenv.state import PROJECT, InUse, State, Stop
from localenv.system import answers

# Seconds: not how long it may take, but when it will not come any more. It makes the whole ward, beside three other
# processes of tests, on a machine that may be half as fast on one day as on another.
GIVEN_UP_AFTER = 600
FAMILY = "sleep 300 & echo $! $$; exec sleep 300"


def is_alive(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def eventually(true: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if true():
            return True
        time.sleep(0.05)
    return False


def family_of(log: Path) -> list[int]:
    assert eventually(lambda: log.exists() and len(log.read_text().split()) == 2)
    return [int(word) for word in log.read_text().split()]


def test_stopping_a_service_ends_its_children(tmp_path: Path) -> None:
    service = Service("family", ["sh", "-c", FAMILY], os.environ, tmp_path / "log")
    service.start()
    family = family_of(service.log)
    service.stop()
    assert eventually(lambda: not any(is_alive(pid) for pid in family))


def test_a_service_that_does_not_listen_is_ended_all_the_same(tmp_path: Path) -> None:
    deaf = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done"]
    service = Service("deaf", deaf, os.environ, tmp_path / "log", patience=0.2)
    service.start()
    assert service.process
    pid = service.process.pid
    assert eventually(lambda: "ready" in service.log.read_text())
    service.stop()
    assert not is_alive(pid)


@pytest.mark.faults
def test_kill_9_of_the_parent_ends_children_and_grandchildren(tmp_path: Path) -> None:
    log = tmp_path / "log"
    parent = textwrap.dedent(f"""
        import os, pathlib, time
        from localenv.processes import Service, Watchdog
        watchdog = Watchdog()
        Service("x", ["sh", "-c", {FAMILY!r}], os.environ, pathlib.Path({str(log)!r})).start(watchdog)
        time.sleep(300)
    """)
    with subprocess.Popen([sys.executable, "-c", parent], cwd=PROJECT) as process:
        family = family_of(log)
        process.kill()
    assert eventually(lambda: not any(is_alive(pid) for pid in family))


def test_only_one_holds_a_state(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with state.held():
        assert state.holder() == os.getpid()
        with pytest.raises(InUse), State(tmp_path / "state").held():
            pass
    assert state.holder() is None


def test_keys_are_private_and_stay(tmp_path: Path) -> None:
    ensure(tmp_path / "secrets")
    first = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    (tmp_path / "secrets" / "redis_password").write_text("")  # what a full disk leaves
    ensure(tmp_path / "secrets")
    again = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    assert {name for name in first if first[name] != again[name]} == {"redis_password"}
    assert len(password(tmp_path / "secrets", "redis")) >= 40
    assert {(tmp_path / "secrets" / name).stat().st_mode & 0o777 for name in KEYS} == {0o400}
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_processes_that_serve_people_do_not_know_the_owner(tmp_path: Path) -> None:
    state = State(tmp_path)
    names = ("DATABASE_URL", "JOBS_DATABASE_URL", "OWNER_DATABASE_URL")
    environment = Environment(state, {name: name for name in names}, "redis://")
    assert [name for name in names if name in environment.web()] == ["DATABASE_URL"]
    assert [name for name in names if name in environment.worker()] == list(names[:2])
    assert [name for name in names if name in environment.relay()] == ["JOBS_DATABASE_URL"]
    assert [name for name in names if name in environment.scheduler()] == []
    assert environment.web()["PGOPTIONS"] == "-c statement_timeout=5s"


def test_a_given_database_needs_all_three_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OWNER_DATABASE_URL", raising=False)
    monkeypatch.setenv("DATABASE_URL", "postgresql://bunkyo_app@db/bunkyo")
    with pytest.raises(Stop, match="OWNER_DATABASE_URL"):
        given_database()


def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    with socket.socket() as other:
        other.bind((run.HOST, 0))
        other.listen()
        number = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(number))
        with pytest.raises(Stop, match=str(number)):
            run.port()


def test_a_missing_package_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    missing = system_packages.Package("libmissing0", "見本", lambda: False)
    with pytest.raises(Stop, match=r"apt-get install -y --no-install-recommends libmissing0"):
        system_packages.require([missing])


def test_what_only_makes_tests_faster_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []
    missing = system_packages.Package("libmissing0", "見本", lambda: False)
    there = system_packages.Package("libthere0", "見本", lambda: True)
    monkeypatch.setattr(system_packages, "_install", asked.append)
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    system_packages.prefer([missing, there])
    assert asked == []  # who may not install does without
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    system_packages.prefer([missing, there])
    assert asked == [["libmissing0"]]


@pytest.mark.parametrize("name", EVERY_LOCK)
def test_s88_locks_pin_hashes_and_name_no_host(name: str) -> None:
    text = lock_file(name).read_text(encoding="utf-8")
    assert "://" not in text
    entries = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert entries
    assert all("==" in line and line.endswith("\\") for line in entries)


class MakeRun:
    """`make run` over a state of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.port = free_port()
        program = (
            "import pathlib, localenv.run as run;"
            f"run.LOCAL = pathlib.Path({str(root)!r}); run.main()"
        )
        environment = {
            name: value
            for name, value in os.environ.items()
            if name not in ("DATABASE_URL", "JOBS_DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=PROJECT,
            env={**environment, "PORT": str(self.port)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started = eventually(lambda: answers(run.HOST, self.port), GIVEN_UP_AFTER)
        if not started:
            self.process.terminate()
            raise AssertionError(self.process.communicate(timeout=60)[0])

    def everything(self) -> list[int]:
        """Every process that has the state's folder or our port among its words, or is below."""
        found = {self.process.pid}
        while True:
            more = {
                int(entry.name)
                for entry in Path("/proc").iterdir()
                if entry.name.isdigit() and parent_of(int(entry.name)) in found
            } - found
            if not more:
                return sorted(found)
            found |= more


def parent_of(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return 0
    return int(text.rsplit(")", 1)[1].split()[1])


def all_ended(processes: list[int]) -> bool:
    return not any(is_alive(pid) for pid in processes)


@pytest.mark.faults
def test_make_run_leaves_nothing_and_starts_again(tmp_path: Path) -> None:
    """After Ctrl-C and after kill -9, over the same data: the ward is made once."""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o711)
    root = tmp_path / "local"
    for number in (signal.SIGINT, signal.SIGKILL):
        running = MakeRun(root)
        processes = running.everything()
        assert len(processes) > 10
        running.process.send_signal(number)
        running.process.wait(60)
        assert eventually(functools.partial(all_ended, processes), 30)

    last = MakeRun(root)
    last.process.terminate()
    words, _ = last.process.communicate(timeout=60)
    assert "もう一度" not in words
