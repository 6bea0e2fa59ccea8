"""Every alert of domain.md 11.3: found by scheduled work on its day, told to whom it concerns, and to
nobody when its reason is gone."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from alerts.computing import compute
from alerts.models import Alert
from alerts.registry import all_rules
from cases import services as cases
from cases.models import Intake, StaffInCharge
from documents.business_days import add_business_days, deadline
from organizations.figures import FIGURES
from organizations.models import BodySettings
from tests.cases import situations as c
from tests.cases.test_protection import a_protected_mother
from tests.databases import Database
from tests.meetings import convening
from tests.meetings import situations as m
from tests.plans import situations as p
from tests.world import acting, staff

from .situations import ago, change, days, look, rows_visible_to, shown, standing, told

DAY = datetime.timedelta(days=1)


def test_every_figure_of_the_domain_is_told_by_a_rule_or_the_daily_mail() -> None:
    assert {rule.figure for rule in all_rules()} | {"digest_hour"} == FIGURES.keys()


def test_an_intake_without_screening(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    look()
    assert standing() == []
    change(committed_db, intake, received_on=days(-20))
    look()
    assert standing() == [("screening", "late")]
    assert told("soudan1") == ["screening"]
    assert told("kanri1") == ["screening"], "the supervisor of the body answers for it (R9)"
    assert told("soudan2") == [], "somebody is in charge"
    assert told("kurashi1") == told("jimukyoku1") == []
    [row] = shown("soudan1")
    assert row.line.case_number == intake.compartment.case.number


@pytest.mark.parametrize("state", ["ma_requested", "outreach"])
def test_what_began_before_the_first_look_leaves_its_alert(
    committed_db: Database, state: str
) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    with acting("soudan1") as user:
        record = c.record_of(intake.compartment.case, "soudan1")
        cases.move_record(record=record, to=state, by=user)
    look()
    assert ("screening", "late") in standing()
    assert "screening" in told("soudan1")


def test_r17_a_reason_that_is_gone_is_shown_to_nobody_though_the_row_stands(
    committed_db: Database,
) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    look()
    change(committed_db, intake, screening_result="support", screened_on=days(0))
    assert standing() == [("screening", "late")]
    assert told("soudan1") == []
    look()
    assert standing() == []


def test_r12_r16_who_is_kept_out_or_has_left_sees_no_row(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    look()
    assert rows_visible_to("soudan2") == 1
    with acting("soudan1") as user:
        case = intake.compartment.case
        cases.restrict_person(case=case, user=staff("soudan2"), reason="親族", by=user)
    assert rows_visible_to("soudan2") == 0
    office = c.office("soudan1")
    change(committed_db, office, valid_until=ago(1))
    assert rows_visible_to("soudan1") == 0
    assert told("soudan1") == []


def test_nobody_in_charge_the_alert_falls_to_those_who_work_there(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    with acting("soudan1") as user:
        [charge] = StaffInCharge.objects.visible_to(user).filter(record=intake.record)
    change(committed_db, charge, until=days(-1))
    look()
    assert "screening" in told("soudan2")


def test_a_hand_off_that_nobody_receives_or_meets(committed_db: Database) -> None:
    referral = c.a_hand_off(c.a_case("soudan1"))
    look()
    assert standing() == []
    change(committed_db, referral, sent_at=ago(10), due_on=days(-6))
    look()
    assert standing() == [("receipt", "late")]
    assert told("kurashi1") == ["receipt"]
    assert told("soudan1") == ["receipt"], "the sender telephones"
    assert told("csw1") == []
    with acting("kurashi1") as user:
        cases.accept_referral(referral=c.take(referral, "kurashi1"), by=user)
    assert told("kurashi1") == []
    look()
    assert standing() == []
    change(committed_db, referral, accepted_at=ago(20), due_on=days(-13))
    look()
    assert standing() == [("first_contact", "late")]
    assert told("kurashi1") == ["first_contact"]


def test_a_consent_about_to_end_and_one_withdrawn(committed_db: Database) -> None:
    _, consent = p.a_consented_case()
    change(committed_db, consent, valid_until_on=days(20))
    look()
    assert standing() == [("consent_end", "ahead")]
    assert told(p.RECORDER) == ["consent_end"]
    assert told(p.PARTNER) == [], "who only reads under it is not to ask the person"
    change(committed_db, consent, withdrawn_at=timezone.now())
    assert told(p.RECORDER) == []
    look()
    assert standing() == []


def test_who_talks_about_consent_is_not_silent(committed_db: Database) -> None:
    """Refused, or not able to say: somebody was there all the same (domain.md 2.1 R09, 11.3)."""
    case = c.a_case("soudan1")
    with acting("soudan1"):
        record = c.record_of(case, "soudan1")
        [intake] = Intake.objects.visible_to(staff("soudan1"))
    change(committed_db, record, created_at=ago(200), state="supporting")
    change(committed_db, intake, created_at=ago(200), screening_result="support")
    look()
    assert ("silence", "late") in standing()
    with acting("soudan1") as by:
        cases.note_consent_attempt(
            record=c.record_of(case, "soudan1"),
            person=c.people_of(case, "soudan1")[0],
            tried_on=days(0),
            way="text",
            answer="30",
            by=by,
        )
    assert "silence" not in told("soudan1")
    look()
    assert ("silence", "late") not in standing()


def test_a_silent_case_and_a_suspended_one(committed_db: Database) -> None:
    def silent() -> list[tuple[str, str]]:
        """A record so old owes the report of its month as well, which is another rule's."""
        return [row for row in standing() if row[0] != "monthly_close"]

    case = c.a_case("soudan1")
    note = c.a_note(case)
    with acting("soudan1"):
        record = c.record_of(case, "soudan1")
        [intake] = Intake.objects.visible_to(staff("soudan1"))
    change(committed_db, record, created_at=ago(200), state="supporting")
    change(committed_db, intake, created_at=ago(200), screening_result="support")
    change(committed_db, note, occurred_at=ago(59))
    look()
    assert silent() == []
    change(committed_db, note, occurred_at=ago(61))
    look()
    assert silent() == [("silence", "late")]
    assert "silence" in told("soudan1")
    c.a_note(case)
    assert "silence" not in told("soudan1"), "something moved"
    change(committed_db, record, state="closed", closed_on=days(0), closing_reason="01")
    look()
    assert silent() == []


