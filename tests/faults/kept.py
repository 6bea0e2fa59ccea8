"""What the database holds of intakes that somebody tried to save: each whole and once, or not at all."""

from collections import Counter

from localenv import system
from tests.databases import Database
from tests.stack import LiveStack

from .people import Diary

# One number for each part of an intake that is saved with it.
PARTS = {
    "cases": "select count(*) from access_casefile",
    "earlier wording": "select count(*) from cases_historicalintake",
    "form keys": "select count(*) from drafts_formkey where result_url ~ '^/cases/[0-9a-f-]{36}/$'",
    "records": "select count(*) from cases_caserecord",
}


def words_kept(database: Database) -> Counter[str]:
    """How often each text stands in an intake."""
    with database.superuser() as connection:
        return Counter(str(row[0]) for row in connection.execute("select words from cases_intake"))


def assert_whole(database: Database) -> None:
    """No intake without its case, record, first wording and form key, and none of those without it."""
    with database.superuser() as connection:
        numbers = {
            name: connection.execute(question).fetchone() for name, question in PARTS.items()
        }
        expected = connection.execute("select count(*) from cases_intake").fetchone()
    assert set(numbers.values()) == {expected}, numbers


def lost(database: Database, diary: Diary) -> set[str]:
    """What was acknowledged and is not there (I1)."""
    return set(diary.saved) - set(words_kept(database))


def assert_kept(database: Database, diary: Diary) -> None:
    """I1 and I2: everything acknowledged is there, whatever is there is there once and whole."""
    kept = words_kept(database)
    assert lost(database, diary) == set()
    assert [words for words, times in kept.items() if times != 1] == []
    assert_whole(database)


def assert_log_is_whole(stack: LiveStack) -> None:
    """I6: the chain of the log of reading, recomputed."""
    said = system.manage("verify_access_log", environment=stack.environment)
    assert "whole" in said
