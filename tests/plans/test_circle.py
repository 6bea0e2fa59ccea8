"""Who sees a plan, and until when (R5, R6, R9, R17, R21)."""

import datetime
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from access import grants
from access.errors import DomainError
from access.explain import audience, explain
from access.models import CaseFile, Disclosure, ReturnNotice
from bunkyo_support.templatetags.ui import short_day
from cases.deadlines import decision_due
from cases.models import Consent
from cases.services import end_of
from plans import services
from plans.models import Goal, Plan, PlanBody, PlanContent, ProgressEntry
from plans.overview import rows_of
from plans.services.changing import has_consent
from plans.states import PlanState
from tests.access.situations import raw_count
from tests.cases.situations import a_consent, body_of, office
from tests.world import acting, login

from . import situations as s

pytestmark = pytest.mark.django_db

NOTHING = (0, 0, 0)


def test_r6_a_new_plan_is_seen_by_the_coordinators_alone() -> None:
    plan = s.a_bare_plan()
    assert s.counts(plan, s.COORDINATOR)[:2] == (1, 1)
    assert s.counts(plan, s.OTHER_COORDINATOR)[:2] == (1, 1)
    for username in (s.RECORDER, s.PARTNER, "kanri1", "kanri2", "csw1", "ishi1", "kansa1"):
        assert s.counts(plan, username) == NOTHING, username


def test_r5_the_staff_in_charge_see_the_plan_and_their_colleagues_do_not() -> None:
    plan = s.a_written_plan()
    assert s.counts(plan, s.PARTNER) == (1, 1, 2)
    assert s.counts(plan, s.RECORDER) == (1, 1, 2)
    for username in ("soudan2", "csw1", "ishi1", "kenmu1", "kanri3", "kansa1", "system1"):
        assert s.counts(plan, username) == NOTHING, username


def test_r9_a_supervisor_sees_progress_and_not_the_words() -> None:
    plan = s.a_written_plan()
    assert s.counts(plan, "kanri2") == (1, 0, 2)
    with acting("kanri2") as by:
        history = PlanContent.history.filter(plan_id=plan.pk).visible_to(by)
        assert history.count() == 0
        assert Plan.history.filter(id=plan.pk).visible_to(by).exists()
        assert raw_count("plans_plancontent") == 0
        assert raw_count("plans_historicalplancontent") == 0
        assert raw_count("plans_planprint") == 0
        assert raw_count("plans_goal") == 2


def test_r9_a_supervisor_writes_nothing() -> None:
    plan = s.an_active_plan()
    with acting("kanri2") as by:
        own = s.seen(plan, "kanri2")
        goal = Goal.objects.visible_to(by).filter(plan=own)[0]
        with pytest.raises(DomainError):
            services.enter_progress(plan=own, goal=goal, level=5, body=body_of("kanri2"), by=by)
        assert Goal.objects.changeable_by(by).count() == 0


def test_r5_r8_a_body_outside_the_consent_does_not_join() -> None:
    plan = s.a_bare_plan()
    with pytest.raises(DomainError, match="同意に入っていない機関"):
        s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office("csw1")])
    assert s.counts(plan, "csw1") == NOTHING


def test_r10_an_auditor_or_supervisor_is_nobody_in_charge() -> None:
    plan = s.a_bare_plan()
    with pytest.raises(DomainError, match="担当者"):
        s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office("kanri1")])


def test_r21_joining_is_one_row_of_the_ledger() -> None:
    plan = s.a_plan_with_its_circle()
    with acting(s.COORDINATOR) as by:
        row = Disclosure.objects.visible_to(by).get(compartment=plan.compartment)
        assert (row.channel, row.legal_basis.code) == ("plan", "CONSENT")
        assert row.object_id == plan.pk
        assert str(body_of(s.PARTNER)) in row.recipients


def test_r5_withdrawal_closes_the_circle_at_once_and_holds_the_plan() -> None:
    plan = s.an_active_plan()
    s.withdraw(plan)
    for username in (s.RECORDER, s.PARTNER, "kanri1", "kanri2"):
        assert s.counts(plan, username) == NOTHING, username
    for username in (s.COORDINATOR, s.OTHER_COORDINATOR):
        with acting(username) as by:
            now = s.seen(plan, username)
            assert (now.state, has_consent(now)) == (PlanState.ACTIVE, False)
            assert rows_of([now], by)[0].state == PlanState.HELD_CONSENT


