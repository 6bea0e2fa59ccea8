"""A result of a 重層的支援会議 that was recorded wrongly is put right while nothing rests on it (R8)."""

import dataclasses
from typing import Any

import pytest

from access.errors import DomainError, StaleError
from meetings import services as meetings
from meetings.models import (
    ConferenceAttendance,
    ConferenceItem,
    ConferenceParticipant,
    PlanConference,
)
from meetings.services import Corrected, Outcome, Present
from plans import services
from plans.models import FixedPlan, FixedPlanText, Plan
from plans.services.findings import found_of
from plans.states import PlanState
from plans.stood import tell_apart
from tests.cases.situations import body_of, people_of
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def last_met(plan: Plan, by: Any) -> PlanConference:
    rows = PlanConference.objects.visible_to(by).held().filter(compartment=plan.compartment_id)
    return rows.order_by("created_at").last()


def correct(
    plan: Plan, *results: str | Outcome | None, at: PlanConference | None = None, **changes: Any
) -> Corrected:
    """What is on record is put right: a result for each item, None where it stays as it is."""
    with acting(s.COORDINATOR) as by:
        met = PlanConference.objects.visible_to(by).get(pk=at.pk) if at else last_met(plan, by)
        items = list(ConferenceItem.objects.visible_to(by).filter(conference=met))
        wanted = [*results, *[None] * (len(items) - len(results))]
        outcomes = {
            item.pk: meetings.outcome_of(item)
            if result is None
            else s.outcome(result)
            if isinstance(result, str)
            else result
            for item, result in zip(items, wanted, strict=True)
        }
        values = {"minutes": met.minutes, "outcomes": outcomes, "conference": met} | changes
        return services.correct_result(plan=s.seen(plan), by=by, **values)


def now(plan: Plan) -> Plan:
    with acting(s.COORDINATOR):
        return s.seen(plan)


def decide(plan: Plan) -> None:
    values = {"decided_on": s.days(0), "number": "8文福第1号", "title": "福祉政策課長"}
    s.as_coordinator(plan, services.decide_plan, **values)


def versions(plan: Plan) -> list[tuple[int, str]]:
    """The fixed versions of the conference: how often the result was put right, and the words."""
    with acting(s.COORDINATOR) as by:
        rows = FixedPlan.objects.visible_to(by).filter(plan_id=plan.pk, moment="meeting")
        texts = FixedPlanText.objects.visible_to(by)
        return [
            (row.correction, str(texts.get(fixed=row).blocks))
            for row in rows.order_by("correction")
        ]


def test_adequate_becomes_conditional_while_the_ward_has_not_decided() -> None:
    plan = s.a_plan_found("adequate")
    correct(plan, "conditional")
    with acting(s.COORDINATOR) as by:
        seen = s.seen(plan)
        assert (seen.state, seen.conference_result) == (PlanState.SUBMITTED, "conditional")
        assert seen.contents.get().conditions == "家賃の見通しを先に立てる"
        assert last_met(plan, by).result == "conditional"
    (first, before), (second, after) = versions(plan)
    assert (first, second) == (0, 1)
    assert "条件付きで適切" not in before
    for words in ("条件付きで適切", "家賃の見通しを先に立てる", "記録したあとで直した版", s.WISHES):
        assert words in after
    assert "['結果', '適切']" not in after, "the first result stands in the first version alone"
    decide(plan)
    assert now(plan).state == PlanState.DECIDED


def test_adequate_becomes_to_be_put_right_and_the_plan_goes_back() -> None:
    plan = s.a_plan_found("adequate")
    correct(plan, "revise")
    with acting(s.COORDINATOR):
        seen = s.seen(plan)
        assert seen.state == PlanState.RETURNED
        assert seen.contents.get().note == "会議の意見：役割が足りない"


def test_to_be_put_right_becomes_adequate_while_no_word_of_the_plan_was_changed() -> None:
    plan = s.a_plan_found("revise")
    correct(plan, "adequate")
    with acting(s.COORDINATOR):
        seen = s.seen(plan)
        assert (seen.state, seen.conference_result) == (PlanState.SUBMITTED, "adequate")
        assert seen.contents.get().note == ""
    decide(plan)
    assert now(plan).state == PlanState.DECIDED


def test_not_when_the_plan_was_put_right_since_for_nobody_has_examined_that_one() -> None:
    plan = s.a_plan_found("revise")
    changed = s.words_of_the_plan(issues="買物にも行けていない。")
    s.as_coordinator(plan, services.edit_content, facts=changed)
    with pytest.raises(DomainError, match="そのあと直されているため"):
        correct(plan, "adequate")
    assert now(plan).state == PlanState.RETURNED
    correct(plan, s.outcome("revise", opinion="役割が足りない", decided="担当を増やす"))


def test_not_when_the_ward_sent_the_plan_back() -> None:
    plan = s.a_plan_found("adequate")
    s.as_coordinator(plan, services.refuse_plan, reason="予算が足りない")
    with pytest.raises(DomainError, match="区がプランを差し戻しているため"):
        correct(plan, "conditional")


