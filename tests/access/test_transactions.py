"""One transaction a request, with real commits: its context ends with it, a refusal outlives what is undone."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.context import acting_as
from access.models import AccessLog
from tests.access.situations import a_case_at, raw_count
from tests.databases import Database
from tests.world import login, staff

pytestmark = pytest.mark.urls("tests.access.fake_urls")


def stated() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(current_setting('app.acting', true), '')")
        return str(cursor.fetchone()[0])


def test_s08_a_connection_names_nobody_after_the_transaction(committed_db: Database) -> None:
    a_case_at("soudan1")
    with acting_as(staff("soudan1")):
        assert raw_count("access_casefile") == 1
    assert (raw_count("access_casefile"), stated()) == (0, "")
    with pytest.raises(ZeroDivisionError), acting_as(staff("soudan1")):
        raise ZeroDivisionError
    assert (raw_count("access_casefile"), stated()) == (0, "")


def test_s08_within_another_transaction_the_one_before_acts_again(committed_db: Database) -> None:
    a_case_at("soudan1")
    with acting_as(staff("soudan1")):
        with acting_as(staff("kurashi1")):
            assert raw_count("access_casefile") == 0
        assert raw_count("access_casefile") == 1


def test_r14_r19_a_refusal_is_entered_and_what_the_view_did_is_undone(
    committed_db: Database,
) -> None:
    client = Client()
    login(client, "soudan1")
    case = a_case_at("soudan1").case
    assert client.get(f"/fake/detail/{case.pk}/").status_code == 200
    for number in (1, 2):
        assert client.get(f"/fake/detail/{uuid.uuid4()}/").status_code == 404
        with acting_as(staff("kansa1")):
            entries = AccessLog.objects.exclude(action="grant").order_by("seq")
            assert [row.outcome for row in entries] == ["shown", *["refused"] * number]


def test_a_page_sends_no_savepoint_and_no_word_for_the_end_of_its_context(
    committed_db: Database,
) -> None:
    client = Client()
    login(client, "soudan1")
    case = a_case_at("soudan1").case
    client.get(f"/fake/detail/{case.pk}/")
    with CaptureQueriesContext(connection) as caught:
        assert client.get(f"/fake/detail/{case.pk}/").status_code == 200
    sent = [query["sql"].lower() for query in caught]
    assert not [sql for sql in sent if "savepoint" in sql]
    assert len([sql for sql in sent if "set_config" in sql]) == 1
