"""A job is a row of the business transaction; the commit is what announces it (S-37)."""

import uuid

import psycopg
import pytest
from django.db import connections, transaction

from jobs import services
from jobs.models import Job
from tests.access.situations import a_case_at
from tests.databases import Database
from tests.world import acting, staff

from .situations import a_job


def announcements(listener: "psycopg.Connection[tuple[object, ...]]") -> list[str]:
    return [note.payload for note in listener.notifies(timeout=0.5)]


def known_to_the_relay() -> list[uuid.UUID]:
    return list(Job.objects.using("jobs").values_list("pk", flat=True))


def test_s37_it_is_seen_and_announced_at_the_commit_and_not_before(committed_db: Database) -> None:
    case = a_case_at("soudan1").case
    address = committed_db.address("JOBS_DATABASE_URL")
    with psycopg.connect(address, autocommit=True) as listener:
        listener.execute(f"listen {services.CHANNEL}")
        with acting("soudan1") as user:
            job = services.request_job(by=user, kind="test-paper", object_id=case.pk)
            assert known_to_the_relay() == []
            assert announcements(listener) == []
        assert known_to_the_relay() == [job.pk]
        assert announcements(listener) == [""]  # says that, and not what


def test_s37_a_rollback_leaves_no_job_and_no_announcement(committed_db: Database) -> None:
    case = a_case_at("soudan1").case
    address = committed_db.address("JOBS_DATABASE_URL")
    with psycopg.connect(address, autocommit=True) as listener:
        listener.execute(f"listen {services.CHANNEL}")
        with acting("soudan1") as user:
            services.request_job(by=user, kind="test-paper", object_id=case.pk)
            transaction.set_rollback(True)
        assert known_to_the_relay() == []
        assert announcements(listener) == []


@pytest.mark.django_db
def test_the_same_key_asks_for_the_same_job() -> None:
    key = uuid.uuid4()
    case = a_case_at("soudan1").case
    with acting("soudan1") as user:
        first, second = (
            services.request_job(by=user, kind="test-paper", object_id=case.pk, key=key)
            for _ in range(2)
        )
        other = services.request_job(by=user, kind="test-paper", object_id=case.pk)
        assert first.pk == second.pk != other.pk
        assert Job.objects.visible_to(user).count() == 2


@pytest.mark.django_db
def test_r14_a_key_of_somebody_else_tells_nothing() -> None:
    key = uuid.uuid4()
    first = a_job(key=key)
    second = a_job(key=key, who="kurashi1")
    assert first.pk != second.pk


@pytest.mark.django_db
def test_an_unknown_kind_is_not_written() -> None:
    with acting("soudan1") as user:
        with pytest.raises(KeyError):
            services.request_job(by=user, kind="unknown", object_id=uuid.uuid4())
        assert not Job.objects.visible_to(user).exists()


@pytest.mark.django_db
def test_r1_a_job_is_seen_by_who_asked_even_without_a_filter() -> None:
    a_job()
    with acting("soudan2"):
        assert Job._base_manager.count() == 0
    with acting("soudan1"):
        assert Job._base_manager.count() == 1


@pytest.mark.django_db
def test_nobody_asks_in_the_name_of_somebody_else() -> None:
    with acting("soudan1"):
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            services.request_job(by=staff("soudan2"), kind="test-paper", object_id=uuid.uuid4())
    assert connections["default"].is_usable()