def test_what_the_ward_has_decided_on_stays_and_the_words_beside_it_are_put_right() -> None:
    plan = s.a_plan_found("conditional")
    decide(plan)
    for wanted in ("adequate", s.outcome("conditional", conditions="別の条件")):
        with pytest.raises(DomainError, match="先に進んでいるため、この結果は直せません"):
            correct(plan, wanted)
    said = s.outcome("conditional", opinion="よくできている", decided="月1回集まる")
    corrected = correct(plan, said, opinion="全体によい")
    assert [before.opinion for _, before in corrected.items] == [""]
    with acting(s.COORDINATOR) as by:
        met = last_met(plan, by)
        assert (met.opinion, met.items.get().opinion) == ("全体によい", "よくできている")
    assert now(plan).state == PlanState.DECIDED


def test_a_plan_that_was_brought_before_another_conference_rests_on_that_one() -> None:
    plan = s.a_plan_found("revise")
    with acting(s.COORDINATOR) as by:
        first = last_met(plan, by)
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="別の課題。"))
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    s.submit(plan)
    with pytest.raises(DomainError, match="もう一度会議にかけられているため"):
        correct(plan, "adequate", at=first)


def test_going_on_becomes_an_end_that_waits_for_the_ward() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    s.call(plan, "evaluation")
    s.found(plan, s.outcome("go_on", look_again_on=s.days(170)))
    correct(plan, "close")
    with acting(s.COORDINATOR) as by:
        seen = s.seen(plan)
        found = found_of(seen, by)
        assert seen.state == PlanState.ACTIVE
        assert found is not None
        assert found.result == "close"


def test_an_end_becomes_going_on_with_its_next_day_at_once() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    s.call(plan, "closure")
    s.found(plan, "close")
    correct(plan, s.outcome("go_on", look_again_on=s.days(100)))
    with acting(s.COORDINATOR) as by:
        seen = s.seen(plan)
        assert (seen.state, seen.next_monitoring_on) == (PlanState.ACTIVE, s.days(100))
        assert found_of(seen, by) is None


def test_a_day_that_was_moved_since_stays_when_only_words_are_put_right() -> None:
    plan = s.an_active_plan()
    s.call(plan, "evaluation")
    s.found(plan, s.outcome("go_on", look_again_on=s.days(100)))
    s.sheet(plan, "3", next_monitoring_on=s.days(50))
    correct(plan, s.outcome("go_on", look_again_on=s.days(100), opinion="このまま"))
    assert now(plan).next_monitoring_on == s.days(50)


def carry_out(plan: Plan) -> None:
    with acting(s.COORDINATOR) as by:
        seen = s.seen(plan)
        item = found_of(seen, by)
        services.carry_out(
            plan=seen, item=item, confirmed_on=s.days(0), title="福祉政策課長", by=by
        )


def test_what_the_plan_has_followed_stays() -> None:
    plan = s.an_active_plan()
    s.call(plan, "suspension", "sharing")
    s.found(plan, "suspend", "shared")
    carry_out(plan)
    for wanted in ("go_on", s.outcome("suspend", look_again_on=s.days(9))):
        with pytest.raises(DomainError, match="プランに移してあるため"):
            correct(plan, wanted)
    correct(plan, None, "not_yet")
    with acting(s.COORDINATOR) as by:
        rows = ConferenceItem.objects.visible_to(by).filter(conference=last_met(plan, by))
        assert [row.result for row in rows] == ["suspend", "not_yet"]


def test_whoever_carries_out_what_was_found_before_is_told_that_it_is_another() -> None:
    """Both at one moment: nothing is carried out that is not on record."""
    plan = s.a_plan_that_may_end()
    with acting(s.COORDINATOR) as by:
        seen = s.seen(plan)
        item = found_of(seen, by)
    correct(plan, s.outcome("close", end_reason="21"))
    with acting(s.COORDINATOR) as by, pytest.raises(StaleError):
        services.carry_out(plan=seen, item=item, confirmed_on=s.days(0), title="課長", by=by)


def test_a_later_conference_is_the_one_that_the_plan_follows() -> None:
    plan = s.an_active_plan()
    s.call(plan, "evaluation")
    first = s.found(plan, "not_yet")
    s.call(plan, "evaluation")
    s.found(plan, "go_on")
    with pytest.raises(DomainError, match="このあとの会議の結果があるため"):
        correct(plan, "close", at=first)


def test_nothing_moves_in_a_plan_that_is_over_and_words_are_put_right() -> None:
    plan = s.a_plan_that_may_end()
    carry_out(plan)
    with pytest.raises(DomainError, match="プランが終わっているため"):
        correct(plan, "go_on")
    correct(plan, s.outcome("close", opinion="よく続いた"))
    assert now(plan).state == PlanState.COMPLETED


