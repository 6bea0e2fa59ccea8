"""A save is acknowledged once and kept once: killed web processes, double clicks, two hands at one text.

security.md F-01, F-02, F-14, F-15.
"""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from access.errors import StaleError
from access.shortcuts import save_changed
from cases.models import Intake
from localenv.processes import wait_until
from tests.cases.situations import an_intake
from tests.databases import Database
from tests.stack import LiveStack, listeners
from tests.world import acting

from .dying import AFTER_COMMIT, BEFORE_COMMIT
from .kept import assert_whole, words_kept
from .people import INTAKE, NoAnswer, Person

pytestmark = pytest.mark.faults

RESPAWNED = (
    6.0  # seconds after which the web server takes one more death for bad luck, not for a loop
)


@pytest.mark.parametrize("when", [BEFORE_COMMIT, AFTER_COMMIT])
def test_f01_a_web_process_is_killed_in_the_middle_of_a_save(
    web: LiveStack, worker_at_her_desk: Person, when: str
) -> None:
    """The other process answers at once; sent again with its key, it is there once, whole."""
    assert wait_until(lambda: listeners(web.port) == 2, web.web, 60), "both processes are at work"
    for _ in range(6):
        assert worker_at_her_desk.get(INTAKE).status == 200
    words, key = f"w{uuid.uuid4().hex}", str(uuid.uuid4())
    with pytest.raises(NoAnswer):
        worker_at_her_desk.receive(words, key, X_Die=when)
    assert words_kept(web.database)[words] == (1 if when == AFTER_COMMIT else 0)
    again = worker_at_her_desk.receive(words, key)
    assert again.is_saved
    assert again.seconds < 2
    assert words_kept(web.database)[words] == 1
    assert worker_at_her_desk.get(again.target).status == 200
    assert_whole(web.database)
    time.sleep(RESPAWNED)
    assert web.web.running


def test_f14_twenty_clicks_at_once_make_one_record(
    web: LiveStack, worker_at_her_desk: Person
) -> None:
    words, key = f"w{uuid.uuid4().hex}", str(uuid.uuid4())
    start = threading.Barrier(20)

    def click(_: int) -> tuple[int, str]:
        start.wait()
        answer = worker_at_her_desk.receive(words, key)
        return answer.status, answer.target

    with ThreadPoolExecutor(20) as clicks:
        answers = list(clicks.map(click, range(20)))
    assert {status for status, _ in answers} == {303}
    assert len({target for _, target in answers}) == 1
    assert words_kept(web.database)[words] == 1
    other = worker_at_her_desk.receive(f"{words} ほか", key)
    assert other.status == 409
    assert "すでに登録されています" in other.text
    assert_whole(web.database)


def test_f02_the_web_server_is_killed_and_comes_back_with_everybody_signed_in(
    web: LiveStack, worker_at_her_desk: Person
) -> None:
    assert web.web.process
    web.web.process.kill()  # the first process only
    web.web.kill()  # and what a container's end does to the others
    with pytest.raises(NoAnswer):
        worker_at_her_desk.get(INTAKE)
    begun = time.monotonic()
    web.start_web()
    assert worker_at_her_desk.get(INTAKE).status == 200
    assert time.monotonic() - begun < 20


HANDS, TIMES = 8, 15


def _add_stroke(pk: uuid.UUID, *, looks: bool) -> None:
    """Read, think, write: with a look at the version, again until nobody came in between."""
    while True:
        with acting("soudan1") as user:
            row = Intake.objects.visible_to(user).get(pk=pk)
        text = row.earlier + "|"
        try:
            with acting("soudan1") as user:
                if looks:
                    save_changed(row, by=user, fields={"earlier": text})
                else:
                    Intake.objects.changeable_by(user).filter(pk=pk).update(earlier=text)
        except StaleError:
            continue
        return


def _everybody_writes(pk: uuid.UUID, *, looks: bool) -> int:
    start = threading.Barrier(HANDS)

    def write(_: int) -> None:
        start.wait()
        for _ in range(TIMES):
            _add_stroke(pk, looks=looks)
        connections.close_all()

    with ThreadPoolExecutor(HANDS) as hands:
        list(hands.map(write, range(HANDS)))
    with acting("soudan1") as user:
        return len(Intake.objects.visible_to(user).get(pk=pk).earlier)


def test_f15_no_update_is_lost_between_eight_who_write_the_same_row(committed_db: Database) -> None:
    """Every stroke is there because each write looks at the version; without that look, strokes are lost,
    so that this test would see it."""
    assert _everybody_writes(an_intake("soudan1").pk, looks=True) == HANDS * TIMES
    assert _everybody_writes(an_intake("soudan1").pk, looks=False) < HANDS * TIMES
