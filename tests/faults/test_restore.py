"""The restore drill: a backup brought back into an empty server, and what must not happen twice.

security.md F-17, F-18, F-27: the dump is made as the role of the backup, with the commands of
deploy/backup.sh and deploy/restore.sh. (The scripts themselves, with the encryption: tests/deploy.)
"""

import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from alerts.digest import DIGEST_JOB
from localenv.postgres import binaries
from tests.stack import LiveStack

from . import backup
from .kept import assert_kept, assert_log_is_whole, words_kept
from .people import Crowd, Diary, Person, sign_in
from .ward import Ward, bare_server

pytestmark = [pytest.mark.faults, pytest.mark.nightly]


@dataclass
class Drill:
    """A ward in use, its backup, and the server into which that was brought back."""

    diary: Diary
    people: list[Person]
    restored: Ward
    before: dict[str, object]
    dumped: Path
    jobs: list[str]


def _ask_for_mails(ward: Ward) -> list[str]:
    """A job that waits, as the hour of the backup finds it: a mail that goes out a moment later."""
    job = str(uuid.uuid4())
    with ward.database.superuser() as connection:
        connection.execute(
            "insert into jobs_job (id, user_id, kind, object_id, option, state, attempts, created_at,"
            " run_after, done, total, error_code) select %s, id, %s, %s, '', 'queued', 0, now(), now(),"
            " 0, 0, '' from organizations_staff where username = 'soudan1'",
            [job, DIGEST_JOB, uuid.uuid4()],
        )
    return [job]


