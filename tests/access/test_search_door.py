"""The index of words and its one door (R1, S-08, S-19): one rule of names, nobody else reads it."""

import unicodedata
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from access.context import acting_as
from access.policies import confidential_models
from access.search import find_words
from cases.models import Person
from documents.text import is_ignored, search_key
from tests.access.test_context import pid, state
from tests.cases import situations as s
from tests.world import staff

pytestmark = pytest.mark.django_db


def keys_in_sql(superuser: Any, words: list[str]) -> list[str]:
    found = superuser.execute(
        "select access.search_key(w) from unnest(%s::text[]) with ordinality t (w, n) order by n",
        [words],
    )
    return [row[0] for row in found.fetchall()]


def test_the_rule_of_names_is_the_same_in_sql_for_every_character(
    superuser_connection: Any,
) -> None:
    known = [
        chr(c) for c in range(1, 0x110000) if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co")
    ]
    keys = keys_in_sql(superuser_connection, known)
    different = [(c, k) for c, k in zip(known, keys, strict=True) if k != search_key(c)]
    assert different == []
    assert any(is_ignored(c) for c in known)


WORDS = st.text(
    st.sampled_from("ゔヴｳﾞァぁぃゃ゛ﾞﾟかｶガー－- 　高髙﨑辺邊\U000e0100斎齋ßİAａ①㈱\u200b\n、")
    | st.characters(exclude_categories=["Cs", "Cn", "Co"], exclude_characters="\0"),
    max_size=30,
)


def test_the_rule_of_names_is_the_same_in_sql_for_any_text(superuser_connection: Any) -> None:
    @settings(deadline=None, max_examples=30)
    @given(st.lists(WORDS, min_size=20, max_size=60))
    def check(texts: list[str]) -> None:
        assert keys_in_sql(superuser_connection, texts) == [search_key(text) for text in texts]

    check()


def door(*words: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("select * from access.find_words(%s, 100)", [list(words)])
        return cursor.fetchall()


def test_r1_the_door_tells_nobody_and_no_forged_context_anything() -> None:
    s.a_note(s.a_case("soudan1"))
    with acting_as(staff("soudan1")):
        assert len(door("架空")) > 2
        assert door("玄関")
    assert door("架空") == []
    for forged in ("", "a.b.c", f"{staff('soudan1').pk}.{pid()}.9999999999.{'0' * 64}"):
        state(forged)
        assert door("架空") == []
    with acting_as(staff("kurashi1")):
        assert door("架空") == door("玄関") == door("0300004821") == []


def test_r1_the_index_cannot_be_read_by_the_application() -> None:
    s.a_case("soudan1")
    with acting_as(staff("soudan1")):
        for statement in (
            "select key from access.search_entry",
            "insert into access.search_rule values ('x')",
            "select access.entries_of('{}', '{}')",
        ):
            with pytest.raises(Exception, match="permission denied"), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(statement)


def test_the_index_follows_raw_sql() -> None:
    """Neither `update()` nor a hand-written statement leaves an older word behind."""
    case = s.a_case("soudan1")
    with acting_as(staff("soudan1")) as _, connection.cursor() as cursor:
        mother = Person.objects.visible_to(staff("soudan1")).of_case(case).get(is_subject=True)
        cursor.execute("update cases_person set name = '仮名 髙子' where id = %s", [mother.pk])
        assert [h.row_id for h in find_words("高子", most=9)] == [mother.pk]
        assert mother.pk not in {
            h.row_id for h in find_words("架空花子", most=9) if h.part == "name"
        }


def test_what_is_searched_is_declared_in_the_models() -> None:
    searched = {m.__name__: set(m.searched.parts) for m in confidential_models() if m.searched}
    assert searched == {
        "Person": {"name", "kana"},
        "OtherName": {"name", "kana"},
        "ContactPoint": {"contact"},
        "Note": {"note"},
        "Intake": {"note", "visitor"},
        "CaseRecord": {"contact"},
    }
