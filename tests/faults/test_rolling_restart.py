"""The web server takes up a new version while people save (security.md F-20)."""

import os
import signal
import time

import pytest

from .kept import assert_kept, assert_log_is_whole
from .people import Crowd, sign_in
from .processes import children_of
from .ward import Ward

pytestmark = [pytest.mark.faults, pytest.mark.nightly]


def test_f20_no_save_is_lost_while_processes_are_replaced(ward: Ward) -> None:
    """Each process is replaced by a new one. What got no answer meanwhile is sent again with its key, as
    people do: nothing is refused, nothing is lost, nothing is there twice."""
    stack = ward.stack(workers=2)
    stack.start_web()
    people = sign_in(stack, "soudan1", "soudan2", "kurashi1", "csw1")
    assert stack.web.process
    before = set(children_of(stack.web.process.pid))
    with Crowd(people, again=True) as crowd:
        crowd.wait_for(10)
        os.kill(stack.web.process.pid, signal.SIGHUP)
        deadline = time.monotonic() + 40
        while before & set(children_of(stack.web.process.pid)) - _helpers(stack.web.process.pid):
            assert time.monotonic() < deadline, "the old processes still serve"
            time.sleep(0.2)
        crowd.wait_for(len(crowd.diary.saved) + 10)
    diary = crowd.diary
    print(
        f"\nF-20: {len(diary.saved)} saved, {len(diary.unknown)} sent a second time,"
        f" {len(diary.refused)} refused"
    )
    assert diary.unexpected == []
    assert diary.refused == set()
    assert diary.unknown - set(diary.saved) == set()
    assert_kept(ward.database, diary)
    assert_log_is_whole(stack)
    stack.stop()


def _helpers(pid: int) -> set[int]:
    """Children that serve nobody and stay: those that keep account of shared things."""
    return {child for child in children_of(pid) if b"resource_tracker" in _command(child)}


def _command(pid: int) -> bytes:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read()
    except OSError:
        return b""
