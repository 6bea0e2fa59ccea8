"""A full disk under PostgreSQL: data and WAL (security.md F-11). `make faults-disk`, as root.

The server stands on a small file system of its own, mounted where no other process sees it. On a machine
that does not allow this, the tests fail: the set is asked for by name only.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from tests.stack import LiveStack

from .kept import assert_kept, assert_log_is_whole
from .people import Answer, Crowd, Person, sign_in
from .ward import Ward, whole_ward

pytestmark = pytest.mark.disk

SIZE = "900m"
FULL = "この文章は、ディスクが満杯のときに書いた。"


@pytest.fixture(scope="module")
def small_disk() -> Iterator[Path]:
    """A file system that can be filled without harm."""
    folder = Path(tempfile.mkdtemp(prefix="bunkyo-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        folder.rmdir()
        pytest.fail(f"this machine does not let us mount a small disk: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture(scope="module")
def ward(django_db_setup: None, small_disk: Path) -> Iterator[Ward]:
    with whole_ward(small_disk / "ward", is_passing=True) as made:
        yield made


@pytest.fixture(scope="module")
def stack(ward: Ward) -> Iterator[LiveStack]:
    made = ward.stack(workers=2)
    made.start_web()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def people(stack: LiveStack) -> list[Person]:
    return sign_in(stack, "soudan1", "kurashi1")


@pytest.fixture
def filler(small_disk: Path) -> Iterator[Path]:
    """Takes every byte that is left, until it is removed."""
    path = small_disk / "filler"
    yield path
    path.unlink(missing_ok=True)


def fill(path: Path) -> None:
    with path.open("ab", buffering=0) as file:
        for size in (1 << 20, 1 << 12):
            with suppress(OSError):
                while True:
                    file.write(b"\0" * size)


def _first_refused(person: Person) -> Answer:
    """Here and there a page of a table has room left for one more."""
    for number in range(100):
        answer = person.receive(f"{FULL}三十文字より長い文章の、{number}回目。")
        if answer.status == 503:
            return answer
    raise AssertionError("a full disk takes everything")


def come_back(ward: Ward, person: Person, filler: Path) -> float:
    """Room again: seconds until a save is acknowledged. What ended is started, as the container is."""
    filler.unlink()
    begun = time.monotonic()
    time.sleep(1)
    if not ward.cluster.service.running:
        ward.start_database()
    while not person.receive(f"w{time.monotonic_ns()}").is_saved:
        assert time.monotonic() - begun < 60
        time.sleep(0.2)
    return time.monotonic() - begun


def test_f11_a_full_disk_is_said_and_nothing_is_half_there(
    ward: Ward, stack: LiveStack, people: list[Person], filler: Path
) -> None:
    with Crowd(people, writers=4) as crowd:
        crowd.wait_for(8)
        fill(filler)
        deadline = time.monotonic() + 60
        while len(crowd.diary.refused) < 8:
            fill(filler)
            assert time.monotonic() < deadline, "the disk is full and nobody noticed"
            time.sleep(0.2)
    refused = _first_refused(people[0])
    assert "もう一度送る" in refused.text
    assert FULL in refused.text
    seconds = come_back(ward, people[0], filler)
    print(
        f"\nF-11 data: {len(crowd.diary.saved)} acknowledged, {len(crowd.diary.refused)} refused,"
        f" saving again {seconds:.1f} s after there was room"
    )
    assert crowd.diary.unexpected == []
    assert_kept(ward.database, crowd.diary)
    assert_log_is_whole(stack)


def test_f11_s70_what_cannot_be_logged_is_not_shown(
    ward: Ward, stack: LiveStack, people: list[Person], filler: Path
) -> None:
    """The log of reading cannot be written: no content. WAL is full as well, so that the server falls."""
    words = f"秘密の文章{time.monotonic_ns()}"
    case = people[0].receive(words).target
    assert words in people[0].get(case).text
    fill(filler)
    with suppress(psycopg.Error), ward.database.superuser() as connection:
        for _ in range(8):
            connection.execute("select pg_switch_wal()")
            connection.execute(
                "create table if not exists more as select generate_series(1, 9) as n"
            )
            connection.execute("insert into more select n from more")
    deadline = time.monotonic() + 30
    while (page := people[0].get(case)).status == 200:
        assert time.monotonic() < deadline, "the log is written although there is no room"
    assert page.status == 503
    assert words not in page.text
    come_back(ward, people[0], filler)
    assert words in people[0].get(case).text
    assert_log_is_whole(stack)