def test_r17_expiry_holds_the_plan_without_any_job() -> None:
    """The plan rests on a source whose period is over; nothing was closed, only time has passed."""
    plan = s.an_active_plan()
    over, running = uuid.uuid4(), uuid.uuid4()
    with acting(s.COORDINATOR) as by:
        for source, seconds in ((over, -1), (running, 3600)):
            grants.open_plan_circle(
                plan=plan.compartment,
                staff_in_charge=[office(s.PARTNER)],
                source=source,
                valid_until=timezone.now() + datetime.timedelta(seconds=seconds),
                by=by,
            )
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(consent_id=running)
        assert has_consent(s.seen(plan))
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(consent_id=over)
        now = s.seen(plan)
        assert now.state_shown(has_consent(now)) == PlanState.HELD_CONSENT
        with pytest.raises(DomainError, match="期限"):
            services.move_plan(plan=now, to=PlanState.EVALUATING, by=by)


def test_r17_what_a_plan_opens_ends_with_its_consent() -> None:
    plan = s.a_plan_with_its_circle()
    with acting(s.COORDINATOR) as by:
        consent = Consent.objects.visible_to(by).get(pk=plan.consent_id)
    with acting(s.PARTNER) as by:
        ends = {basis.until for basis in explain(by, plan.compartment) if basis.rule == "R5"}
    assert ends == {end_of(consent.valid_until_on)}


def test_r5_a_held_plan_takes_no_words_no_goals_no_bodies_no_progress() -> None:
    plan = s.a_written_plan()
    s.withdraw(plan)
    for do, values in (
        (services.edit_content, {"facts": s.words_of_the_plan(issues="x")}),
        (services.edit_goals, {"rows": [services.GoalFacts("x")]}),
        (services.edit_tasks, {"rows": [services.TaskFacts(body_of(s.PARTNER), "x")]}),
        (services.add_bodies, {"staff_in_charge": [office("csw1")]}),
        (services.note_agreement, {"agreed_on": s.days(0), "how": "written"}),
    ):
        with pytest.raises(DomainError):
            s.as_coordinator(plan, do, **values)


def test_a_held_plan_can_still_be_given_up() -> None:
    plan = s.a_written_plan()
    s.withdraw(plan)
    s.as_coordinator(plan, services.move_plan, to=PlanState.CANCELLED, note="本人の希望")
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert now.state_shown(False) == PlanState.CANCELLED


def test_r5_a_new_consent_opens_the_circle_as_far_as_it_goes() -> None:
    plan = s.an_active_plan()
    s.withdraw(plan)
    case = CaseFile(pk=plan.compartment.case_id)
    narrower = a_consent(case, named=(s.COORDINATOR,))
    s.as_coordinator(plan, services.renew_consent, consent_id=narrower.pk, reason="受け直した")
    assert s.counts(plan, s.PARTNER) == NOTHING
    assert s.counts(plan, s.RECORDER)[0] == 1  # recorded the consent itself
    assert s.counts(plan, "kanri2") == NOTHING
    with acting(s.COORDINATOR) as by:
        now = s.seen(plan)
        assert now.consent_id == narrower.pk
        assert now.state_shown(has_consent(now)) == PlanState.ACTIVE
        left = PlanBody.objects.visible_to(by).filter(plan=now, ended_at__isnull=False)
        assert [row.body for row in left] == [body_of(s.PARTNER)]


def test_r5_a_new_consent_replaces_one_that_is_still_valid() -> None:
    plan = s.a_plan_with_its_circle()
    case = CaseFile(pk=plan.compartment.case_id)
    narrower = a_consent(case, named=(s.COORDINATOR,))
    s.as_coordinator(plan, services.renew_consent, consent_id=narrower.pk)
    assert s.counts(plan, s.PARTNER) == NOTHING


def test_r5_a_body_that_leaves_sees_nothing_more_and_the_others_still_do() -> None:
    plan = s.a_plan_with_its_circle()
    s.as_coordinator(plan, services.remove_body, body=body_of(s.PARTNER))
    assert s.counts(plan, s.PARTNER) == NOTHING
    assert s.counts(plan, "kanri2") == NOTHING
    assert s.counts(plan, s.RECORDER)[0] == 1
    with acting(s.PARTNER) as by:
        assert Consent.objects.visible_to(by).filter(pk=plan.consent_id).exists()
    s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office(s.PARTNER)])
    assert s.counts(plan, s.PARTNER)[0] == 1


def test_a_body_with_work_to_do_does_not_leave() -> None:
    plan = s.a_written_plan()
    with pytest.raises(DomainError, match="役割"):
        s.as_coordinator(plan, services.remove_body, body=body_of(s.PARTNER))


