"""Redis, relay and workers come and go: every job asked for is made once (security.md F-05 to F-10).

Real processes: Redis, relay and worker over a database of the test's own.
"""

import base64
import os
import re
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from django.test import Client
from django.urls import reverse

from jobs.models import Job
from tests import databases
from tests.databases import Database
from tests.stack import LiveStack, build
from tests.world import login

from .situations import WHO, a_job, as_it_is, results_of

pytestmark = pytest.mark.faults

PROMPT = 1.0  # seconds within which a save is answered, whatever Redis does
RERUN = 30.0  # security.md F-07


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where slow jobs leave their attempts, and where they look for the word to go on."""
    return tmp_path


@pytest.fixture
def stack(committed_db: Database, folder: Path) -> Iterator[LiveStack]:
    """Redis, relay, and a worker that knows the kinds of jobs of the tests."""
    made = build(committed_db, databases.state().secrets, JOBS_TEST_FOLDER=str(folder))
    made.worker.command = [
        word.replace("bunkyo_support", "tests.jobs.live") for word in made.worker.command
    ]
    try:
        made.redis.start(made.watchdog)
        for service in (made.worker, made.relay):
            service.start(made.watchdog)
        yield made
    finally:
        made.stop()


def eventually(true: Callable[[], bool], seconds: float = 45) -> float:
    """Seconds until it came true."""
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it did not come true in time"
        time.sleep(0.05)
    return time.monotonic() - begun


def is_done(job: Job) -> Callable[[], bool]:
    return lambda: as_it_is(job).state == "done"


def attempts(folder: Path) -> list[int]:
    """Process of each attempt at a slow job so far."""
    file = folder / "attempts"
    lines = file.read_text(encoding="ascii").splitlines() if file.exists() else []
    return [int(line.split()[1]) for line in lines]


def go(folder: Path) -> None:
    (folder / "go").touch()


def restart(service: object, stack: LiveStack) -> None:
    service.start(stack.watchdog)  # type: ignore[attr-defined]


def seconds_to_ask() -> tuple[Job, float]:
    """Asking for a job and committing it, as the services of the apps do."""
    begun = time.monotonic()
    job = a_job()
    return job, time.monotonic() - begun


def everything_in(store: Path) -> str:
    """What Redis wrote to disk, as it stands and with what is base64 in it."""
    raw = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    inner = [base64.b64decode(run + b"===") for run in re.findall(rb"[A-Za-z0-9+/]{24,}", raw)]
    return b"\n".join([raw, *inner]).decode(errors="replace")


def test_s36_a_job_is_made_soon_and_its_words_reach_neither_redis_nor_a_log(
    stack: LiveStack,
) -> None:
    eventually(is_done(a_job()))
    job = a_job(option="own-copy")
    waited = eventually(is_done(job))
    assert waited < 3, "the relay should hear of it at once, not at its next look"
    content = bytes(results_of(job)[0].content).decode()
    number, option = content.split()
    kept = everything_in(stack.redis.data)
    assert str(job.pk) in kept
    for word in (number, option, "soudan1", "test-paper", str(job.object_id)):
        assert word not in kept
        assert word not in stack.log()


def test_f05_redis_down_harms_no_save_and_the_job_is_made_later(stack: LiveStack) -> None:
    eventually(is_done(a_job()))
    stack.redis.service.kill()
    jobs = []
    for _ in range(3):
        job, took = seconds_to_ask()
        assert took < PROMPT
        jobs.append(job)
    time.sleep(3)  # the relay meets the closed door
    stack.redis.start(stack.watchdog)
    for job in jobs:
        eventually(is_done(job), 60)


def test_f06_redis_hung_delays_no_save_and_no_page(stack: LiveStack, client: Client) -> None:
    eventually(is_done(a_job()))
    login(client, WHO)
    client.get(reverse("jobs:list"))
    redis = stack.redis.service.process
    assert redis
    os.kill(redis.pid, signal.SIGSTOP)
    try:
        asked = [seconds_to_ask() for _ in range(3)]
        begun = time.monotonic()
        page = client.get(reverse("jobs:list"))
        took = time.monotonic() - begun
        time.sleep(7)  # the relay runs into its time limit
        late = seconds_to_ask()
    finally:
        os.kill(redis.pid, signal.SIGCONT)
    assert page.status_code == 200
    assert max(took, late[1], *(seconds for _, seconds in asked)) < PROMPT
    for job, _ in (*asked, late):
        eventually(is_done(job), 60)
        assert len(results_of(job)) == 1


def test_f07_kill_9_of_the_worker_in_the_middle(stack: LiveStack, folder: Path) -> None:
    job = a_job("test-slow")
    eventually(lambda: len(attempts(folder)) == 1)
    stack.worker.kill()
    assert as_it_is(job).state == "running"
    assert results_of(job) == []
    restart(stack.worker, stack)
    again = eventually(lambda: len(attempts(folder)) == 2)
    assert again < RERUN
    go(folder)
    eventually(is_done(job))
    assert as_it_is(job).attempts == 2
    assert len(results_of(job)) == 1


def test_f08_kill_9_of_the_child_only(stack: LiveStack, folder: Path) -> None:
    job = a_job("test-slow")
    eventually(lambda: len(attempts(folder)) == 1)
    os.kill(attempts(folder)[0], signal.SIGKILL)
    assert eventually(lambda: len(attempts(folder)) == 2) < RERUN
    go(folder)
    eventually(is_done(job))
    assert len(results_of(job)) == 1


def test_f08_a_job_that_kills_its_workers_ends(stack: LiveStack, folder: Path) -> None:
    job = a_job("test-slow")
    for number in range(3):
        eventually(lambda: len(attempts(folder)) > number)  # noqa: B023
        os.kill(attempts(folder)[number], signal.SIGKILL)
    eventually(lambda: as_it_is(job).state == "failed", 60)
    assert as_it_is(job).error_code == "gave-up"
    eventually(is_done(a_job()))  # and the worker goes on with others


def test_f09_redis_loses_everything(stack: LiveStack) -> None:
    stack.worker.kill()
    jobs = [a_job() for _ in range(3)]
    eventually(lambda: all(as_it_is(job).rung_at for job in jobs))
    stack.redis.service.kill()
    for part in stack.redis.data.iterdir():
        shutil.rmtree(part) if part.is_dir() else part.unlink()
    stack.redis.start(stack.watchdog)
    restart(stack.worker, stack)
    for job in jobs:
        eventually(is_done(job), 60)
        assert len(results_of(job)) == 1


def test_f10_the_relay_is_killed_and_comes_back(stack: LiveStack) -> None:
    eventually(is_done(a_job()))
    stack.relay.kill()
    job = a_job()
    time.sleep(0.5)
    assert as_it_is(job).state == "queued"
    restart(stack.relay, stack)
    eventually(is_done(job))


def test_f10_the_relay_is_killed_between_ringing_and_noting_it(
    stack: LiveStack, committed_db: Database
) -> None:
    """It rings again for what it had rung for; two rings make one result (I4)."""
    stack.worker.kill()
    stack.relay.kill()
    job = a_job()
    rings = redis.Redis.from_url(stack.redis.address(account="administrator"))
    with psycopg.connect(committed_db.address("SUPERUSER_DATABASE_URL")) as somebody:
        somebody.execute("select from jobs_job where id = %s for update", [job.pk])
        restart(stack.relay, stack)
        eventually(lambda: rings.llen("celery") == 1)
        stack.relay.kill()  # it waits for the row, to note that it rang
        with committed_db.superuser() as administrator:  # what it asked for does not outlive it
            administrator.execute(
                "select pg_terminate_backend(pid, 5000) from pg_stat_activity"
                " where datname = current_database() and application_name = 'bunkyo-relay'"
            )
    assert as_it_is(job).rung_at is None
    restart(stack.relay, stack)
    eventually(lambda: rings.llen("celery") == 2)
    restart(stack.worker, stack)
    eventually(is_done(job))
    eventually(lambda: rings.llen("celery") == 0)
    assert as_it_is(job).attempts == 1
    assert len(results_of(job)) == 1


def test_the_database_hangs_up_on_relay_and_worker(
    stack: LiveStack, folder: Path, committed_db: Database
) -> None:
    job = a_job("test-slow")
    eventually(lambda: len(attempts(folder)) == 1)
    with committed_db.superuser() as connection:
        connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname ="
            " current_database() and application_name in ('bunkyo-relay', 'bunkyo-worker')"
        )
    go(folder)
    eventually(is_done(job), 60)
    assert as_it_is(job).attempts == 2
    assert len(results_of(job)) == 1
    eventually(is_done(a_job()))


def test_the_relay_stops_when_asked(stack: LiveStack) -> None:
    eventually(is_done(a_job()))
    begun = time.monotonic()
    stack.relay.stop(stack.watchdog)
    assert time.monotonic() - begun < 5
