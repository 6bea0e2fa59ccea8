"""Every cell of the matrix, at each wall apart (S-01)."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, transaction

from access.context import acting_as
from access.explain import explain
from access.models import CaseFile, Compartment, Disclosure
from access.querysets import open_compartment_filter

from .matrix import CELLS, COLUMNS, MATRIX
from .people import everybody, persona
from .whole_case import _row, a_case_that_went_the_whole_way

LETTER = {"write_compartment": "w", "read_compartment": "r", "progress_compartment": "p"}


def letters(found: dict[Any, set[str]], made: dict[str, Any]) -> str:
    """The row of the matrix that permissions by compartment amount to."""
    strongest = []
    for column in COLUMNS:
        held = found.get(made[column].pk, set())
        strongest.append(next((LETTER[p] for p in LETTER if p in held), "-"))
    return " ".join(strongest)


def by_the_database(made: dict[str, Any]) -> str:
    """What row policies alone allow (wall 3), past all of Django."""
    found: dict[Any, set[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute("select compartment_id, permission from access.open_grant")
        for compartment, permission in cursor.fetchall():
            found.setdefault(compartment, set()).add(permission)
    return letters(found, made)


def by_the_querysets(user: Any, made: dict[str, Any]) -> str:
    """What `visible_to` alone allows (wall 1)."""
    found: dict[Any, set[str]] = {}
    for permission in LETTER:
        open_ones = Compartment.objects.filter(
            open_compartment_filter(user, "id", (permission,))
        ).values_list("pk", flat=True)
        for pk in open_ones:
            found.setdefault(pk, set()).add(permission)
    return letters(found, made)


def test_the_matrix_is_complete() -> None:
    assert set(MATRIX) == set(everybody())
    assert len(CELLS) == len(MATRIX) * len(COLUMNS) == 310


@pytest.mark.django_db
@pytest.mark.parametrize("name", MATRIX)
def test_wall_3_row_policies(name: str) -> None:
    made = a_case_that_went_the_whole_way()
    with acting_as(persona(name)):
        assert by_the_database(made) == MATRIX[name][1], MATRIX[name][0]
        _rows_agree(made, name)


def _rows_agree(made: dict[str, Any], name: str) -> None:
    """Rows, their history, the compartments and the file itself follow the same sentence."""
    expected = dict(zip(COLUMNS, MATRIX[name][1].split(), strict=True))
    for column, letter in expected.items():
        where = " where compartment_id = %s"
        for table in ("access_disclosure", "access_historicaldisclosure"):
            with connection.cursor() as cursor:
                cursor.execute(f"select count(*) from {table}{where}", [made[column].pk])
                seen = cursor.fetchone()[0] > 0
            assert seen == (letter in "rw"), (column, table)
        assert _can_write(made[column], name) == (letter == "w"), column
    sees_case = set(expected.values()) != {"-"}
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from access_casefile where id = %s", [made["case"].pk])
        assert (cursor.fetchone()[0] == 1) == sees_case


def _can_write(compartment: Compartment, name: str) -> bool:
    try:
        with transaction.atomic():
            _row(compartment, name)
    except Exception as refused:
        assert "row-level security" in str(refused)
        return False
    return True


@pytest.mark.parametrize("name", MATRIX)
def test_wall_1_querysets_with_row_policies_down(name: str, wall_three_down: None) -> None:
    """Connected as a superuser of the database, whom no policy binds."""
    made = a_case_that_went_the_whole_way()
    user = persona(name)
    assert by_the_querysets(user, made) == MATRIX[name][1], MATRIX[name][0]
    expected = dict(zip(COLUMNS, MATRIX[name][1].split(), strict=True))
    visible = set(Disclosure.objects.visible_to(user).values_list("compartment_id", flat=True))
    past = set(Disclosure.history.all().visible_to(user).values_list("compartment_id", flat=True))
    for column, letter in expected.items():
        assert (made[column].pk in visible) == (letter in "rw"), column
        assert (made[column].pk in past) == (letter in "rw"), column
    sees_case = set(expected.values()) != {"-"}
    assert CaseFile.objects.visible_to(user).filter(pk=made["case"].pk).exists() == sees_case


@pytest.mark.django_db
@pytest.mark.parametrize("name", MATRIX)
def test_r18_the_explanation_names_the_rules_of_the_matrix(name: str) -> None:
    made = a_case_that_went_the_whole_way()
    user = persona(name)
    with acting_as(user):
        for column, letter in zip(COLUMNS, MATRIX[name][1].split(), strict=True):
            bases = explain(user, made[column])
            assert bool(bases) == (letter != "-"), column
            known = set(MATRIX[name][2].split()) | {"HO"}
            assert {b.rule for b in bases} <= known, column


def test_r10_nothing_of_django_opens_anything(wall_three_down: None) -> None:
    """S-03, S-07: the flag of a superuser and every model permission: the outsider's row."""
    made = a_case_that_went_the_whole_way()
    user = persona("superuser")
    user.is_superuser = True
    assert Permission.objects.exists()
    assert by_the_querysets(user, made) == MATRIX["superuser"][1]
    assert not user.has_perm("access.read_compartment", made["face"])
