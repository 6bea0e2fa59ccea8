"""構成員名簿 and 誓約書: who cannot be invited, who cannot open, and why (domain.md R11-R14)."""

import datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from meetings import services
from meetings.models import MeetingMember, Pledge, RegisteredMember
from meetings.words import duty_text
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import body_of, office, seen_by
from tests.world import acting, staff

from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db


def take_back_pledges(**which: Any) -> None:
    """The pledges so named hold no longer."""
    with acting(s.COORDINATOR) as user:
        for pledge in Pledge.objects.valid().filter(**which):
            services.take_back_pledge(pledge=pledge, reason="検証", by=user)


def without_a_pledge(username: str = s.DOCTOR) -> None:
    take_back_pledges(registered__staff__username=username)


def off_the_register(username: str = s.DOCTOR) -> None:
    with acting(s.COORDINATOR) as user:
        for row in RegisteredMember.objects.listed().filter(staff__username=username):
            services.leave_register(registered=row, reason="検証", by=user)


def entry_of(username: str) -> RegisteredMember:
    with acting(s.COORDINATOR):
        return RegisteredMember.objects.listed().get(staff__username=username)


# --- who cannot be invited -----------------------------------------------------------------


def test_r11_nobody_is_appointed_without_a_valid_pledge() -> None:
    meeting = s.a_meeting()
    without_a_pledge()
    with pytest.raises(DomainError, match="誓約書がないか、期限が切れて"):
        s.an_appointed_member(meeting)


def test_r11_nobody_is_appointed_who_is_not_in_the_register() -> None:
    meeting = s.a_meeting()
    off_the_register()
    with pytest.raises(DomainError, match="構成員名簿に載っていません"):
        s.an_appointed_member(meeting)


def test_r11_a_pledge_just_received_enters_her_in_the_same_step() -> None:
    meeting = s.a_meeting()
    off_the_register()
    member = s.an_appointed_member(meeting, pledge=services.Signed(on=s.days(0)))
    assert member.registered_id == entry_of(s.DOCTOR).pk
    with acting(s.COORDINATOR):
        assert services.may_sit(member)


def test_r14_staff_of_a_body_that_has_pledged_are_covered_and_entered() -> None:
    meeting = s.a_meeting()
    member = s.an_appointed_member(meeting, s.OUTSIDER, authority="concurrent")
    entry = entry_of(s.OUTSIDER)
    assert (member.registered_id, entry.authority) == (entry.pk, "concurrent")
    take_back_pledges(body=body_of(s.OUTSIDER))
    with acting(s.COORDINATOR):
        assert not services.may_sit(member)


@pytest.mark.parametrize("until", [-1, 0])
def test_r17_a_pledge_is_over_when_its_last_day_is_over(until: int) -> None:
    entry = entry_of(s.DOCTOR)
    without_a_pledge()
    with acting(s.COORDINATOR) as user:
        Pledge.objects.create(
            created_by=user,
            registered=entry,
            signed_on=s.days(-9),
            valid_until_on=s.days(until),
        )
        assert RegisteredMember.objects.pledged().filter(pk=entry.pk).exists() is (until == 0)


def test_a_pledge_lies_neither_in_the_future_nor_over_already() -> None:
    entry = entry_of(s.DOCTOR)
    with acting(s.COORDINATOR) as user:
        for pledge, why in (
            (services.Signed(on=s.days(1)), "今日まで"),
            (services.Signed(on=s.days(0), valid_until_on=s.days(-1)), "今日より後"),
        ):
            with pytest.raises(DomainError, match=why):
                services.receive_pledge(pledge=pledge, registered=entry, by=user)


def test_r11_no_meeting_is_set_up_by_a_secretary_whose_body_has_not_pledged() -> None:
    request = s.an_accepted_request()
    take_back_pledges(body=body_of(s.COORDINATOR))
    with pytest.raises(DomainError, match="名簿に載っていません"):
        s.a_meeting(request)


# --- who cannot open, write, print ---------------------------------------------------------


def test_r11_whose_pledge_is_over_opens_no_paper_and_reads_why() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_item(meeting, by=s.COORDINATOR)
    without_a_pledge()
    client = browser(s.DOCTOR)
    answer = client.get(url("meeting", meeting.pk), follow=True)
    assert "通院が途切れた" not in text_of(answer)
    assert "誓約書の期限が切れているか" in text_of(answer)
    assert "会議を開く" not in text_of(answer).split("守秘義務")[-1]
    with s.on(meeting, s.DOCTOR) as (row, user), pytest.raises(DomainError, match="誓約書"):
        services.share_item(meeting=row, nature="fact", source="", text="x", by=user)