def test_nobody_takes_a_body_out_of_a_plan_that_she_does_not_see() -> None:
    plan = s.a_plan_with_its_circle()
    with acting("csw1"):
        closed = grants.leave_plan_circle(
            plan=plan.compartment, body=body_of(s.PARTNER), source=plan.consent_id
        )
    assert closed == 0
    assert s.counts(plan, s.PARTNER)[0] == 1


def test_r14_whether_a_consent_is_in_force_is_told_to_readers_of_the_case_only() -> None:
    plan = s.a_plan_with_its_circle()
    with acting(s.OTHER_COORDINATOR):
        assert grants.in_force([plan.consent_id, uuid.uuid4()]) == {plan.consent_id}
        assert grants.in_force([]) == set()
    with acting("csw1"):
        assert grants.in_force([plan.consent_id]) == set()
    with connection.cursor() as cursor:  # nobody stated
        cursor.execute("select access.sources_in_force(%s)", [[plan.consent_id]])
        assert cursor.fetchall() == []


def test_r18_the_audience_counts_circle_supervisors_and_coordinators() -> None:
    plan = s.a_plan_with_its_circle()
    with acting(s.COORDINATOR) as by:
        readers = audience(by, s.seen(plan).compartment)
    roles = {(row.body, row.role): row.count for row in readers.bodies}
    assert roles[(str(body_of(s.PARTNER)), "相談員")] == 1
    assert roles[(str(body_of(s.PARTNER)), "管理者")] == 1
    assert roles[(str(body_of(s.COORDINATOR)), "事務局")] == 2
    assert readers.level == "case"


def test_progress_moves_a_goal_and_remembers_where_it_stood() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 1)
    s.tell_goal(plan, 3, by=s.PARTNER)
    with acting("kanri1") as by:
        goal = Goal.objects.visible_to(by).filter(plan_id=plan.pk)[0]
        assert (goal.level, goal.level_before) == (3, 1)
        entry = ProgressEntry.objects.visible_to(by).filter(plan_id=plan.pk).latest("created_at")
        assert (entry.level, entry.level_before) == (3, 1)
        assert entry.body == body_of(s.PARTNER)


def test_progress_makes_no_edition_and_disturbs_nobody_who_writes() -> None:
    plan = s.an_active_plan()
    with acting(s.COORDINATOR):
        before = s.seen(plan)
    s.tell_goal(plan, 4)
    with acting(s.COORDINATOR):
        after = s.seen(plan)
    assert (before.version, before.edition) == (after.version, after.edition)


def test_progress_is_told_for_ones_own_body_and_for_no_day_to_come() -> None:
    plan = s.an_active_plan()
    with pytest.raises(DomainError, match="参加している機関"):
        s.tell_goal(plan, 1, body=body_of(s.PARTNER))
    with pytest.raises(DomainError, match="今日まで"):
        s.tell_goal(plan, 1, on=s.days(0) + datetime.timedelta(days=1))


def test_progress_is_told_of_plans_that_are_carried_out() -> None:
    plan = s.a_decided_plan()
    with pytest.raises(DomainError, match="実施中"):
        s.tell_goal(plan, 1)


def test_r5_progress_does_not_reach_a_goal_of_another_plan() -> None:
    plan, other = s.an_active_plan(), s.an_active_plan()
    with acting(s.RECORDER) as by:
        foreign = Goal.objects.visible_to(by).filter(plan_id=other.pk)[0]
        with pytest.raises((DomainError, Goal.DoesNotExist)):
            services.enter_progress(
                plan=s.seen(plan, s.RECORDER),
                goal=foreign,
                level=5,
                body=body_of(s.RECORDER),
                by=by,
            )


def test_a_plan_ends_with_the_body_that_goes_on() -> None:
    plan = s.a_plan_that_may_end()
    with pytest.raises(DomainError, match="主担当機関"):
        s.as_coordinator(plan, services.complete_plan, reason="11", lead_body=None)
    s.as_coordinator(plan, services.complete_plan, reason="11", lead_body=body_of(s.RECORDER))
    with acting(s.COORDINATOR):
        now = s.seen(plan)
        assert (now.state, now.end_reason, now.ended_on) == ("completed", "11", s.days(0))


