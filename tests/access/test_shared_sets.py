"""What is open to a person is asked once in a statement of several questions."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.context import within
from access.models import CaseFile, Compartment
from access.shared_sets import StatedOnce, with_names
from access.together import ask_together
from access.written import written_once
from cases.models import CaseRecord, Note, Person
from tests.cases import situations as c
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

GRANTS = 'FROM "access_groupgrant"'


def asked(questions: list[Any]) -> tuple[list[Any], str]:
    with CaptureQueriesContext(connection) as caught:
        answers = ask_together(questions)
    (query,) = caught.captured_queries
    return answers, query["sql"]


def test_two_questions_of_one_person_look_at_one_set() -> None:
    case = c.a_case()
    c.a_note(case)
    with acting("soudan1") as user:
        questions = [
            model.objects.visible_to(user).order_by("pk")
            for model in (CaseRecord, Note, Person, Note)
        ]
        alone = [list(question.all()) for question in questions]
        answers, sql = asked(questions)
        assert answers == alone
        assert all(alone)
        assert sql.count(GRANTS) == 1
        _, single = asked(questions[:1])
        assert single.count(GRANTS) == 1


def test_sets_of_two_people_and_of_other_permissions_stay_apart() -> None:
    case = c.a_case()
    other = staff("kurashi1")
    with acting("soudan1") as user:
        questions = [
            Note.objects.visible_to(user),
            Note.objects.changeable_by(user),
            Note.objects.visible_to(other),
            CaseFile.objects.visible_to(user),
            Compartment.objects.visible_to(user),
            Compartment.objects.visible_to(user).filter(case=case),
        ]
        alone = [list(question.all()) for question in questions]
        answers, sql = asked(questions)
        assert answers == alone
        assert answers[2] == []
        assert sql.count(GRANTS) == 5, "of six sets two are alike"


def test_r1_within_a_case_the_set_is_that_of_the_case() -> None:
    here, there = c.a_case(), c.a_case()
    for case in (here, there):
        c.a_note(case)
    with acting("soudan1") as user:
        everywhere = [Note.objects.visible_to(user), CaseRecord.objects.visible_to(user)]
        assert [len(rows) for rows in asked(everywhere)[0]] == [2, 2]
        with within([here.pk]):
            inside = [Note.objects.visible_to(user), CaseRecord.objects.visible_to(user)]
            answers, sql = asked(inside)
            assert [len(rows) for rows in answers] == [1, 1]
            assert sql.count(GRANTS) == 1


def test_a_question_that_turns_out_to_ask_for_nothing_leaves_no_set_behind() -> None:
    case = c.a_case()
    with acting("soudan1") as user, within([case.pk]):
        nothing = Note.objects.visible_to(user).filter(pk__in=[])
        assert ask_together([nothing, nothing]) == [[], []]
        assert asked([nothing, CaseRecord.objects.visible_to(user)])[0][0] == []


def test_texts_that_are_kept_share_the_set_of_their_reader() -> None:
    here, there = c.a_case(), c.a_case()
    for case in (here, there):
        c.a_note(case)
    kept = [
        written_once(lambda user, model=model: model.objects.visible_to(user).values_list("pk"))
        for model in (Note, CaseRecord, Note)
    ]
    other = staff("kurashi1")
    with acting("soudan1") as user:
        for _ in range(2):
            live = Note.objects.visible_to(user).values_list("pk")
            answers, sql = asked([live, *(one(user) for one in kept)])
            assert [len(rows) for rows in answers] == [2, 2, 2, 2]
            assert sorted(answers[1]) == sorted(answers[0])
            assert sql.count(GRANTS) == 1
            (hers, his), sql = asked([kept[0](user), kept[0](other)])
            assert (len(hers), his) == (2, []), "of two readers each has her own set"
            assert sql.count(GRANTS) == 2
        with within([here.pk]):
            answers, sql = asked([one(user) for one in kept])
            assert [len(rows) for rows in answers] == [1, 1, 1]
            assert sql.count(GRANTS) == 1


def test_a_kept_text_that_names_sets_stands_in_no_statement_of_its_own() -> None:
    with pytest.raises(ValueError, match="names sets"):
        with_names("select id from kept_0", [(StatedOnce.ROWS, ("select 1", ()))])
