"""What the database is to blame for is said as such (F-16)."""

import time

import pytest
from django.db import DataError, InternalError, OperationalError, connection, transaction
from django.test import RequestFactory

from access.unavailable import is_trouble
from bunkyo_support.views import failed


@pytest.mark.usefixtures("committed_db")
def test_f16_a_transaction_that_the_database_ended_is_no_mistake_of_ours() -> None:
    with pytest.raises((InternalError, OperationalError)) as ended, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("set local idle_in_transaction_session_timeout = '100ms'")
        time.sleep(1)
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    connection.close()
    assert isinstance(ended.value, InternalError)
    try:
        raise ended.value
    except InternalError:
        assert failed(RequestFactory().get("/")).status_code == 503


@pytest.mark.usefixtures("committed_db")
def test_a_question_in_a_failed_transaction_is_a_mistake_of_ours() -> None:
    with (
        pytest.raises(InternalError) as aborted,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for statement in ("select 1 / 0", "select 1"):
            try:
                cursor.execute(statement)
            except InternalError:
                raise
            except DataError:  # after which nothing is answered
                continue
    assert not is_trouble(aborted.value)
