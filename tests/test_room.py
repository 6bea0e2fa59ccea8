"""Frames of Python have room (docs/decisions/0666)."""

import resource
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bunkyo_support.room import with_room


def _nothing() -> None: ...


def _asked(depth: int, call: Callable[[], None]) -> int:
    """How often the system is asked for memory while something is called again and again, so many calls deep."""
    if depth:
        return _asked(depth - 1, call)
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for _ in range(300):
        call()
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def _most() -> int:
    return max(_asked(depth, _nothing) for depth in range(400))


def _elsewhere(work: Callable[[], int]) -> int:
    """In a thread of its own: tests run with room already."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(work).result()


def test_a_loop_at_any_depth_asks_the_system_for_nothing() -> None:
    assert _elsewhere(with_room(_most)) < 30


def test_without_room_it_asks_at_each_call() -> None:
    """When a Python does better by itself, this test says so, and the room can go."""
    assert _elsewhere(_most) >= 300


def test_what_it_is_called_and_gives_back_stays() -> None:
    assert with_room(_asked).__name__ == "_asked"
    assert with_room(divmod)(7, 2) == (3, 1)
