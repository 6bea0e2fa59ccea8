"""Clocks that are wrong and clocks that jump: web and worker, then the database (security.md F-16, R17).

What counts is decided by the clock of the database. A clock of another machine that is wrong is told (S-90,
`tests/deploy/test_operations.py`) and must neither open nor shut anything.
"""

import datetime
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cases.intake_paper import NAME, WITH_CONSENT
from localenv.state import PROJECT
from tests import databases
from tests.databases import Database
from tests.stack import LiveStack, build

from .clocks import Clock
from .kept import assert_log_is_whole, assert_whole, words_kept
from .people import Person, sign_in
from .ward import Ward, whole_ward

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

TOKYO = ZoneInfo("Asia/Tokyo")
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


@pytest.fixture(scope="module")
def server_clock() -> Iterator[Clock]:
    """Where the server's user can read it."""
    folder = Path(tempfile.mkdtemp(prefix="bunkyo-clock-"))
    folder.chmod(0o755)
    made = Clock(folder / "offset")
    yield made
    made.file.unlink()
    folder.rmdir()


@pytest.fixture(scope="module")
def ward(django_db_setup: None, server_clock: Clock) -> Iterator[Ward]:
    """A server with a clock of its own; web keeps that of the machine."""
    with whole_ward() as made:
        made.cluster.stop(made.watchdog)
        # As the server's own user: the library keeps things in memory that it must open again.
        words = [f"{name}={value}" for name, value in server_clock.environment.items()]
        made.cluster.wrapper = ["/usr/bin/env", *words]
        made.start_database()
        yield made


@pytest.fixture(scope="module")
def web(ward: Ward) -> Iterator[LiveStack]:
    made = ward.stack()
    made.start_web()
    yield made
    made.stop()


def test_f16_the_clock_of_the_database_steps_back_and_forward(
    ward: Ward, web: LiveStack, server_clock: Clock
) -> None:
    """An hour each way, while somebody works: what is saved is kept, and the log is one chain in the order of
    its numbers although its times go back."""
    (worker,) = sign_in(web, "soudan1")
    for offset in ("-1h", "+0", "+1h", "+0"):
        server_clock.jump(offset)
        words = f"w{uuid.uuid4().hex}"
        answer = worker.receive(words)
        if not answer.is_saved:  # an appointment, a context, a lock of before the step: once more
            answer = worker.receive(words)
        assert answer.is_saved
        assert words in worker.get(answer.target).text
    entries = _entries(ward.database)
    assert [seq for seq, _ in entries] == sorted(seq for seq, _ in entries)
    times = [at for _, at in entries]
    assert times != sorted(times), "the clock did not step back"
    assert_log_is_whole(web)
    assert_whole(ward.database)


@pytest.mark.parametrize(
    ("last", "first"),
    [
        ("2027-03-31 23:59:59", "2027-04-01 00:00:00"),  # the fiscal year, and every office
        ("2027-06-15 23:59:59", "2027-06-16 00:00:00"),
    ],
)
def test_f16_r17_an_office_ends_with_its_last_second(
    ward: Ward, web: LiveStack, server_clock: Clock, last: str, first: str
) -> None:
    """She reads her case until 23:59:59 in Tokyo and not from 00:00:00 on. Web believes that it is months
    earlier, and nobody asks web."""
    server_clock.jump("+0")
    (worker,) = sign_in(web, "soudan1")
    words = f"w{uuid.uuid4().hex}"
    case = worker.receive(words).target
    end = datetime.datetime.fromisoformat(first).replace(tzinfo=TOKYO)
    assert end - datetime.datetime.fromisoformat(last).replace(tzinfo=TOKYO) == datetime.timedelta(
        seconds=1
    )
    with ward.database.superuser() as connection:
        before = connection.execute(
            "select a.id, a.valid_until from organizations_appointment a"
            " join organizations_staff s on s.id = a.staff_id where s.username = 'soudan1'"
        ).fetchall()
        connection.execute(
            "update organizations_appointment set valid_until = %s where id = any(%s)",
            [end, [row[0] for row in before]],
        )
    try:
        wait = 8  # seconds before midnight
        away = end - datetime.datetime.now(TOKYO) - datetime.timedelta(seconds=wait)
        server_clock.jump(f"+{int(away.total_seconds())}")
        read_at, page = _now(ward), worker.get(case)
        assert read_at < end
        assert words in page.text
        assert _now(ward) < end, "the machine was too slow to ask before midnight"
        while _now(ward) < end:
            time.sleep(0.2)
        after = worker.get(case)
        assert words not in after.text
        assert after.status in (302, 403, 404)
    finally:
        with ward.database.superuser() as connection:
            for pk, until in before:
                connection.execute(
                    "update organizations_appointment set valid_until = %s where id = %s",
                    [until, pk],
                )


def _now(ward: Ward) -> datetime.datetime:
    with ward.database.superuser() as connection:
        row = connection.execute("select clock_timestamp()").fetchone()
    assert row
    return row[0]  # type: ignore[return-value]
