"""Lines of the home page that would be equal: joined, or each says which it is."""

import datetime
import re
from typing import Any

import pytest
from django.urls import reverse

from cases.services import restrict_person
from meetings import services, today_conferences
from meetings.words import duty_text
from organizations.models import Appointment, Role
from organizations.services import appoint, end_appointment
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.plans import situations as p
from tests.world import acting, staff

from . import situations as s
from .pages import hidden, post, url
from .test_register import without_a_pledge

pytestmark = pytest.mark.django_db


def lines(who: str, words: str) -> list[str]:
    """The lines of who asks in which these words stand."""
    page = browser(who).get("/").content.decode()
    found = re.findall(r'<a class="lead" href="[^"]*">([^<]*)</a>', page)
    return [line for line in found if words in line]


def two_of_one_day(**second: Any) -> None:
    """Two conferences that have met on one plan and day, about the same."""
    plan = p.an_active_plan()
    p.call(plan, "evaluation", starts_at=datetime.time(10))
    p.found(plan, "not_yet")
    p.call(plan, "evaluation", **second)
    p.found(plan, "go_on")


def test_of_two_conferences_of_one_day_each_line_says_its_hour() -> None:
    two_of_one_day(starts_at=datetime.time(15, 30))
    found = lines(p.COORDINATOR, "会議録を仕上げる")
    assert len(found) == len(set(found))
    assert sum("10:00から" in line for line in found) == 1
    assert sum("15:30から" in line for line in found) == 1


def test_without_an_hour_each_line_says_which_of_them_it_is() -> None:
    two_of_one_day(starts_at=datetime.time(10))
    found = lines(p.COORDINATOR, "会議録を仕上げる")
    assert [line for line in found if "1件目" in line] != []
    assert [line for line in found if "2件目" in line] != []
    assert len(found) == len(set(found))


def test_one_alone_says_no_more_than_its_day() -> None:
    p.a_plan_found("conditional")
    [line] = lines(p.COORDINATOR, "会議録を仕上げる")
    assert "件目" not in line
    assert "から" not in line


def test_a_conference_to_come_is_not_behind_one_in_which_the_body_has_nothing_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plan = p.a_submitted_plan()
    p.found(plan, "conditional")
    monkeypatch.setattr(today_conferences, "MOST", 1)
    other = p.an_agreed_plan()
    p.submit(other, held_on=p.days(3))
    assert len(lines(p.PARTNER, "に出席する")) == 1


def test_r4_several_appointments_are_one_line_that_counts_and_leads_to_the_next() -> None:
    meetings = [s.a_meeting() for _ in range(3)]
    first, second, third = (s.an_appointed_member(meeting) for meeting in meetings)
    client = browser(s.DOCTOR)
    [line] = lines(s.DOCTOR, "構成員に指定されました")
    assert "（3件）" in line
    page = client.get("/").content.decode()
    assert reverse("meetings:acknowledge", args=[first.pk]) in page
    for meeting in meetings:
        assert meeting.compartment.case.number not in page
    s.swear(first)
    [line] = lines(s.DOCTOR, "構成員に指定されました")
    assert "（2件）" in line
    assert reverse("meetings:acknowledge", args=[second.pk]) in client.get("/").content.decode()
    s.swear(second)
    [line] = lines(s.DOCTOR, "構成員に指定されました")
    assert "件" not in line
    assert third.pk is not None


def test_r16_several_memberships_that_ended_are_one_line() -> None:
    for _ in range(2):
        member = s.a_sworn_member(s.a_meeting())
        s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    [line] = lines(s.DOCTOR, "任が終わりました")
    assert "（2件）" in line


CHAIR = s.DOCTOR


def held_with_a_chair() -> tuple[Any, Any]:
    """A sitting whose minutes are written, and the chair who is to fix them."""
    meeting = s.a_meeting()
    chair = s.a_sworn_member(meeting, CHAIR, "chair")
    return chair, s.minuted(s.a_sitting(meeting))


def test_r20_the_chair_waits_for_the_minutes_and_then_fixes_them() -> None:
    _, minutes = held_with_a_chair()
    [line] = lines(CHAIR, "第1回の会議録")
    assert line.endswith("会議録を待つ"), "she writes nothing"
    [line] = lines(s.COORDINATOR, "第1回の会議録")
    assert line.endswith("会議録を仕上げる")
    s.sent(minutes)
    [line] = lines(CHAIR, "第1回の会議録")
    assert line.endswith("会議録を確定する")
    [line] = lines(s.COORDINATOR, "第1回の会議録")
    assert line.endswith("会議録を仕上げる"), "she answers wishes; the chair fixes"


def test_r20_fixing_is_offered_when_it_is_possible_and_before_what_is_waited_for() -> None:
    """Until all have answered or the day has passed: at home, on the page of the sitting and where she fixes them."""
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, CHAIR, "chair")
    s.a_sworn_member(meeting, s.VOLUNTEER)
    minutes = s.sent(s.minuted(s.a_sitting(meeting)))
    client = browser(CHAIR)
    sitting, approve = url("sitting", minutes.sitting_id), url("approve", minutes.sitting_id)
    [line] = lines(CHAIR, "第1回の会議録")
    assert line.endswith("会議録の確認の答えを待つ")
    page = text_of(client.get(sitting))
    assert "確定する前に読む" in page
    assert "全員の答えがそろうか、期限が過ぎると、確定できます" in page
    read = client.get(approve)
    assert "まだ確定できません" in text_of(read)
    assert 'name="as_read"' not in read.content.decode()
    assert "まだ確定できません" in text_of(post(client, approve, version=minutes.version))
    s.to_be_approved(minutes)
    [line] = lines(CHAIR, "第1回の会議録")
    assert line.endswith("会議録を確定する")
    page = text_of(client.get(sitting))
    assert "確定する前に読む" not in page
    assert "会議録を確定する" in page
    assert 'name="as_read"' in client.get(approve).content.decode()


