"""`make test` and `make lint`: every check, then the tests on a cluster of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from . import clock, system_packages
from .memory import in_memory
from .run import Asked, _asked, say
from .services import Services, running
from .state import LOCAL, PROJECT, InUse, State, Stop
from .system import BIN

SLOTS = 16
WORKERS = "4"  # two cores, and much waiting for databases, browsers and processes
# What every test process would do or wait for: the database that is copied, and compiling the tests.
PREPARE = [sys.executable, "-c", "from tests.databases import ensure_template; ensure_template()"]
COLLECT = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-n", "0"]


@contextmanager
def free_state(folder: str = "test", slots: int = SLOTS) -> Iterator[State]:
    """The first state of that folder that nobody uses: several test runs may go on side by side."""
    for slot in range(1, slots + 1):
        state = State(LOCAL / folder / str(slot))
        try:
            with state.held():
                yield state
                return
        except InUse as exc:
            if exc.args[0] != state.root:
                raise
    raise Stop("試験が同時にたくさん動いています。終わってから、もう一度実行してください。")


# On a machine that runs tests anything may take long; what pages then say has tests of its own.
LONG_ENOUGH = "60000"


def test_environment(services: Services) -> dict[str, str]:
    """That of a command, and the superuser's addresses for the tests that need them."""
    environment = services.environment().command()
    if services.cluster:
        environment["SUPERUSER_DATABASE_URL"] = services.cluster.address("postgres", "postgres")
    if services.redis:
        environment["REDIS_ADMIN_URL"] = services.redis.address(account="administrator")
    environment["TEST_STATE"] = str(services.state.root)
    environment["BOARDS_WAIT_MS"] = LONG_ENOUGH
    environment.pop("PGOPTIONS", None)
    return environment


def production(environment: Mapping[str, str]) -> dict[str, str]:
    """What the checks of deployment see: the settings of production."""
    return {
        **clock.of_the_machine(environment),
        "DEVELOPMENT": "",
        "ALLOWED_HOSTS": "support.example.lg.jp",
        "CSRF_TRUSTED_ORIGINS": "https://support.example.lg.jp",
        "NO_SCANNER": "1",
    }


def static_checks() -> list[tuple[str, list[str]]]:
    """Checks that need no database."""
    return [
        ("own rules", [sys.executable, "-m", "localenv.own_rules"]),
        ("ruff", ["ruff", "check", "."]),
        ("ruff format", ["ruff", "format", "--check", "."]),
        ("djlint", ["djlint", "--lint", "--quiet", "templates"]),
        ("bandit", ["bandit", "-q", "-c", "pyproject.toml", "-r", "."]),
    ]


def project_checks() -> list[tuple[str, list[str], bool]]:
    """Checks that load the project; True for those that want the settings of production."""
    manage = [sys.executable, "manage.py"]
    return [
        ("mypy", ["mypy"], False),
        ("migrations complete", [*manage, "makemigrations", "--check", "--dry-run"], False),
        (
            "check --deploy",
            [*manage, "check", "--deploy", "--fail-level", "WARNING", "--database", "default"],
            True,
        ),
        ("migration linter", [sys.executable, "-m", "localenv.lint_migrations"], False),
    ]


def perform(name: str, command: list[str], environment: Mapping[str, str]) -> bool:
    """Run one check; show its words only when it fails."""
    program = BIN / command[0]
    started = time.monotonic()
    result = subprocess.run(
        [str(program) if program.exists() else command[0], *command[1:]],
        cwd=PROJECT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.monotonic() - started
    say(f"  {'ok  ' if result.returncode == 0 else 'FAIL'} {name} ({seconds:.1f} s)")
    if result.returncode != 0:
        say(result.stdout + result.stderr)
    return result.returncode == 0


def lint(services: Services, *, before_tests: bool = False) -> bool:
    """Every check; all of them run, so that one try shows everything: as many at once as there are
    cores, the longest first. Tests that follow find their database made."""
    environment = test_environment(services)
    checks = [
        (name, command, production(environment) if deployed else environment)
        for name, command, deployed in project_checks()
    ]
    if before_tests:
        checks[1:1] = [
            ("database of the tests", PREPARE, environment),
            ("tests collected", COLLECT, environment),
        ]
    checks += [(name, command, dict(os.environ)) for name, command in static_checks()]
    with ThreadPoolExecutor(os.cpu_count()) as side_by_side:
        return all(list(side_by_side.map(lambda check: perform(*check), checks)))


def run_tests(services: Services, arguments: list[str]) -> bool:
    """pytest, on four workers unless something else is asked for: each takes tests that stand together,
    and whoever has done hers takes of the others'. All tests together also show that every guard is met
    (tests/guards.py)."""
    command = [sys.executable, "-m", "pytest"]
    if "-n" not in arguments:
        command += ["-n", WORKERS]
    if "--dist" not in arguments:
        command += ["--dist", "worksteal"]
    return (
        subprocess.run(
            [*command, *arguments],
            cwd=PROJECT,
            env=test_environment(services) | ({} if arguments else {"WHOLE_RUN": "1"}),
            check=False,
        ).returncode
        == 0
    )


@contextmanager
def on_its_day(state: State, *, whole: bool) -> Iterator[None]:
    """During this block what is started in this state is on the day of the run (`clock.choose_for_tests`)."""
    day = clock.choose_for_tests(state, clock.wished(), whole=whole)
    if day != clock.today():
        say(f"On {day.isoformat()}")
    try:
        yield
    finally:
        state.clock.unlink(missing_ok=True)


def main(what: str, arguments: list[str]) -> None:
    """`lint`, `pytest` (only the tests named), or `all`."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _asked)
    system_packages.require(system_packages.RUNTIME)
    if what != "lint":
        system_packages.require(system_packages.TESTS)
        system_packages.prefer(system_packages.FASTER)
    passed = True
    with (
        free_state() as free,
        in_memory(free) as state,
        on_its_day(state, whole=what == "all"),
        running(state, is_passing=True) as services,
    ):
        if what in ("all", "lint"):
            say("Checks")
            passed = lint(services, before_tests=what == "all")
        if what in ("all", "pytest"):
            say("Tests")
            passed = run_tests(services, arguments) and passed
    if not passed:
        sys.exit("\nred")
    say("\ngreen")


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Asked:
        sys.exit("\nstopped")
    except Stop as exc:
        sys.exit(f"\n{exc}")
