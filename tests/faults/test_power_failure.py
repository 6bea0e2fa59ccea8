"""Power is cut under PostgreSQL while people save (security.md F-04). `make faults-disk`, as root.

The server stands on a disk of its own whose power is cut in one stroke (`power.py`). The web server goes
on, as on a machine that did not fall; so people tell afterwards what was acknowledged.
"""

import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import psycopg
import pytest

from localenv.postgres import binaries
from tests.stack import LiveStack

from . import backup
from .kept import assert_kept, assert_log_is_whole, lost
from .people import Crowd, Diary, Person, sign_in
from .power import Disk, disk_of_its_own
from .processes import kill_at_once
from .ward import Ward, whole_ward

pytestmark = pytest.mark.disk

# What keeps an answered save on the disk; without it this test must see a loss.
FORGETFUL = {"fsync": "off"}


@pytest.fixture(scope="module")
def disk() -> Iterator[Disk]:
    with disk_of_its_own("1500M") as made:
        yield made


@pytest.fixture(scope="module")
def ward(django_db_setup: None, disk: Disk) -> Iterator[Ward]:
    with whole_ward(disk.folder / "ward") as made:
        disk.bring_to_disk()  # keys and folders lie there since the installation, long before anything falls
        yield made


@pytest.fixture(scope="module")
def stack(ward: Ward) -> Iterator[LiveStack]:
    made = ward.stack(workers=2)
    made.start_web()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def people(stack: LiveStack) -> list[Person]:
    return sign_in(stack, "soudan1", "soudan2", "kurashi1", "csw1")


def _checkpoints(ward: Ward, over: threading.Event) -> None:
    """Pages of tables are on their way to the disk when the power goes."""
    with suppress(psycopg.Error), ward.database.superuser() as connection:
        while not over.is_set():
            connection.execute("checkpoint")


def _fall(ward: Ward, disk: Disk) -> None:
    """The machine of the database loses its power, and has it again."""
    disk.cut_power()
    assert ward.cluster.service.process
    kill_at_once(ward.cluster.service.process.pid)
    ward.cluster.service.process.wait()
    disk.unmount()
    disk.mount()


def _power_cut_under_writers(ward: Ward, disk: Disk, crowd: Crowd, *, saved: int) -> float:
    """Seconds from the start of the server to the first save that is acknowledged again."""
    over = threading.Event()
    busy = threading.Thread(target=_checkpoints, args=(ward, over), daemon=True)
    with crowd:
        busy.start()
        crowd.wait_for(saved)
        _fall(ward, disk)
        over.set()
        busy.join(10)
        begun = time.monotonic()
        ward.start_database()
        crowd.wait_for(len(crowd.diary.saved) + 8)
    recovered = crowd.diary.saved_since(begun)
    assert recovered is not None
    return recovered


def assert_pages_are_whole(ward: Ward) -> None:
    """No page is torn: every checksum fits, every row is read, every index can be made anew."""
    backup.allow_backup(ward.cluster)
    backup.dump(ward.cluster, ward.state.root / "whole.dump")
    with ward.database.superuser() as connection:
        connection.execute(f'reindex database "{ward.database.name}"')
    ward.cluster.stop(ward.watchdog)
    checker = [str(binaries() / "pg_checksums"), "--check", f"--pgdata={ward.cluster.data}"]
    found = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    ward.start_database()


def test_f04_what_was_answered_is_there_after_a_power_failure(
    ward: Ward, disk: Disk, stack: LiveStack, people: list[Person]
) -> None:
    """Three times, each at another moment of the work, while a checkpoint brings pages to the disk."""
    diary = Diary()
    for saved in (15, 30, 45):
        crowd = Crowd(people, diary=diary)
        recovered = _power_cut_under_writers(ward, disk, crowd, saved=len(diary.saved) + saved)
        print(
            f"\nF-04: {len(diary.saved)} acknowledged, {len(lost(ward.database, diary))} lost,"
            f" {len(diary.unknown | diary.refused)} told to try again or without an answer,"
            f" saving again {recovered:.1f} s after the start"
        )
        assert diary.unexpected == []
        assert diary.refused | diary.unknown, "nobody noticed that the server was away"
        assert_kept(ward.database, diary)
        assert_log_is_whole(stack)
    assert_pages_are_whole(ward)
    assert_kept(ward.database, diary)


def test_f04_without_fsync_the_same_fall_loses_what_was_answered(
    ward: Ward, disk: Disk, people: list[Person]
) -> None:
    """The positive control: a test that cannot see a loss shows nothing. Last of the module."""
    ward.cluster.stop(ward.watchdog)
    disk.bring_to_disk()
    ward.start_database(**FORGETFUL)
    with Crowd(people) as crowd:
        crowd.wait_for(20)
        _fall(ward, disk)
    ward.start_database()
    gone = lost(ward.database, crowd.diary)
    print(f"\nF-04 fsync=off: {len(crowd.diary.saved)} acknowledged, {len(gone)} lost")
    assert gone