def test_a_plan_goes_on_with_a_new_day_of_monitoring() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    with pytest.raises(DomainError, match="モニタリング"):
        s.as_coordinator(plan, services.move_plan, to=PlanState.ACTIVE)
    s.as_coordinator(plan, services.move_plan, to=PlanState.ACTIVE, next_monitoring_on=s.days(170))
    with acting(s.COORDINATOR):
        assert s.seen(plan).next_monitoring_on == s.days(170)


def test_a_move_that_the_table_does_not_know_is_refused() -> None:
    plan = s.a_written_plan()
    with pytest.raises(DomainError, match="できません"):
        s.as_coordinator(plan, services.start_plan)
    with pytest.raises(DomainError, match="理由"):
        s.as_coordinator(plan, services.move_plan, to=PlanState.CANCELLED)


def test_replanning_begins_the_next_plan_with_circle_goals_and_open_tasks() -> None:
    plan = s.an_active_plan()
    s.tell_goal(plan, 2)
    following = s.as_coordinator(plan, services.replan)
    with acting(s.PARTNER) as by:
        assert s.seen(plan, s.PARTNER).state == PlanState.REPLANNED
        new = s.seen(following, s.PARTNER)
        assert (new.sequence, new.state, new.edition) == (2, "draft", 1)
        assert [g.text for g in s.goals_of(new, by)] == ["通院を再開する", "友だちを1回家に呼ぶ"]
        assert s.goals_of(new, by)[0].level == 2
        assert {t.body for t in s.tasks_of(new, by)} == {body_of(s.RECORDER), body_of(s.PARTNER)}
        assert new.contents.get().wishes == s.WISHES
        assert new.follows_id == plan.pk
        assert new.compartment_id != plan.compartment_id
    assert s.counts(following, "kanri2")[0] == 1


def test_r5_who_joins_the_next_plan_does_not_see_the_former_one() -> None:
    plan = s.an_active_plan()
    case = CaseFile(pk=plan.compartment.case_id)
    wider = a_consent(case, named=(s.COORDINATOR, s.PARTNER, "csw1"))
    following = s.as_coordinator(plan, services.replan)
    s.as_coordinator(following, services.renew_consent, consent_id=wider.pk)
    s.as_coordinator(following, services.add_bodies, staff_in_charge=[office("csw1")])
    assert s.counts(following, "csw1")[0] == 1
    assert s.counts(plan, "csw1") == NOTHING
    assert s.counts(plan, s.PARTNER)[0] == 1


def test_after_the_agreement_a_joining_body_asks_for_it_again() -> None:
    plan = s.an_agreed_plan()
    s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office("soudan2")])
    with acting(s.COORDINATOR):
        assert s.seen(plan).state == PlanState.DRAFT


def test_after_submission_no_new_body_joins_but_another_person_in_charge_does() -> None:
    case, consent = s.a_consented_case(named=(s.PARTNER, s.COORDINATOR, "csw1"))
    plan = s.a_written_plan(s.a_bare_plan(case, consent))
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    s.submit(plan)
    with pytest.raises(DomainError, match="再プラン"):
        s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office("csw1")])
    assert s.counts(plan, "csw1") == NOTHING
    s.as_coordinator(plan, services.add_bodies, staff_in_charge=[office("soudan2")])
    assert s.counts(plan, "soudan2")[0] == 1


def test_the_circle_of_an_ended_plan_stays_as_it_was() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.replan)
    for do, values in (
        (services.add_bodies, {"staff_in_charge": [office("soudan2")]}),
        (services.remove_body, {"body": body_of(s.PARTNER)}),
        (services.renew_consent, {"consent_id": plan.consent_id}),
    ):
        with pytest.raises(DomainError, match="終わったプラン"):
            s.as_coordinator(plan, do, **values)


def test_r08_who_reads_the_plan_is_asked_for_papers_and_a_day_is_set_to_decide() -> None:
    """Somebody else of the partner joined the plan than the consent names (domain.md 2.1 R08)."""
    plan = s.a_bare_plan(*s.a_consented_case(named=("csw1", s.COORDINATOR)))
    joining = [office(s.RECORDER), office("sanka1")]
    s.as_coordinator(plan, services.add_bodies, staff_in_charge=joining)
    s.withdraw(plan)
    with acting(s.RECORDER) as by:
        asked = ReturnNotice.objects.visible_to(by).values_list("user__username", flat=True)
        assert set(asked) == {"csw1", "sanka1", s.COORDINATOR}
    client = Client()
    login(client, s.COORDINATOR)
    home = client.get("/").content.decode()
    assert "同意のなくなったプランをどうするか決める" in home
    assert short_day(decision_due(timezone.localdate())) in home
