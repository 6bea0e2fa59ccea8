"""The way of an outreach: states, guards, and what each refusal tells to do next (domain.md 3.5)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError, StaleError
from cases.models import CaseRecord, NextAction, OtherName, Person
from outreach import services
from outreach.models import Outreach, OutreachSource, OutreachStep, Preparation
from outreach.services.guards import missing
from outreach.states import MOVES, NEXT_STEP, RUNG_OF, TONES, OutreachState

from . import situations as s

pytestmark = pytest.mark.django_db


def state_of(outreach: Outreach) -> str:
    with s.acting(s.WORKER):
        return str(s.seen(outreach).state)


def refused(outreach: Outreach, service: Any, **values: Any) -> str:
    with pytest.raises(DomainError) as error:
        s.do(outreach, service, **values)
    return str(error.value)


def test_every_state_has_moves_words_tone_and_rung() -> None:
    assert set(MOVES) == set(NEXT_STEP) == set(TONES) == set(OutreachState.values)
    assert set(RUNG_OF) == set(OutreachState.values) - {"closed"}
    assert all(set(to) <= set(OutreachState.values) for to in MOVES.values())


def test_an_unnamed_target_has_a_file_and_is_named_later_without_losing_anything() -> None:
    outreach = s.an_unnamed_target()
    before = s.person_of(outreach)
    assert (before.name, before.name_kind) == ("アパートAの方", "alias")
    s.approaching(outreach)
    s.attempt(outreach, "door")
    s.do(outreach, services.name_target, name="架空 名無子", kana="かくう ななこ")
    with s.acting(s.WORKER) as by:
        person = Person.objects.visible_to(by).get(pk=before.pk)
        assert (person.name, person.name_kind) == ("架空 名無子", "real")
        names = OtherName.objects.visible_to(by).filter(person=person)
        assert [(n.kind, n.name) for n in names] == [("alias", "アパートAの方")]
        found = s.seen(outreach)
        assert found.attempts.model.objects.visible_to(by).filter(outreach=found).count() == 1
        assert OutreachSource.objects.visible_to(by).filter(outreach=found).count() == 1
        history = Person.history.visible_to(by).filter(id=person.pk)
        assert "アパートAの方" in {row.name for row in history}
    assert "もう登録" in refused(outreach, services.name_target, name="架空 別名", kana="")


def test_the_intake_of_a_target_names_no_informant() -> None:
    outreach = s.an_unnamed_target()
    with s.acting(s.WORKER) as by:
        from cases.models import Intake

        case = s.seen(outreach).compartment.case
        intake = Intake.objects.visible_to(by).of_case(case).get()
    assert (intake.route, intake.visitor, intake.visitor_name, intake.words) == (
        "10",
        "other",
        "",
        "",
    )


def test_one_outreach_at_a_time() -> None:
    case = s.a_case()
    s.an_outreach(case)
    with pytest.raises(DomainError, match="もう始まっています"):
        s.an_outreach(case)


def test_the_way_from_notice_to_the_end() -> None:
    outreach = s.linked()
    s.do(
        outreach,
        services.close_outreach,
        reason="14",
        words="週に1回、居場所に来ている",
        is_stable=True,
    )
    with s.acting(s.WORKER) as by:
        steps = OutreachStep.objects.visible_to(by).filter(outreach=outreach)
        assert [row.state for row in steps] == [
            "identified",
            "pre_coordination",
            "approaching",
            "contacted",
            "relationship",
            "consented",
            "linked",
            "closed",
        ]
        found = s.seen(outreach)
    assert (found.state, found.closed_on, found.is_stable) == ("closed", s.days(0), True)


@pytest.mark.parametrize(
    ("situation", "to", "words"),
    [
        (lambda: s.an_outreach(source=None), "pre_coordination", "だれから聞いたか"),
        (s.an_outreach, "approaching", "その段階にできません"),
        (s.approaching, "contacted", "会えた"),
        (s.related, "consented", "有効な同意の記録がありません"),
        (s.consented, "planned", "事務局に"),
        (s.consented, "linked", "つながった先"),
    ],
)
def test_a_guard_says_what_to_do_next(situation: Any, to: str, words: str) -> None:
    outreach = situation()
    before = state_of(outreach)
    assert words in refused(outreach, services.move_on, to=to)
    assert state_of(outreach) == before


def test_nobody_goes_without_a_preparation() -> None:
    outreach = s.an_outreach()
    s.do(outreach, services.move_on, to="pre_coordination")
    assert "事前調整" in refused(outreach, services.move_on, to="approaching")
    assert "言わないこと" in refused(outreach, services.prepare, who_goes="相談員", must_not=" ")
    s.prepared(outreach)
    s.do(outreach, services.move_on, to="approaching")
    assert state_of(outreach) == "approaching"


def test_a_relation_needs_a_word_with_the_person_herself() -> None:
    outreach = s.approaching()
    s.attempt(outreach, "family")
    assert state_of(outreach) == "contacted"
    assert "本人と話せた" in refused(outreach, services.move_on, to="relationship")
    s.attempt(outreach, "door")
    s.do(outreach, services.move_on, to="relationship")
    assert state_of(outreach) == "relationship"


def test_going_back_is_told_why() -> None:
    outreach = s.related()
    assert "理由" in refused(outreach, services.move_on, to="approaching")
    s.do(outreach, services.move_on, to="approaching", words="会えなくなった")
    with s.acting(s.WORKER) as by:
        last = OutreachStep.objects.visible_to(by).filter(outreach=outreach).last()
        assert last is not None
        assert (last.before, last.words) == ("relationship", "会えなくなった")


def test_it_ends_when_linked_and_stable_or_for_a_reason_from_outside() -> None:
    outreach = s.related()
    words = "居場所に来ている"
    assert "つながった" in refused(
        outreach, services.close_outreach, reason="14", words=words, is_stable=True
    )
    assert "一覧から" in refused(outreach, services.close_outreach, reason="00", words=words)
    assert "ようす" in refused(outreach, services.close_outreach, reason="22", words="")
    s.do(outreach, services.close_outreach, reason="22", words="区外へ引っ越した")
    assert state_of(outreach) == "closed"
    assert "もう終結" in refused(outreach, services.close_outreach, reason="22", words=words)


def test_linked_and_not_yet_stable_goes_on() -> None:
    outreach = s.linked()
    said = refused(outreach, services.close_outreach, reason="14", words="まだ2回だけ")
    assert "安定しているか" in said
    assert state_of(outreach) == "linked"


def test_a_visit_that_is_planned_keeps_it_open() -> None:
    outreach = s.related()
    s.a_visit(outreach, on=s.days(2))
    said = refused(outreach, services.close_outreach, reason="23", words="亡くなった")
    assert "予定の残っている訪問" in said


def test_the_record_leaves_its_waiting_state_when_somebody_goes() -> None:
    outreach = s.an_unnamed_target()
    with s.acting(s.WORKER) as by:
        record = CaseRecord.objects.visible_to(by).get(pk=s.seen(outreach).record_id)
        assert record.state == "outreach"
        assert NextAction.objects.visible_to(by).filter(record=record, done_at=None).count() == 1
    s.approaching(outreach)
    with s.acting(s.WORKER) as by:
        record = CaseRecord.objects.visible_to(by).get(pk=record.pk)
        assert record.state == "supporting"
        assert not NextAction.objects.visible_to(by).filter(record=record, done_at=None).exists()


def test_two_people_do_not_move_it_over_each_other() -> None:
    outreach = s.related()
    with s.acting(s.WORKER):
        version = s.seen(outreach).version
    s.do(outreach, services.move_on, to="approaching", words="会えない", by=s.COLLEAGUE)
    with pytest.raises(StaleError):
        s.do(
            outreach,
            services.change_outreach,
            facts=s.facts(),
            in_charge=s.staff(s.WORKER),
            version=version,
        )


def test_what_never_may_be_is_refused_by_the_database() -> None:
    outreach = s.an_outreach()
    with s.acting(s.WORKER) as by:
        for wrong in (
            {"state": "closed"},
            {"state": "linked"},
            {"state": "unknown"},
            {"needs_two": True},
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                Outreach.objects.changeable_by(by).filter(pk=outreach.pk).update(**wrong)


def test_r7_a_preparation_is_written_once_and_only_read_by_the_body() -> None:
    s.prepared(s.an_outreach())
    for name, count in ((s.COLLEAGUE, 1), (s.SUPERVISOR, 1), (s.OTHER, 0), ("jimukyoku1", 0)):
        with s.acting(name) as by:
            assert Preparation.objects.visible_to(by).count() == count, name
            assert OutreachSource.objects.visible_to(by).count() == count, name
            assert Outreach.objects.visible_to(by).count() == count, name


def test_missing_is_empty_where_the_way_is_open() -> None:
    outreach = s.related()
    with s.acting(s.WORKER) as by:
        assert missing(s.seen(outreach), "approaching", by) == ""
        assert missing(s.seen(outreach), "identified", by)
