"""Migrations of the requests of disclosure are taken back and brought in again, over rows of both."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.db import connection

from keeping import services
from keeping.models import DisclosureRequest, Ground
from keeping.services.disclosure_tasks import TASK
from localenv.state import PROJECT
from tests import databases
from tests.databases import Database
from tests.stack import LiveStack, build
from tests.world import acting

from .test_disclosure import a_request, a_told_case, by_text, check, seen, submit
from .test_hearing import DAY, on, tasks, today
from .test_in_parts import LATE, a_large_request, decided_in_part, put_off, told

LAST = "1002"  # what the models of now ask for


@pytest.fixture
def stack(committed_db: Database) -> Iterator[LiveStack]:
    """Not started: its environment, in which commands run."""
    made = build(committed_db, databases.state().secrets)
    yield made
    made.stop()


def migrate(stack: LiveStack, target: str) -> None:
    connection.close()  # it would hold locks, and know columns that are gone
    said = subprocess.run(
        [*(sys.executable, "manage.py", "migrate", "keeping", target), "--database", "owner"],
        cwd=PROJECT,
        env=dict(stack.environment),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr[-2000:]


def corrected_and_extended() -> DisclosureRequest:
    request = a_request(a_told_case())
    with on(request) as (row, user):
        asked = services.ask_correction(request=row, asked_on=today(), words="委任状", by=user)
        done = services.note_correction(request=asked, corrected_on=today(), by=user)
        services.extend(request=done, days=20, reason="多いため", told_on=today(), by=user)
    return request


def test_extended_requests_are_there_after_it_was_taken_back_and_brought_in_again(
    stack: LiveStack,
) -> None:
    extended, plain = corrected_and_extended(), a_request(a_told_case())
    migrate(stack, "0001")
    migrate(stack, LAST)
    for request in (extended, plain):
        with acting("soudan1") as user:
            row = seen(request, user)
            assert row.due_on == row.received_on + 30 * DAY
            assert (row.extended_by, row.extension_reason, row.extended_on) == (0, "", None)
            assert tasks(request)[TASK] == row.due_on
    with on(extended) as (row, user):
        services.extend(request=row, days=5, reason="もう一度", told_on=today(), by=user)
        assert tasks(extended)[TASK] == today() + 35 * DAY


def test_requests_in_parts_are_there_after_it_was_taken_back_and_brought_in_again(
    stack: LiveStack,
) -> None:
    first, rest = decided_in_part()
    waiting = told(a_request(a_told_case()))
    migrate(stack, "0003")
    migrate(stack, LAST)
    for request in (first, rest, waiting):
        with on(request) as (row, _):
            assert row.due_on == row.received_on + 30 * DAY
            assert not row.is_in_parts
    assert tasks(waiting)[TASK] == waiting.received_on + 30 * DAY
    assert tasks(rest)[TASK] == rest.received_on + 30 * DAY
    with acting("soudan1") as user:
        assert by_text(first, user)[LATE] == Ground.DUTY, "never given by itself"
    told(waiting)


def test_what_nobody_has_chosen_for_is_withheld_after_it_was_taken_back(stack: LiveStack) -> None:
    request = a_large_request()
    put_off(request, LATE, is_later=False)
    migrate(stack, "0004")
    migrate(stack, LAST)
    with acting("soudan1") as user:
        assert by_text(request, user)[LATE] == Ground.DUTY, "never given by itself"


def test_what_was_withdrawn_or_refused_without_a_correction_is_there_after_it_was_taken_back(
    stack: LiveStack,
) -> None:
    gone, refused = a_request(a_told_case()), a_request(a_told_case())
    with on(gone) as (row, user):
        services.withdraw(request=row, withdrawn_on=today(), how="取下書", by=user)
    with on(refused) as (row, user):
        services.ask_correction(request=row, asked_on=today(), words="委任状", by=user)
    submit(refused, decision="refused")
    check(refused)
    migrate(stack, "0999")
    migrate(stack, LAST)
    with on(gone) as (row, user):
        assert (row.state, row.withdrawn_on, row.withdrawn_how) == ("open", None, "")
        services.withdraw(request=row, withdrawn_on=today(), how="取下書", by=user)
    with on(refused) as (row, _):
        assert (row.state, row.decision, row.correction_asked_on) == ("decided", "refused", None)
