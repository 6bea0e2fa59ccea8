"""The monthly drill: a backup brought back beside, and what must not pass it (S-84)."""

import stat
import time
from typing import Any

import pytest

from access.chain import write_anchor
from tests.access.test_log import TAMPERING, some_reading, some_searches
from tests.keeping.situations import decide, draw_up, run
from tests.keeping.test_log_disposal import MADE_OLD
from tests.world import staff

from .backing_up import BackingUp, hang_up

pytestmark = pytest.mark.faults


@pytest.fixture
def read_log(drill: BackingUp, settings: Any) -> BackingUp:
    """A log of some entries, its head anchored in the second before the backup."""
    settings.ACCESS_LOG_ANCHOR_FILE = str(drill.anchor)
    some_reading(6)
    some_searches()
    anchored()
    return drill


def entries(drill: BackingUp) -> int:
    """How many there are: six of reading, two of searching, and those of how their world was made (S-69)."""
    with drill.database.superuser() as connection:
        row = connection.execute("select count(*) from access_accesslog").fetchone()
    assert row
    return int(row[0])


def anchored() -> None:
    write_anchor()
    time.sleep(1)  # the name of a backup tells the second
    hang_up()


def test_s84_a_drill_brings_it_back_beside_and_looks_through_it(read_log: BackingUp) -> None:
    read_log.backup()
    [backup] = read_log.backups()
    kept = entries(read_log)
    with read_log.database.superuser() as connection:
        connection.execute(
            "update organizations_staff set name = '見本 いま' where username = 'csw1'"
        )
    passed = read_log.drill(backup)
    assert passed.returncode == 0, passed.stderr
    assert passed.stdout.startswith(f"drill passed: {backup.name}, ")
    assert f"{kept} entries of the log" in passed.stdout
    noted = int((read_log.folder / "state/last-drill").read_text(encoding="ascii"))
    assert abs(time.time() - noted) < 60
    assert staff("csw1").name == "見本 いま"
    hang_up()
    assert read_log.beside() == []


NOT_WHOLE = {
    **{way: ("not whole: ", sql) for way, sql in TAMPERING.items()},
    "the first entry altered": (
        "not whole: entry 1 was altered",
        "update access_accesslog set user_id = null where seq = 1",
    ),
    "the beginning cut": (
        "not whole: entries before 3 are missing",
        "delete from access_accesslog where seq < 3",
    ),
    "emptied": (
        "{kept} were anchored before the backup, its log ends at 0",
        "delete from access_accesslog",
    ),
    "no policies": (
        "1 tables without row policies",
        "alter table cases_note disable row level security",
    ),
    "no staff": ("nobody works there", "truncate organizations_staff cascade"),
}


@pytest.mark.parametrize("way", NOT_WHOLE)
def test_s84_what_is_not_whole_does_not_pass_the_drill(read_log: BackingUp, way: str) -> None:
    said, statement = NOT_WHOLE[way]
    said = said.format(kept=entries(read_log))
    with read_log.database.superuser() as connection:
        connection.execute(statement)  # type: ignore[arg-type]
    read_log.backup()
    assert_fails(read_log, said)


def assert_fails(drill: BackingUp, said: str) -> None:
    [backup] = drill.backups()
    failed = drill.drill(backup)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert said in failed.stderr
    assert not (drill.folder / "state/last-drill").exists()
    assert drill.beside() == []


def test_s84_entries_of_which_nothing_outside_tells_do_not_pass(read_log: BackingUp) -> None:
    read_log.backup()
    read_log.anchor.rename(read_log.folder / "elsewhere")
    assert_fails(read_log, "there are entries, and no anchor outside")
    read_log.anchor.write_text("no anchor\n", encoding="ascii")
    assert_fails(read_log, "the log of reading or its anchor cannot be read")


def test_s84_what_was_anchored_after_the_backup_need_not_be_in_it(read_log: BackingUp) -> None:
    read_log.backup()
    kept = entries(read_log)
    some_reading(3)
    anchored()
    [backup] = read_log.backups()
    passed = read_log.drill(backup)
    assert passed.returncode == 0, passed.stderr
    assert f"{kept} entries of the log" in passed.stdout


def test_s77_a_log_whose_first_years_went_begins_with_their_certificate(
    read_log: BackingUp,
) -> None:
    with read_log.database.superuser() as connection:
        connection.execute(MADE_OLD)
    read_log.anchor.unlink()
    write_anchor(begins=True)
    row = draw_up(subject="log")
    decide(row)
    run(row)
    anchored()
    read_log.backup()
    [backup] = read_log.backups()
    passed = read_log.drill(backup)
    assert passed.returncode == 0, passed.stderr
    with read_log.database.superuser() as connection:
        connection.execute("update access_disposallist set until_hash = repeat('1', 64)")
    backup.unlink()
    (read_log.folder / "state/last-drill").unlink()
    time.sleep(1)
    read_log.backup()
    assert_fails(read_log, "the disposal up to entry 4 is not certified in the log")


def test_s84_web_which_is_another_user_reads_when_they_were_and_nothing_else(
    read_log: BackingUp,
) -> None:
    read_log.backup()
    [backup] = read_log.backups()
    assert read_log.drill(backup).returncode == 0
    for_all = {
        path.name
        for path in (
            *(read_log.folder / "state").iterdir(),
            *(read_log.folder / "backup").iterdir(),
        )
        if path.stat().st_mode & stat.S_IROTH
    }
    assert for_all == {"last-success", "last-drill"}
