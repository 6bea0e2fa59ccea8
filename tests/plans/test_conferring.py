"""What a 重層的支援会議 found moves the plan: at once, or when the ward has confirmed it (domain.md 2.2)."""

import pytest
from django.urls import reverse

from access.errors import DomainError
from cases.services import uncovered_bodies
from meetings.models import ConferenceItem, PlanConference
from meetings.services import cancel_plan_conference, open_plan_conference
from plans import services
from plans.models import Plan
from plans.moves_offered import moves_offered
from plans.services.findings import found_of
from plans.states import PlanState
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_consent, body_of, people_of
from tests.world import acting

from . import situations as s
from .test_pages import send

pytestmark = pytest.mark.django_db


def follow(plan: Plan, **changes: object) -> Plan:
    """The ward confirms what was found."""
    with acting(s.COORDINATOR) as by:
        now = s.seen(plan)
        item = found_of(now, by)
        assert item is not None
        values = {"confirmed_on": s.days(0), "title": "福祉政策課長"} | changes
        return services.carry_out(plan=now, item=item, by=by, **values)


def state_of(plan: Plan) -> str:
    with acting(s.COORDINATOR):
        return s.seen(plan).state


def test_a_plan_found_adequate_waits_for_the_decision_of_the_ward() -> None:
    plan = s.a_submitted_plan()
    s.found(plan, "adequate")
    assert state_of(plan) == PlanState.SUBMITTED
    decision = {"decided_on": s.days(0), "number": "8文福第1号", "title": "福祉政策課長"}
    s.as_coordinator(plan, services.decide_plan, **decision)
    assert state_of(plan) == PlanState.DECIDED


def test_conditions_are_kept_with_the_plan() -> None:
    plan = s.a_submitted_plan()
    s.found(plan, "conditional")
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert now.contents.get().conditions == "家賃の見通しを先に立てる"
        assert (now.state, now.conference_result) == (PlanState.SUBMITTED, "conditional")


def test_a_plan_to_be_put_right_goes_back_with_the_opinion() -> None:
    plan = s.a_submitted_plan()
    s.found(plan, "revise")
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert now.state == PlanState.RETURNED
        assert now.contents.get().note == "会議の意見：役割が足りない"


def test_evaluation_that_goes_on_sets_the_next_day_of_monitoring() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    s.call(plan, "evaluation")
    s.found(plan, s.outcome("go_on", look_again_on=s.days(170), achievement="2"))
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert (now.state, now.next_monitoring_on) == (PlanState.ACTIVE, s.days(170))


def test_going_on_has_a_day_to_come() -> None:
    """The day that was looked at just now is none to go on with: the plan would be overdue at once."""
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    s.call(plan, "evaluation", "replan")
    for day in (None, s.days(0)):
        with pytest.raises(DomainError, match="次に見直す日（今日より後）"):
            s.found(plan, s.outcome("go_on", look_again_on=day), "go_on")
    page, said = browser(s.COORDINATOR), {"minutes": "要点", "person_came": "no"}
    said |= {"result_1": "go_on", "result_2": "go_on", "person_told": "before"}
    answer = send(page, "result", plan, **said)
    assert "今日より後" in answer.context["form"].errors["look_again_on_1"][0]
    answer = send(page, "result", plan, **said, look_again_on_2=str(s.days(0)))
    assert "今日より後" in answer.context["form"].errors["look_again_on_2"][0]
    s.found(plan, "go_on", s.outcome("go_on", look_again_on=s.days(90)))
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert (now.state, now.next_monitoring_on) == (PlanState.ACTIVE, s.days(90))


def test_cannot_close_without_a_conference_and_is_told_what_to_do() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    with pytest.raises(DomainError, match="「終結」を案件にした会議"):
        s.as_coordinator(plan, services.complete_plan, reason="11", lead_body=body_of(s.RECORDER))


def test_closing_without_consent_needs_no_conference() -> None:
    """There can be none (R8); the plan is ended all the same (domain.md R08 d)."""
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    s.withdraw(plan)
    s.as_coordinator(plan, services.complete_plan, reason="21", lead_body=body_of(s.RECORDER))
    assert state_of(plan) == PlanState.COMPLETED


def test_a_plan_does_not_close_without_its_evaluation_sheet() -> None:
    """domain.md 3.2: evaluation sheet, result of the meeting, main body. The way leads to the sheet."""
    plan = s.an_active_plan()
    s.call(plan, "closure")
    s.found(plan, "close")
    with pytest.raises(DomainError, match="モニタリング・評価シートを書く"):
        follow(plan)
    assert state_of(plan) == PlanState.ACTIVE
    client, ask = browser(s.COORDINATOR), reverse("plans:carry_out", args=[plan.pk])
    page = client.get(reverse("plans:detail", args=[plan.pk]))
    assert ask not in page.content.decode()
    assert page.context["page"].next_step[1] == reverse("plans:evaluate", args=[plan.pk])
    assert client.get(ask).status_code == 404
    refused = client.post(ask, {"confirmed_on": f"{s.days(0):%Y/%m/%d}", "title": "福祉政策課長"})
    assert (refused.status_code, "評価シートが必要" in text_of(refused)) == (422, True)
    assert "福祉政策課長" in refused.content.decode()
    s.sheet(plan)
    assert client.get(ask).status_code == 200
    follow(plan)
    assert state_of(plan) == PlanState.COMPLETED


