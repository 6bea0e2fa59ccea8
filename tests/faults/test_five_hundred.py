"""Five hundred people at once: the morning, a meeting that begins, the first of April (security.md F-21).

`make faults-load`; LOAD_PEOPLE=100 for a smaller machine. Web is the one of production: two processes of four
threads. What is held: less than one error in a thousand, nothing lost, nobody's page mixed up, and the times.
"""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from localenv.state import PROJECT
from tests import databases
from tests.databases import Database
from tests.stack import LiveStack, build

from .five_hundred import Desk, Tally, spread, username_of
from .kept import assert_kept, assert_log_is_whole
from .people import Person
from .ward import with_workers

pytestmark = pytest.mark.load

PEOPLE = int(os.environ.get("LOAD_PEOPLE", "500"))
MORNING, WORK = 300.0, 180.0  # seconds in which all sign in; in which all work
MEETING, MEMBERS = 60.0, 40  # seconds in which so many open the same paper
MOVED = PEOPLE // 10
ANSWERED_WITHIN = 10.0  # seconds


@pytest.fixture(scope="module")
def stack(fresh_database: Callable[[], Database]) -> Iterator[LiveStack]:
    made = build(fresh_database(), databases.state().secrets)
    made.web.command = with_workers(made.web.command, 2)
    made.start_web()
    yield made
    made.stop()


def _many(stack: LiveStack, what: str, number: int) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.many", what, str(number)],
        cwd=PROJECT,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _begin_a_meeting(desks: list[Desk], bodies: int) -> None:
    """Forty of one body open the same paper within a minute, while all others work."""
    mates = desks[::bodies][:MEMBERS]
    mates[0].save()
    (words, path) = next(iter(mates[0].cases.items()))
    spread(mates, MEETING, lambda desk: desk.open_together(path, words))


def _first_of_april(stack: LiveStack, moved: list[Desk]) -> None:
    """They go to another body while everybody works; what they saved before is closed to them."""
    for desk in moved:
        desk.is_moving = True
    _many(stack, "move", len(moved))
    time.sleep(ANSWERED_WITHIN)  # what they had begun to save
    for desk in moved:
        desk.cases.clear()
        desk.is_moving = False


def test_f21_everybody_works_at_once(stack: LiveStack) -> None:
    bodies = int(_many(stack, "enter", PEOPLE))
    tally = Tally()
    desks = [
        Desk(number, Person(username_of(number), stack.port), tally) for number in range(PEOPLE)
    ]
    spread(desks, MORNING * PEOPLE / 500, lambda desk: desk.sign_in())
    over = threading.Event()
    workers = [threading.Thread(target=desk.work, args=(over,), daemon=True) for desk in desks]
    for worker in workers:
        worker.start()
    begun = time.monotonic()
    time.sleep(WORK / 4)
    _begin_a_meeting(desks[: PEOPLE - MOVED], bodies)
    _first_of_april(stack, desks[PEOPLE - MOVED :])
    time.sleep(max(0, WORK - (time.monotonic() - begun)))
    over.set()
    for worker in workers:
        worker.join(120)
    assert not any(worker.is_alive() for worker in workers)
    print(f"\nF-21: {PEOPLE} people, {os.cpu_count()} cores, load {os.getloadavg()[1]:.0f}")
    print(f"F-21: {tally.figures()}")
    assert tally.mixed_up == []
    assert len(tally.errors) < tally.requests / 1000, tally.errors[:20]
    assert_kept(stack.database, tally.diary)
    assert_log_is_whole(stack)
    assert tally.percentile("read") <= 1
    assert tally.percentile("save") <= 2
