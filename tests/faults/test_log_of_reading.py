"""The log of reading under many hands, and while its anchor outside cannot be written (F-26, F-28)."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from access.chain import problems, read_anchors, write_anchor
from access.context import acting_as
from access.reading import ReadingLog
from tests.databases import Database
from tests.world import staff

pytestmark = pytest.mark.faults

READERS = ("soudan1", "soudan2", "kurashi1", "csw1")


def _read(username: str, times: int) -> None:
    user = staff(username)
    for _ in range(times):
        with acting_as(user):
            log = ReadingLog(user)
            log.note("list", kind="試し")
            log.write()
    connections.close_all()


def _entries(database: Database) -> int:
    with database.superuser() as connection:
        row = connection.execute("select count(*) from access_accesslog").fetchone()
    assert row
    return int(str(row[0]))


@pytest.mark.nightly
def test_f28_eight_writers_make_one_unbroken_chain(
    committed_db: Database, settings: Any, tmp_path: Path
) -> None:
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor")
    start, each = threading.Barrier(8), 60

    def read(number: int) -> None:
        start.wait()
        _read(READERS[number % len(READERS)], each)

    begun = time.monotonic()
    with ThreadPoolExecutor(8) as hands:
        list(hands.map(read, range(8)))
    print(
        f"\nF-28: {8 * each / (time.monotonic() - begun):.0f} transactions with an entry a second"
    )
    assert _entries(committed_db) == 8 * each
    assert list(problems("owner")) == []


def test_f26_without_the_anchor_reading_goes_on_and_the_delay_is_told(
    committed_db: Database, settings: Any, tmp_path: Path
) -> None:
    anchor = tmp_path / "outside" / "anchor"
    settings.ACCESS_LOG_ANCHOR_FILE = str(anchor)
    _read("soudan1", 2)
    begun = write_anchor()  # with the entry that it begins
    anchor.parent.rename(tmp_path / "away")
    anchor.parent.write_text("no folder: the place outside cannot be reached")
    with pytest.raises((FileExistsError, NotADirectoryError)):
        write_anchor()
    _read("soudan1", 3)  # nobody is kept from work
    anchor.parent.unlink()
    (tmp_path / "away").rename(anchor.parent)
    assert list(problems("owner")) == []  # the delay is short
    _age(committed_db, hours=3)
    assert any("has not been written" in problem for problem in problems("owner"))
    assert write_anchor() == begun + 3
    assert [seq for seq, _ in read_anchors()] == [begun - 1, begun, begun + 3]
    assert not any("has not been written" in problem for problem in problems("owner"))


def _age(database: Database, *, hours: int) -> None:
    """Let time pass for the last entries. Their hashes no longer fit, which is another problem."""
    with database.superuser() as connection:
        connection.execute(
            "update access_accesslog set at = at - make_interval(hours => %s) where seq > 3",
            [hours],
        )