def test_a_sheet_that_sends_the_plan_on_is_none_to_end_it_on() -> None:
    plan = s.an_active_plan()
    s.sheet(plan, "3")
    s.call(plan, "closure")
    s.found(plan, "close")
    with pytest.raises(DomainError, match="「現プラン継続」"):
        follow(plan)
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    with acting(s.COORDINATOR) as by:
        assert PlanState.COMPLETED not in dict(moves_offered(s.seen(plan), by))
    with pytest.raises(DomainError, match="「現プラン継続」"):
        s.as_coordinator(plan, services.complete_plan, reason="11", lead_body=body_of(s.RECORDER))


def test_a_paused_plan_ends_on_the_sheet_that_paused_it() -> None:
    plan = s.an_active_plan()
    s.sheet(plan, "4")
    pause = {"note": "入院", "look_again_on": s.days(30)}
    s.as_coordinator(plan, services.move_plan, to=PlanState.SUSPENDED, **pause)
    s.call(plan, "closure")
    s.found(plan, "close")
    follow(plan)
    assert state_of(plan) == PlanState.COMPLETED


def test_a_plan_that_was_paused_in_a_hurry_is_taken_up_before_it_is_evaluated() -> None:
    plan = s.an_active_plan()
    pause = {"note": "入院", "look_again_on": s.days(30)}
    s.as_coordinator(plan, services.move_plan, to=PlanState.SUSPENDED, **pause)
    s.call(plan, "closure")
    s.found(plan, "close")
    with pytest.raises(DomainError, match="再開してから"):
        follow(plan)


def test_what_was_found_on_closing_is_confirmed_by_the_ward_and_carried_out() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    s.call(plan, "evaluation", "closure")
    s.found(plan, "not_yet", s.outcome("close", follow_up="三か月後に電話", remaining="買物"))
    assert state_of(plan) == PlanState.EVALUATING
    s.sheet(plan)
    with pytest.raises(DomainError, match="会議の日から今日まで"):
        follow(plan, confirmed_on=s.days(-1))
    follow(plan)
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert (now.state, now.end_reason) == (PlanState.COMPLETED, "11")
        assert (now.lead_body, now.confirmed_by_title) == (body_of(s.RECORDER), "福祉政策課長")
        assert now.contents.get().follow_up == "三か月後に電話"


def test_a_pause_that_was_found_is_looked_at_again_and_taken_up() -> None:
    plan = s.an_active_plan()
    s.call(plan, "suspension")
    s.found(plan, "suspend")
    follow(plan)
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert (now.state, now.look_again_on) == (PlanState.SUSPENDED, s.days(30))
    s.as_coordinator(plan, services.move_plan, to=PlanState.ACTIVE, next_monitoring_on=s.days(60))
    with acting(s.COORDINATOR) as by:
        now = s.seen(plan)
        assert (now.state, now.look_again_on) == (PlanState.ACTIVE, None)
        assert found_of(now, by) is None, "followed once"


def test_an_urgent_pause_says_when_it_is_looked_at_again() -> None:
    plan = s.an_active_plan()
    with pytest.raises(DomainError, match="次に見直す日"):
        s.as_coordinator(plan, services.move_plan, to=PlanState.SUSPENDED, note="入院")
    day = {"look_again_on": s.days(20)}
    s.as_coordinator(plan, services.move_plan, to=PlanState.SUSPENDED, note="入院", **day)
    assert state_of(plan) == PlanState.SUSPENDED


def test_re_planning_that_was_found_begins_the_next_plan() -> None:
    plan = s.an_active_plan()
    s.call(plan, "replan")
    s.found(plan, "replan")
    following = follow(plan)
    assert (following.sequence, following.follows_id) == (2, plan.pk)
    assert state_of(plan) == PlanState.REPLANNED


def test_what_the_state_of_the_plan_does_not_allow_is_not_examined() -> None:
    with pytest.raises(DomainError, match="案件を選び直して"):
        s.call(s.a_decided_plan(), "closure")
    with pytest.raises(DomainError, match="付議する"):
        s.call(s.a_written_plan(), "sharing")


def test_r5_bodies_outside_of_the_plan_are_not_invited() -> None:
    with pytest.raises(DomainError, match="参加機関"):
        s.call(s.an_active_plan(), "evaluation", bodies=[body_of("csw1")])


def test_a_cancelled_conference_is_convened_again() -> None:
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
        cancel_plan_conference(conference=planned, reason="台風", by=by)
    s.call(plan, "adequacy")
    s.found(plan, "adequate")
    with acting(s.COORDINATOR):
        assert s.seen(plan).conference_result == "adequate"


