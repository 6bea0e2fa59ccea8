"""`make run`: starts everything, keeps it running, and leaves nothing behind when stopped."""

import os
import signal
import socket
import sys
import time
from collections import deque
from contextlib import suppress
from types import FrameType

from . import clock, system, system_packages
from .environment import Environment
from .processes import Service, wait_until
from .services import Services, running
from .state import LOCAL, PROJECT, InUse, State, Stop

HOST = "127.0.0.1"
RESTARTS = 5  # within RESTART_WINDOW seconds; more means that it cannot run
RESTART_WINDOW = 60.0


class Asked(Exception):
    """Somebody asked us to stop."""


def say(text: str) -> None:
    """A line for the person at the keyboard, who may have closed the window."""
    with suppress(OSError):
        print(text, flush=True)


def _asked(number: int, frame: FrameType | None) -> None:
    for later in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(later, signal.SIG_IGN)  # stopping is not interrupted
    raise Asked


def port() -> int:
    """The port asked for, checked to be free."""
    try:
        number = int(os.environ.get("PORT") or 8000)
    except ValueError as exc:
        raise Stop("PORT には数字を指定してください。例: PORT=8001 make run") from exc
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, number))
        except OSError as exc:
            raise Stop(
                f"ポート {number} 番は、ほかのプログラムが使っているため使えません。"
                f"別の番号を指定してください。例: PORT={number + 1} make run"
            ) from exc
    return number


def prepare(environment: Environment) -> None:
    """Tables, policies, and the sample ward when the database is empty."""
    command = environment.command()
    (PROJECT / "staticfiles").mkdir(exist_ok=True)
    say("データベースを整えています…")
    system.manage("migrate", "--database", "owner", environment=command)
    if system.has_command("create_sample_ward"):
        say("見本の区（すべて架空のデータ）を確かめています…")
        system.manage("create_sample_ward", "--if-empty", environment=command)


def announce(environment: Environment, number: int) -> None:
    """The address, and who may try it: a database with real people has no sample logins."""
    with suppress(Stop):
        if system.has_command("sample_logins"):
            say("\n" + system.manage("sample_logins", environment=environment.command()))
    say(f"\n画面を開けます:  http://localhost:{number}/")
    if environment.day:
        say(f"きょうは {environment.day} です（試しのために進めた時計）。")
    say("終わるときは Ctrl-C を押してください。データは残ります。\n")


class Supervisor:
    """Keeps services running; gives up when one cannot."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.watched: list[Service] = services.embedded()
        self._failures: dict[str, deque[float]] = {}

    def start(self, service: Service) -> None:
        service.start(self.services.watchdog)
        self.watched.append(service)

    def watch(self) -> None:
        """Until asked to stop: start again whatever ended."""
        while True:
            for service in self.watched:
                if not service.running:
                    self._restart(service)
            time.sleep(0.5)

    def _restart(self, service: Service) -> None:
        times = self._failures.setdefault(service.name, deque(maxlen=RESTARTS))
        now = time.monotonic()
        if len(times) == RESTARTS and now - times[0] < RESTART_WINDOW:
            raise Stop(f"{service.name} が続けて止まりました。\n{service.last_lines()}")
        times.append(now)
        say(f"{service.name} が止まったため、もう一度始めます。")
        service.stop(self.services.watchdog)  # what is left of its process group
        service.start(self.services.watchdog)

    def stop(self, own: list[Service]) -> None:
        """All at once; the embedded services are stopped afterwards, by who opened them."""
        for service in own:
            service.ask_to_stop()
        for service in own:
            service.stop(self.services.watchdog)


def serve(state: State, number: int) -> None:
    say("PostgreSQL と Redis を始めています…")
    with running(state) as services:
        environment = services.environment()
        prepare(environment)
        say("画面と裏方の仕事を始めています…")
        web = system.web(state, environment, HOST, number)
        own = [web, *system.background(state, environment)]
        supervisor = Supervisor(services)
        try:
            for service in own:
                supervisor.start(service)
            if not wait_until(lambda: system.answers(HOST, number), web, 60):
                raise Stop(f"画面が始まりませんでした。\n{web.last_lines()}")
            announce(environment, number)
            supervisor.watch()
        finally:
            say("\n終わっています…")
            supervisor.stop(own)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _asked)
    state = State(LOCAL)
    try:
        system_packages.require(system_packages.RUNTIME)
        day = clock.wished()
        if day:
            system_packages.require([system_packages.CLOCK])
        with state.held():
            clock.choose(state, day)
            serve(state, port())
    except Asked:
        say("終わりました。")
    except InUse:
        sys.exit("\nすでに動いています。止めるときは make stop を実行してください。")
    except Stop as exc:
        sys.exit(f"\n{exc}")


if __name__ == "__main__":
    main()
