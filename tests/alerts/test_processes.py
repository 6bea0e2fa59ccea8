"""Two schedulers and a killed worker: each alert once, each daily mail once. Real processes: Redis, relay,
worker and two schedulers over a database of the test's own."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.utils import timezone

from alerts.models import Alert
from documents.business_days import is_business_day
from localenv.processes import Service
from organizations.models import Body, BodySettings
from tests import databases
from tests.cases import situations as c
from tests.databases import Database
from tests.meetings.convening import with_address
from tests.stack import LiveStack, build
from tests.world import acting

from .mail_server import Inbox, mail_server
from .situations import change, days, look, told

pytestmark = pytest.mark.faults

INTAKES = 3
ADDRESS = "soudan1@example.lg.jp"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    with mail_server() as made:
        yield made


@pytest.fixture
def stack(committed_db: Database, inbox: Inbox) -> Iterator[LiveStack]:
    """Everything but web, worker and schedulers, which the tests start and kill."""
    made = build(
        committed_db,
        databases.state().secrets,
        ALERTS_EVERY_SECONDS="2",
        DIGESTS_EVERY_SECONDS="2",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=str(inbox.port),
        MAIL_DOMAINS="example.lg.jp",
    )
    made.redis.start(made.watchdog)
    try:
        made.relay.start(made.watchdog)
        yield made
    finally:
        made.stop()


@pytest.fixture
def second_scheduler(stack: LiveStack) -> Iterator[Service]:
    first = stack.scheduler
    own = {"BEAT_SCHEDULE_FILE": str(stack.state.root / "second-scheduler")}
    made = replace(
        first,
        name="second-scheduler",
        environment={**first.environment, **own},
        log=first.log.with_name("second-scheduler.log"),
    )
    yield made
    made.kill()


def eventually(true: Callable[[], bool], seconds: float = 150) -> None:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds, "it did not come true in time"
        time.sleep(0.05)


def late_intakes(database: Database) -> None:
    for _ in range(INTAKES):
        change(database, c.an_intake("soudan1"), received_on=days(-20))


def from_midnight_on() -> None:
    """Every body has its daily mail at any hour of the day at which the test runs."""
    with acting("system1"):
        for body in Body.objects.all():
            BodySettings.objects.create(body=body, digest_hour=0)


def alerts() -> list[object]:
    return list(Alert.objects.scheduled().values_list("rule", "object_id", "due_on", "turn"))


def waits_for_a_lock(database: Database) -> bool:
    with database.superuser() as connection:
        found = connection.execute(
            "select count(*) from pg_stat_activity where application_name = 'bunkyo-worker'"
            " and wait_event_type = 'Lock'"
        ).fetchone()
    return bool(found and found[0])


def test_two_schedulers_and_a_worker_killed_in_the_middle_make_each_alert_once(
    stack: LiveStack, second_scheduler: Service, committed_db: Database
) -> None:
    late_intakes(committed_db)
    with committed_db.superuser() as connection:
        connection.execute("begin")
        connection.execute("lock table alerts_alert in share mode")  # it reads, and cannot write
        for service in (stack.worker, stack.scheduler, second_scheduler):
            service.start(stack.watchdog)
        eventually(lambda: waits_for_a_lock(committed_db))
        stack.worker.kill()
        connection.execute("commit")
    assert alerts() == []
    stack.worker.start(stack.watchdog)
    eventually(lambda: len(alerts()) >= INTAKES)
    time.sleep(6)  # both schedulers ring a few times more
    assert len(alerts()) == INTAKES == len(set(alerts()))
    assert told("soudan1") == ["screening"] * INTAKES


def test_two_schedulers_and_a_worker_killed_while_sending_send_each_mail_once(
    stack: LiveStack, second_scheduler: Service, committed_db: Database, inbox: Inbox
) -> None:
    late_intakes(committed_db)
    from_midnight_on()
    with_address("soudan1", "kansa1", "kanri1")
    look()
    for service in (stack.scheduler, second_scheduler):
        service.environment = {**service.environment, "ALERTS_EVERY_SECONDS": "3600"}
    inbox.is_open.clear()  # the server takes a mail and does not say so
    for service in (stack.worker, stack.scheduler, second_scheduler):
        service.start(stack.watchdog)
    if not is_business_day(timezone.localdate()):
        time.sleep(10)
        assert inbox.mails == []
        return
    assert inbox.arriving.wait(150), stack.log()
    stack.worker.kill()
    inbox.is_open.set()
    stack.worker.start(stack.watchdog)
    eventually(lambda: len(inbox.mails) >= 2)
    time.sleep(25)  # longer than the relay waits before it rings again for what was cut off
    assert sorted(recipient for recipient, _ in inbox.mails) == [
        "kanri1@example.lg.jp",
        ADDRESS,
    ]
    for _, text in inbox.mails:
        assert "架空" not in text