def test_r8_minutes_of_a_conference_that_was_opened_do_not_move_a_plan_without_consent() -> None:
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
        open_plan_conference(conference=planned, by=by)
    s.withdraw(plan)
    s.found(plan, "adequate")
    with acting(s.COORDINATOR):
        assert s.seen(plan).conference_result == ""


def test_r03_the_words_of_the_plan_name_nobody_who_has_not_consented() -> None:
    plan = s.a_written_plan()
    with acting(s.RECORDER):
        son = next(p for p in people_of(plan.compartment.case, s.RECORDER) if not p.is_subject)
    changed = s.words_of_the_plan(issues=f"{son.name}が働いていない。")
    s.as_coordinator(plan, services.edit_content, facts=changed)
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    with pytest.raises(DomainError, match="続柄に書き替え"):
        s.submit(plan)


def test_r8_a_new_consent_carries_what_is_planned_without_whom_it_does_not_name() -> None:
    plan = s.an_active_plan()
    s.call(plan, "evaluation", held_on=s.days(9))
    second = a_consent(plan.compartment.case, named=(s.COORDINATOR,), valid_until_on=s.days(300))
    s.as_coordinator(plan, services.renew_consent, consent_id=second.pk, reason="受け直した")
    with acting(s.COORDINATOR) as by:
        conference = PlanConference.objects.visible_to(by).planned().get()
        assert conference.consent_id == second.pk
        invited = [row.body for row in conference.attendances.filter(is_invited=True)]
        assert body_of(s.PARTNER) not in invited
        consent = type(second).objects.visible_to(by).get(pk=second.pk)
        assert uncovered_bodies(consent=consent, bodies=invited, by=by) == []


def test_each_item_carries_its_own_result() -> None:
    plan = s.an_active_plan()
    conference = s.call(plan, "evaluation", "sharing", "resources")
    s.found(plan, "go_on", "shared", "noted")
    with acting(s.COORDINATOR) as by:
        rows = ConferenceItem.objects.visible_to(by).filter(conference=conference)
        assert [row.result for row in rows] == ["go_on", "shared", "noted"]


def test_results_that_contradict_each_other_are_refused_beside_the_field() -> None:
    """A plan goes on in one way: it does not end while it is said to go on (domain.md 2.2)."""
    plan = s.an_active_plan()
    conference = s.call(plan, "evaluation", "closure")
    words = "「いまのプランを続ける」と「終結が適当」は、1つの会議の結果にできません"
    with pytest.raises(DomainError, match=words):
        s.found(plan, "go_on", "close")
    page = browser(s.COORDINATOR)
    answer = send(
        page,
        "result",
        plan,
        result_1="go_on",
        result_2="close",
        end_reason_2="11",
        lead_body_2=str(body_of(s.RECORDER).pk),
        minutes="要点",
        person_came="no",
        person_told="before",
    )
    assert answer.status_code == 422
    assert words in answer.context["form"].errors["result_2"][0]
    with acting(s.COORDINATOR) as by:
        assert services.planned_conference(s.seen(plan), by) == conference, "nothing was recorded"
    s.found(plan, "close", "close")


def test_no_decision_is_offered_on_a_conference_that_found_nothing_good() -> None:
    """Recorded while the consent was gone, it moved nothing: with another consent the plan is brought before it anew."""
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
        assert planned is not None
        open_plan_conference(conference=planned, by=by)
    s.found(plan, "adequate")
    decide = reverse("plans:decide", args=[plan.pk])
    page, where = browser(s.COORDINATOR), reverse("meetings:conference", args=[planned.pk])
    assert decide in page.get(where).content.decode()
    with acting(s.COORDINATOR) as by:
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(conference_result="")
    told = page.get(where).content.decode()
    assert decide not in told
    assert reverse("plans:call", args=[plan.pk]) in told


@pytest.mark.parametrize(
    ("purpose", "result", "said"),
    [
        ("suspension", "suspend", "会議の結果のとおり、プランを中断しました"),
        ("replan", "replan", "会議の結果のとおり、再プランを作りました"),
    ],
)
def test_what_became_of_the_plan_is_said_when_the_ward_has_confirmed(
    purpose: str, result: str, said: str
) -> None:
    plan = s.an_active_plan()
    s.call(plan, purpose)
    s.found(plan, result)
    client = browser(s.COORDINATOR)
    made = send(client, "carry_out", plan, confirmed_on=str(s.days(0)), title="福祉政策課長")
    assert made.status_code == 303
    assert said in text_of(client.get(made["Location"]))


def test_where_it_met_is_not_still_to_be_decided() -> None:
    plan = s.an_agreed_plan()
    s.submit(plan, place="")
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
    assert planned is not None
    address = reverse("meetings:conference", args=[planned.pk])
    client = browser(s.COORDINATOR)
    assert "<dt>場所</dt><dd>決まっていません</dd>" in client.get(address).content.decode()
    s.found(plan, "adequate")
    assert "<dt>場所</dt><dd>書かれていません</dd>" in client.get(address).content.decode()
    listed = client.get(reverse("meetings:occasions"), {"kind": "conference"})
    assert 'data-label="場所">書かれていません</td>' in listed.content.decode()
