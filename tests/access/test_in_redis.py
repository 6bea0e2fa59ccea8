"""While jobs wait nothing but ids lies in Redis, whatever the jobs are about (R1, S-36)."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery.signals import before_task_publish
from django.conf import settings

from access.context import acting_as
from bunkyo_support import celery_app
from jobs import doorbell, relay, services, work
from jobs.models import Job
from jobs.registry import JobKind, all_kinds
from jobs.tasks import run_job

from .canary import new_token, tokens_in
from .in_redis import ID, OF_KOMBU, contents, opened, unknown_words, words
from .people import persona
from .secret_world import World

WHO = "caseworker_a"


@pytest.fixture
def store() -> Iterator[Any]:
    """This test process's Redis, empty before and after."""
    found = opened()
    found.flushdb()
    yield found
    found.flushdb()


@pytest.fixture
def secret(committed_db: Any, another_secret_world: Callable[[], World]) -> World:
    """A fresh copy of the secret world, in which commits are real."""
    return another_secret_world()


def kinds() -> list[JobKind]:
    """What the product can make; kinds of the tests of jobs are not of it."""
    return [kind for kind in all_kinds() if not kind.gather.__module__.startswith("tests.")]


def a_job_of_each_kind(world: World) -> list[Job]:
    """About rows of the secret case, with a token in the one free word that a job has."""
    rows = sorted({one for ids in world.ids.values() for one in ids})
    assert len(rows) > len(kinds()) > 30
    with acting_as(persona(WHO)):
        return [
            services.request_job(
                by=persona(WHO), kind=kind.name, object_id=rows[number], option=new_token()
            )
            for number, kind in enumerate(kinds())
        ]


def is_clean(store: Any, world: World) -> None:
    """No token, no name, no number of a case: ids and the words of Celery."""
    everything = contents(store)
    assert set().union(*(tokens_in(value) for _, value in everything)) == set()
    assert unknown_words(store) == set()
    seen = " ".join(word for _, value in everything for word in words(value))
    assert world.made["case"].number not in seen
    for name in (WHO, "supervisor_a", "member"):
        assert persona(name).username not in seen
    assert {key for key, _ in everything} <= OF_KOMBU


def test_s36_jobs_of_every_kind_wait_as_ids(store: Any, secret: World) -> None:
    jobs = a_job_of_each_kind(secret)
    assert contents(store) == [], "who asks does not touch Redis"
    rung = relay.ring()
    assert rung >= len(jobs), "with those that the story has asked for"
    is_clean(store, secret)
    waiting = {word for _, value in contents(store) for word in words(value) if ID.fullmatch(word)}
    assert {str(job.pk) for job in jobs} <= waiting, "they are really there"
    # Of a job there is its own id, and no other that would name what it is about.
    assert waiting.isdisjoint({one for ids in secret.ids.values() for one in ids})

    # A worker has taken all and finished none.
    with celery_app.connection_for_read() as connection:
        channel = connection.channel()
        taken = [channel.basic_get("celery", no_ack=False) for _ in range(rung)]
        assert None not in taken
        assert store.hlen("unacked") == rung
        is_clean(store, secret)
        channel.qos._delivered.clear()  # it dies: nothing is given back

    # They have run, whatever came of it: nothing is left of a result.
    before = set(store.keys())
    for job in jobs:
        work.run(job.pk)
    assert set(store.keys()) == before
    is_clean(store, secret)


def test_s36_what_the_scheduler_rings_for_carries_nothing(store: Any, secret: World) -> None:
    celery_app.loader.import_default_modules()  # as the scheduler does
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        celery_app.send_task(entry["task"], **entry.get("options", {}))
    assert store.llen("celery") == len(settings.CELERY_BEAT_SCHEDULE) > 4
    is_clean(store, secret)


# --- the test checks itself -----------------------------------------------------------------


@pytest.fixture
def unguarded() -> Iterator[None]:
    """A version in which somebody has taken the guard of the doorbell away."""
    before_task_publish.disconnect(doorbell.only_ids)
    yield
    before_task_publish.connect(doorbell.only_ids)


@pytest.mark.usefixtures("unguarded")
def test_a_planted_task_that_carries_a_name_is_caught(store: Any) -> None:
    token = new_token()
    run_job.apply_async(args=["検証 秘子"])
    assert "検証 秘子" in unknown_words(store)
    store.flushdb()
    celery_app.send_task(run_job.name, kwargs={"name": {"given": token, "born": 19500101}})
    assert {"given", token, "born", "19500101"} <= unknown_words(store)
    assert {t for _, value in contents(store) for t in tokens_in(value)} == {token.casefold()[:10]}


def _result(store: Any) -> None:
    store.set("celery-task-meta-1", json.dumps({"status": "SUCCESS", "result": "検証 秘子"}))


PLANTED: dict[str, Callable[[Any], Any]] = {
    "a result": _result,
    "a text": lambda store: store.set("x", "検証 秘子"),
    "a telephone number": lambda store: store.set("x", "312345678"),
    "the key": lambda store: store.set("検証 秘子", "1"),
    "a hash": lambda store: store.hset("x", "a", "検証 秘子"),
    "the field of a hash": lambda store: store.hset("x", "検証 秘子", "1"),
    "a set": lambda store: store.sadd("x", "検証 秘子"),
    "an ordered set": lambda store: store.zadd("x", {"検証 秘子": 1}),
    "a list": lambda store: store.lpush("x", "検証 秘子"),
    "a stream": lambda store: store.xadd("x", {"a": "検証 秘子"}),
}


@pytest.mark.parametrize("way", PLANTED)
def test_whatever_is_planted_in_redis_is_found(way: str, store: Any) -> None:
    PLANTED[way](store)
    found = unknown_words(store)
    assert found
    if way not in ("a stream", "a telephone number"):
        assert "検証 秘子" in found
