"""What is refused of who looks after what others opened, were kept out of, or read much (R12, R13, S-73)."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from access import emergency, unusual
from access.errors import DomainError
from access.models import EmergencyReview, ReadingFinding, ReadingFlag
from tests.cases.situations import a_case
from tests.cases.test_emergency import opened, review
from tests.databases import Database
from tests.organizations.test_unusual_reading import AUDITOR, at_ease, flags, refuse
from tests.world import acting


@pytest.mark.django_db
def test_r13_a_review_without_words_is_refused() -> None:
    opening = opened(a_case())
    with acting("kanri1") as user:
        with pytest.raises(DomainError, match="わけを書いて"):
            emergency.close_review(opening=opening, finding="proper", note=" ", by=user)
        assert not EmergencyReview.objects.exists()


def test_r13_of_two_reviews_at_one_moment_the_second_is_refused(committed_db: Database) -> None:
    """Neither reviewer can see the other's before it is written: the one row for an opening decides."""
    opening = opened(a_case())
    said: list[str] = []

    def second() -> None:
        try:
            review(opening, "kansa1")
        except DomainError as error:
            said.append(str(error))
        finally:
            connections.close_all()

    other = threading.Thread(target=second)
    with acting("kanri1") as user:
        emergency.close_review(opening=opening, finding="caution", note="確かめた", by=user)
        other.start()
        until(somebody_waits)
    other.join()
    assert said == ["この緊急閲覧は、すでにほかの人が確かめました"]
    with acting("kansa1"):
        assert EmergencyReview.objects.get(opening=opening).finding == "caution"


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks where locktype = 'transactionid' and not granted"
            " and pg_backend_pid() = any (pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])


def until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(600):
        if holds():
            return
        pause.wait(0.05)
    raise AssertionError("nobody waits")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"text": " ", "conclusion": "needed"}, "確かめたことを書いて"),
        ({"text": "上司に電話した。", "conclusion": "guilty"}, "結論を選び直して"),
    ],
)
def test_s73_a_finding_without_words_or_with_no_conclusion_of_the_list_is_refused(
    said: dict[str, Any], words: str
) -> None:
    at_ease(refused=2)
    refuse("ishi1", 2)
    flags()
    with acting(AUDITOR) as user:
        flag = ReadingFlag.objects.get(rule="refused")
        with pytest.raises(DomainError, match=words):
            unusual.say(flag=flag, by=user, **said)
        assert not ReadingFinding.objects.exists()
