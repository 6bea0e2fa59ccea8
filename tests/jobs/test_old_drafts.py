"""Drafts, keys of forms and lists that nobody took in go by the clock, whether their owner comes back or not."""

import datetime
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connections
from django.test import Client
from django.urls import reverse

from cases.models import CaseImport
from cases.tasks import throw_away_old_lists
from drafts.models import Draft, FormKey
from drafts.services import save_draft
from drafts.tasks import throw_away_old
from jobs.tasks import throw_away_sessions
from tests.cases.situations import body_of
from tests.databases import Database
from tests.world import acting, login

WHO = "soudan1"


def a_draft(*, old: bool) -> uuid.UUID:
    with acting(WHO) as user:
        key = uuid.uuid4()
        save_draft(
            user=user, form="note", object_key=f"new-{key}", seq=1, values={"a": ["x"]}, page="/"
        )
    return key if not old else _aged(key)


def _aged(key: uuid.UUID) -> uuid.UUID:
    with connections["default"].cursor() as cursor, acting(WHO):
        cursor.execute(
            "update drafts_draft set updated_at = now() - interval '31 days' where object_key = %s",
            [f"new-{key}"],
        )
    return key


def count(database: Database, question: str) -> int:
    """Past every row policy: a draft that nobody sees any more is still there."""
    with database.superuser() as outside:
        row = outside.execute(f"select count(*) from {question}").fetchone()
    assert row
    return int(str(row[0]))


def test_old_drafts_and_keys_of_forms_go_without_their_owner(committed_db: Database) -> None:
    a_draft(old=False)
    a_draft(old=True)
    with acting(WHO) as user:
        for days in (1, 3):
            past = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
            FormKey.objects.create(user=user, key=uuid.uuid4(), body_hash="x", created_at=past)
    with committed_db.superuser() as outside:
        outside.execute("update organizations_staff set is_active = false")
    assert count(committed_db, "drafts_draft") == 4  # a field and its page, of each
    throw_away_old()
    assert count(committed_db, "drafts_draft") == 2
    assert count(committed_db, "drafts_formkey where body_hash = 'x'") == 1
    throw_away_old()
    assert count(committed_db, "drafts_draft") == 2


def test_a_list_that_nobody_took_in_loses_its_lines_without_whom_brought_it(
    committed_db: Database,
) -> None:
    for days in (6, 8):
        past = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=days)
        with acting("kanri1") as user:
            CaseImport.objects.create(
                user=user, body=body_of("kanri1"), sealed=b"lines", created_at=past
            )
    throw_away_old_lists()
    assert count(committed_db, "cases_caseimport where sealed = 'lines'") == 1
    assert count(committed_db, "cases_caseimport where sealed = '' and state = 'cancelled'") == 1


def test_s47_sessions_that_are_over_go_without_their_browser(committed_db: Database) -> None:
    here, gone = Client(), Client()
    for browser in (here, gone):
        login(browser, WHO)
        browser.get("/")
    left = gone.session.session_key
    assert count(committed_db, "usersessions_usersession") == 2
    with committed_db.superuser() as outside:
        for statement in (
            "update django_session set expire_date = now() - interval '1 minute' where session_key = %s",
            "update usersessions_usersession set last_seen_at = now() - interval '2 days'",
        ):
            outside.execute(statement, [left] if "%s" in statement else None)
    throw_away_sessions()
    assert count(committed_db, f"django_session where session_key = '{left}'") == 0
    assert count(committed_db, "usersessions_usersession") == 1
    assert here.get(reverse("usersessions_list")).status_code == 200
    assert gone.get(reverse("usersessions_list")).status_code == 302


@pytest.mark.parametrize(
    "statement",
    [
        "select text from drafts_draft",
        "select sealed from cases_caseimport",
        "update drafts_draft set updated_at = now()",
        "update cases_caseimport set case_ids = '[]'",
    ],
)
def test_the_role_for_scheduled_work_reads_and_changes_nothing_else(
    statement: str, committed_db: Database
) -> None:
    with connections["jobs"].cursor() as cursor, pytest.raises(DatabaseError, match="denied"):
        cursor.execute(statement)


def test_it_deletes_no_draft_that_is_young(committed_db: Database) -> None:
    a_draft(old=False)
    assert Draft.objects.using("jobs").all().delete()[0] == 0
    assert count(committed_db, "drafts_draft") == 2


@pytest.mark.parametrize(
    "task",
    [
        "drafts.tasks.throw_away_old",
        "cases.tasks.throw_away_old_lists",
        "jobs.tasks.throw_away_sessions",
    ],
)
def test_the_scheduler_rings_each_hour(task: str) -> None:
    rings: list[Any] = [
        ring["schedule"] for ring in settings.CELERY_BEAT_SCHEDULE.values() if ring["task"] == task
    ]
    assert rings == [3600.0]
