"""Alerts of papers that are out, of minutes of 重層的支援会議 and of the month of entrusted bodies. Each is taken
away once, and then nobody is told: so that no other rule tells it by chance."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from alerts import registry
from cases.models import CaseRecord
from documents.business_days import add_business_days
from meetings.models import PlanConference
from organizations.models import BodySettings
from reports import entrusted_services
from reports.entrusted import month_before
from tests.cases import situations as c
from tests.databases import Database
from tests.meetings import situations as m
from tests.plans import situations as p
from tests.world import acting

from .situations import ago, asking, change, days, look, shown, standing, told

TODAY = timezone.localdate()


def without(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """As if nobody had written the rule."""
    monkeypatch.delitem(registry._rules, code)


def papers_are_out(database: Database) -> None:
    sitting = m.a_sitting(m.a_meeting_with_a_doctor())
    m.handed_out(m.a_paper(sitting), m.DOCTOR)
    change(database, sitting, held_at=ago(20))


def a_conference_without_minutes(database: Database) -> None:
    plan = p.a_submitted_plan()
    with acting(p.COORDINATOR) as user:
        [row] = PlanConference.objects.visible_to(user).filter(
            compartment=plan.compartment_id, state="planned"
        )
    change(database, row, held_on=days(-30), opened_at=ago(30))


def a_month_is_owed(database: Database, by: str = "soudan1") -> CaseRecord:
    case = c.a_case(by)
    with acting(by):
        record = c.record_of(case, by)
    change(database, record, created_at=ago(70))
    return record


SITUATIONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "papers_out": (papers_are_out, (m.COORDINATOR, m.DOCTOR)),
    "conference_minutes": (a_conference_without_minutes, (p.COORDINATOR,)),
    "monthly_close": (a_month_is_owed, ("soudan1", "soudan2", "kanri1")),
}


@pytest.mark.parametrize("code", SITUATIONS)
def test_it_is_told_by_its_own_rule_and_by_no_other(
    code: str, committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare, people = SITUATIONS[code]
    prepare(committed_db)
    look()
    assert code in {rule for rule, _ in standing()}
    for name in people:
        assert code in told(name), name
    for name in ("kurashi1", "kansa1", "system1"):
        assert code not in told(name), name
    without(monkeypatch, code)
    for name in people:
        assert code not in told(name), name


@pytest.mark.parametrize("code", SITUATIONS)
def test_without_its_rule_scheduled_work_finds_nothing(
    code: str, committed_db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    without(monkeypatch, code)
    SITUATIONS[code][0](committed_db)
    look()
    assert code not in {rule for rule, _ in standing()}


def test_papers_are_late_after_business_days_and_not_before(committed_db: Database) -> None:
    sitting = m.a_sitting(m.a_meeting_with_a_doctor())
    [copy] = m.handed_out(m.a_paper(sitting), m.DOCTOR)
    on_time = add_business_days(TODAY, -3)
    change(committed_db, sitting, held_at=_noon(on_time))
    look()
    assert "papers_out" not in told(m.COORDINATOR)
    change(committed_db, sitting, held_at=_noon(add_business_days(TODAY, -4)))
    look()
    assert "papers_out" in told(m.COORDINATOR)
    change(committed_db, copy, ended_at=timezone.now(), end="returned")
    assert "papers_out" not in told(m.COORDINATOR), "it is back"
    look()
    assert "papers_out" not in {rule for rule, _ in standing()}


def _noon(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


def test_a_conference_is_told_from_its_opening_on(committed_db: Database) -> None:
    a_conference_without_minutes(committed_db)
    look()
    [row] = [row for row in shown(p.COORDINATOR) if row.rule.code == "conference_minutes"]
    assert row.line.url == reverse("meetings:conference", args=[row.alert.object_id])
    with acting(p.COORDINATOR) as user:
        conference = PlanConference.objects.visible_to(user).get(pk=row.alert.object_id)
    change(committed_db, conference, opened_at=None)
    assert "conference_minutes" not in told(p.COORDINATOR), "it was never held"
    look()
    assert "conference_minutes" not in {rule for rule, _ in standing()}


def test_a_month_is_told_until_it_is_reported(committed_db: Database) -> None:
    a_month_is_owed(committed_db)
    with acting("system1"):
        BodySettings.objects.create(body=c.body_of("soudan1"), monthly_close_day=28)
    look()
    late = TODAY.day > 28
    assert ("monthly_close", "late" if late else "ahead") in standing()
    [row] = [row for row in shown("soudan1") if row.rule.code == "monthly_close"]
    assert row.due_on == TODAY.replace(day=28), "the day that the body has set"
    with acting("kanri1") as user:
        entrusted_services.report_body_month(
            body=c.body_of("kanri1"),
            month=month_before(TODAY),
            acting=asking(user).acting,
            by=user,
        )
    assert "monthly_close" not in told("soudan1")
    look()
    assert "monthly_close" not in {rule for rule, _ in standing()}


def test_who_has_no_record_of_the_month_and_who_is_no_entrusted_body_owes_nothing(
    committed_db: Database,
) -> None:
    c.a_case("soudan1")  # of today: the month before had nothing
    a_month_is_owed(committed_db, "kurashi1")  # a section of the ward
    look()
    assert "monthly_close" not in {rule for rule, _ in standing()}
