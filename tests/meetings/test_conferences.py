"""重層的支援会議: only under a valid consent that names every body (R8, R17)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access import grants
from access.errors import DomainError
from access.models import Compartment
from cases import services as cases
from cases.models import Consent
from meetings import services
from meetings.models import (
    ConferenceAttendance,
    ConferenceItem,
    ConferenceState,
    PlanConference,
)
from tests.cases.situations import a_case, a_consent, body_of, office, seen_by
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db
PARTNER = "kurashi1"


def a_plan(named: tuple[str, ...] = (PARTNER, s.COORDINATOR)) -> tuple[Compartment, Consent]:
    """An open plan, with its circle, that rests on a consent."""
    case = a_case(s.SENDER)
    consent = a_consent(case, named=named)
    with acting(s.COORDINATOR) as user:
        plan = grants.open_plan(case=case, secretariat=body_of(s.COORDINATOR), by=user)
        grants.open_plan_circle(
            plan=plan,
            staff_in_charge=[office(PARTNER)],
            source=consent.pk,
            valid_until=cases.end_of(consent.valid_until_on),
            by=user,
        )
    return plan, consent


def convene(
    plan: Compartment,
    consent: Consent,
    bodies: tuple[str, ...] = (s.SENDER, PARTNER, s.COORDINATOR),
    by: str = s.COORDINATOR,
    **changes: Any,
) -> PlanConference:
    with acting(by) as user:
        values: dict[str, Any] = {"held_on": s.days(0), "place": "会議室A"} | changes
        values.setdefault("others_masked", True)
        return services.convene_plan_conference(
            plan=plan,
            consent_id=consent.pk,
            bodies=[body_of(name) for name in bodies],
            by=user,
            **values,
        )


def record(
    conference: PlanConference,
    bodies: tuple[str, ...] = (PARTNER,),
    by: str = s.COORDINATOR,
    **more: Any,
) -> PlanConference:
    """It met: every item was found adequate."""
    with s.on(conference, by) as (row, user):
        items = ConferenceItem.objects.visible_to(user).filter(conference=row)
        values: dict[str, Any] = {
            "minutes": "役割を確かめた。",
            "opinion": "次は三か月後に。",
            "outcomes": {item.pk: services.Outcome("adequate") for item in items},
            "bodies": [body_of(name) for name in bodies],
        }
        return services.record_plan_conference(conference=row, by=user, **values | more)


def withdraw(consent: Consent) -> None:
    s.as_somebody(s.SENDER, consent, cases.withdraw_consent, "consent", note="電話")


def test_r8_a_conference_is_convened_under_a_consent_that_names_every_body() -> None:
    conference = convene(*a_plan())
    assert conference.state == ConferenceState.PLANNED
    assert len(seen_by(PARTNER, ConferenceAttendance)) == 3


def test_r8_without_a_valid_consent_it_is_refused_and_says_what_to_do() -> None:
    plan, consent = a_plan()
    withdraw(consent)
    with pytest.raises(DomainError, match="支援会議で検討"):
        convene(plan, consent)


def test_r8_a_body_that_the_consent_does_not_name_is_refused_by_name() -> None:
    plan, consent = a_plan()
    with pytest.raises(DomainError, match=body_of("csw1").name):
        convene(plan, consent, bodies=(PARTNER, "csw1"))


def test_r8_the_consent_must_hold_on_the_day_of_the_conference() -> None:
    plan, consent = a_plan()
    with pytest.raises(DomainError, match="期限より後"):
        convene(plan, consent, held_on=s.days(400))


def test_r8_another_cases_consent_does_not_help() -> None:
    plan, _ = a_plan()
    _, other = a_plan()
    with pytest.raises(DomainError, match="有効な本人同意"):
        convene(plan, other)


def test_r6_only_coordinators_convene_and_record() -> None:
    plan, consent = a_plan()
    with pytest.raises(DomainError, match="事務局"):
        convene(plan, consent, by=PARTNER)
    conference = convene(plan, consent)
    with pytest.raises(DomainError, match="事務局"):
        record(conference, by=PARTNER)


def test_r8_withdrawal_suspends_what_was_planned_and_refuses_to_hold_it() -> None:
    plan, consent = a_plan()
    conference = convene(plan, consent)
    with s.on(conference, s.COORDINATOR) as (row, _):
        assert row.state_shown(bool(grants.in_force([consent.pk]))) == ConferenceState.PLANNED
    withdraw(consent)
    with s.on(conference, s.COORDINATOR) as (row, _):
        assert row.state_shown(bool(grants.in_force([consent.pk]))) == ConferenceState.SUSPENDED
    with pytest.raises(DomainError, match="有効な本人同意"):
        record(conference)
    assert seen_by(PARTNER, PlanConference) == []


def test_a_held_conference_keeps_who_came_and_stays_held_after_withdrawal() -> None:
    plan, consent = a_plan()
    conference = record(convene(plan, consent))
    came = {a.body_id: a.is_present for a in seen_by(s.COORDINATOR, ConferenceAttendance)}
    with acting(s.COORDINATOR):
        assert [came[body_of(n).pk] for n in (PARTNER, s.SENDER)] == [True, False]
    withdraw(consent)
    assert conference.state_shown(has_consent=False) == ConferenceState.HELD
    with pytest.raises(DomainError, match="開催済み"):
        record(conference)


def test_r9_supervisors_of_the_circle_do_not_read_minutes() -> None:
    record(convene(*a_plan()))
    assert seen_by("kanri2", PlanConference) == []
    assert len(seen_by(PARTNER, PlanConference)) == 1


def test_a_conference_held_without_minutes_is_refused_by_the_database() -> None:
    conference = convene(*a_plan())
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        PlanConference.objects.changeable_by(user).filter(pk=conference.pk).update(state="held")