def test_r20_when_the_chair_has_left_the_secretariat_reads_that_it_fixes() -> None:
    chair, minutes = held_with_a_chair()
    s.sent(minutes)
    end = url("end_member", chair.pk)
    client = browser(s.COORDINATOR)
    told = "会議録は、会議の事務局が確定します"
    form = client.get(end)
    assert told in text_of(form)
    assert (
        post(client, end, reason="任期の終わり", version=hidden(form, "version")).status_code == 303
    )
    [line] = lines(s.COORDINATOR, "第1回の会議録")
    assert line.endswith("会議録を確定する")
    assert told in text_of(client.get(url("sitting", minutes.sitting_id)))


def test_of_a_member_who_leaves_no_page_says_who_fixes() -> None:
    member = s.a_sworn_member(s.a_meeting())
    page = text_of(browser(s.COORDINATOR).get(url("end_member", member.pk)))
    assert "会議の事務局が確定します" not in page


def test_r4_after_one_duty_another_that_waits_is_told() -> None:
    first, second = (s.an_appointed_member(s.a_meeting()) for _ in range(2))
    client = browser(s.DOCTOR)
    words = "もう1件、守秘義務の確認を待っています"
    answer = post(client, url("acknowledge", first.pk), duty="on")
    page = text_of(client.get(answer["Location"]))
    assert words in page
    answer = post(client, url("acknowledge", second.pk), duty="on")
    assert "件、守秘義務の確認を待っています" not in text_of(client.get(answer["Location"]))


def moves(who: str) -> None:
    with acting("system1"):
        for office in Appointment.objects.current().filter(staff=staff(who)):
            end_appointment(appointment=office)


def test_r16_the_secretary_is_told_of_a_member_who_has_moved_until_somebody_else_is_named() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    assert lines(s.COORDINATOR, "所属が終わりました") == []
    moves(s.DOCTOR)
    [line] = lines(s.COORDINATOR, "所属が終わりました")
    assert "構成員1人の所属が終わりました" in line
    assert lines(s.VOLUNTEER, "所属が終わりました") == [], "others have nothing to do"
    words = "新しい所属でもう一度指定します"
    assert words in text_of(browser(s.COORDINATOR).get(url("meeting", meeting.pk)))
    member = text_of(browser(s.VOLUNTEER).get(url("meeting", meeting.pk)))
    assert words not in member, "an end without a reason may be a restriction (R12)"
    with acting("system1"):
        again = appoint(staff=staff(s.DOCTOR), body=body_of(s.VOLUNTEER), role=Role.MEMBER)
    with s.on(meeting, s.COORDINATOR) as (row, user):
        services.appoint_member(
            meeting=row,
            appointment=again,
            part="member",
            authority="commissioned",
            pledge=services.Signed(on=s.days(0), duty_text=duty_text()),
            by=user,
        )
    assert lines(s.COORDINATOR, "所属が終わりました") == []


def test_r12_the_secretary_is_told_of_a_member_who_is_kept_out_until_the_membership_ends() -> None:
    """Nobody else knows of it (docs/decisions/0097); she finds the seat empty without opening the roster."""
    meeting = s.a_meeting_with_a_doctor()
    member = s.a_sworn_member(meeting, s.VOLUNTEER)
    words = "見せないことになりました"
    assert lines(s.COORDINATOR, words) == []
    with acting(s.SENDER) as user:
        case = meeting.compartment.case
        restrict_person(case=case, user=staff(s.VOLUNTEER), reason="親族", by=user)
    [line] = lines(s.COORDINATOR, words)
    assert "構成員1人に" in line
    for other in (s.DOCTOR, s.VOLUNTEER, s.SENDER):
        assert lines(other, words) == [], "neither members nor she herself"
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    assert lines(s.COORDINATOR, words) == []


def test_r11_whose_pledge_has_lapsed_is_not_offered_for_the_minutes_and_is_named() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    address = url("minutes", s.a_sitting(meeting).pk)
    client = browser(s.COORDINATOR)
    assert len(client.get(address).context["form"].fields["present"].choices) == 3
    without_a_pledge(s.VOLUNTEER)
    page = client.get(address)
    form = page.context["form"]
    offered = dict(form.fields["present"].choices)
    assert len(offered) == 2
    assert set(form.initial["present"]) == set(offered), "what is ticked beforehand can be saved"
    name = staff(s.VOLUNTEER).name
    assert f"誓約書の期限が切れている人（{name}）" in text_of(page).replace("\n", "")


def test_r11_whose_pledge_has_lapsed_is_not_offered_in_the_room_either() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    sitting = s.begun(meeting)
    without_a_pledge(s.DOCTOR)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        services.say_who_is_here(
            sitting=row,
            present=[m for m in services.who_may_come(row, user) if m.is_secretary],
            by=user,
        )
    page = browser(s.COORDINATOR).get(url("present", sitting.pk))
    offered = [words for _, words in page.context["form"].fields["present"].choices]
    assert any(staff(s.VOLUNTEER).name in words for words in offered)
    assert not any(staff(s.DOCTOR).name in words for words in offered)
