"""One attempt at one job: with the rights of who asked, once, and never half (S-06, S-37)."""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from access.models import CaseFile
from jobs import services, work
from jobs.models import MOST_ATTEMPTS, Job, JobState
from jobs.registry import JobFailed
from tests.databases import Database
from tests.world import acting, staff

from . import kinds
from .situations import (
    WHO,
    a_job,
    a_running_job,
    ago,
    as_it_is,
    change,
    end_the_employment,
    end_the_office,
    reading_log,
    results_of,
)

SECRET = "見本 花子"


def state_of(database: Database, job: Job) -> tuple[Any, ...]:
    """State, code and attempts past all policies: somebody who left sees nothing herself."""
    with database.superuser() as connection:
        row = connection.execute(
            "select state, error_code, attempts from jobs_job where id = %s", [job.pk]
        ).fetchone()
        kept = connection.execute("select count(*) from jobs_jobresult").fetchone()
    assert row
    assert kept
    return (*row, kept[0])


def test_it_is_made_as_who_asked_and_kept_for_an_hour(committed_db: Database) -> None:
    job = a_job(option="own-copy")
    work.run(job.pk)
    done = as_it_is(job)
    (kept,) = results_of(job)
    with acting(WHO) as user:
        case = kinds.visible_case(user, job.object_id)
    assert case
    assert (done.state, done.attempts) == (JobState.DONE, 1)
    assert bytes(kept.content).decode() == f"{case.number} own-copy"
    assert done.expires_at
    assert done.finished_at
    assert (done.expires_at - done.finished_at).total_seconds() == 3600


def test_r19_the_worker_leaves_one_entry_in_the_log_of_reading(committed_db: Database) -> None:
    work.run(a_job().pk)
    (entry,) = reading_log(committed_db)
    assert entry[:3] == ("print", "shown", "job:test-paper")
    assert entry[3].startswith("R")


def test_r19_what_a_kind_forgets_to_note_is_noted(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "go").touch()
    monkeypatch.setenv("JOBS_TEST_FOLDER", str(tmp_path))
    job = a_job("test-slow")
    work.run(job.pk)
    assert as_it_is(job).state == JobState.DONE
    assert [e[:3] for e in reading_log(committed_db)] == [("print", "shown", "job:test-slow")]


def test_f10_ringing_twice_makes_one_result(committed_db: Database) -> None:
    job = a_job()
    work.run(job.pk)
    first = results_of(job)
    work.run(job.pk)
    assert results_of(job) == first
    assert as_it_is(job).attempts == 1
    assert len(reading_log(committed_db)) == 1


def test_f10_a_ring_while_it_runs_is_dropped(committed_db: Database) -> None:
    job = a_job()
    with committed_db.superuser() as other:
        other.execute("select pg_advisory_lock(%s)", [work._lock_key(job.pk)])
        work.run(job.pk)
        assert as_it_is(job).state == JobState.QUEUED
        other.execute("select pg_advisory_unlock(%s)", [work._lock_key(job.pk)])
    work.run(job.pk)
    assert as_it_is(job).state == JobState.DONE


def test_s06_a_right_lost_before_it_runs_ends_in_no_permission(committed_db: Database) -> None:
    job = a_job()
    end_the_office(committed_db)
    work.run(job.pk)
    assert state_of(committed_db, job) == ("refused", services.NOT_PERMITTED, 1, 0)
    assert [e[:2] for e in reading_log(committed_db)] == [("refused", "refused")]


def test_s06_a_right_lost_while_it_is_made_leaves_no_result(committed_db: Database) -> None:
    job = a_job()
    kinds.WHILE_MAKING.append(lambda: end_the_office(committed_db))
    work.run(job.pk)
    assert state_of(committed_db, job) == ("refused", services.NOT_PERMITTED, 1, 0)


def test_r16_a_job_of_somebody_who_left_is_not_run(committed_db: Database) -> None:
    job = a_job()
    end_the_employment(committed_db)
    work.run(job.pk)
    assert state_of(committed_db, job) == ("refused", services.LEFT, 0, 0)
    assert reading_log(committed_db) == []


def test_r16_somebody_who_leaves_while_it_is_made_gets_no_result(committed_db: Database) -> None:
    job = a_job()
    kinds.WHILE_MAKING.append(lambda: end_the_employment(committed_db))
    work.run(job.pk)
    assert state_of(committed_db, job) == ("refused", services.LEFT, 1, 0)


