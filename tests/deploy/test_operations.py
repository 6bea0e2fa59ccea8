"""What those who run the system are told: backup of tonight, restore drill, log of reading, and in time (S-72,
S-84)."""

import datetime
import os
import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from access.management.commands.verify_access_log import Command, seconds_until
from bunkyo_support import operations
from bunkyo_support.celery import app
from jobs.tasks import compare_clocks
from tests.databases import SERVER, Database
from tests.world import login

from .compose import services

HOUR = 3600


@pytest.fixture
def state(settings, tmp_path: Path) -> Path:  # type: ignore[no-untyped-def]
    settings.STATE_FOLDER = str(tmp_path)
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor")
    for name in ("anchor", "anchor-looked", "anchor-clocks"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name)  # by the clock of the tests, where that is not the machine's
    return tmp_path


def all_is_well() -> None:
    for success in (operations.BACKUP, operations.DRILLED, operations.VERIFIED):
        operations.note(success)


def lines() -> list[str]:
    return [trouble.line for trouble in operations.troubles()]


def test_nothing_is_said_where_nobody_named_a_folder(settings) -> None:  # type: ignore[no-untyped-def]
    settings.STATE_FOLDER = ""
    assert lines() == []


@pytest.mark.django_db
def test_a_success_that_is_missing_or_old_is_told(
    state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert lines() == [
        "backup: none has been written yet",
        "restore drill: none has passed yet",
        "log of reading: not verified for a day",
    ]
    operations.note(operations.BACKUP)
    operations.note(operations.DRILLED)
    operations.note(operations.VERIFIED)
    assert lines() == []
    call_command("check_operations")
    operations.note(operations.BACKUP, time.time() - 30 * HOUR)
    operations.note(operations.DRILLED, time.time() - 40 * 24 * HOUR)
    operations.note(operations.VERIFIED, time.time() - 30 * HOUR)
    assert lines() == [
        "backup: the last is 30 hours old",
        "restore drill: the last is 40 days old",
        "log of reading: not verified for a day",
    ]
    with pytest.raises(SystemExit, match="1"):
        call_command("check_operations")
    assert capsys.readouterr().out.splitlines() == lines()
    (state / operations.BACKUP).write_text("half a", encoding="ascii")
    assert lines()[0] == "backup: none has been written yet"


@pytest.mark.django_db
def test_a_log_that_is_not_whole_is_told_until_it_is_whole_again(state: Path) -> None:
    operations.note(operations.BACKUP)
    operations.note(operations.DRILLED, time.time() - 34 * 24 * HOUR)
    operations.note(operations.VERIFIED, time.time() - 2 * HOUR)
    operations.note(operations.BROKEN, time.time() - HOUR)
    assert lines() == ["log of reading: not whole"]
    operations.note(operations.VERIFIED)
    assert lines() == []


@pytest.mark.django_db
@pytest.mark.parametrize("hours", [-1, 1])
def test_s90_clocks_that_differ_are_told(state: Path, hours: int) -> None:
    operations.note(operations.BACKUP)
    operations.note(operations.DRILLED)
    operations.note(operations.VERIFIED)
    assert lines() == []
    with time_machine.travel(time.time() + hours * HOUR):
        assert lines() == ["clock: 3600 seconds apart from the database"]


@pytest.mark.parametrize(("seconds", "said"), [(1.5, ""), (-1.5, ""), (4, "4"), (-4, "4")])
def test_s90_each_minute_a_worker_compares_and_what_it_found_is_told_for_an_hour(
    state: Path,
    committed_db: Database,
    caplog: pytest.LogCaptureFixture,
    seconds: float,
    said: str,
) -> None:
    all_is_well()
    ring = app.conf.beat_schedule["clocks"]
    assert (ring["task"], ring["schedule"]) == (compare_clocks.name, 60.0)
    operations.compare_clocks(own=lambda: time.time() + seconds)
    told = f"clock: {said} seconds apart from the database"
    assert (told in caplog.messages) == bool(said)
    assert lines() == ([f"{told} at a worker 0 minutes ago"] if said else [])
    compare_clocks()  # it was set again
    assert bool(lines()) == bool(said)
    for name in ("anchor-clocks-apart",) if said else ():
        os.utime(state / name, (time.time() - HOUR,) * 2)
    assert lines() == []


@pytest.mark.django_db
def test_s90_that_no_worker_compares_is_told(state: Path) -> None:
    all_is_well()
    compared = state / "anchor-clocks"
    os.utime(compared, (time.time() - 30 * 60,) * 2)
    assert lines() == ["clock: not compared for 30 minutes"]
    compared.unlink()
    assert lines() == ["clock: not compared yet"]


@pytest.mark.django_db
def test_s73_that_nobody_looked_at_unusual_reading_is_told(state: Path) -> None:
    all_is_well()
    looked = state / "anchor-looked"
    os.utime(looked, (time.time() - 3.5 * HOUR,) * 2)
    assert lines() == ["unusual reading: not looked at for 3 hours"]
    looked.unlink()
    assert lines() == ["unusual reading: not looked at yet"]


def test_f26_an_anchor_that_is_not_written_is_told_after_two_hours(
    state: Path, committed_db: Database
) -> None:
    """Whether anybody reads meanwhile or not: a worker that finds nothing new says so by the time of the file."""
    from access.chain import AnchorBroken, write_anchor
    from tests.access.test_log import some_reading

    all_is_well()
    anchor = state / "anchor"
    some_reading(2)
    head = write_anchor()
    assert lines() == []
    for hours, said in ((1.9, []), (2.1, ["log of reading: not anchored for 2 hours"])):
        os.utime(anchor, (time.time() - hours * HOUR,) * 2)
        assert lines() == said
    written = anchor.read_bytes()
    assert write_anchor() == head
    assert anchor.read_bytes() == written
    assert lines() == []
    anchor.unlink()
    assert lines() == ["log of reading: not anchored yet"]
    with pytest.raises(AnchorBroken, match="gone"):  # no first run (S-72)
        write_anchor()


def test_f26_web_which_is_asked_sees_the_anchor_and_cannot_write_it() -> None:
    folder = str(Path(services()["web"]["environment"]["ACCESS_LOG_ANCHOR_FILE"]).parent)
    mounts = {name: service.get("volumes", []) for name, service in services().items()}
    writing = {name for name, volumes in mounts.items() if f"anchor:{folder}" in volumes}
    reading = {name for name, volumes in mounts.items() if f"anchor:{folder}:ro" in volumes}
    # The drill looks through the log against it.
    assert (writing, reading) == ({"worker"}, {"web", "verifier", "restore"})


def test_a_database_that_does_not_answer_is_told(state: Path, committed_db: Database) -> None:
    operations.note(operations.BACKUP)
    operations.note(operations.DRILLED)
    operations.note(operations.VERIFIED)
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = str(state)
    try:
        assert lines() == ["database: does not answer"]
    finally:
        connection.settings_dict["HOST"] = host


def test_s28_a_database_of_before_a_restore_is_told_of_after_a_week(
    state: Path, committed_db: Database
) -> None:
    all_is_well()
    today = datetime.datetime.now(ZoneInfo("Asia/Tokyo"))
    left = {days: today - datetime.timedelta(days=days, minutes=1) for days in (6, 7)}
    for days, said in ((6, False), (7, True)):
        name = f"{committed_db.name}_before_{left[days]:%Y%m%d%H%M%S}"
        with SERVER.superuser() as connection:
            connection.execute(f'create database "{name}" template template0')
        try:
            assert lines() == ([f"left by a restore: {name}"] if said else [])
        finally:
            with SERVER.superuser() as connection:
                connection.execute(f'drop database "{name}"')


@pytest.mark.parametrize(
    ("now", "seconds"),
    [("03:00:00", 1800), ("03:30:00", 24 * HOUR), ("23:30:00", 4 * HOUR)],
)
def test_the_next_night(now: str, seconds: float) -> None:
    moment = datetime.datetime.fromisoformat(f"2026-11-26T{now}").replace(
        tzinfo=ZoneInfo("Asia/Tokyo")
    )
    assert seconds_until("03:30", moment) == seconds


def test_s72_the_nightly_run_notes_a_whole_and_a_broken_log(
    committed_db: Database, state: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from access.chain import write_anchor
    from tests.access.test_log import some_reading

    some_reading(6)
    write_anchor()
    command = Command()
    assert command._noted("owner")
    assert operations.noted(operations.VERIFIED)
    assert operations.noted(operations.BROKEN) is None
    with committed_db.superuser() as connection:
        connection.execute("delete from access_accesslog where seq > 4")
    assert command._noted("owner")
    assert operations.noted(operations.BROKEN)
    assert "the log ends at 4" in caplog.text


def test_an_unreachable_database_proves_nothing(state: Path, committed_db: Database) -> None:
    with committed_db.superuser() as connection:
        connection.execute("alter table access_accesslog rename to gone")
    assert not Command()._noted("owner")
    assert operations.noted(operations.VERIFIED) is None
    assert operations.noted(operations.BROKEN) is None
    with committed_db.superuser() as connection:
        connection.execute("alter table gone rename to access_accesslog")


@pytest.mark.django_db
def test_system_administrators_see_it_above_the_masters(client: Client, state: Path) -> None:
    login(client, "system1")
    page = client.get(reverse("admin:index")).content.decode()
    assert "バックアップが、まだ一度もできていません。" in page
    assert "閲覧の記録が書きかえられていないことを、1日以上確かめられていません。" in page
    assert "バックアップを戻す試しが、まだ一度もできていません。" in page
    operations.note(operations.BACKUP)
    operations.note(operations.DRILLED)
    operations.note(operations.VERIFIED)
    assert "バックアップ" not in client.get(reverse("admin:index")).content.decode()
