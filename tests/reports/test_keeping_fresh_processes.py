"""Boards are counted without anybody looking: scheduler, Redis and worker as real processes."""

import time
from collections.abc import Iterator

import pytest
from django.utils import timezone

from reports.keeping_fresh import FRESH
from reports.kept import KEPT, ask_ahead
from reports.models import KeptCount
from tests import databases
from tests.cases import situations as c
from tests.databases import Database
from tests.stack import LiveStack, build
from tests.world import acting

pytestmark = pytest.mark.faults
SUPERVISOR = "kanri1"


@pytest.fixture
def stack(committed_db: Database) -> Iterator[LiveStack]:
    """Scheduler, worker and Redis; nobody's browser."""
    made = build(committed_db, databases.state().secrets)
    made.redis.start(made.watchdog)
    try:
        for service in (made.worker, made.scheduler):
            service.start(made.watchdog)
        yield made
    finally:
        made.stop()


def board() -> KeptCount:
    with acting(SUPERVISOR) as user:
        row: KeptCount = KeptCount.objects.visible_to(user).get(of="own")
        return row


def test_a_board_is_counted_and_never_a_minute_old(
    stack: LiveStack, committed_db: Database
) -> None:
    c.a_note(c.a_case())
    with acting(SUPERVISOR) as user:
        ask_ahead(user, ["own"])
    begun, counted = time.monotonic(), set()
    while len(counted) < 2:
        assert time.monotonic() - begun < 240, stack.log()
        row = board()
        if row.how:
            counted.add(row.counted_at)
            assert row.numbers["states"]
            # As old as a page would still show: it is renewed before that.
            assert timezone.now() - row.counted_at < KEPT, "counted again in time"
        time.sleep(0.5)
    first, second = sorted(counted)
    assert second - first >= FRESH, "and not all the time"