@pytest.fixture(scope="module")
def drill(ward: Ward, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    stack = ward.stack(workers=2)
    stack.start_web()
    people = sign_in(stack, "soudan1", "kurashi1")
    with Crowd(people, writers=4) as crowd:
        crowd.wait_for(12)
    stack.stop()
    jobs = _ask_for_mails(ward)
    backup.allow_backup(ward.cluster)
    before = backup.checksums(ward.database)
    dumped = tmp_path_factory.mktemp("backup") / "bunkyo.dump"
    begun = time.monotonic()
    backup.dump(ward.cluster, dumped)
    written = time.monotonic()
    with bare_server() as restored:
        ready = time.monotonic()
        backup.restore(restored.cluster, dumped)
        ended = time.monotonic()
        print(
            f"\nF-17: dump {written - begun:.1f} s ({dumped.stat().st_size / 1e6:.1f} MB),"
            f" restore {ended - ready:.1f} s"
        )
        yield Drill(crowd.diary, people, restored, before, dumped, jobs)
    with ward.database.superuser() as connection:
        connection.execute("delete from jobs_job where id = any(%s)", [jobs])


def test_f17_every_table_and_all_that_guards_it_is_equal(drill: Drill) -> None:
    after = backup.checksums(drill.restored.database)
    assert len([name for name in after if "." in name]) > 100
    different = [name for name in drill.before if drill.before[name] != after.get(name)]
    assert different == []
    assert set(after) == set(drill.before)


def test_f17_the_role_of_the_backup_reads_everything_and_writes_nothing(ward: Ward) -> None:
    with psycopg.connect(
        host=str(ward.state.sockets),
        user=backup.BACKUP,
        password=backup.BACKUP_PASSWORD,
        dbname=ward.database.name,
        autocommit=True,
    ) as connection:
        found = connection.execute("select count(*) from cases_intake").fetchone()
        assert found
        assert found[0] > 0
        for statement in (
            "update cases_intake set words = ''",
            "set transaction read write; delete from access_accesslog",
            "create table planted (id int)",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement)


@pytest.fixture(scope="module")
def reopened(drill: Drill) -> Iterator[LiveStack]:
    """The whole system over the restored database: Redis, worker, relay, scheduler, web."""
    backup.settle(drill.restored.cluster)
    stack = drill.restored.stack(
        EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend",
        MAIL_DOMAINS="example.lg.jp",
        DIGESTS_EVERY_SECONDS="2",
    )
    stack.start()
    yield stack
    stack.stop()


def test_f17_the_restored_system_serves_people_and_its_log_is_whole(
    drill: Drill, reopened: LiveStack
) -> None:
    assert_kept(drill.restored.database, drill.diary)
    assert_log_is_whole(reopened)
    (worker,) = sign_in(reopened, "soudan1")
    for target in list(drill.diary.saved.values())[:5]:
        assert worker.get(target).status in (
            200,
            404,
        )  # those of her colleague elsewhere stay closed
    assert worker.get("/").status == 200
    words = f"w{uuid.uuid4().hex}"
    assert worker.receive(words).is_saved
    assert words_kept(drill.restored.database)[words] == 1


def test_f18_nobody_stays_signed_in(drill: Drill, reopened: LiveStack) -> None:
    """A session of before could be one that was ended since."""
    for person in drill.people:
        old = Person(person.username, reopened.port, person.session)
        assert old.get("/").status == 302


def test_f18_nothing_that_waited_in_the_backup_is_made_or_mailed_again(
    drill: Drill, reopened: LiveStack
) -> None:
    time.sleep(8)  # the relay looks every three seconds, the scheduler rings every two for mails
    with drill.restored.database.superuser() as connection:
        rows = connection.execute(
            "select state, error_code from jobs_job where id = any(%s)", [drill.jobs]
        ).fetchall()
        asked = connection.execute(
            "select count(*) from jobs_job where kind = %s and id <> all(%s)",
            [DIGEST_JOB, drill.jobs],
        ).fetchone()
        day = connection.execute(
            "select count(*) from alerts_digestmail where \"on\" = (now() at time zone 'Asia/Tokyo')::date"
        ).fetchone()
    assert rows == [("failed", "restored")]
    assert asked == (0,)
    assert day
    assert day[0] > 10  # of everybody who holds an office: it counts as sent
    assert "Subject:" not in reopened.log()


def test_f18_settling_twice_does_no_harm(drill: Drill, reopened: LiveStack) -> None:
    before = backup.checksums(drill.restored.database)["public.alerts_digestmail"]
    backup.settle(drill.restored.cluster)
    assert backup.checksums(drill.restored.database)["public.alerts_digestmail"] == before


def _flip_a_byte(ward: Ward, table: str) -> tuple[Path, int]:
    """In the middle of the first page of a table, with the server stopped: bit rot."""
    with ward.database.superuser() as connection:
        connection.execute("checkpoint")
        row = connection.execute("select pg_relation_filepath(%s)", [table]).fetchone()
    assert row
    path = ward.cluster.data / str(row[0])
    ward.cluster.stop(ward.watchdog)
    place = path.stat().st_size - 4000
    with path.open("r+b") as file:
        file.seek(place)
        byte = file.read(1)
        file.seek(place)
        file.write(bytes([byte[0] ^ 0x10]))
    return path, place


def test_f27_a_flipped_bit_is_found_by_the_nightly_backup_and_the_backup_of_before_is_good(
    drill: Drill, reopened: LiveStack, tmp_path: Path
) -> None:
    """pg_dump reads every page; with data checksums it fails instead of copying a lie, and the absence of a
    backup is what the monitoring alarms on. Last test of the module: it harms the restored server."""
    reopened.stop()
    ward = drill.restored
    checker = [str(binaries() / "pg_checksums"), "--check", f"--pgdata={ward.cluster.data}"]
    ward.cluster.stop(ward.watchdog)
    assert subprocess.run(checker, capture_output=True, check=False).returncode == 0
    ward.start_database()
    _flip_a_byte(ward, "cases_intake")
    found = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert found.returncode != 0
    assert "checksum verification failed" in found.stderr
    ward.start_database()
    with pytest.raises(AssertionError, match="invalid page"):
        backup.dump(ward.cluster, tmp_path / "rotten.dump")
    backup.restore(ward.cluster, drill.dumped)
    assert_kept(ward.database, drill.diary)