def test_f07_a_job_whose_worker_died_is_run_again(committed_db: Database) -> None:
    job = a_running_job()
    work.run(job.pk)
    assert state_of(committed_db, job) == ("done", "", 2, 1)


def test_f08_after_three_workers_died_it_fails(committed_db: Database) -> None:
    job = a_running_job()
    change(job, attempts=MOST_ATTEMPTS)
    work.run(job.pk)
    assert state_of(committed_db, job) == ("failed", services.GAVE_UP, MOST_ATTEMPTS, 0)


def raising(error: BaseException) -> Callable[[], None]:
    def act() -> None:
        raise error

    return act


def test_f08_an_error_is_tried_again_later_and_three_times(
    committed_db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    job = a_job()
    kinds.WHILE_MAKING.append(raising(RuntimeError(SECRET)))
    for attempt in (1, 2):
        work.run(job.pk)
        assert state_of(committed_db, job) == ("queued", "", attempt, 0)
        work.run(job.pk)  # rung too early
        assert state_of(committed_db, job)[2] == attempt
        change(job, run_after=ago(seconds=1))
    work.run(job.pk)
    assert state_of(committed_db, job) == ("failed", services.ERROR, 3, 0)
    assert "RuntimeError" in caplog.text
    assert SECRET not in caplog.text


def test_a_failure_that_trying_again_does_not_mend_ends_at_once(committed_db: Database) -> None:
    job = a_job()
    kinds.WHILE_MAKING.append(raising(JobFailed("too-long")))
    work.run(job.pk)
    assert state_of(committed_db, job) == ("failed", "too-long", 1, 0)


def test_a_kind_that_is_gone_fails(committed_db: Database) -> None:
    job = a_job()
    change(job, kind="forgotten")
    work.run(job.pk)
    assert state_of(committed_db, job) == ("failed", services.UNKNOWN_KIND, 1, 0)


def test_what_was_made_by_a_worker_that_was_replaced_is_thrown_away(committed_db: Database) -> None:
    job = a_job()

    def somebody_takes_over() -> None:
        with committed_db.superuser() as connection:
            connection.execute("update jobs_job set attempts = 2")

    kinds.WHILE_MAKING.append(somebody_takes_over)
    work.run(job.pk)
    assert state_of(committed_db, job) == ("running", "", 2, 0)


def test_nothing_is_held_while_it_is_made(committed_db: Database) -> None:
    """Neither the lock that orders the log of reading, nor a row, nor a transaction."""
    seen: list[Any] = []

    def look() -> None:
        with committed_db.superuser() as connection:
            seen.append(
                connection.execute(
                    "select pg_try_advisory_lock(7106006), (select count(*) from pg_stat_activity"
                    " where datname = current_database() and state like 'idle in transaction%')"
                ).fetchone()
            )
            connection.execute("select id from jobs_job for update nowait")

    kinds.WHILE_MAKING.append(look)
    job = a_job()
    work.run(job.pk)
    assert seen == [(True, 0)]
    assert as_it_is(job).state == JobState.DONE


def test_making_has_no_database(committed_db: Database, caplog: pytest.LogCaptureFixture) -> None:
    """A lazy query would be empty there, and the paper would look complete."""
    job = a_job()
    kinds.WHILE_MAKING.append(lambda: list(CaseFile._base_manager.all()) and None)
    work.run(job.pk)
    assert as_it_is(job).state == JobState.QUEUED
    assert "DatabaseWhileMaking" in caplog.text


def test_progress_is_seen_from_outside(committed_db: Database) -> None:
    seen: list[Any] = []

    def look() -> None:
        with committed_db.superuser() as connection:
            seen.append(connection.execute("select state, done, total from jobs_job").fetchone())

    kinds.WHILE_MAKING.append(look)
    work.run(a_job().pk)
    assert seen == [("running", 2, 3)]


def test_the_lock_is_given_back_and_other_jobs_run(committed_db: Database) -> None:
    first, second = a_job(), a_job()
    work.run(first.pk)
    work.run(second.pk)
    with committed_db.superuser() as connection:
        held = connection.execute(
            "select count(*) from pg_locks where locktype = 'advisory' and database ="
            " (select oid from pg_database where datname = current_database())"
        )
        assert held.fetchone() == (0,)
    assert as_it_is(second).state == JobState.DONE


def test_nobody_acts_after_a_job(committed_db: Database) -> None:
    work.run(a_job().pk)
    assert not CaseFile.objects.visible_to(staff(WHO)).exists()
