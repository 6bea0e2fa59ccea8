"""A consent is withdrawn while a 重層的支援会議 is convened, changed or begun under it (R3, R8); its dates are asked for while
it is changed or called off (domain.md 3.9)."""

from collections.abc import Callable
from typing import Any

import pytest

from access.errors import DomainError, StaleError
from access.models import Compartment
from cases.models import Consent
from meetings import services
from meetings.models import ConferenceAttendance, ConferenceItem, PlanConference, Purpose
from meetings.services.conferences import is_covered
from tests.at_one_moment import while_unsaved
from tests.cases.situations import body_of
from tests.databases import Database
from tests.world import acting

from . import situations as s
from .conference_polls import asked, chosen, polls
from .test_conferences import PARTNER, a_plan, convene, record, withdraw


def invite(conference: PlanConference) -> None:
    """The partner is invited as well."""
    with s.on(conference, s.COORDINATOR) as (row, by):
        services.change_plan_conference(
            conference=row,
            held_on=row.held_on,
            place="会議室B",
            bodies=[body_of(name) for name in (s.SENDER, PARTNER, s.COORDINATOR)],
            by=by,
        )


def begin(conference: PlanConference) -> None:
    with s.on(conference, s.COORDINATOR) as (row, by):
        services.open_plan_conference(conference=row, by=by)


def put_on_agenda(conference: PlanConference) -> None:
    with s.on(conference, s.COORDINATOR) as (row, by):
        services.add_conference_item(
            conference=row, facts=services.ItemFacts(Purpose.RESOURCES), by=by
        )


def a_conference() -> tuple[PlanConference, Consent]:
    """Convened without the partner."""
    plan, consent = a_plan()
    return convene(plan, consent, bodies=(s.SENDER, s.COORDINATOR)), consent


def as_it_stands(conference: PlanConference) -> tuple[Any, ...]:
    with s.on(conference, s.COORDINATOR) as (row, by):
        invited = ConferenceAttendance.objects.visible_to(by).filter(conference=row)
        return (
            row.place,
            row.opened_at is not None,
            ConferenceItem.objects.visible_to(by).filter(conference=row).count(),
            invited.filter(is_invited=True).count(),
            is_covered(row),
        )


def test_r8_no_conference_is_convened_by_a_consent_that_is_being_withdrawn(
    committed_db: Database,
) -> None:
    plan, consent = a_plan()

    def convenes() -> None:
        with pytest.raises(DomainError, match="支援会議で検討"):
            convene(plan, consent)

    while_unsaved(s.SENDER, lambda: withdraw(consent), convenes)
    assert conferences_of(plan) == 0


def conferences_of(plan: Compartment) -> int:
    with acting(s.COORDINATOR) as by:
        rows = PlanConference.objects.visible_to(by).filter(compartment=plan)
        return int(rows.count())


def test_r8_whoever_withdraws_waits_for_a_conference_that_is_being_convened(
    committed_db: Database,
) -> None:
    """It is there when the consent has gone, and so it is held back; none comes afterwards."""
    plan, consent = a_plan()
    seen: list[int] = []

    def withdraws() -> None:
        withdraw(consent)
        seen.append(conferences_of(plan))

    while_unsaved(s.COORDINATOR, lambda: convene(plan, consent), withdraws)
    assert seen == [1]
    with acting(s.COORDINATOR) as by:
        assert not is_covered(PlanConference.objects.visible_to(by).get(compartment=plan))


@pytest.mark.parametrize("go_on", [invite, begin, put_on_agenda])
def test_r8_nothing_goes_on_by_a_consent_that_is_being_withdrawn(
    committed_db: Database, go_on: Callable[[PlanConference], None]
) -> None:
    conference, consent = a_conference()
    before = as_it_stands(conference)

    def goes_on() -> None:
        with pytest.raises(DomainError, match="有効な本人同意がない"):
            go_on(conference)

    while_unsaved(s.SENDER, lambda: withdraw(consent), goes_on)
    assert as_it_stands(conference) == (*before[:-1], False)


