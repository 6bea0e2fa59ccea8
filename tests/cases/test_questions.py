"""Questions about a case: asked once a request, together with others, as far as the reader sees (R1)."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.explain import explain
from access.models import AccessLog, CaseFile, Compartment, ConfidentialModel
from cases import own_timeline, questions, surroundings
from cases.models import Note
from community import on_case_page as community
from meetings import on_case_page as meetings
from outreach import on_case_page as outreach
from participation import on_case_page as participation
from plans import on_case_page as plans
from tests.cases.pages import Asking, browser
from tests.cases.situations import a_case, a_note
from tests.cases.test_case_questions import (
    COORDINATOR,
    MEMBER,
    PARTNER,
    RECORDER,
    a_case_on_all_ways,
)
from tests.world import acting

pytestmark = pytest.mark.django_db
APPS = (surroundings, own_timeline, meetings, plans, outreach, participation, community)


@questions.question(Note)
def nothing_asked(request: Any, case: CaseFile) -> None:
    """Not for this reader."""


def of_module(module: Any) -> set[questions.Question[Any]]:
    found = vars(module).values()
    made = {one for one in found if isinstance(one, questions.Question)}
    return {one for one in made if one.__module__ == module.__name__}


def test_each_app_registers_all_that_its_parts_ask() -> None:
    own = {*surroundings.OPEN, *surroundings.HEAD, *surroundings.BESIDE, *own_timeline.QUESTIONS}
    for module in APPS:
        assert of_module(module) <= own | set(questions.registered()), module.__name__


def test_questions_are_asked_together_and_once() -> None:
    case = a_case()
    a_note(case)
    with acting("soudan1") as user:
        request = Asking(user)
        wanted = [surroundings.people_of, own_timeline.notes_of, nothing_asked]
        with CaptureQueriesContext(connection) as caught:
            questions.ask(request, case, wanted)
            questions.ask(request, case, wanted)
            assert len(surroundings.people_of(request, case)) == 2
            assert [note.text for note in own_timeline.notes_of(request, case)] == [
                "玄関で話した。"
            ]
            assert nothing_asked(request, case) == []
        assert len(caught) == 1


def test_what_lies_in_a_compartment_that_is_shut_is_not_asked() -> None:
    case = a_case()
    a_note(case)
    with acting("soudan1") as user:
        request = Asking(user)
        with CaptureQueriesContext(connection) as caught:
            questions.ask(request, case, [own_timeline.notes_of], kinds=["face"])
            assert own_timeline.notes_of(request, case) == []
        assert len(caught) == 0


def test_each_row_lies_where_its_question_says() -> None:
    case = a_case_on_all_ways()
    found = set()
    for username in (RECORDER, PARTNER, COORDINATOR, MEMBER):
        with acting(username) as user:
            request = Asking(user)
            for one in (
                *surroundings.HEAD,
                *surroundings.BESIDE,
                *own_timeline.QUESTIONS,
                *questions.registered(),
            ):
                rows = [row for row in one(request, case) if isinstance(row, ConfidentialModel)]
                kinds = set(
                    Compartment.objects.visible_to(user)
                    .filter(pk__in=[r.compartment_id for r in rows])
                    .values_list("kind", flat=True)
                )
                assert kinds <= {one.inside}, one.__name__
                found |= kinds
    assert found == {"face", "record", "hand_off", "consented", "meeting", "plan"}


def test_a_question_that_nobody_asked_before_is_asked_by_itself() -> None:
    case = a_case()
    with acting("soudan1") as user, CaptureQueriesContext(connection) as caught:
        assert len(surroundings.records_of(Asking(user), case)) == 1
    assert len(caught) == 1


def test_r1_who_sees_nothing_of_a_case_gets_no_row_of_any_question() -> None:
    case = a_case()
    a_note(case)
    everything = [
        *surroundings.OPEN,
        *surroundings.HEAD,
        *surroundings.BESIDE,
        *own_timeline.QUESTIONS,
    ]
    everything = [one for one in everything if one is not surroundings.codes_on_pages]
    with acting("kurashi1") as user:
        request = Asking(user)
        questions.ask(request, case, [*everything, *questions.registered()])
        assert [one(request, case) for one in everything if one(request, case)] == []


def test_rows_that_are_no_rows_of_a_model_are_questions_too() -> None:
    case = a_case()

    @questions.question(str)
    def texts(request: Any, case: CaseFile) -> QuerySet[Any]:
        return Note.objects.visible_to(request.user).of_case(case).values_list("text", flat=True)

    a_note(case)
    with acting("soudan1") as user:
        assert texts(Asking(user), case) == ["玄関で話した。"]


def test_r18_r19_the_basis_in_the_log_is_the_one_that_the_database_tells() -> None:
    case = a_case()
    assert browser("soudan1").get(reverse("cases:detail", args=[case.pk])).status_code == 200
    with acting("soudan1") as user:
        bases = explain(user, case)
    with acting("kansa1"):
        (entry,) = AccessLog.objects.filter(object_id=case.pk, action="read")
    assert entry.basis == ",".join(sorted({basis.rule for basis in bases}))
    assert entry.body_id == bases[0].body_id