def test_r11_with_a_new_pledge_it_opens_again() -> None:
    meeting = s.a_meeting_with_a_doctor()
    entry = entry_of(s.DOCTOR)
    without_a_pledge()
    with acting(s.COORDINATOR) as user:
        services.receive_pledge(pledge=services.Signed(on=s.days(0)), registered=entry, by=user)
    assert browser(s.DOCTOR).get(url("meeting", meeting.pk)).status_code == 200


def test_r11_a_secretary_without_a_pledge_prints_no_minutes() -> None:
    from meetings import minutes_paper

    meeting = s.a_meeting_with_a_doctor()
    minutes = s.minuted(s.a_sitting(meeting))
    with acting(s.COORDINATOR) as user:
        assert minutes_paper.may(user, minutes.pk) is not None
    take_back_pledges(body=body_of(s.COORDINATOR))
    with acting(s.COORDINATOR) as user:
        assert minutes_paper.may(user, minutes.pk) is None


def test_r11_who_has_no_pledge_any_more_cannot_be_noted_as_present() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        services.say_who_is_here(sitting=row, present=[], by=user)
        members = list(MeetingMember.objects.visible_to(user).filter(meeting=meeting).with_names())
    without_a_pledge()
    with (
        s.on(sitting, s.COORDINATOR) as (row, user),
        pytest.raises(DomainError, match="期限が切れ"),
    ):
        services.say_who_is_here(sitting=row, present=members, by=user)


# --- R13 臨時構成員 ------------------------------------------------------------------------


def a_landlord(meeting: Any, **changes: Any) -> MeetingMember:
    values: dict[str, Any] = {
        "name": "架空 大家",
        "body": "大家",
        "authority": "commissioned",
        "pledged_on": s.days(0),
        "duty_text": duty_text(),
    }
    made: MeetingMember = s.as_somebody(
        s.COORDINATOR, meeting, services.enter_paper_member, "meeting", **values | changes
    )
    return made


def test_r13_a_guest_is_commissioned_for_this_meeting_and_stands_in_no_register() -> None:
    guest = a_landlord(s.a_meeting())
    assert guest.is_temporary
    assert guest.commissioned_on == s.days(0)
    with acting(s.COORDINATOR):
        assert not RegisteredMember.objects.filter(paper_name="架空 大家").exists()


def test_r13_who_was_not_commissioned_cannot_be_present() -> None:
    meeting = s.a_meeting()
    sitting = s.begun(meeting)
    unsworn = s.an_appointed_member(meeting)
    with s.on(sitting, s.COORDINATOR) as (row, user), pytest.raises(DomainError, match="守秘義務"):
        services.say_who_is_here(sitting=row, present=[unsworn], by=user)


def test_r13_a_guest_of_one_sitting_is_no_guest_of_another() -> None:
    meeting = s.a_meeting()
    first, second = s.a_sitting(meeting), s.begun(meeting)
    guest = a_landlord(meeting, only_sitting=first)
    with s.on(second, s.COORDINATOR) as (row, user), pytest.raises(DomainError, match="ほかの開催"):
        services.say_who_is_here(sitting=row, present=[guest], by=user)


def test_people_on_paper_are_named_from_the_register_once() -> None:
    meeting = s.a_meeting()
    with acting(s.COORDINATOR):
        volunteer = RegisteredMember.objects.on_paper().get()
    named = {"registered": volunteer}
    made = s.as_somebody(s.COORDINATOR, meeting, services.appoint_on_paper, "meeting", **named)
    assert (made.name, made.is_temporary) == (volunteer.paper_name, False)
    with pytest.raises(DomainError, match="すでに構成員"):
        s.as_somebody(s.COORDINATOR, meeting, services.appoint_on_paper, "meeting", **named)
    take_back_pledges(registered=volunteer)
    with pytest.raises(DomainError, match="誓約書がないか"):
        s.as_somebody(s.COORDINATOR, s.a_meeting(), services.appoint_on_paper, "meeting", **named)


# --- who reads the register ----------------------------------------------------------------