def test_a_figure_of_the_body_holds_instead_of_the_wards(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-5))
    look()
    assert standing() == []
    with acting("system1"):
        BodySettings.objects.create(body=c.body_of("soudan1"), screening_days=1)
    look()
    assert standing() == [("screening", "late")]


def test_monitoring_and_the_end_of_a_plan(committed_db: Database) -> None:
    plan = p.an_active_plan()
    look()
    assert [row for row in standing() if row[0] in ("monitoring", "period_end")] == []
    change(committed_db, plan, next_monitoring_on=days(14), period_until=days(30))
    look()
    assert {("monitoring", "ahead"), ("period_end", "ahead")} <= set(standing())
    assert {"monitoring", "period_end"} <= set(told(p.COORDINATOR))
    assert "monitoring" in told(p.RECORDER)
    assert "monitoring" not in told("kanri1"), "supervisors hear of it when it is late"
    change(committed_db, plan, next_monitoring_on=days(-1))
    look()
    assert "monitoring" in told("kanri1")
    assert told(p.COORDINATOR).count("monitoring") == 1, "that it came near is over"


def test_r4_r7_minutes_and_papers_are_told_in_the_meeting_alone(committed_db: Database) -> None:
    meeting = m.a_meeting_with_a_doctor()
    sitting = m.a_sitting(meeting)
    change(committed_db, sitting, held_at=ago(20))
    look()
    assert ("minutes", "late") in standing()
    assert "minutes" in told(m.COORDINATOR)
    assert "minutes" not in told(m.DOCTOR), "she does not write them"
    assert rows_visible_to(m.DOCTOR) == 1
    for other in (m.SENDER, m.OUTSIDER, "kanri1", m.DEPUTY):
        assert "minutes" not in told(other)


