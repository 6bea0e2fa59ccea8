"""支援会議: members by name, the duty of secrecy, the end (R4, R6, R7, R9, R12, R16)."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from access import grants
from access.errors import DomainError
from access.models import Compartment, Disclosure
from cases import services as cases
from meetings import services
from meetings.models import MeetingMember, SharedItem, SupportMeeting
from meetings.words import duty_text
from organizations.models import Appointment
from organizations.services import end_appointment, establish_body
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, body_of, kinds_open_to, office, seen_by
from tests.world import acting, staff

from . import situations as s
from .pages import url

pytestmark = pytest.mark.django_db


# --- set up --------------------------------------------------------------------------------


def test_r2_of_domain_a_meeting_needs_no_consent_and_opens_to_its_secretary_only() -> None:
    meeting = s.a_meeting()
    assert s.is_seen_by(s.COORDINATOR, meeting)
    for name in (s.DEPUTY, "kanri3", s.SENDER, "kanri1", s.DOCTOR, s.OUTSIDER):
        assert not s.is_seen_by(name, meeting), name


def test_r4_the_secretary_has_confirmed_the_duty_with_its_wording() -> None:
    s.a_meeting()
    (member,) = seen_by(s.COORDINATOR, MeetingMember)
    assert member.is_secretary
    assert member.acknowledged_at is not None
    with acting(s.COORDINATOR):
        assert member.duty_text == duty_text()


def test_a_meeting_needs_an_accepted_request() -> None:
    request = s.a_request()
    with pytest.raises(DomainError, match="受理"):
        s.a_meeting(request)


def test_only_coordinators_of_the_secretariat_set_up_a_meeting() -> None:
    request = s.an_accepted_request()
    with s.on(request, s.SENDER) as (row, user), pytest.raises(DomainError, match="事務局の職員"):
        services.establish_meeting(
            request=row, subject="x", need_statement="x", duty_text=duty_text(), by=user
        )


# --- admission -----------------------------------------------------------------------------


def test_r4_a_member_sees_nothing_before_she_confirms_the_duty() -> None:
    meeting = s.a_meeting()
    member = s.an_appointed_member(meeting)
    assert kinds_open_to(s.DOCTOR) == set()
    with acting(s.DOCTOR) as doctor:
        (grant,) = grants.waiting_admissions(doctor)
        assert grant.source_id == member.pk
        assert not Compartment.objects.visible_to(doctor).exists()


def test_r4_after_the_duty_she_sees_the_meeting_and_no_other_record() -> None:
    meeting = s.a_meeting()
    item = s.an_item(meeting, by=s.COORDINATOR)
    s.a_sworn_member(meeting)
    assert kinds_open_to(s.DOCTOR) == {"meeting"}
    assert s.is_seen_by(s.DOCTOR, item)
    rows = {m.name: m.acknowledged_at for m in _roster(s.DOCTOR)}
    assert set(rows) == {"見本 調整子", "見本 医師夫"}
    assert all(rows.values())


def _roster(username: str) -> list[MeetingMember]:
    with acting(username) as user:
        return list(MeetingMember.objects.visible_to(user).with_names())


def test_r9_superiors_and_colleagues_of_a_member_get_nothing() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, s.SENDER)
    assert s.is_seen_by(s.SENDER, meeting)
    for name in ("soudan2", "kanri1", "kanri3", s.DEPUTY):
        assert not s.is_seen_by(name, meeting), name


def test_r4_the_duty_is_confirmed_by_the_person_herself() -> None:
    member = s.an_appointed_member(s.a_meeting())
    for name in (s.COORDINATOR, s.VOLUNTEER):
        with pytest.raises(DomainError, match="終わっています"):
            s.swear(member, name)
    assert kinds_open_to(s.DOCTOR) == set()


def test_the_duty_is_confirmed_once() -> None:
    member = s.a_sworn_member(s.a_meeting())
    with pytest.raises(DomainError):
        s.swear(member)


@pytest.mark.parametrize("name", ["kansa1", "system1"])
def test_r10_auditors_and_administrators_are_no_members(name: str) -> None:
    with pytest.raises(DomainError, match="構成員にできません"):
        s.an_appointed_member(s.a_meeting(), name)


def test_somebody_whose_office_has_ended_cannot_be_named() -> None:
    meeting = s.a_meeting()
    over = Appointment.objects.with_body().get(staff=staff("ido1"))
    with (
        s.on(meeting, s.COORDINATOR) as (row, user),
        pytest.raises(DomainError, match="選び直して"),
    ):
        services.appoint_member(
            meeting=row, appointment=over, part="member", authority="pledge", by=user
        )


def test_nobody_is_named_twice() -> None:
    meeting = s.a_meeting()
    s.an_appointed_member(meeting)
    with pytest.raises(DomainError, match="すでに構成員"):
        s.an_appointed_member(meeting)


def test_there_is_one_chair() -> None:
    meeting = s.a_meeting()
    s.an_appointed_member(meeting, s.DOCTOR, "chair")
    with pytest.raises(DomainError, match="座長"):
        s.an_appointed_member(meeting, s.VOLUNTEER, "chair")


@pytest.mark.parametrize("name", [s.SENDER, s.DOCTOR, "kanri3"])
def test_r6_only_coordinators_of_the_secretariat_become_secretaries(name: str) -> None:
    with pytest.raises(DomainError, match="事務局の職員だけ"):
        s.an_appointed_member(s.a_meeting(), name, "secretary")


def test_only_a_secretary_names_members() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(
            s.DOCTOR,
            meeting,
            services.appoint_member,
            "meeting",
            appointment=office(s.VOLUNTEER),
            part="member",
            authority="pledge",
        )


# --- R12 -----------------------------------------------------------------------------------


def _restrict(case: Any, name: str) -> None:
    with acting(s.SENDER) as user:
        cases.restrict_person(case=case, user=staff(name), reason="親族", by=user)


def test_r12_a_person_kept_out_of_the_case_cannot_be_named() -> None:
    case = a_case(s.SENDER)
    meeting = s.a_meeting(s.an_accepted_request(case))
    _restrict(case, s.DOCTOR)
    with pytest.raises(DomainError, match="閲覧制限"):
        s.an_appointed_member(meeting)


def test_r12_whoever_is_kept_out_after_being_named_neither_sees_nor_opens_it() -> None:
    case = a_case(s.SENDER)
    member = s.an_appointed_member(s.a_meeting(s.an_accepted_request(case)))
    _restrict(case, s.DOCTOR)
    with acting(s.DOCTOR) as doctor:
        assert not grants.waiting_admissions(doctor).exists()
    with pytest.raises(DomainError):
        s.swear(member)
    assert kinds_open_to(s.DOCTOR) == set()


# --- the end -------------------------------------------------------------------------------


def test_r4_removal_ends_access_at_once_and_r16_keeps_the_row() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    assert kinds_open_to(s.DOCTOR) == set()
    (row,) = [m for m in seen_by(s.COORDINATOR, MeetingMember) if m.pk == member.pk]
    assert row.acknowledged_at is not None
    assert row.duty_text_id is not None
    assert row.end_reason == "交代"


def test_r4_an_appointment_ended_before_the_duty_cannot_be_opened_any_more() -> None:
    member = s.an_appointed_member(s.a_meeting())
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="取りやめ")
    with acting(s.DOCTOR) as doctor:
        assert not grants.waiting_admissions(doctor).exists()
    with pytest.raises(DomainError):
        s.swear(member)


def test_r4_the_last_secretary_stays() -> None:
    meeting = s.a_meeting()
    (own,) = seen_by(s.COORDINATOR, MeetingMember)
    s.an_appointed_member(meeting, s.DEPUTY, "secretary")  # who has not confirmed the duty
    with pytest.raises(DomainError, match="ほかの事務局"):
        s.as_somebody(s.COORDINATOR, own, services.end_membership, "member", reason="異動")


def test_r4_a_lonely_secretary_is_told_until_another_is_named_and_then_that_she_has_to_confirm() -> (
    None
):
    meeting = s.a_meeting()
    s.an_appointed_member(meeting, s.DOCTOR)
    client, address = browser(s.COORDINATOR), url("meeting", meeting.pk)
    alone = "会議の事務局が、あなた1人だけです"
    waits = f"もう1人の事務局（{staff(s.DEPUTY).name}）が、守秘義務をまだ確かめていません"
    assert alone in text_of(client.get(address))
    deputy = s.an_appointed_member(meeting, s.DEPUTY, "secretary")
    page = text_of(client.get(address))
    assert alone not in page
    assert waits in page
    s.swear(deputy, s.DEPUTY)
    page = text_of(client.get(address))
    assert alone not in page
    assert waits not in page


@pytest.mark.parametrize("name", ["kansa1", "system1"])
def test_r10_a_body_whose_people_only_audit_or_run_the_system_is_not_offered(name: str) -> None:
    meeting = s.a_meeting()
    body = body_of(name)
    with acting("system1"):
        empty = establish_body(name="まだだれもいない課", kind="ward")
    for address in (url("appoint", meeting.pk), url("register_new")):
        client = browser(s.COORDINATOR)
        page = text_of(client.get(address))
        assert body.name not in page
        assert "まだだれもいない課" in page, "people without an account can be named"
        chosen = text_of(client.get(address, {"body": str(body.pk)}))
        assert staff(name).name not in chosen
        assert "まだだれもいない課" in text_of(client.get(address, {"body": str(empty.pk)}))
    for address, field in (
        (url("paper_member", meeting.pk), "of_body"),
        (url("body_pledges"), "body"),
    ):
        offered = browser(s.COORDINATOR).get(address).context["form"].fields[field].queryset
        assert body not in offered, (
            "nor for who has no account, nor for a pledge of all of its staff"
        )
        assert empty in offered


def test_r4_a_secretary_may_go_once_another_can_open_the_meeting() -> None:
    meeting = s.a_meeting()
    (own,) = seen_by(s.COORDINATOR, MeetingMember)
    s.a_sworn_member(meeting, s.DEPUTY, "secretary")
    s.as_somebody(s.COORDINATOR, own, services.end_membership, "member", reason="異動")
    assert not s.is_seen_by(s.COORDINATOR, meeting)
    assert s.is_seen_by(s.DEPUTY, meeting)


def test_r17_a_term_is_over_when_its_day_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting = s.a_meeting()
    with pytest.raises(DomainError, match="任期"):
        s.an_appointed_member(meeting, valid_until_on=s.days(-1))
    member = s.an_appointed_member(meeting, valid_until_on=s.days(0))
    with acting(s.COORDINATOR) as user:
        (row,) = MeetingMember.objects.visible_to(user).filter(pk=member.pk).current()
        assert row.is_current
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert not row.is_current


def test_r16_a_member_whose_office_ends_is_no_member_any_more() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    with acting("system1"):
        end_appointment(appointment=office(s.DOCTOR))
    assert kinds_open_to(s.DOCTOR) == set()
    (row,) = [m for m in _roster(s.COORDINATOR) if m.pk == member.pk]
    assert not row.is_current
    with acting(s.COORDINATOR) as user:
        assert not MeetingMember.objects.visible_to(user).filter(pk=member.pk).current().exists()


def test_after_her_term_somebody_can_be_named_again() -> None:
    meeting = s.a_meeting()
    first = s.an_appointed_member(meeting, valid_until_on=s.days(0))
    with acting(s.COORDINATOR) as user:
        MeetingMember.objects.changeable_by(user).filter(pk=first.pk).update(
            valid_until_on=s.days(-1)
        )
    s.an_appointed_member(meeting)
    (row,) = [m for m in seen_by(s.COORDINATOR, MeetingMember) if m.pk == first.pk]
    assert row.end_reason == "任期の終わり"


def test_r4_dissolution_ends_everybodys_access() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting)
    waiting = s.an_appointed_member(meeting, s.VOLUNTEER)
    s.as_somebody(s.COORDINATOR, meeting, services.dissolve_meeting, "meeting", reason="施設入所")
    for name in (s.COORDINATOR, s.DOCTOR, s.VOLUNTEER):
        assert "meeting" not in kinds_open_to(name), name
    with pytest.raises(DomainError):
        s.swear(waiting, s.VOLUNTEER)


def test_only_a_secretary_dissolves() -> None:
    meeting = s.a_meeting_with_a_doctor()
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(s.DOCTOR, meeting, services.dissolve_meeting, "meeting", reason="x")


# --- members on paper ----------------------------------------------------------------------


def a_landlord(meeting: SupportMeeting, **changes: Any) -> MeetingMember:
    values: dict[str, Any] = {
        "name": "架空 大家",
        "body": "大家",
        "authority": "pledge",
        "pledged_on": s.days(0),
        "duty_text": duty_text(),
    }
    found: MeetingMember = s.as_somebody(
        s.COORDINATOR, meeting, services.enter_paper_member, "meeting", **values | changes
    )
    return found


def test_a_member_on_paper_is_in_the_roster_and_has_pledged() -> None:
    a_landlord(s.a_meeting())
    names = {m.name: (m.is_on_paper, m.is_current) for m in _roster(s.COORDINATOR)}
    assert names["架空 大家"] == (True, True)


def test_a_pledge_lies_in_the_past() -> None:
    with pytest.raises(DomainError, match="今日まで"):
        a_landlord(s.a_meeting(), pledged_on=s.days(1))


# --- items, R7, R21 ------------------------------------------------------------------------


def test_r7_items_and_their_ledger_stay_inside_the_meeting() -> None:
    meeting = s.a_meeting_with_a_doctor()
    item = s.an_item(meeting)
    for name in (s.COORDINATOR, s.DOCTOR):
        rows = [d for d in seen_by(name, Disclosure) if d.object_id == item.pk]
        assert [(d.channel, d.compartment_id) for d in rows] == [
            ("shared_item", meeting.compartment_id)
        ]
    for name in (s.SENDER, s.DEPUTY, "kanri3"):
        assert seen_by(name, SharedItem) == []
        assert [d for d in seen_by(name, Disclosure) if d.object_id == item.pk] == []


def test_r16_the_past_cannot_be_added_to_by_who_has_left() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    with s.on(meeting, s.DOCTOR) as (row, _):
        held = row
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    with acting(s.DOCTOR) as user, pytest.raises(DomainError, match="構成員だけ"):
        services.share_item(meeting=held, nature="fact", source="", text="x", by=user)


# --- the database --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"ended_at": "2026-01-01T00:00Z"},
        {"appointment": None},
        {"appointment": None, "paper_name": "架空", "acknowledged_at": None},
    ],
)
def test_impossible_members_are_refused_by_the_database(fields: dict[str, Any]) -> None:
    member = s.an_appointed_member(s.a_meeting())
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        MeetingMember.objects.changeable_by(user).filter(pk=member.pk).update(**fields)
