"""Several questions in one statement: the same rows as when each is asked alone, by wall 1 and by wall 3."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Max, QuerySet
from django.test.utils import CaptureQueriesContext

from access.context import acting_as
from access.models import CaseFile, Compartment
from access.policies import confidential_models
from access.together import Rows, ask_of, ask_together
from organizations.models import Appointment, Body, Code
from tests.access.people import persona
from tests.access.secret_world import World
from tests.access.situations import a_case_at
from tests.world import acting

pytestmark = pytest.mark.django_db


def values(row: Any) -> Any:
    """The columns of a row, and of the rows that came with it."""
    if not hasattr(row, "_meta"):
        return row
    own = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    return own | {name: values(one) for name, one in row._state.fields_cache.items() if one}


def same(questions: list[QuerySet[Any]]) -> int:
    """Asserts that one statement answers as many; returns how many rows there are."""
    alone = [[values(row) for row in question.all()] for question in questions]
    with CaptureQueriesContext(connection) as caught:
        together = ask_together(questions)
    assert len(caught) == 1
    assert [[values(row) for row in rows] for rows in together] == alone
    return sum(len(rows) for rows in alone)


def test_what_two_parts_ask_alike_is_asked_once_and_answered_to_both() -> None:
    with acting("soudan1"):
        bodies = Body.objects.order_by("pk")
        alike: list[Any] = [bodies[:3], bodies[:2], bodies[:3], Body.objects.none(), bodies[:3]]
        assert same(alike) == 11
        with CaptureQueriesContext(connection) as caught:
            first, _, again, _, _ = ask_together(alike)
    assert caught[0]["sql"].count("union all") == 1, "two of them differ"
    assert first[0] is not again[0], "each has rows of its own"


def test_the_order_the_number_and_the_shape_of_each_question_are_kept() -> None:
    with acting("soudan1"):
        bodies = Body.objects.all()
        offices = Appointment.objects.current()
        questions: list[Any] = [
            bodies.order_by("-name")[:3],
            bodies.order_by("name").values_list("name", flat=True)[2:5],
            bodies.values("kind")
            .annotate(many=Count("pk"), last=Max("valid_from"))
            .order_by("kind"),
            bodies.select_related("parent", "area").order_by("pk"),
            offices.with_body().order_by("valid_from", "pk"),
            bodies.annotate(offices=Count("role_groups")).order_by("pk"),
            Code.objects.filter(code_list="CL-03", label__contains="%").order_by("pk"),
            bodies.values_list("kind").distinct().order_by("kind"),
        ]
        assert same(questions) > 30


def offices_of(user: Any) -> list[Any]:
    held = Appointment.objects.current().with_body().filter(staff=user).order_by("pk")
    return [
        held,
        Body.objects.filter(role_groups__appointments__in=held).order_by("pk").values_list("pk"),
    ]


def test_what_is_written_once_is_answered_for_whoever_asks() -> None:
    seen = []
    for name in ("soudan1", "kurashi1", "soudan1", "jimukyoku1", "kansa1"):
        with acting(name) as user:
            alone = [[values(row) for row in question.all()] for question in offices_of(user)]
            with CaptureQueriesContext(connection) as caught:
                asked = ask_of(user, offices_of)
        assert len(caught) == 1
        assert {office.staff_id for office in asked[0]} == {user.pk}
        assert [[values(row) for row in rows] for rows in asked] == alone
        seen.append([office.pk for office in asked[0]])
    assert seen[0] == seen[2]
    assert len({str(offices) for offices in seen}) == 4


def test_what_asks_for_nothing_is_not_asked() -> None:
    with acting("soudan1"), CaptureQueriesContext(connection) as caught:
        assert ask_together([Body.objects.none(), Code.objects.filter(pk__in=[])]) == [[], []]
        assert ask_together([]) == []
    assert len(caught) == 0


def test_a_question_in_sql_is_answered_by_tuples() -> None:
    day = datetime.date(2026, 4, 1)
    with acting("soudan1"):
        rows = Rows("select n, %s::date from generate_series(1, %s) n", (day, 2))
        assert ask_together([Body.objects.none(), rows]) == [[], [(1, day), (2, day)]]


def test_r1_policies_hold_inside_the_statement() -> None:
    """Wall 3 alone: querysets that ask for everything bring what the acting user sees."""
    own, hidden = a_case_at("soudan1").case, a_case_at("kurashi1").case
    with acting("soudan1"):
        files, places = ask_together([CaseFile.objects.all(), Compartment.objects.all()])
        assert {row.pk for row in files} == {own.pk}
        assert hidden.pk not in {row.case_id for row in places}
    assert ask_together([CaseFile.objects.all()]) == [[]]


def test_s03_every_confidential_row_comes_as_when_it_is_asked_alone(world: World) -> None:
    case = world.made["case"]
    seen = {}
    for name in ("caseworker_a", "caseworker_b", "secretary", "member", "supervisor_a", "outsider"):
        with acting_as(persona(name)):
            models: list[Any] = list(confidential_models())
            rows = [
                m.objects.visible_to(persona(name)).filter(compartment__case=case) for m in models
            ]
            seen[name] = same(
                [one.select_related("compartment__case", "created_by") for one in rows]
            )
    assert seen["outsider"] == 0
    assert min(count for name, count in seen.items() if name != "outsider") > 0
    assert seen["caseworker_a"] > 100
