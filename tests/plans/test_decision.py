"""From the draft to the decision: what each step asks for, and what it refuses."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.errors import DomainError, StaleError
from documents.wareki import format_date
from meetings.models import PlanConference
from plans import services
from plans.models import Goal, Plan, PlanContent
from plans.states import ENDED, PLAN_MOVES, PlanState
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import situations as s
from .test_pages import address, send
from .test_papers import ask, gathered

pytestmark = pytest.mark.django_db


def test_a_plan_goes_the_whole_way() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by:
        now = s.seen(plan)
        assert now.state == PlanState.ACTIVE
        conference = PlanConference.objects.visible_to(by).get(pk=now.conference_id)
        assert (conference.result, now.conference_result) == ("adequate", "adequate")
        assert conference.compartment_id == plan.compartment_id


def test_r5_no_plan_without_a_valid_consent() -> None:
    case, consent = s.a_consented_case()
    with acting(s.RECORDER) as by:
        row = type(consent).objects.visible_to(by).select_related("compartment").get(pk=consent.pk)
        s.withdraw_consent(consent=row, note="", by=by)
    with pytest.raises(DomainError, match="有効な本人の同意"):
        s.a_bare_plan(case, consent)


def test_r5_no_plan_on_a_consent_that_does_not_name_the_secretariat() -> None:
    case, consent = s.a_consented_case(named=(s.PARTNER,))
    with pytest.raises(DomainError):
        s.a_bare_plan(case, consent)


def test_r6_only_a_coordinator_drafts() -> None:
    case, consent = s.a_consented_case()
    with acting(s.PARTNER) as by, pytest.raises(DomainError, match="事務局"):
        services.draft_plan(
            case=case, consent_id=consent.pk, office=s.office(s.PARTNER), subject="x", by=by
        )


def test_r6_a_body_of_the_circle_does_not_change_the_plan() -> None:
    plan = s.a_written_plan()
    with acting(s.PARTNER) as by, pytest.raises(DomainError, match="事務局"):
        services.edit_goals(plan=s.seen(plan, s.PARTNER), rows=[services.GoalFacts("別")], by=by)


def test_submission_names_everything_that_is_missing() -> None:
    plan = s.a_plan_with_its_circle()
    as_now = s.as_coordinator(plan, services.missing_for_submission)
    assert [line[:6] for line in as_now] == ["目標を1つ以", "役割のない機", "次のモニタリ"]
    assert str(s.body_of(s.PARTNER)) in as_now[1]
    as_written = s.a_written_plan()
    assert s.as_coordinator(as_written, services.missing_for_submission) == []


def test_a_body_without_a_task_keeps_the_plan_from_the_conference() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        task = s.tasks_of(s.seen(plan), by)[1]
        rows = [services.TaskFacts(task.body, task.content, ended=True, id=task.pk)]
        services.edit_tasks(plan=s.seen(plan), rows=rows, by=by)
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    with pytest.raises(DomainError, match="役割のない機関"):
        s.submit(plan)
    with acting(s.COORDINATOR):
        assert s.seen(plan).state == PlanState.PERSON_AGREED


def test_the_person_agrees_to_what_has_goals() -> None:
    with pytest.raises(DomainError, match="目標"):
        s.as_coordinator(
            s.a_bare_plan(), services.note_agreement, agreed_on=s.days(0), how="written"
        )


def test_a_proxy_signature_says_who_and_why() -> None:
    case = s.a_case(s.RECORDER)
    consent = s.a_consent(case, named=(s.PARTNER, s.COORDINATOR), given_on=s.days(-1))
    plan = s.a_written_plan(s.a_bare_plan(case, consent))
    with pytest.raises(DomainError, match="代筆"):
        s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="proxy")
    s.as_coordinator(
        plan,
        services.note_agreement,
        agreed_on=s.days(0),
        applied_on=s.days(-1),
        how="proxy",
        proxy="架空 太一（長男）",
        proxy_reason="手が動かない",
    )
    with acting(s.COORDINATOR) as by:
        assert s.seen(plan).applied_on == s.days(-1)
        words = PlanContent.objects.visible_to(by).get(plan_id=plan.pk)
        assert (words.proxy, words.proxy_reason) == ("架空 太一（長男）", "手が動かない")


def test_the_day_of_the_application_is_not_in_the_future() -> None:
    plan = s.a_written_plan()
    with pytest.raises(DomainError, match="今日まで"):
        s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(1), how="written")


def test_a_change_takes_the_agreement_back() -> None:
    plan = s.an_agreed_plan()
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(issues="別の課題"))
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert (now.state, now.agreed_on, now.agreed_how) == (PlanState.DRAFT, None, "")


def test_r8_the_conference_lies_before_the_end_of_the_consent() -> None:
    plan = s.an_agreed_plan()
    with pytest.raises(DomainError, match="同意の期限より後"):
        s.submit(plan, held_on=s.days(181))


def test_r8_no_conference_after_the_consent_was_withdrawn() -> None:
    plan = s.an_agreed_plan()
    s.withdraw(plan)
    with pytest.raises(DomainError, match="撤回"):
        s.submit(plan)


def test_r8_no_result_after_the_consent_was_withdrawn() -> None:
    plan = s.a_submitted_plan()
    s.withdraw(plan)
    with pytest.raises(DomainError, match="有効な本人同意"):
        s.found(plan, "adequate")


def test_an_application_is_signed_or_it_is_said_why_not() -> None:
    """domain.md 3.2: 利用申込 signed, or oral with the reason; the paper says it."""
    plan = s.a_written_plan()
    with pytest.raises(DomainError, match="書面にしない理由"):
        s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="oral", note=" ")
    client, day = browser(s.COORDINATOR), format_date(s.days(0))
    refused = send(client, "agree", plan, agreed_on=day, how="oral")
    assert (refused.status_code, "書面にしない理由と、本人の言葉を書いて" in text_of(refused)) == (
        422,
        True,
    )
    why = "字を書くのがつらい。「お願いします」と話した"
    assert send(client, "agree", plan, agreed_on=day, how="oral", note=why).status_code == 303
    assert why in gathered(ask(plan)[0]).html


def test_the_conference_may_send_the_plan_back() -> None:
    plan = s.a_plan_found("revise")
    with acting(s.COORDINATOR):
        assert s.seen(plan).state == PlanState.RETURNED
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(direction="直した"))
    with acting(s.COORDINATOR):
        assert s.seen(plan).state == PlanState.RETURNED
    said = {"how": "oral", "note": "手が震える。「お願いします」"}
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), **said)
    s.submit(plan, held_on=s.days(3))
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert (now.state, now.conference_result) == (PlanState.SUBMITTED, "")


def test_no_decision_without_the_conference() -> None:
    plan = s.a_submitted_plan()
    with pytest.raises(DomainError, match="会議の結果"):
        s.as_coordinator(plan, services.decide_plan, decided_on=s.days(0), number="1", title="課長")


def test_the_ward_may_decide_against_it() -> None:
    plan = s.a_plan_found("conditional")
    s.as_coordinator(plan, services.refuse_plan, reason="予算の見込みがない")
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert now.state == PlanState.RETURNED
        assert now.contents.get().note == "予算の見込みがない"


def test_a_decided_plan_is_locked() -> None:
    plan = s.a_decided_plan()
    with pytest.raises(DomainError, match="再プラン"):
        s.as_coordinator(plan, services.edit_goals, rows=[services.GoalFacts("あとから")])


def test_somebody_saved_meanwhile_nothing_is_overwritten() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        version = s.seen(plan).version
        services.edit_content(
            plan=s.seen(plan), facts=s.words_of_the_plan(issues="先の人"), version=version, by=by
        )
        with pytest.raises(StaleError):
            services.edit_content(
                plan=s.seen(plan), facts=s.words_of_the_plan(issues="後"), version=version, by=by
            )
        with pytest.raises(StaleError):
            services.edit_goals(
                plan=s.seen(plan), rows=[services.GoalFacts("後")], version=version, by=by
            )
        assert s.seen(plan).contents.get().issues == "先の人"


def test_saving_nothing_new_makes_no_edition() -> None:
    plan = s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        before = s.seen(plan)
        services.edit_content(plan=s.seen(plan), facts=s.words_of_the_plan(), by=by)
        same = [
            services.GoalFacts(g.text, g.measure, g.due_on, id=g.pk) for g in s.goals_of(before, by)
        ]
        services.edit_goals(plan=s.seen(plan), rows=same, by=by)
        assert s.seen(plan).edition == before.edition


def test_r14_a_row_of_another_plan_is_not_there() -> None:
    plan, other = s.a_written_plan(), s.a_written_plan()
    with acting(s.COORDINATOR) as by:
        foreign = s.goals_of(s.seen(other), by)[0]
        with pytest.raises(DomainError, match="見つかりません"):
            services.edit_goals(
                plan=s.seen(plan), rows=[services.GoalFacts("奪う", id=foreign.pk)], by=by
            )


def test_every_state_has_its_moves_and_no_move_leads_to_an_unknown_state() -> None:
    assert set(PLAN_MOVES) == set(PlanState) - {PlanState.HELD_CONSENT}
    assert {to for moves in PLAN_MOVES.values() for to in moves} <= set(PLAN_MOVES)
    assert all(not PLAN_MOVES[state] for state in ENDED)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"state": "held_consent"}, "plan_state_is_stored"),
        ({"agreed_on": None}, "plan_goes_on_with_agreement"),
        ({"decision_number": ""}, "plan_decided_by_the_ward"),
        ({"period_until": "2000-01-01"}, "plan_period"),
        ({"state": "completed", "end_reason": ""}, "plan_completed_with_lead_body"),
    ],
)
def test_the_database_keeps_impossible_plans_out(change: dict, constraint: str) -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError, match=constraint):
        with transaction.atomic():
            Plan.objects.changeable_by(by).filter(pk=plan.pk).update(**change)


def test_the_database_keeps_impossible_levels_out() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError, match="goal_level_0_to_5"):
        with transaction.atomic():
            Goal.objects.changeable_by(by).filter(plan_id=plan.pk).update(level=6)


LONG_AGO = datetime.date(2020, 4, 1)


def test_the_ward_decides_between_the_conference_and_today() -> None:
    """domain.md 3.2: conference.held_on <= decided_on <= today; said beside the field, in the era."""
    plan = s.a_plan_found("adequate")
    decision = {"number": "8文福第1号", "title": "福祉政策課長"}
    for day in (LONG_AGO, s.days(-1), s.days(1)):
        with pytest.raises(DomainError, match="会議の日（令和"):
            s.as_coordinator(plan, services.decide_plan, decided_on=day, **decision)
    client, ask = browser(s.COORDINATOR), reverse("plans:decide", args=[plan.pk])
    answer = client.post(ask, {"decided": "yes", "decided_on": "R2.4.1", **decision})
    assert answer.status_code == 422
    (words,) = answer.context["form"].errors["decided_on"]
    assert f"会議の日（{format_date(s.days(0))}）より前" in words
    assert "8文福第1号" in answer.content.decode()
    s.as_coordinator(plan, services.decide_plan, decided_on=s.days(0), **decision)


def test_the_person_agrees_to_what_there_is_and_applies_under_her_consent() -> None:
    plan = s.a_written_plan()
    for wrong, words in (
        ({"agreed_on": LONG_AGO, "applied_on": s.days(0)}, "同意した日は、プランを作った日"),
        ({"agreed_on": s.days(0), "applied_on": LONG_AGO}, "同意を受けた日.*より前にはできません"),
    ):
        with pytest.raises(DomainError, match=words):
            s.as_coordinator(plan, services.note_agreement, how="written", **wrong)
    client, ask = browser(s.COORDINATOR), reverse("plans:agree", args=[plan.pk])
    sent = {"agreed_on": "R2.4.1", "applied_on": "R2.4.1", "how": "written", "note": "電話で"}
    answer = client.post(ask, sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"agreed_on", "applied_on"}
    assert "プランを作った日（令和" in text_of(answer)
    assert "電話で" in answer.content.decode()


def test_an_application_may_come_before_the_plan() -> None:
    case = s.a_case(s.RECORDER)
    consent = s.a_consent(case, named=(s.PARTNER, s.COORDINATOR), given_on=s.days(-10))
    plan = s.a_written_plan(s.a_bare_plan(case, consent))
    days = {"agreed_on": s.days(0), "applied_on": s.days(-10)}
    s.as_coordinator(plan, services.note_agreement, how="written", **days)


def refusal_of(plan: Plan) -> tuple[Any, str]:
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        return now.refused_on, now.refusal_number


def test_the_letter_by_which_the_ward_refused_is_kept_and_printed() -> None:
    """domain.md 4.4: the box of the ward; who sends the plan back without a letter writes neither."""
    plan = s.a_plan_found("adequate")
    client = browser(s.COORDINATOR)
    said = {"decided": "no", "reason": "対象の要件に当たらない"}
    lacking = send(client, "decide", plan, **said, refusal_number="8文福第9号")
    assert (lacking.status_code, "通知した日も書いてください" in text_of(lacking)) == (422, True)
    early = send(client, "decide", plan, **said, refused_on=f"{s.days(-1):%Y/%m/%d}")
    assert (early.status_code, "会議の日（" in text_of(early)) == (422, True)
    letter = {"refused_on": f"{s.days(0):%Y/%m/%d}", "refusal_number": "8文福第9号"}
    assert send(client, "decide", plan, **said, **letter).status_code == 303
    assert refusal_of(plan) == (s.days(0), "8文福第9号")
    page = text_of(client.get(address("detail", plan)))
    assert "支援決定をしないという通知" in page
    assert "8文福第9号" in page
    ward = page.split("区の決定・確認", 1)[1]
    assert "決定しない理由" in ward, "under the name that the paper gives it"
    assert page.count("対象の要件に当たらない") == ward.count("対象の要件に当たらない") == 1
    assert "8文福第9号" in text_of(client.get(address("history", plan)))
    html = gathered(ask(plan)[0]).html
    box = html.split("決定しないと通知した日", 1)[1]
    assert format_date(s.days(0)) in box
    assert "<td>8文福第9号</td>" in box
    assert "対象の要件に当たらない" in box


def test_a_plan_sent_back_without_a_letter_names_none_also_after_one_with_it() -> None:
    plan = s.a_plan_found("adequate")
    s.as_coordinator(
        plan, services.refuse_plan, reason="要件", refused_on=s.days(0), number="8文福第9号"
    )
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    s.submit(plan)
    s.found(plan, "adequate")
    s.as_coordinator(plan, services.refuse_plan, reason="主担当機関を決める")
    assert refusal_of(plan) == (None, "")
    assert "決定しないと通知した日" not in gathered(ask(plan)[0]).html


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"number": "8文福第9号"}, "通知した日も書いて"),
        ({"refused_on": 1}, "今日までの日"),
        ({"refused_on": -1}, "会議の日（"),
    ],
)
def test_the_day_of_a_refusal_follows_the_conference(values: dict[str, Any], words: str) -> None:
    plan = s.a_plan_found("adequate")
    given = {name: s.days(v) if isinstance(v, int) else v for name, v in values.items()}
    with pytest.raises(DomainError, match=words):
        s.as_coordinator(plan, services.refuse_plan, reason="要件", **given)
    assert refusal_of(plan) == (None, "")