@pytest.mark.parametrize("go_on", [invite, begin])
def test_r8_whoever_withdraws_waits_for_what_is_being_saved(
    committed_db: Database, go_on: Callable[[PlanConference], None]
) -> None:
    conference, consent = a_conference()
    before = as_it_stands(conference)
    seen: list[tuple[Any, ...]] = []

    def withdraws() -> None:
        withdraw(consent)
        seen.append(as_it_stands(conference))

    while_unsaved(s.COORDINATOR, lambda: go_on(conference), withdraws)
    (after,) = seen
    assert after[-1] is False
    assert after[:-1] != before[:-1]


# --- its dates ------------------------------------------------------------------------------


def call_off(conference: PlanConference) -> None:
    with s.on(conference, s.COORDINATOR) as (row, by):
        services.cancel_plan_conference(conference=row, reason="入院", by=by)


def states_of_polls() -> list[str]:
    return [str(poll.state) for poll in polls()]


@pytest.mark.parametrize("end", [call_off, begin])
def test_no_poll_stays_open_of_what_ends_or_begins_while_dates_are_proposed(
    committed_db: Database, end: Callable[[PlanConference], None]
) -> None:
    conference, _ = a_conference()
    while_unsaved(s.COORDINATOR, lambda: asked(conference), lambda: end(conference))
    assert states_of_polls() == ["withdrawn"]


def test_no_day_moves_under_dates_that_are_being_proposed(committed_db: Database) -> None:
    conference, _ = a_conference()

    def moves() -> None:
        with (
            s.on(conference, s.COORDINATOR) as (row, by),
            pytest.raises(DomainError, match="日程調整が続いています"),
        ):
            services.change_plan_conference(
                conference=row, held_on=s.days(5), place=row.place, by=by
            )

    while_unsaved(s.COORDINATOR, lambda: asked(conference), moves)
    assert states_of_polls() == ["open"]
    with s.on(conference, s.COORDINATOR) as (row, _by):
        assert row.held_on == conference.held_on


def test_no_dates_are_proposed_of_what_is_being_called_off(committed_db: Database) -> None:
    conference, _ = a_conference()

    def proposes() -> None:
        with pytest.raises(DomainError, match="「中止」です"):
            asked(conference)

    while_unsaved(s.COORDINATOR, lambda: call_off(conference), proposes)
    assert states_of_polls() == []


def test_who_chooses_a_day_and_who_calls_it_off_wait_for_each_other(
    committed_db: Database,
) -> None:
    """Neither waits for what the other holds: the second is told what has become of it."""
    conference, _ = a_conference()
    poll = asked(conference)

    def chooses() -> None:
        with pytest.raises(DomainError, match="「中止」です"):
            chosen(poll)

    while_unsaved(s.COORDINATOR, lambda: call_off(conference), chooses)
    assert states_of_polls() == ["withdrawn"]


def test_who_records_waits_for_a_day_that_is_being_chosen_and_is_told(
    committed_db: Database,
) -> None:
    conference, _ = a_conference()
    poll = asked(conference)

    def records() -> None:
        with pytest.raises(StaleError):
            record(conference, bodies=(s.SENDER,), met_on=s.days(0))

    while_unsaved(s.COORDINATOR, lambda: chosen(poll), records)
    assert states_of_polls() == ["chosen"]
    with s.on(conference, s.COORDINATOR) as (row, _by):
        assert (row.state, row.held_on) == ("planned", s.days(7))


def test_who_chooses_waits_for_who_records_and_is_told(committed_db: Database) -> None:
    conference, _ = a_conference()
    poll = asked(conference)

    def chooses() -> None:
        with pytest.raises(DomainError, match="開催済み"):
            chosen(poll)

    def records() -> None:
        record(conference, bodies=(s.SENDER,), met_on=s.days(0))

    while_unsaved(s.COORDINATOR, records, chooses)
    assert states_of_polls() == ["withdrawn"]
    with s.on(conference, s.COORDINATOR) as (row, _by):
        assert (row.state, row.held_on) == ("held", s.days(0))


def test_who_records_waits_for_dates_that_are_being_proposed(committed_db: Database) -> None:
    conference, _ = a_conference()

    def records() -> None:
        with pytest.raises(DomainError, match="「会議を開いた日」を書いて"):
            record(conference, bodies=(s.SENDER,))

    while_unsaved(s.COORDINATOR, lambda: asked(conference), records)
    assert states_of_polls() == ["open"]
