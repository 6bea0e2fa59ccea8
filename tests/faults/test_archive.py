"""The archive of WAL while it fails, and after a server came back from it: what hangs on it goes on (F-17, S-84).

With the settings and scripts of production (`archive.py`), the archive on after each recovery as there.
"""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .archive import Archive
from .ward import whole_ward

pytestmark = [pytest.mark.faults, pytest.mark.nightly]


@pytest.fixture
def archive(django_db_setup: None) -> Iterator[Archive]:
    with whole_ward() as ward:
        made = Archive(ward)
        ward.cluster.stop(ward.watchdog)
        start(made)
        yield made


def start(archive: Archive) -> None:
    archive.ward.start_database(**archive.settings(archive_timeout="4s"))


def one(archive: Archive, question: str) -> str:
    with archive.ward.database.superuser() as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    assert row
    return str(row[0])


def write(archive: Archive, words: str) -> None:
    with archive.ward.database.superuser() as connection:
        connection.execute("create table if not exists written (words text)")
        connection.execute("insert into written values (%s)", [words])


def written(archive: Archive) -> list[str]:
    with archive.ward.database.superuser() as connection:
        rows = connection.execute("select words from written order by words").fetchall()
    return [str(words) for (words,) in rows]


def until_archived(archive: Archive) -> None:
    """What is written now is in the archive, and the monitoring finds nothing wrong with that."""
    piece = one(archive, "select pg_walfile_name(pg_switch_wal())")
    begun = time.monotonic()
    while not (archive.wal / f"{piece}.age").exists() or not is_well(archive):
        assert time.monotonic() - begun < 150, "the archive does not follow"
        time.sleep(0.5)


def is_well(archive: Archive) -> bool:
    return "archive of WAL" not in archive.back_up("check").stderr


def test_s84_a_dump_is_made_and_the_failure_told_while_archiving_fails(archive: Archive) -> None:
    """The server would keep a base backup waiting for its archive, for ever."""
    keys = archive.folder / "for the backup"  # which can encrypt all the same
    keys.write_bytes(archive.public.read_bytes())
    keys.chmod(0o644)
    away = archive.public.rename(archive.folder / "away")
    # Nobody knows yet that it fails: given up when its time is over.
    in_time = archive.back_up(BACKUP_RECIPIENTS_FILE=str(keys), BACKUP_BASE_HOURS="0.004")
    assert in_time.returncode == 1
    assert in_time.stderr == "backup FAILED\n"
    assert one(archive, "select failed_count > 0 from pg_stat_archiver") == "True"
    begun = time.monotonic()
    known = archive.back_up(BACKUP_RECIPIENTS_FILE=str(keys))
    assert known.returncode == 1
    assert known.stderr == "archive of WAL: archiving fails\nbackup FAILED\n"
    print(f"\nS-84: told after {time.monotonic() - begun:.1f} s")
    assert len(list(archive.backups.glob("*.dump.age"))) == 2
    assert list(archive.backups.glob("*.base.age")) == []
    assert {path.name for path in archive.states.iterdir()} == {"last-failure"}
    away.rename(archive.public)
    until_archived(archive)
    done = archive.back_up()
    assert (done.returncode, done.stderr) == (0, "")
    assert archive.base().exists()


def recovered(archive: Archive, base: Path, moment: str = "", timeline: str = "") -> str:
    """The timeline on which people work on, the archive with them."""
    archive.ward.cluster.stop(archive.ward.watchdog)
    done = archive.recover(base, moment, timeline=timeline)
    assert done.returncode == 0, done.stderr
    start(archive)
    return one(archive, "select timeline_id from pg_control_checkpoint()")


def moment_now(archive: Archive) -> str:
    time.sleep(1)
    moment = one(archive, "select clock_timestamp()")
    time.sleep(1)
    return moment


def test_f17_a_second_recovery_from_the_same_base_backup_leaves_the_archive_whole(
    archive: Archive,
) -> None:
    """Each begins a timeline of its own and says so to the archive; a moment is one of the course that is named."""
    write(archive, "1 before the backup")
    assert archive.back_up().returncode == 0
    base = archive.base()
    write(archive, "2 after it")
    too_early = moment_now(archive)
    write(archive, "3 later")
    right = moment_now(archive)
    write(archive, "4 the mistake")
    until_archived(archive)
    assert recovered(archive, base, too_early) == "2"
    assert written(archive) == ["1 before the backup", "2 after it"]
    write(archive, "5 after the first recovery")
    until_archived(archive)
    on_the_second = moment_now(archive)
    write(archive, "6 another mistake")
    until_archived(archive)
    assert recovered(archive, base, right) == "3"
    assert written(archive) == ["1 before the backup", "2 after it", "3 later"]
    until_archived(archive)
    assert recovered(archive, base, on_the_second, "2") == "4"
    course = ["1 before the backup", "2 after it", "5 after the first recovery"]
    assert written(archive) == course
    write(archive, "7 after the third")
    until_archived(archive)
    assert {path.name for path in archive.wal.glob("*.history.age")} == {
        f"0000000{number}.history.age" for number in (2, 3, 4)
    }
    done = archive.back_up()
    assert (done.returncode, done.stderr) == (0, "")
    write(archive, "8 last")
    until_archived(archive)
    newest = max(archive.backups.glob("*.base.age"))
    for begun, timeline in ((newest, "5"), (base, "6")):
        assert recovered(archive, begun) == timeline
        assert written(archive) == [*course, "7 after the third", "8 last"]
        until_archived(archive)


def test_f17_a_disk_of_which_nothing_is_left(archive: Archive) -> None:
    """Not even the folder in which the data lay: an empty volume."""
    write(archive, "1")
    assert archive.back_up().returncode == 0
    write(archive, "2")
    until_archived(archive)
    archive.ward.cluster.stop(archive.ward.watchdog)
    archive.lose_the_disk()
    lost = archive.ward.cluster.data = archive.ward.cluster.data.parent / "18" / "docker"
    assert not lost.parent.exists()
    done = archive.recover(archive.base())
    assert done.returncode == 0, done.stderr
    start(archive)
    assert written(archive) == ["1", "2"]
