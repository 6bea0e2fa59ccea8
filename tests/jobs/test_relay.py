"""Which jobs are rung for, how often, and that Redis never fills up."""

from typing import Any

import pytest
from django.db import connections

from jobs import relay
from jobs.models import Job
from tests.databases import Database

from .situations import a_done_job, a_job, a_running_job, ago, as_it_is, change, messages


def rung(queue: Any) -> list[str]:
    return [body[0][0] for body, _ in messages(queue)]


def test_what_waits_is_rung_for_once_and_again_after_a_while(
    committed_db: Database,
    queue: Any,
) -> None:
    job = a_job()
    assert relay.ring() == 1
    assert relay.ring() == 0
    assert rung(queue) == [str(job.pk)]
    change(job, rung_at=ago(seconds=20))
    assert relay.ring() == 1


def test_f07_a_running_job_is_rung_for_again(
    committed_db: Database,
    queue: Any,
) -> None:
    job = a_running_job()
    change(job, rung_at=ago(seconds=10))
    assert relay.waiting(9) == []
    change(job, rung_at=ago(seconds=20))
    assert relay.waiting(9) == [job.pk]


def test_what_is_over_or_for_later_is_not_rung_for(committed_db: Database) -> None:
    a_done_job()
    change(a_job(), run_after=ago(seconds=-60))
    assert relay.waiting(9) == []


def test_the_newest_ring_does_not_push_the_oldest_job_back(committed_db: Database) -> None:
    first, second = a_job(), a_job()
    change(first, rung_at=ago(seconds=30))
    assert relay.waiting(9) == [second.pk, first.pk]


def test_redis_never_fills_up(
    committed_db: Database,
    queue: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(relay, "MOST_IN_REDIS", 2)
    jobs = [a_job() for _ in range(3)]
    assert relay.ring() == 2
    for job in jobs:
        change(job, rung_at=None)
    assert relay.ring() == 0
    assert len(rung(queue)) == 2
    queue.flushdb()  # Redis lost everything
    assert relay.ring() == 2


def test_f10_killed_between_ringing_and_noting_it_rings_twice(
    committed_db: Database,
    queue: Any,
) -> None:
    job = a_job()
    relay.ring()
    change(job, rung_at=None)
    relay.ring()
    assert rung(queue) == [str(job.pk)] * 2


def test_the_relay_asks_the_database_once_when_nothing_waits(
    committed_db: Database,
    django_assert_num_queries: Any,
) -> None:
    relay.waiting(1)
    with django_assert_num_queries(1, connection=connections["jobs"]):
        relay.ring()


def test_the_relay_sees_no_word(committed_db: Database) -> None:
    job = a_job(option="own-copy")
    with pytest.raises(Exception, match="permission denied"):
        Job.objects.using("jobs").get(pk=job.pk)
    assert as_it_is(job).option == "own-copy"
