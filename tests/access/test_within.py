"""Questions about the cases of a page (access.context.within): the setting only takes away, in both walls."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from access.context import cases_asked_about, within
from access.models import CaseFile, Compartment
from access.routes import all_routes
from cases.models import Note
from tests.cases.situations import a_case, a_note
from tests.world import acting, login

pytestmark = pytest.mark.django_db


def _state(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.within', %s, true)", [value])


def _rows(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"select count(*) from {table}")
        return int(cursor.fetchone()[0])


def test_only_rows_of_the_named_cases_are_found_and_afterwards_all_again() -> None:
    """R1: what is asked within a case is no more than what is asked without."""
    one, other = a_case(), a_case()
    for case in (one, other):
        a_note(case)
    with acting("soudan1") as by:
        everything = Note.objects.visible_to(by).count(), _rows("cases_note")
        with within([one.pk]):
            found = Note.objects.visible_to(by).values_list("compartment__case", flat=True)
            assert set(found) == {one.pk}
            assert list(CaseFile.objects.visible_to(by)) == [one]
            assert set(Compartment.objects.visible_to(by).values_list("case", flat=True)) == {
                one.pk
            }
            with within([one.pk, other.pk]):
                assert cases_asked_about() == [one.pk]
            with within([other.pk]):
                assert not Note.objects.visible_to(by).exists()
            assert CaseFile.objects.visible_to(by).count() == 1
        assert cases_asked_about() is None
        assert (Note.objects.visible_to(by).count(), _rows("cases_note")) == everything


def test_r1_whoever_states_cases_sees_none_that_she_did_not_see() -> None:
    """An injected statement may write the setting: it opens nothing (S-08)."""
    case = a_case("soudan1")
    a_note(case)
    with acting("kurashi1") as by:
        _state("{" + str(case.pk) + "}")
        assert _rows("cases_note") == _rows("access_casefile") == 0
        assert not CaseFile.objects.visible_to(by).exists()
        _state("")
    _state("{" + str(case.pk) + "}")
    assert _rows("cases_note") == 0


def test_each_wall_narrows_by_itself() -> None:
    """What stands outside of the block is narrowed by the database; what was built within, by itself."""
    one, other = a_case(), a_case()
    with acting("soudan1") as by:
        before = CaseFile.objects.visible_to(by).filter(pk__in=[one.pk, other.pk])
        with within([one.pk]):
            assert list(before.all()) == [one]
            inner = CaseFile.objects.visible_to(by).filter(pk__in=[one.pk, other.pk])
        assert list(inner) == [one]
        assert before.all().count() == 2


def test_an_error_within_leaves_nothing_behind() -> None:
    one, other = a_case(), a_case()
    with acting("soudan1") as by:
        with pytest.raises(DatabaseError), transaction.atomic(), within([one.pk]):
            _rows("no_such_table")
        with pytest.raises(LookupError), within([one.pk]):
            raise LookupError
        found = CaseFile.objects.visible_to(by).filter(pk__in=[one.pk, other.pk])
        assert found.count() == 2


def test_pages_of_one_case_name_it_in_their_address() -> None:
    """What declares to be about one case has it as a parameter; the page of a case does."""
    about_one = {r.name: r for r in all_routes() if r.rule is not None and r.rule.of_case}
    assert "cases:detail" in about_one
    assert all("case" in route.converters for route in about_one.values())


def test_a_page_of_one_case_asks_about_it_and_the_next_request_about_all() -> None:
    one, other = a_case(), a_case()
    client = Client()
    login(client, "soudan1")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(f"/cases/{one.pk}/").status_code == 200
    stated = [q["sql"] for q in asked.captured_queries if "app.within" in q["sql"]]
    assert sum(str(one.pk) in sql for sql in stated) == 1
    assert str(other.pk) not in " ".join(stated)
    assert cases_asked_about() is None
    page = client.get("/cases/")
    assert str(other.pk).encode() in page.content
    assert str(one.pk).encode() in page.content
