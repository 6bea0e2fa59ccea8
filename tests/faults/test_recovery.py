"""The disk of the database is lost, or somebody destroyed what is on it: back to a moment (security.md F-17).

A base backup and the archive of WAL, both encrypted, lead to every moment after the base backup, and to the
last minute before the disk was lost. The commands are those of production (`archive.py`).
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.stack import LiveStack

from . import backup
from .archive import Archive
from .kept import assert_log_is_whole, assert_whole, words_kept
from .people import Crowd, Diary, Person, sign_in
from .processes import kill_at_once
from .ward import Ward, whole_ward

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

TIMEOUT = 4  # seconds after which a piece is archived here; a minute in production


@pytest.fixture(scope="module")
def ward(django_db_setup: None) -> Iterator[Ward]:
    with whole_ward() as made:
        yield made


@dataclass
class Story:
    """What was saved when, and what the tables held at the moment to which people want to go back."""

    archive: Archive
    stack: LiveStack
    before: Diary  # the base backup
    until: Diary  # the moment
    later: Diary  # the mistake
    moment: str
    held: dict[str, object]


def _save(people: list[Person], number: int) -> Diary:
    with Crowd(people, writers=4) as crowd:
        crowd.wait_for(number)
    return crowd.diary


def _one(ward: Ward, question: str) -> str:
    with ward.database.superuser() as connection:
        row = connection.execute(question).fetchone()  # type: ignore[arg-type]
    assert row
    return str(row[0])


def _archived_by_itself(ward: Ward) -> float:
    """Seconds until what is written now is in the archive, without anybody asking for it."""
    written = _one(ward, "select pg_walfile_name(pg_current_wal_lsn())")
    begun = time.monotonic()
    while _one(ward, "select coalesce(last_archived_wal, '') from pg_stat_archiver") < written:
        assert time.monotonic() - begun < 60, "the archive does not follow"
        time.sleep(0.2)
    return time.monotonic() - begun


@pytest.fixture(scope="module")
def story(ward: Ward) -> Iterator[Story]:
    archive = Archive(ward)
    ward.cluster.stop(ward.watchdog)
    ward.start_database(**archive.settings(archive_timeout=f"{TIMEOUT}s"))
    stack = ward.stack(workers=2)
    stack.start_web()
    people = sign_in(stack, "soudan1", "soudan2", "kurashi1", "csw1")
    before = _save(people, 6)
    done = archive.back_up()
    assert done.returncode == 0, done.stderr
    until = _save(people, 12)
    moment, held = _one(ward, "select clock_timestamp()"), backup.checksums(ward.database)
    time.sleep(1.5)
    with ward.database.superuser() as connection:  # malice: past every trigger
        connection.execute("set session_replication_role = replica")
        connection.execute("update cases_intake set words = 'gone'")
    later = _save(people, 6)
    print(f"\nF-17 WAL: archived by itself after {_archived_by_itself(ward):.1f} s")
    well = archive.back_up("check")
    assert (well.returncode, well.stderr) == (0, "")
    assert ward.cluster.service.process
    kill_at_once(ward.cluster.service.process.pid)
    ward.cluster.service.process.wait()
    archive.lose_the_disk()
    yield Story(archive, stack, before, until, later, moment, held)
    stack.stop()


def _reopen(story: Story) -> None:
    """Without an archive: both recoveries of this module begin from the same one."""
    ward = story.archive.ward
    ward.start_database(archive_mode="off")


def test_production_archives_each_minute() -> None:
    assert Archive.in_production() == {
        "wal_level": "replica",
        "archive_mode": "on",
        "archive_timeout": "60s",
        "archive_command": "archive-wal.sh %p %f",
    }


def test_s82_nothing_of_the_archive_can_be_read_without_the_key(story: Story) -> None:
    files = [*story.archive.pieces(), *story.archive.backups.glob("*.age")]
    assert len(story.archive.pieces()) >= 3
    for path in files:
        content = path.read_bytes()
        assert content.startswith(b"age-encryption.org/v1\n")
        assert not [words for words in story.until.saved if words.encode() in content]
    assert not list(story.archive.wal.glob(".*.part"))


def test_another_key_or_a_damaged_piece_makes_nothing(story: Story) -> None:
    archive, ward = story.archive, story.archive.ward
    other = archive.recover(archive.base(), story.moment, archive.new_key("another"))
    assert (other.returncode, other.stdout) == (1, "")
    assert other.stderr == "recovery FAILED: the base backup was not read to its end\n"
    for damaged, code, said in (
        (archive.pieces()[-1], 1, "the archive did not lead to that moment"),
        (archive.base(), 65, "the base backup differs from the manifest"),
    ):
        whole = damaged.read_bytes()
        damaged.write_bytes(whole[:900] + bytes([whole[900] ^ 1]) + whole[901:])
        refused = archive.recover(archive.base())
        damaged.write_bytes(whole)
        assert (refused.returncode, refused.stdout) == (code, "")
        assert refused.stderr.endswith(f"recovery FAILED: {said}\n")
    assert not ward.cluster.data.exists()
    assert not ward.cluster.data.with_name("data_recovering").exists()


def test_f17_back_to_a_moment_after_the_base_backup(story: Story) -> None:
    """Everything acknowledged until then is there, whole, once; of what came later, nothing."""
    archive, ward = story.archive, story.archive.ward
    begun = time.monotonic()
    done = archive.recover(archive.base(), story.moment)
    assert done.returncode == 0, done.stderr
    print(f"\nF-17 WAL: to a moment in {time.monotonic() - begun:.1f} s: {done.stdout.strip()}")
    _reopen(story)
    kept = words_kept(ward.database)
    assert {**story.before.saved, **story.until.saved}.keys() <= kept.keys()
    assert set(story.until.saved) & set(kept), "saves of after the base backup"
    assert not set(story.later.saved) & set(kept)
    assert "gone" not in kept
    assert set(kept.values()) == {1}
    assert_whole(ward.database)
    after = backup.checksums(ward.database)
    assert set(after) == set(story.held)
    different = {name for name, found in story.held.items() if after[name] != found}
    assert different <= {*backup.SETTLED, "sequences"}  # these count ahead of what is kept
    assert_log_is_whole(story.stack)


def test_f18_sessions_of_that_time_are_closed_and_people_work_on(story: Story) -> None:
    (worker,) = sign_in(story.stack, "soudan1")
    assert worker.receive("w-after").is_saved
    assert words_kept(story.archive.ward.database)["w-after"] == 1


def test_a_server_that_runs_is_not_replaced(story: Story) -> None:
    archive = story.archive
    refused = archive.recover(archive.base())
    assert refused.returncode == 66
    assert "a server runs on" in refused.stderr
    assert archive.ward.cluster.service.running


def test_f17_up_to_the_last_piece_of_the_archive(story: Story) -> None:
    """The same archive without a moment: also what was saved last before the disk was lost."""
    archive, ward = story.archive, story.archive.ward
    ward.cluster.stop(ward.watchdog)
    done = archive.recover(archive.base())
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"the data of before: {ward.cluster.data}_before_")
    _reopen(story)
    kept = words_kept(ward.database)
    assert set(story.later.saved) <= set(kept)
    assert kept["gone"] == len(story.before.saved) + len(story.until.saved)
    assert_whole(ward.database)
    assert_log_is_whole(story.stack)


def _wal(archive: Archive) -> list[Path]:
    """Pieces, beside which lies what a recovery says of the timeline that it began."""
    return [path for path in archive.pieces() if ".history" not in path.name]


def test_archiving_that_fails_is_told_and_loses_nothing(story: Story) -> None:
    """The server keeps what it could not hand over. Last of the module: it runs on an archive of its own."""
    archive, ward = story.archive, story.archive.ward
    for path in archive.wal.iterdir():
        path.unlink()
    ward.cluster.stop(ward.watchdog)
    ward.start_database(**archive.settings(archive_timeout=f"{TIMEOUT}s"))
    away = archive.public.rename(archive.folder / "away")
    begun = time.monotonic()
    _one(ward, "select pg_switch_wal()")
    while (said := archive.back_up("check")).returncode == 0:
        assert time.monotonic() - begun < 60, "nobody says that the archive does not follow"
        time.sleep(0.5)
    assert said.stderr in (
        "archive of WAL: archiving fails\n",
        "archive of WAL: nothing has been archived yet\n",
    )
    assert _wal(archive) == []
    away.rename(archive.public)
    while archive.back_up("check").returncode != 0:
        assert time.monotonic() - begun < 120, "the archive does not follow any more"
        time.sleep(0.5)
    assert _wal(archive)
