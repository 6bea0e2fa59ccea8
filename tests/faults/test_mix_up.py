"""Papers of several people made at the same time by workers that die: each gets her own (F-22).

Municipalities in Japan printed other people's certificates in 2023 because two requests met. Here each
finished paper is read again before it is kept; this reads them once more, from outside.
"""

import os
import signal
import time
import uuid
from collections.abc import Iterator

import pytest

from access.context import acting_as
from cases.intake_paper import NAME, WITH_CONSENT
from documents.selfcheck import case_numbers_in, text_of
from jobs import services
from jobs.models import Job, JobResult
from tests import databases
from tests.cases.situations import an_intake
from tests.databases import Database
from tests.stack import LiveStack, build
from tests.world import acting, staff

from .processes import children_of

pytestmark = [pytest.mark.faults, pytest.mark.nightly]

PEOPLE, EACH = ("soudan1", "soudan2", "kurashi1", "csw1"), 4


@pytest.fixture
def stack(committed_db: Database) -> Iterator[LiveStack]:
    """Redis, relay, and a worker with two hands."""
    made = build(committed_db, databases.state().secrets)
    words = list(made.worker.command)
    words[words.index("--concurrency") + 1] = "2"
    made.worker.command = words
    try:
        made.redis.start(made.watchdog)
        for service in (made.worker, made.relay):
            service.start(made.watchdog)
        yield made
    finally:
        made.stop()


def _ask(username: str) -> tuple[uuid.UUID, str]:
    """One paper of one new case: the job and the number that it must carry."""
    intake = an_intake(username)
    with acting(username) as user:
        job = services.request_job(by=user, kind=NAME, object_id=intake.pk, option=WITH_CONSENT)
    return job.pk, intake.compartment.case.number


def _state(username: str, job: uuid.UUID) -> str:
    with acting_as(staff(username)):
        return str(Job.objects.visible_to(staff(username)).get(pk=job).state)


def test_f22_everybody_gets_the_paper_of_her_own_case(stack: LiveStack) -> None:
    asked = {_ask(username): username for _ in range(EACH) for username in PEOPLE}
    begun, killed = time.monotonic(), 0
    while waiting := [job for (job, _), who in asked.items() if _state(who, job) != "done"]:
        assert time.monotonic() - begun < 150, f"{len(waiting)} are not done"
        hands = children_of(stack.worker.process.pid) if stack.worker.process else []
        if killed < 2 and hands and len(waiting) < len(asked) - 2 * killed - 1:
            os.kill(hands[0], signal.SIGKILL)  # in the middle of somebody's paper
            killed += 1
        time.sleep(0.2)
    print(f"\nF-22: {len(asked)} papers, {killed} workers killed, {time.monotonic() - begun:.0f} s")
    assert killed == 2
    for (job, number), username in asked.items():
        with acting_as(staff(username)):
            (result,) = JobResult.objects.visible_to(staff(username)).filter(job=job)
        assert case_numbers_in(text_of(bytes(result.content))) == {number}
