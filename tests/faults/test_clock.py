"""Clocks of web and worker that are wrong and that jump (security.md F-16, R17).

What counts is decided by the clock of the database. A clock of another machine that is wrong is told (S-90,
`tests/deploy/test_operations.py`) and must neither open nor shut anything.
"""

import datetime
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator

import pytest

from cases.intake_paper import NAME, WITH_CONSENT
from localenv.state import PROJECT
from tests import databases
from tests.databases import Database
from tests.stack import LiveStack, build

from .clocks import Clock
from .kept import assert_log_is_whole, assert_whole, words_kept
from .people import Person, sign_in

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

JUMPS = ("+1h", "-1h", "+1d", "-1d")


@pytest.fixture(scope="module")
def clock(tmp_path_factory: pytest.TempPathFactory) -> Clock:
    return Clock(tmp_path_factory.mktemp("clock") / "offset")


@pytest.fixture(scope="module")
def stack(fresh_database: Callable[[], Database], clock: Clock) -> Iterator[LiveStack]:
    """Web, worker, relay and scheduler on a clock of their own; PostgreSQL on that of the machine."""
    made = build(fresh_database(), databases.state().secrets, **clock.environment)
    made.start()
    yield made
    made.stop()


def _entries(database: Database) -> list[tuple[int, datetime.datetime]]:
    with database.superuser() as connection:
        return connection.execute(  # type: ignore[return-value]
            "select seq, at from access_accesslog order by seq"
        ).fetchall()


@pytest.mark.parametrize("offset", JUMPS)
def test_f16_a_wrong_clock_of_web_opens_and_shuts_nothing(
    stack: LiveStack, clock: Clock, offset: str
) -> None:
    """Somebody signs in, saves, and reads what she saved; a colleague elsewhere reads nothing of it."""
    clock.jump(offset)
    worker, elsewhere = sign_in(stack, "soudan1", "kurashi1")
    words = f"w{uuid.uuid4().hex}"
    answer = worker.receive(words)
    assert answer.is_saved
    page = worker.get(answer.target)
    assert page.status == 200
    assert words in page.text
    hidden = elsewhere.get(answer.target)
    assert hidden.status == 404
    assert words not in hidden.text
    assert words_kept(stack.database)[words] == 1
    assert_whole(stack.database)


def test_f16_a_jump_under_an_open_form_loses_nothing(stack: LiveStack, clock: Clock) -> None:
    """Back by an hour between the page and its saving. Forward by an hour everybody has been idle for too
    long (S-47) and signs in again; sent with the same key, it is there once."""
    clock.jump("+0")
    (worker,) = sign_in(stack, "soudan1")
    assert worker.get("/cases/intake/").status == 200
    clock.jump("-1h")
    words = f"w{uuid.uuid4().hex}"
    assert worker.receive(words).is_saved
    clock.jump("+1h")
    late, key = f"w{uuid.uuid4().hex}", str(uuid.uuid4())
    asked_to_sign_in = worker.receive(late, key)
    assert asked_to_sign_in.status in (302, 401, 403)
    assert "/accounts/login/" in asked_to_sign_in.target or "ログイン" in asked_to_sign_in.text
    (again,) = sign_in(stack, "soudan1")
    assert again.receive(late, key).is_saved
    kept = words_kept(stack.database)
    assert (kept[words], kept[late]) == (1, 1)


def test_f16_the_log_of_reading_keeps_the_order_and_the_time_of_the_database(
    stack: LiveStack, clock: Clock
) -> None:
    """After all these jumps."""
    entries = _entries(stack.database)
    assert entries
    times = [at for _, at in entries]
    assert times == sorted(times)
    now = datetime.datetime.now(datetime.UTC)
    assert now - datetime.timedelta(hours=1) < times[0] <= times[-1] <= now
    clock.jump("+0")
    assert_log_is_whole(stack)


@pytest.mark.parametrize("offset", JUMPS)
def test_f16_a_job_is_made_at_once_and_can_be_fetched(
    stack: LiveStack, clock: Clock, offset: str
) -> None:
    clock.jump(offset)
    (worker,) = sign_in(stack, "soudan1")
    intake = worker.receive(f"w{uuid.uuid4().hex}").target
    job = _ask_for_the_paper(stack, worker, intake)
    begun = time.monotonic()
    while (found := _job(stack.database, job))[0] != "done":
        assert found[0] in ("queued", "running"), found
        assert time.monotonic() - begun < 60, "nobody made it"
        time.sleep(0.5)
    assert found[1] > datetime.timedelta(minutes=10), "it is there long enough to be fetched"


def _ask_for_the_paper(stack: LiveStack, worker: Person, target: str) -> uuid.UUID:
    """As the page does, by its service, in a process on the clock of web."""
    said = subprocess.run(
        [sys.executable, "-m", "tests.faults.ask", worker.username, target, NAME, WITH_CONSENT],
        cwd=PROJECT,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=True,
    )
    return uuid.UUID(said.stdout)


def _job(database: Database, job: uuid.UUID) -> tuple[str, datetime.timedelta]:
    """Its state, and for how long its result can be fetched, by the clock of the database."""
    with database.superuser() as connection:
        row = connection.execute(
            "select state, coalesce(expires_at - clock_timestamp(), interval '0') from jobs_job"
            " where id = %s",
            [job],
        ).fetchone()
    assert row
    return row  # type: ignore[return-value]
