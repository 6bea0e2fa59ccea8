"""What each database role may do with jobs and results, and which rows cannot be (S-08, S-09)."""

import datetime
import itertools
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import IntegrityError, ProgrammingError

from access.context import acting_as
from jobs import services
from jobs.models import JOB_MOVES, Job, JobResult, JobState, NotThatWay
from tests.databases import Database
from tests.world import acting, staff

from .situations import WHO, a_done_job, a_job, a_running_job, ago, as_it_is, change, results_of

CONTENT_COLUMNS = {
    "jobs_job": {"kind", "object_id", "option", "key", "error_code", "done", "total"},
    "jobs_jobresult": {"content", "content_type", "file_name", "sha256", "user_id", "created_at"},
}

SOME_TIME = datetime.datetime(2026, 11, 25, tzinfo=datetime.UTC)
IMPOSSIBLE: dict[str, dict[str, Any]] = {
    "a state that nobody knows": {"state": "unknown"},
    "a fourth attempt": {"attempts": 4},
    "runs and never started": {"state": "running"},
    "done without an end": {"state": "done", "started_at": SOME_TIME, "attempts": 1},
    "ended though it waits": {"finished_at": SOME_TIME},
    "expires without a result": {"expires_at": SOME_TIME},
    "a reason though it waits": {"error_code": "error"},
    "failed without a reason": {"state": "failed", "finished_at": SOME_TIME},
    "more parts than there are": {"done": 2, "total": 1},
}


def held(role: str, table: str, operation: str) -> set[str]:
    """Columns of a table on which a role holds a right."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select column_name from information_schema.columns where table_name = %s"
            " and has_column_privilege(%s, table_name::regclass, column_name, %s)",
            [table, role, operation],
        )
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.django_db
@pytest.mark.parametrize("table", CONTENT_COLUMNS)
def test_the_role_for_scheduled_work_reads_ids_states_and_dates(table: str) -> None:
    assert held("bunkyo_owner", table, "select") >= CONTENT_COLUMNS[table]
    assert held("bunkyo_jobs", table, "select") & CONTENT_COLUMNS[table] == set()
    assert held("bunkyo_jobs", table, "insert") == set()


@pytest.mark.django_db
def test_the_role_for_scheduled_work_changes_states_and_dates_of_unfinished_jobs() -> None:
    assert held("bunkyo_jobs", "jobs_job", "update") == {
        *("state", "rung_at", "started_at", "finished_at", "error_code", "done", "total")
    }
    assert held("bunkyo_jobs", "jobs_jobresult", "update") == set()


def test_a_finished_job_is_out_of_its_reach(committed_db: Database) -> None:
    job = a_done_job()
    changed = Job.objects.using("jobs").filter(pk=job.pk).update(state=JobState.QUEUED)
    assert changed == 0


def test_results_past_their_hour_go_and_others_stay(committed_db: Database) -> None:
    kept, expired = a_done_job(), a_done_job()
    change(expired, expires_at=ago(seconds=1))
    assert services.throw_away_expired() == (1, 0)
    assert (len(results_of(kept)), results_of(expired)) == (1, [])
    assert as_it_is(expired).state == JobState.DONE


def test_jobs_go_after_a_month_with_their_results(committed_db: Database) -> None:
    kept, old = a_done_job(), a_done_job()
    change(old, created_at=ago(days=31))
    assert services.throw_away_expired() == (0, 1)
    with acting_as(staff(WHO)):
        assert [j.pk for j in Job.objects.visible_to(staff(WHO))] == [kept.pk]
        assert JobResult.objects.visible_to(staff(WHO)).count() == 1


@pytest.mark.parametrize("table", CONTENT_COLUMNS)
def test_nothing_else_can_be_thrown_away(committed_db: Database, table: str) -> None:
    a_done_job()
    with connections["jobs"].cursor() as cursor:
        cursor.execute(f"delete from {table}")
        assert cursor.rowcount == 0


@pytest.mark.django_db
def test_r1_the_content_is_read_by_who_asked_only() -> None:
    job = a_done_job(b"secret")
    with connection.cursor() as cursor:
        for who, seen in (("soudan2", 0), ("kanri1", 0), ("kansa1", 0), ("system1", 0), (WHO, 1)):
            with acting(who):
                cursor.execute("select count(*) from jobs_jobresult where job_id = %s", [job.pk])
                assert cursor.fetchone()[0] == seen, who
        cursor.execute("select count(*) from jobs_jobresult")
        assert cursor.fetchone()[0] == 0


@pytest.mark.django_db
def test_s09_nobody_hangs_a_result_on_the_job_of_somebody_else() -> None:
    """And the refusal does not tell whether the job exists."""
    job = a_running_job()
    texts = []
    for job_id in (job.pk, uuid.uuid4()):
        with acting("soudan2") as other, pytest.raises(IntegrityError) as refused:
            JobResult(user=other, job_id=job_id, content=b"", sha256="").save(force_insert=True)
        texts.append(str(refused.value).replace(str(job_id), "").splitlines()[0])
    assert texts[0] == texts[1]


@pytest.mark.django_db
@pytest.mark.parametrize("why", IMPOSSIBLE)
def test_rows_that_cannot_be(why: str) -> None:
    job = a_job()
    with pytest.raises(IntegrityError), transaction.atomic():
        change(job, **IMPOSSIBLE[why])


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), list(itertools.product(JobState.values, repeat=2)))
def test_states_follow_the_table_of_moves(before: str, after: str) -> None:
    job = Job(state=before)
    if after not in JOB_MOVES[before]:
        with pytest.raises(NotThatWay):
            job.move(after)


def test_what_is_over_stays_over() -> None:
    over = {state for state, following in JOB_MOVES.items() if not following}
    assert over == {"done", "failed", "refused"}
    assert set(JOB_MOVES) == set(JobState.values)


@pytest.mark.django_db
def test_one_job_has_one_result() -> None:
    job = a_done_job()
    with acting(WHO) as user, pytest.raises(IntegrityError):
        JobResult(user=user, job=job, content=b"2", sha256="").save(force_insert=True)


@pytest.mark.django_db
def test_the_application_role_may_not_write_for_others() -> None:
    job = a_job()
    with acting("soudan2"), connection.cursor() as cursor:
        cursor.execute("update jobs_job set state = 'failed' where id = %s", [job.pk])
        assert cursor.rowcount == 0
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("truncate jobs_job")


def test_the_page_about_jobs_shows_the_table_of_moves() -> None:
    text = (Path(__file__).parents[2] / "docs" / "jobs.md").read_text(encoding="utf-8")
    drawn = {
        state: set(re.findall(r"`(\w+)`", following))
        for state, following in re.findall(r"^\| `(\w+)` \S+ \|(.*)\|$", text, re.MULTILINE)
    }
    assert drawn == {state: set(following) for state, following in JOB_MOVES.items()}
