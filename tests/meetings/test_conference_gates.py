"""重層的支援会議, gate by gate: who cannot convene, hold, open, print or close, and what she is told (R8)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access import grants
from access.errors import DomainError
from cases import services as cases
from cases.models import Consent
from meetings import services
from meetings.models import (
    ConferenceAddendum,
    ConferenceAttendance,
    ConferenceItem,
    ConferenceState,
    PlanConference,
)
from organizations.models import Appointment
from organizations.services import appoint
from tests.cases.situations import (
    a_case,
    a_consent,
    an_accepted_hand_off,
    body_of,
    office,
    people_of,
    record_of,
    seen_by,
)
from tests.world import acting, staff

from . import situations as s
from .test_conferences import PARTNER, a_plan, convene, record, withdraw

pytestmark = pytest.mark.django_db


def opened(conference: PlanConference) -> PlanConference:
    found: PlanConference = s.as_somebody(
        s.COORDINATOR, conference, services.open_plan_conference, "conference"
    )
    return found


def sent(conference: PlanConference) -> PlanConference:
    found: PlanConference = s.as_somebody(
        s.COORDINATOR,
        conference,
        services.send_conference_minutes,
        "conference",
        answer_until_on=s.days(5),
    )
    return found


def answered(conference: PlanConference, by: str = PARTNER, wish: str = "") -> ConferenceAttendance:
    with s.on(conference, by) as (row, user):
        own = services.offices_acted_for(row, user)[0]
        return services.answer_conference_minutes(attendance=own, wish=wish, by=user)


def fixed(conference: PlanConference) -> PlanConference:
    found: PlanConference = s.as_somebody(
        s.COORDINATOR, conference, services.fix_conference_minutes, "conference"
    )
    return found


def son_of(conference: PlanConference) -> str:
    with acting(s.SENDER):
        case = conference.compartment.case
        return next(p.name for p in people_of(case, s.SENDER) if not p.is_subject)


# --- convening ---------------------------------------------------------------------------------
def test_r03_another_of_the_household_has_not_consented_and_nobody_has_said_she_is_not_named() -> (
    None
):
    with pytest.raises(DomainError, match=r"同意していない世帯員がいます（長男）.*氏名を書かない"):
        convene(*a_plan(), others_masked=False)


def test_r03_who_has_not_consented_is_not_named_in_the_agenda() -> None:
    plan, consent = a_plan()
    with acting(s.SENDER):
        name = next(p.name for p in people_of(plan.case, s.SENDER) if not p.is_subject)
    item = services.ItemFacts("adequacy", f"{name.replace(' ', '')}さんの仕事")
    with pytest.raises(DomainError, match=r"長男.*続柄に書き替え"):
        convene(plan, consent, items=[item])


def test_r03_nor_in_the_place_the_chair_the_reason_of_a_cancelling_or_a_wish() -> None:
    """Whatever the bodies read of it: as in the agenda, an addendum and the minutes."""
    plan, consent = a_plan()
    with acting(s.SENDER):
        name = next(p.name for p in people_of(plan.case, s.SENDER) if not p.is_subject)
    refused = r"長男.*続柄に書き替え"
    with pytest.raises(DomainError, match=refused):
        convene(plan, consent, place=f"{name}さん宅")
    conference = convene(plan, consent)
    with pytest.raises(DomainError, match=refused):
        change(conference, place=f"{name}さん宅")
    with pytest.raises(DomainError, match=refused):
        change(conference, chair=f"{name}さんの担当")
    cancel = services.cancel_plan_conference
    with pytest.raises(DomainError, match=refused):
        s.as_somebody(s.COORDINATOR, conference, cancel, "conference", reason=f"{name}さんの都合")
    record(conference)
    sent(conference)
    with pytest.raises(DomainError, match=refused):
        answered(conference, wish=f"{name}さんのことを直す")


def test_r03_who_does_not_read_the_consent_names_whom_it_names() -> None:
    """Of her body another is named in it; she reads of the household by a つなぎ."""
    case = a_case(s.SENDER)
    an_accepted_hand_off(case, to=PARTNER)
    consent = a_consent(case, named=(PARTNER, s.COORDINATOR))
    with acting("system1"):
        made = appoint(staff=staff("csw1"), body=body_of(PARTNER), role="caseworker")
    colleague = Appointment.objects.with_body().get(pk=made.pk)
    with acting(s.COORDINATOR) as user:
        plan = grants.open_plan(case=case, secretariat=body_of(s.COORDINATOR), by=user)
        grants.open_plan_circle(
            plan=plan,
            staff_in_charge=[colleague],
            source=consent.pk,
            valid_until=cases.end_of(consent.valid_until_on),
            by=user,
        )
    conference = convene(plan, consent)
    record(conference)
    sent(conference)
    with acting(s.SENDER):
        names = {row.is_subject: row.name for row in people_of(case, s.SENDER)}
    with pytest.raises(DomainError, match="長男"):
        answered(conference, by="csw1", wish=f"{names[False]}さんのことを直す")
    wish = f"{names[True]}さんの受診日は、毎週火曜日です。"
    assert answered(conference, by="csw1", wish=wish).wish == wish


def test_r03_with_her_own_consent_she_may_be_named() -> None:
    case_plan, consent = a_plan()
    with acting(s.SENDER) as by:
        everybody = list(people_of(case_plan.case, s.SENDER))
        cases.record_consent(
            record=record_of(case_plan.case, s.SENDER),
            persons=[p for p in everybody if not p.is_subject],
            staff_in_charge=[office(PARTNER), office(s.COORDINATOR)],
            how="written",
            given_on=s.days(0),
            valid_until_on=s.days(30),
            purpose="検証",
            categories=["01", "02"],
            by=by,
        )
    item = services.ItemFacts("adequacy", f"{everybody[1].name}さんの仕事")
    convene(case_plan, consent, others_masked=False, items=[item])


def test_a_second_conference_waits_until_the_first_is_over() -> None:
    plan, consent = a_plan()
    convene(plan, consent)
    with pytest.raises(DomainError, match="すでにあります"):
        convene(plan, consent)


def test_no_conference_on_a_day_that_is_over_or_without_items() -> None:
    plan, consent = a_plan()
    with pytest.raises(DomainError, match="今日より後"):
        convene(plan, consent, held_on=s.days(-1))
    with pytest.raises(DomainError, match="案件"):
        convene(plan, consent, items=[])


# --- changing, opening, holding ----------------------------------------------------------------
def change(conference: PlanConference, **changes: Any) -> PlanConference:
    values = {"held_on": conference.held_on, "place": "会議室B"} | changes
    found: PlanConference = s.as_somebody(
        s.COORDINATOR, conference, services.change_plan_conference, "conference", **values
    )
    return found


def test_r8_it_moves_to_a_day_that_the_consent_covers_and_says_from_which() -> None:
    conference = convene(*a_plan(), held_on=s.days(3))
    moved = change(conference, held_on=s.days(9))
    assert (moved.held_on, moved.moved_from_on) == (s.days(9), s.days(3))
    with pytest.raises(DomainError, match="期限より後"):
        change(conference, held_on=s.days(400))


def test_r8_another_body_is_invited_within_the_consent_only() -> None:
    conference = convene(*a_plan())
    with pytest.raises(DomainError, match=body_of("csw1").name):
        change(conference, bodies=[body_of("csw1")])
    change(conference, bodies=[body_of(PARTNER)])
    rows = {row.body_id: row.is_invited for row in seen_by(s.COORDINATOR, ConferenceAttendance)}
    assert [rows[body_of(name).pk] for name in (PARTNER, s.SENDER)] == [True, False]


def test_r8_it_is_opened_on_its_day_only_and_only_while_the_consent_holds() -> None:
    later = convene(*a_plan(), held_on=s.days(2))
    with pytest.raises(DomainError, match="開催日に始めます"):
        opened(later)
    plan, consent = a_plan()
    conference = convene(plan, consent)
    withdraw(consent)
    with pytest.raises(DomainError, match=r"有効な本人同意.*支援会議で検討"):
        opened(conference)


def test_r8_who_recorded_the_consent_reads_it_after_the_withdrawal_and_opens_nothing_on_it() -> (
    None
):
    """The secretariat itself recorded it, and still sees it (R2): that it is seen is not that it holds."""
    case = a_case(s.COORDINATOR)
    consent = a_consent(case, named=(PARTNER, s.SENDER), by=s.COORDINATOR)
    with acting(s.COORDINATOR) as user:
        plan = grants.open_plan(case=case, secretariat=body_of(s.COORDINATOR), by=user)
    conference = convene(plan, consent)
    s.as_somebody(s.COORDINATOR, consent, cases.withdraw_consent, "consent", note="電話")
    assert seen_by(s.COORDINATOR, Consent) == [consent]
    with pytest.raises(DomainError, match="有効な本人同意"):
        opened(conference)


def test_no_result_before_the_day() -> None:
    conference = convene(*a_plan(), held_on=s.days(2))
    with pytest.raises(DomainError, match="まだ来ていません"):
        record(conference)


def test_r8_what_was_opened_under_consent_is_written_down_though_she_withdraws_afterwards() -> None:
    plan, consent = a_plan()
    conference = opened(convene(plan, consent))
    withdraw(consent)
    assert conference.state_shown(has_consent=False) == ConferenceState.PLANNED
    assert record(conference).state == ConferenceState.HELD


def test_r8_a_consent_that_did_not_hold_on_the_day_does_not_help_afterwards() -> None:
    plan, consent = a_plan()
    conference = convene(plan, consent)
    with acting(s.COORDINATOR) as by:
        PlanConference.objects.changeable_by(by).filter(pk=conference.pk).update(held_on=s.days(-2))
    with pytest.raises(DomainError, match="会議の日に有効な本人同意がなかった"):
        record(conference)


def test_every_item_has_a_result_of_its_own_purpose() -> None:
    conference = convene(*a_plan())
    with pytest.raises(DomainError, match="結果を選んで"):
        record(conference, outcomes={})
    with s.on(conference, s.COORDINATOR) as (row, user):
        item = ConferenceItem.objects.visible_to(user).get(conference=row)
    with pytest.raises(DomainError, match="結果を選んで"):
        record(conference, outcomes={item.pk: services.Outcome("close")})
    with pytest.raises(DomainError, match="条件を書いて"):
        record(conference, outcomes={item.pk: services.Outcome("conditional")})
    with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        ConferenceItem.objects.changeable_by(by).filter(pk=item.pk).update(result="close")


def test_r03_who_has_not_consented_is_not_named_in_the_minutes() -> None:
    conference = convene(*a_plan())
    with pytest.raises(DomainError, match="長男"):
        record(conference, minutes=f"{son_of(conference)}が話した。")


def test_r03_nor_as_who_led_it_or_came_for_a_body() -> None:
    conference = convene(*a_plan())
    name = son_of(conference)
    with pytest.raises(DomainError, match="長男"):
        record(conference, chair=f"{name}さんの担当")
    with pytest.raises(DomainError, match="長男"):
        record(conference, people={body_of(PARTNER).pk: f"{name}さんの担当"})


def test_a_conference_is_cancelled_with_a_reason_and_then_nothing_more_is_done_with_it() -> None:
    conference = convene(*a_plan())
    cancel = services.cancel_plan_conference
    with pytest.raises(DomainError, match="理由"):
        s.as_somebody(s.COORDINATOR, conference, cancel, "conference", reason=" ")
    s.as_somebody(s.COORDINATOR, conference, cancel, "conference", reason="本人の体調")
    with pytest.raises(DomainError, match="中止"):
        record(conference)
    with pytest.raises(DomainError, match="中止"):
        change(conference)


# --- opening the minutes -----------------------------------------------------------------------
def test_r8_who_cannot_open_the_minutes() -> None:
    """Bodies outside of the plan, supervisors; and after a withdrawal the bodies of the plan too."""
    plan, consent = a_plan()
    conference = record(convene(plan, consent))
    assert s.is_seen_by(PARTNER, conference)
    for outsider in ("csw1", "kanri2", "ishi1", s.SENDER):
        assert not s.is_seen_by(outsider, conference)
    withdraw(consent)
    assert not s.is_seen_by(PARTNER, conference)
    assert s.is_seen_by(s.COORDINATOR, conference)


# --- minutes -----------------------------------------------------------------------------------
def test_bodies_look_through_the_minutes_before_they_are_fixed() -> None:
    conference = sent(record(convene(*a_plan()), bodies=(PARTNER, s.COORDINATOR)))
    with pytest.raises(DomainError, match="まだ確かめていない"):
        fixed(conference)
    answered(conference, wish="日付が違います")
    with pytest.raises(DomainError, match="まだ答えていません"):
        fixed(conference)
    with s.on(conference, s.COORDINATOR) as (row, user):
        wish = row.attendances.exclude(wish="").get()
        services.correct_conference_minutes(
            conference=row,
            minutes="直した。",
            opinion="",
            settlements={wish.pk: "直しました"},
            by=user,
        )
    assert fixed(conference).state == ConferenceState.FIXED


def test_r8_minutes_are_not_sent_without_consent_and_are_fixed_without_the_bodies() -> None:
    plan, consent = a_plan()
    conference = record(convene(plan, consent))
    withdraw(consent)
    with pytest.raises(DomainError, match="見せられません"):
        sent(conference)
    assert fixed(conference).state == ConferenceState.FIXED


def test_fixed_minutes_change_no_more_and_are_added_to() -> None:
    conference = fixed(record(convene(*a_plan())))
    with pytest.raises(DomainError, match="付け加える"):
        s.as_somebody(
            s.COORDINATOR,
            conference,
            services.correct_conference_minutes,
            "conference",
            minutes="x",
            opinion="",
        )
    for model in (PlanConference, ConferenceItem, ConferenceAttendance):
        with acting(s.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
            model.objects.changeable_by(by).update(version=9)
    with s.on(conference, PARTNER) as (row, user):
        services.add_to_conference_minutes(
            conference=row, body=body_of(PARTNER), text="家賃の相談が済んだ。", by=user
        )
    assert len(seen_by(s.COORDINATOR, ConferenceAddendum)) == 1


def test_nobody_speaks_for_a_body_of_others() -> None:
    conference = sent(record(convene(*a_plan())))
    with s.on(conference, PARTNER) as (row, user):
        other = row.attendances.get(body=body_of(s.SENDER))
        with pytest.raises(DomainError, match="担当者"):
            services.answer_conference_minutes(attendance=other, by=user)


def test_after_the_day_named_the_minutes_are_fixed_though_a_body_is_silent() -> None:
    conference = sent(record(convene(*a_plan())))
    with acting(s.COORDINATOR) as by:
        mine = PlanConference.objects.changeable_by(by).filter(pk=conference.pk)
        mine.update(answer_until_on=s.days(-1))
    assert fixed(conference).state == ConferenceState.FIXED