def test_r6_the_register_is_read_by_coordinators_and_ones_own_rows() -> None:
    for name, sees in (
        (s.COORDINATOR, True),
        (s.DEPUTY, True),
        (s.SENDER, False),
        ("kansa1", False),
    ):
        with acting(name):
            assert RegisteredMember.objects.filter(staff__isnull=True).exists() is sees, name
    for name in ("system1", "kanri3"):
        with acting(name):
            assert not RegisteredMember.objects.exists(), name
    with acting(s.DOCTOR) as doctor:
        assert {r.staff_id for r in RegisteredMember.objects.all()} == {doctor.pk}
        assert {p.registered.staff_id for p in Pledge.objects.all() if p.registered} == {doctor.pk}


def test_r6_only_coordinators_write_in_the_register() -> None:
    with acting(s.SENDER) as user:
        with pytest.raises(DomainError, match="事務局の職員"):
            services.register_member(authority="pledge", name="架空", body_name="架空", by=user)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            RegisteredMember.objects.create(
                created_by=user, paper_name="架空", paper_body="架空", authority="pledge"
            )


REGISTER_PAGES = ("register", "register_new", "body_pledges")


@pytest.mark.parametrize("name", [s.SENDER, s.DOCTOR, "kanri3", "system1", "kansa1"])
def test_r14_the_pages_of_the_register_are_for_coordinators(name: str) -> None:
    entry = entry_of(s.DOCTOR)
    client = browser(name)
    for page in REGISTER_PAGES:
        assert client.get(url(page)).status_code == 404, page
    assert client.get(url("registered", entry.pk)).status_code == 404


def test_the_register_names_no_meeting_and_no_case() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client = browser(s.DEPUTY)
    number = meeting.compartment.case.number
    for address in (url("register"), url("registered", entry_of(s.DOCTOR).pk)):
        page = client.get(address).content.decode()
        assert number not in page
        assert str(meeting.pk) not in page
        assert "架空 花子" not in page


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_people() -> None:
    before = queries(s.COORDINATOR, url("register"))
    with acting(s.COORDINATOR) as user:
        for n in range(8):
            services.register_member(
                authority="pledge",
                name=f"架空 増{n}",
                body_name="架空町会",
                pledge=services.Signed(on=s.days(0)),
                by=user,
            )
    assert queries(s.COORDINATOR, url("register")) == before


def test_somebody_is_entered_renewed_and_taken_off_on_the_pages() -> None:
    client = browser(s.COORDINATOR)
    today = timezone.localdate().isoformat()
    made = post(
        client,
        url("register_new"),
        name="架空 町子",
        body="架空町会",
        authority="commissioned",
        signed_on=today,
    )
    assert made.status_code == 303
    assert "架空 町子" in text_of(client.get(url("register")))
    until = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()
    assert post(client, made["Location"], signed_on=today, valid_until_on=until).status_code == 303
    with acting(s.COORDINATOR):
        entry = RegisteredMember.objects.get(paper_name="架空 町子")
        assert entry.pledges.count() == 2
    assert post(client, url("leave_register", entry.pk), reason="転居").status_code == 303
    assert "架空 町子" not in text_of(client.get(url("register")))
    assert "義務" in text_of(client.get(made["Location"]))


def test_nobody_is_listed_twice_at_a_body() -> None:
    with acting(s.COORDINATOR) as user, pytest.raises(DomainError, match="すでに名簿"):
        services.register_member(appointment=office(s.DOCTOR), authority="pledge", by=user)


@pytest.mark.parametrize(
    "fields",
    [
        {"left_at": "2026-01-01T00:00Z"},
        {"staff": None},
        {"paper_name": "架空"},
    ],
)
def test_impossible_entries_are_refused_by_the_database(fields: dict[str, Any]) -> None:
    entry = entry_of(s.DOCTOR)
    with acting(s.COORDINATOR), pytest.raises(IntegrityError), transaction.atomic():
        RegisteredMember.objects.filter(pk=entry.pk).update(**fields)


def test_the_secretary_appoints_with_a_pledge_on_the_page() -> None:
    meeting = s.a_meeting()
    off_the_register()
    client = browser(s.COORDINATOR)
    address = url("appoint", meeting.pk) + f"?body={body_of(s.DOCTOR).pk}"
    assert "誓約書がありません" in text_of(client.get(address))
    sent = {"office": office(s.DOCTOR).pk, "part": "member", "authority": "commissioned"}
    refused = post(client, address, **sent)
    assert refused.status_code == 422
    assert "名簿に載っていません" in text_of(refused)
    made = post(client, address, pledged_on=timezone.localdate().isoformat(), **sent)
    assert made.status_code == 303
    names = {m.name for m in seen_by(s.COORDINATOR, MeetingMember)}
    with acting(s.COORDINATOR):
        assert staff(s.DOCTOR).name in names
