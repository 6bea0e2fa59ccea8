"""Saved and taken away at one moment: nothing is saved after the right to it was taken (S-15, R1)."""

import threading
import time
import uuid
from typing import Any

import psycopg
import pytest
from django.urls import reverse

from access import grants
from access.rights_ended import right_ended_meanwhile
from cases.models import Note
from tests.cases.pages import browser
from tests.cases.situations import a_case, a_note
from tests.databases import Database
from tests.world import acting, staff

WRITER = "soudan1"
ROUNDS = 200
GOLDEN = 0.618  # spreads the moments evenly over what saving takes
STORED = "select count(*) from cases_note where text = %s"
ENDS = "update access_groupgrant set valid_until = {} where case_id = %s and basis = 'R2'"
NOTE = {"method": "2", "nature": "fact"}


def count(raw: Any, words: str) -> int:
    return int(raw.execute(STORED, [words]).fetchone()[0])


class Taking(threading.Thread):
    """Takes the right to write in a case after a while, and looks, when nobody can come between any more,
    whether something was saved before."""

    def __init__(self, database: Database, case: Any, words: str, after: float) -> None:
        super().__init__()
        self.database, self.case, self.words, self.after = database, case, words, after
        self.found_before = 0

    def run(self) -> None:
        with self.database.superuser() as raw:
            time.sleep(self.after)
            with raw.transaction():
                raw.execute(ENDS.format("statement_timestamp()"), [self.case.pk])
                raw.execute("set constraints all immediate")  # its entries in the log
                self.found_before = count(raw, self.words)


def test_s15_nothing_is_saved_after_the_right_to_it_was_taken(committed_db: Database) -> None:
    """Two hundred times a note is sent while the grant ends: what is there when that is committed stays the only
    one, and who was told that it is saved finds it."""
    case = a_case(WRITER)
    client, url = browser(WRITER), reverse("cases:detail", args=[case.pk])
    client.raise_request_exception = (
        False  # of what ends before the statement that saves the database tells
    )
    outcomes = {True: 0, False: 0}
    took = 0.1
    with committed_db.superuser() as raw:
        for number in range(ROUNDS):
            raw.execute(ENDS.format("null"), [case.pk])
            words = f"架空の記録 {number}"
            taking = Taking(committed_db, case, words, 1.1 * took * (number * GOLDEN % 1))
            taking.start()
            begun = time.monotonic()
            answer = client.post(url, NOTE | {"text": words})
            took = time.monotonic() - begun if answer.status_code == 303 else took
            taking.join()
            assert answer.status_code in (303, 404)
            assert count(raw, words) == taking.found_before, number
            assert count(raw, words) == (answer.status_code == 303), number
            outcomes[answer.status_code == 303] += 1
    assert min(outcomes.values()) > ROUNDS // 20, f"no race: {outcomes}"


def test_s15_what_somebody_gave_up_herself_she_may_have_written_before(
    committed_db: Database,
) -> None:
    case = a_case(WRITER)
    with acting(WRITER):
        assert not right_ended_meanwhile()
        note = a_note(case, WRITER)
        assert grants.end_membership(source=note.compartment_id)
        assert not right_ended_meanwhile()


def test_s15_the_page_that_undoes_it_says_nothing_of_what_it_was_to_say(
    committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a case that is missing (R14), and no word that it was saved."""
    monkeypatch.setattr("access.middleware.right_ended_meanwhile", lambda: True)
    case = a_case(WRITER)
    client = browser(WRITER)
    undone, missing = (
        client.post(reverse("cases:detail", args=[key]), NOTE | {"text": "架空の記録"})
        for key in (case.pk, uuid.uuid4())
    )
    assert undone.status_code == missing.status_code == 404
    told = [message for answer in (undone, missing) for message in answer.context["messages"]]
    assert told == []
    with committed_db.superuser() as raw:
        assert count(raw, "架空の記録") == 0


def test_s15_what_does_not_concern_her_undoes_nothing(committed_db: Database) -> None:
    """An office, an account, who is kept out: of somebody else, at the same moment."""
    case, other = a_case(WRITER), a_case(WRITER)
    with acting(WRITER):
        note = a_note(case, WRITER)
        with committed_db.superuser() as raw:
            raw.execute(ENDS.format("statement_timestamp()"), [other.pk])
            raw.execute(
                "update organizations_appointment set note = '見本' where staff_id <> %s",
                [staff(WRITER).pk],
            )
        assert not right_ended_meanwhile()
    assert note.pk


def test_s15_an_end_that_was_entered_before_she_began_counts_as_well(
    committed_db: Database,
) -> None:
    """It is seen by others when it is committed, and by whoever wrote before that it was not."""
    case = a_case(WRITER)
    with committed_db.superuser() as raw:
        raw.execute("begin")
        raw.execute(ENDS.format("statement_timestamp()"), [case.pk])
        raw.execute("set constraints all immediate")  # its entries in the log, with their time
        with acting(WRITER):
            a_note(case, WRITER)
            raw.execute("commit")
            assert right_ended_meanwhile()


def test_s15_what_another_took_meanwhile_counts_where_it_was_written_by(
    committed_db: Database,
) -> None:
    """Not a right in another case, and not where nothing was written."""
    case, other, unwritten = (a_case(WRITER) for _ in range(3))
    with committed_db.superuser() as raw, acting(WRITER):
        note = a_note(case, WRITER)
        a_note(other, WRITER)
        assert not right_ended_meanwhile()
        raw.execute("set lock_timeout = '1s'")
        for one in (unwritten, case):
            with pytest.raises(psycopg.errors.LockNotAvailable):
                raw.execute(ENDS.format("statement_timestamp()"), [one.pk])
        assert Note.objects.filter(pk=note.pk).exists()
    for one, ended in ((unwritten, False), (case, True)):
        with acting(WRITER):
            a_note(case, WRITER)
            with committed_db.superuser() as raw:
                raw.execute(ENDS.format("statement_timestamp()"), [one.pk])
            assert right_ended_meanwhile() is ended