def test_r8_without_consent_no_result_is_put_right_and_words_are() -> None:
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
        assert planned is not None
        meetings.open_plan_conference(conference=planned, by=by)
    s.found(plan, "adequate")
    s.withdraw(plan)
    with pytest.raises(DomainError, match="有効な本人同意がないため"):
        correct(plan, "conditional")
    correct(plan, minutes="話し合いの要点（直した）。")
    with acting(s.COORDINATOR) as by:
        assert last_met(plan, by).minutes == "話し合いの要点（直した）。"


def test_r03_nobody_is_named_who_has_not_consented() -> None:
    plan = s.a_plan_found("adequate")
    with acting(s.RECORDER):
        son = next(p for p in people_of(plan.compartment.case, s.RECORDER) if not p.is_subject)
    with pytest.raises(DomainError, match="続柄に書き替え"):
        correct(plan, minutes=f"{son.name}も来た。")


def test_results_still_do_not_contradict_each_other() -> None:
    plan = s.an_active_plan()
    s.call(plan, "evaluation", "closure")
    s.found(plan, "not_yet", "close")
    with pytest.raises(DomainError, match="1つの会議の結果にできません"):
        correct(plan, "go_on")


PERSON = Present(who="person", is_present=False, told="after")
FAMILY = Present(who="family", is_present=True, told="after", name="長男", words="「助かる」")


def attendance(plan: Plan) -> dict[str, ConferenceAttendance]:
    with acting(s.COORDINATOR) as by:
        rows = ConferenceAttendance.objects.visible_to(by)
        found = rows.filter(conference=last_met(plan, by)).select_related("body")
        return {row.body.name: row for row in found}


def test_who_came_is_put_right_and_the_bodies_look_at_it_anew() -> None:
    plan = s.a_submitted_plan()
    s.found(plan, "adequate", participants=[PERSON, FAMILY])
    with acting(s.COORDINATOR) as by:
        meetings.send_conference_minutes(
            conference=last_met(plan, by), answer_until_on=s.days(5), by=by
        )
    for who, wish in ((s.RECORDER, ""), (s.PARTNER, "日が違います")):
        with acting(who) as by:
            own = meetings.offices_acted_for(last_met(plan, by), by)[0]
            meetings.answer_conference_minutes(attendance=own, by=by, wish=wish)
    came = [body_of(s.RECORDER), body_of(s.COORDINATOR)]
    people = {body_of(s.RECORDER).pk: "架空 太郎"}
    there = dataclasses.replace(PERSON, is_present=True, words="「ありがとう」")
    corrected = correct(plan, bodies=came, people=people, participants=[there])
    assert corrected.is_to_be_sent_again
    rows = attendance(plan)
    recorder, partner = (rows[body_of(who).name] for who in (s.RECORDER, s.PARTNER))
    assert (recorder.is_present, recorder.person, partner.is_present) == (True, "架空 太郎", False)
    assert (recorder.answered_at, partner.wish) == (None, "日が違います")
    with acting(s.COORDINATOR) as by:
        met = last_met(plan, by)
        assert (met.sent_at, met.answer_until_on) == (None, None)
        told = ConferenceParticipant.objects.visible_to(by).filter(conference=met)
        assert [(row.who, row.is_present, row.words) for row in told if row.is_noted] == [
            ("person", True, "「ありがとう」")
        ]
        assert len(told) == 2, "what was written is kept, in its history"
    assert len(versions(plan)) == 1, "nothing else was found"


def test_words_alone_leave_the_answers_of_the_bodies() -> None:
    plan = s.a_plan_found("adequate")
    with acting(s.COORDINATOR) as by:
        met = last_met(plan, by)
        came = [row.body for row in met.attendances.filter(is_present=True)]
        meetings.send_conference_minutes(conference=met, answer_until_on=s.days(5), by=by)
    assert not correct(plan, minutes="別の要点。", bodies=came).is_to_be_sent_again
    with acting(s.COORDINATOR) as by:
        assert last_met(plan, by).sent_at is not None


def test_two_who_put_it_right_at_once_do_not_go_past_each_other() -> None:
    plan = s.a_plan_found("adequate")
    with acting(s.COORDINATOR) as by:
        version = last_met(plan, by).version
    correct(plan, "conditional", version=version)
    with pytest.raises(StaleError):
        correct(plan, "revise", version=version)
    assert now(plan).conference_result == "conditional"


def test_fixed_minutes_are_added_to_and_not_put_right() -> None:
    plan = s.a_plan_found("adequate")
    with acting(s.COORDINATOR) as by:
        meetings.fix_conference_minutes(conference=last_met(plan, by), by=by)
    with pytest.raises(DomainError, match="会議録は確定しています"):
        correct(plan, "conditional")


def test_the_versions_of_a_corrected_result_are_told_apart() -> None:
    plan = s.a_plan_found("adequate")
    correct(plan, "conditional")
    correct(plan, "adequate")
    with acting(s.COORDINATOR) as by:
        rows = list(FixedPlan.objects.visible_to(by).filter(plan_id=plan.pk))
    tell_apart(rows)
    assert [row.which for row in sorted(rows, key=lambda row: row.correction)] == [
        "",
        "（結果を直したあと）",
        "（結果を2回直したあと）",
    ]
    assert len({row.edition for row in rows}) == 1
