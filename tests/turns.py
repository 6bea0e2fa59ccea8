"""In which order tests run, and how many at a time: as many calculate as there are cores; those that wait for
processes go on beside them.

More processes than cores are there because browsers, servers and commands are waited for. Were all of them to
calculate at once, a test and its database would find neither code nor data in the caches of a core: the same tests
took a fifth more of the processor.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

# Tests of a minute and more. A run ends when its last worker ends: these begin first. One worker tells the secret
# world to those that begin without it.
LONG = (
    "tests/browser/test_every_page.py",
    "tests/localenv/test_processes.py",
    "tests/deploy/test_commands.py",
    "tests/ui/test_wrong_input.py",
    "tests/access/test_two_worlds.py",
    "tests/access/test_crawl.py",
    "tests/access/test_posting.py",
    "tests/access/test_papers.py",
    "tests/ways_out/test_ways_out.py",
)
# Tests that wait for other processes, by folder; elsewhere by what starts them.
WAITING = ("tests/browser/", "tests/faults/", "tests/localenv/", "tests/deploy/")
STARTED = {"start_stack", "live_stack"}
AGAIN = 0.002  # seconds


def waits(item: pytest.Item) -> bool:
    """Whether the test does little itself."""
    names = getattr(item, "fixturenames", ())
    return item.nodeid.startswith(WAITING) or bool(STARTED.intersection(names))


def in_order(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """Each worker begins with an equal part of the list (worksteal). At the head of one half of the parts stand
    those that wait, by whole modules; at the head of the others the long ones that calculate. The rest keep their
    order, by which tests of a module stay together."""
    long: list[pytest.Item] = []
    waiting: dict[str, list[pytest.Item]] = {name: [] for name in LONG}
    rest = []
    for item in items:
        module = item.nodeid.partition("::")[0]
        if waits(item):
            waiting.setdefault(module, []).append(item)
        elif module in LONG:
            long.append(item)
        else:
            rest.append(item)
    long.sort(key=lambda item: LONG.index(item.nodeid.partition("::")[0]))
    heads: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for n, module in enumerate(module for module in waiting.values() if module):
        heads[n % max(1, workers // 2)] += module
    for n, item in enumerate(long):
        heads[-1 - n % (workers - workers // 2)].append(item)
    return [item for part in _filled(heads, rest, len(items)) for item in part]


def _filled(
    heads: list[list[pytest.Item]], rest: list[pytest.Item], many: int
) -> Iterator[list[pytest.Item]]:
    """The parts, as large as a worker will be sent; what is too much of a head begins the rest."""
    parts = []
    for n, head in enumerate(heads):
        size = many // (len(heads) - n)
        many -= size
        parts.append((head[:size], size))
        rest = [*head[size:], *rest]
    for head, size in parts:
        fill = size - len(head)
        yield [*head, *rest[:fill]]
        rest = rest[fill:]


@contextmanager
def turn_of(item: pytest.Item) -> Iterator[None]:
    """A test that calculates waits until one of as many places as there are cores is free. Whoever has just left
    one is likely to find it again: so the more of its neighbours' tests find its caches warm."""
    if waits(item):
        yield
        return
    with ExitStack() as places:
        while not _found(places):
            time.sleep(AGAIN)
        yield


def _found(places: ExitStack) -> bool:
    for core in range(len(os.sched_getaffinity(0))):
        place = places.enter_context((Path(os.environ["TEST_STATE"]) / f"turn-{core}").open("w"))
        try:
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)  # given back when it is closed
        except BlockingIOError:
            continue
        return True
    places.close()
    return False
