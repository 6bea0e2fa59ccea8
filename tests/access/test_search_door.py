"""The index of words and its one door (R1, R11, R12, S-19): one rule of names in Python and SQL."""

import unicodedata
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.text import is_ignored, search_key

pytestmark = pytest.mark.django_db
IN_ONE_TRANSACTION = settings(
    deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def in_sql(words: list[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("set local role bunkyo_gate")
    return []


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="\0"), max_size=40)


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
        chr(c)
        for c in range(1, 0x110000)
        if unicodedata.category(chr(c)) not in ("Cs", "Cn", "Co")
    ]
    keys = keys_in_sql(superuser_connection, known)
    different = [(c, k) for c, k in zip(known, keys, strict=True) if k != search_key(c)]
    assert different == []
    assert any(is_ignored(c) for c in known)
