"""kill -9 of PostgreSQL, all its processes, under eight people who save (security.md F-03)."""

import time

import pytest

from .kept import assert_kept, assert_log_is_whole, lost
from .people import Crowd, Diary, sign_in
from .processes import kill_at_once
from .ward import Ward

pytestmark = pytest.mark.faults

# A server that acknowledges what it has only in its memory, and is slow to write it down.
FORGETFUL = {
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "wal_buffers": "64MB",
}
WRITERS = ("soudan1", "soudan2", "kurashi1", "csw1")


def _killed_under_writers(ward: Ward, crowd: Crowd, *, saved: int, **settings: str) -> float:
    """Seconds from the start of the server to the first save that is acknowledged again."""
    with crowd:
        crowd.wait_for(saved)
        assert ward.cluster.service.process
        kill_at_once(ward.cluster.service.process.pid)
        ward.cluster.service.process.wait()
        begun = time.monotonic()
        ward.start_database(**settings)
        before = len(crowd.diary.saved)
        crowd.wait_for(before + 8)
    recovered = crowd.diary.saved_since(begun)
    assert recovered is not None
    return recovered


def test_f03_no_acknowledged_save_is_lost_and_nothing_is_half_there(ward: Ward) -> None:
    stack = ward.stack(workers=2)
    stack.start_web()
    people = sign_in(stack, *WRITERS)
    crowd = Crowd(people)
    recovered = _killed_under_writers(ward, crowd, saved=40)
    print(_figures("synchronous_commit=on", ward, crowd.diary, recovered))
    assert crowd.diary.unexpected == []
    assert crowd.diary.refused | crowd.diary.unknown, "nobody noticed that the server was away"
    assert recovered < 30
    assert_kept(ward.database, crowd.diary)
    assert_log_is_whole(stack)

    # The positive control: a test that cannot see a loss shows nothing.
    usual = dict(ward.cluster.settings)
    ward.cluster.stop(ward.watchdog)
    ward.start_database(**FORGETFUL)
    forgetful = Crowd(people)
    try:
        recovered = _killed_under_writers(ward, forgetful, saved=40, synchronous_commit="on")
        print(_figures("synchronous_commit=off", ward, forgetful.diary, recovered))
        assert lost(ward.database, forgetful.diary)
    finally:
        stack.stop()
        ward.cluster.stop(ward.watchdog)
        ward.cluster.settings = usual
        ward.start_database()


def _figures(name: str, ward: Ward, diary: Diary, recovered: float) -> str:
    return (
        f"\nF-03 {name}: {len(diary.saved)} acknowledged, {len(lost(ward.database, diary))} lost,"
        f" {len(diary.refused)} told to try again, {len(diary.unknown)} without an answer,"
        f" saving again {recovered:.1f} s after the start"
    )