def test_a_member_without_a_pledge_is_called(committed_db: Database) -> None:
    meeting = m.a_meeting_with_a_doctor()
    sitting = m.a_sitting(meeting)
    change(committed_db, sitting, held_at=timezone.now() + datetime.timedelta(days=5))
    convening.convened(sitting)
    look()
    assert ("pledge", "ahead") not in standing()
    with committed_db.superuser() as connection:
        connection.execute(
            "update meetings_pledge set valid_until_on = %s where body_id = %s or registered_id in"
            " (select id from meetings_registeredmember where staff_id = %s)",
            [days(-1), c.body_of(m.DOCTOR).pk, staff(m.DOCTOR).pk],
        )
    look()
    assert ("pledge", "ahead") in standing()
    assert "pledge" in told(m.COORDINATOR)
    assert "pledge" not in told(m.DOCTOR)


def test_r11_a_protection_is_told_to_its_list_alone(committed_db: Database) -> None:
    a_protected_mother()
    with committed_db.superuser() as connection:
        connection.execute("update access_protection set review_on = %s", [days(10)])
    look()
    assert ("protection_end", "ahead") in standing()
    assert "protection_end" in told("soudan1")
    assert "protection_end" not in told("soudan2")


def test_march_asks_supervisors_to_hand_over(committed_db: Database) -> None:
    c.a_case("soudan1")
    with acting("system1"):
        BodySettings.objects.create(
            body=c.body_of("soudan1"), handing_over_month=timezone.localdate().month
        )
    look()
    assert standing() == [("handing_over", "ahead")]
    assert told("kanri1") == ["handing_over"]
    assert told("soudan1") == []


def test_an_alert_about_a_hand_off_says_the_day_that_its_page_says(committed_db: Database) -> None:
    """3.8, docs/alerts.md: one day, reckoned with the receiver's figures and the day of the answer."""
    with acting("system1"):
        BodySettings.objects.create(
            body=c.body_of("kurashi1"), receipt_days=5, first_contact_days=20
        )
    today, case = timezone.localdate(), c.a_case("soudan1")
    slow, asked_soon = (
        c.a_hand_off(case, reply_by=days(60)),
        c.a_hand_off(case, "csw1", reply_by=add_business_days(today, 1)),
    )

    def late_on(day: datetime.date) -> list[tuple[str, Any, datetime.date]]:
        compute(day)
        rows = Alert.objects.scheduled().standing().filter(rule__in=["receipt", "first_contact"])
        return sorted(rows.values_list("rule", "object_id", "due_on"))

    answer, fifth = add_business_days(today, 1), add_business_days(today, 5)
    assert late_on(answer) == []
    one = ("receipt", asked_soon.pk, answer)
    assert late_on(answer + DAY) == late_on(fifth) == [one], "sooner if the answer is due sooner"
    both = sorted([one, ("receipt", slow.pk, fifth)])
    assert late_on(fifth + DAY) == both
    with acting("kurashi1") as user:
        cases.accept_referral(referral=c.take(slow, "kurashi1"), by=user)
        met_by = c.take(slow, "kurashi1").next_due_on
    assert met_by == deadline(today, 20)
    assert late_on(met_by) == [one]
    assert late_on(met_by + DAY) == sorted([one, ("first_contact", slow.pk, met_by)])


def test_r8_no_alert_asks_to_monitor_a_plan_whose_consent_is_gone(committed_db: Database) -> None:
    """Its sheet is not there, and somebody has to decide first what becomes of the plan."""
    plan = p.an_active_plan()
    change(committed_db, plan, next_monitoring_on=days(-3), period_until=days(9))
    look()
    assert {"monitoring", "period_end"} <= set(told(p.COORDINATOR))
    p.withdraw(plan)
    look()
    assert {"monitoring", "period_end"}.isdisjoint(told(p.COORDINATOR))
