"""Parts of a page ask in rounds: each round in one statement, the last ones within the cases of what was found."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.context import cases_asked_about, within
from access.rounds import Asking, Kept, ask_first, ask_in_rounds, at_once, inside, one, part
from access.written import written_once
from cases.models import CaseRecord, Note
from cases.services import restrict_person
from tests.cases.pages import Asking as AskingRequest
from tests.cases.situations import a_case, a_note
from tests.world import acting, staff

pytestmark = pytest.mark.django_db


@part
def notes(user: Any, text: str) -> Asking[list[str]]:
    """Notes with this text and, within their cases, the states of the records."""
    [found] = yield [Note.objects.visible_to(user).filter(text=text)]
    if not found:
        return []
    here = yield inside(user, found)
    placed = here.placed(found)
    [records] = yield [CaseRecord.objects.visible_to(user)]
    assert set(cases_asked_about() or ()) >= {note.compartment.case_id for note in placed}
    return [*(note.compartment.case.number for note in placed), *(r.state for r in records)]


@contextmanager
def statements(most: int) -> Iterator[None]:
    with CaptureQueriesContext(connection) as asked:
        yield
    assert len(asked) <= most, [query["sql"][:80] for query in asked]


def test_many_parts_cost_as_many_statements_as_one() -> None:
    cases = [a_case() for _ in range(3)]
    for number, case in enumerate(cases):
        a_note(case, text=f"話{number}")
    with acting("soudan1") as by:
        alone = [notes(by, f"話{number}") for number in range(3)]
        assert [rows[0] for rows in alone] == [case.number for case in cases]
        with statements(6):
            found = ask_in_rounds([notes.among(by, f"話{number}") for number in (0, 1, 2, 9)])
        assert [rows[:1] for rows in found] == [*(rows[:1] for rows in alone), []]
        assert [len(rows) for rows in alone] == [2, 2, 2], "alone: the record of its own case"
        assert cases_asked_about() is None


def test_r1_r12_a_part_finds_nothing_that_is_not_open() -> None:
    case = a_case()
    a_note(case, text="話")
    with acting("kurashi1") as by:
        assert notes(by, "話") == []
    with acting("kanri1") as leading:
        restrict_person(case=case, user=staff("soudan1"), reason="親族", by=leading)
    with acting("soudan1") as by:
        assert notes(by, "話") == []


def test_a_part_goes_inside_once() -> None:
    def twice(user: Any) -> Asking[None]:
        yield inside(user, [])
        yield inside(user, [])

    with acting("soudan1") as by, pytest.raises(ValueError, match="once"):
        ask_in_rounds([twice(by)])


def test_several_questions_as_one() -> None:
    case = a_case()
    a_note(case, text="話")
    with acting("soudan1") as by:
        rows = Note.objects.visible_to(by)

        def both() -> Asking[list[Any]]:
            found = yield from at_once([one(rows.filter(text="話")), one(None), one(rows.none())])
            return found

        with statements(1):
            [[told, nothing, none]] = ask_in_rounds([both()])
    assert ([note.text for note in told], nothing, none) == (["話"], [], [])


def test_what_parts_start_from_is_asked_once_and_never_within_some_cases() -> None:
    texts: Kept[list[str]] = Kept(
        lambda request: Note.objects.visible_to(request.user).values_list("text", flat=True), list
    )
    nothing: Kept[list[str]] = Kept(lambda _: None, list)
    case = a_case()
    a_note(case, text="話")
    with acting("soudan1") as by:
        request = AskingRequest(by)
        with within([case.pk]), pytest.raises(ValueError, match="kept for all"):
            texts(request)
        with statements(1):
            ask_first(request, texts, nothing)
            assert (texts(request), nothing(request), texts(request)) == (["話"], [], ["話"])


def test_a_question_written_once_is_that_of_each_reader() -> None:
    asked = written_once(
        lambda user: Note.objects.visible_to(user).order_by("text").values_list("text", "pk")
    )
    one_case, other = a_case("soudan1"), a_case("soudan2")
    a_note(one_case, text="甲")
    a_note(other, by="soudan2", text="乙")

    def texts(user: Any) -> list[str]:
        [rows] = ask_in_rounds([one(asked(user))])
        return [text for text, _ in rows]

    for who in ("soudan1", "kurashi1", "soudan2"):
        with acting(who) as by:
            visible = list(
                Note.objects.visible_to(by).order_by("text").values_list("text", flat=True)
            )
            assert texts(by) == visible
            with within([other.pk]):
                assert texts(by) == [text for text in visible if text == "乙"]
