"""The duty of secrecy before a 支援会議 is shown, and after it has ended (R4, R16; domain.md 1.3)."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from meetings import services
from meetings.forms import ItemForm
from meetings.models import MeetingMember, SharedItem
from organizations.models import StandingText
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import acting, login

from . import situations as s
from .pages import post, url
from .test_doors import kept_out
from .test_register import without_a_pledge

pytestmark = pytest.mark.django_db


def fresh(username: str) -> Client:
    """A browser of somebody who stops at every door."""
    client = Client()
    login(client, username)
    return client


def test_r4_the_duty_and_the_penalty_stand_before_the_content_once_a_session() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_item(meeting)
    client, address = fresh(s.DOCTOR), url("meeting", meeting.pk)
    stopped = client.get(address)
    assert stopped.status_code == 303
    door = text_of(client.get(stopped["Location"]))
    assert "50万円以下の罰金" in door
    assert "通院が途切れた" not in door
    assert "架空 花子" not in door
    opened = post(client, stopped["Location"])
    assert (opened.status_code, opened["Location"]) == (303, address)
    assert "通院が途切れた" in text_of(client.get(address))
    assert "罰則があります" in text_of(client.get(address))  # the band stays
    assert fresh(s.DOCTOR).get(address).status_code == 303  # the next session


def test_r4_each_meeting_has_a_door_of_its_own() -> None:
    first, second = s.a_meeting_with_a_doctor(), s.a_meeting_with_a_doctor()
    client = fresh(s.DOCTOR)
    post(client, url("opening", first.pk))
    assert client.get(url("meeting", first.pk)).status_code == 200
    assert client.get(url("meeting", second.pk)).status_code == 303


def test_the_door_leads_back_to_the_page_that_was_asked_for_and_nowhere_else() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    client = fresh(s.DOCTOR)
    stopped = client.get(url("sitting", sitting.pk))
    assert post(client, stopped["Location"])["Location"] == url("sitting", sitting.pk)
    elsewhere = url("opening", meeting.pk) + "?next=https://example.invalid/"
    assert post(fresh(s.DOCTOR), elsewhere)["Location"] == url("meeting", meeting.pk)


def test_nothing_typed_is_lost_at_the_door() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sent = post(
        fresh(s.DOCTOR), url("meeting", meeting.pk), text="見た。", nature="fact", step="share"
    )
    assert sent.status_code == 303
    assert sent["Location"].startswith(url("meeting", meeting.pk))


@pytest.mark.parametrize("name", [s.SENDER, s.DEPUTY, "kanri1", s.OUTSIDER, "kansa1"])
def test_r14_for_others_there_is_no_door(name: str) -> None:
    meeting = s.a_meeting_with_a_doctor()
    client = fresh(name)
    assert client.get(url("opening", meeting.pk)).status_code == 404
    assert client.get(url("meeting", meeting.pk)).status_code == 404


def a_newer_wording() -> StandingText:
    """From today on the duty is worded anew."""
    today = timezone.localdate()
    with acting("system1"):
        now = StandingText.objects.on().filter(kind="secrecy_duty")
        now.update(valid_until=today)
        return StandingText.objects.create(
            kind="secrecy_duty", text="新しい義務の文です。", valid_from=today
        )


def test_r4_a_newer_wording_is_acknowledged_anew() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client = browser(s.DOCTOR)
    assert client.get(url("meeting", meeting.pk)).status_code == 200
    text = a_newer_wording()
    plain = fresh(s.DOCTOR)
    door = url("opening", meeting.pk)
    assert "新しい義務の文です" in text_of(plain.get(door))
    assert post(plain, door).status_code == 422
    assert plain.get(url("meeting", meeting.pk)).status_code == 303
    fragment = plain.get(url("meeting", meeting.pk), headers={"HX-Request": "true"})
    assert fragment["HX-Redirect"] == door, "not by a fragment either"
    words = {"text": "見た。", "nature": "fact", "step": "share"}
    assert post(plain, url("meeting", meeting.pk), **words)["Location"].startswith(door)
    assert "見た。" not in [item.text for item in seen_by(s.DOCTOR, SharedItem)]
    assert post(plain, door, duty="on").status_code == 303
    opened = plain.get(url("meeting", meeting.pk))
    assert opened.status_code == 200
    assert "新しい守秘義務の文を確かめたことを登録しました" in text_of(opened)
    doctor = next(m for m in seen_by(s.DOCTOR, MeetingMember) if not m.is_secretary)
    assert doctor.duty_text_id == text.pk
    with acting(s.DOCTOR) as user:
        versions = MeetingMember.history.visible_to(user).filter(id=doctor.pk)
        assert len({v.duty_text_id for v in versions}) >= 2


def back_after_reading(client: Client, stopped: str) -> str:
    """Where she is led when she has acknowledged the new wording at the door."""
    assert post(client, stopped).status_code == 422, "not without the tick"
    answer = post(client, stopped, duty="on")
    assert answer.status_code == 303
    return str(answer["Location"])


def test_who_is_stopped_by_a_newer_wording_comes_back_to_what_she_typed() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, page = fresh(s.DOCTOR), url("meeting", meeting.pk)
    a_newer_wording()
    # The browser keeps what was typed before it sends.
    draft = {"form": ItemForm.draft_name, "object": str(meeting.pk), "seq": 1, "page": page}
    values = {"text": ["足音がした。"]}
    kept = client.post(reverse("drafts:save"), draft | {"values": values}, "application/json")
    assert kept.status_code == 200
    stopped = post(client, page, text="足音がした。", nature="fact", step="share")
    assert back_after_reading(client, stopped["Location"]) == page
    assert client.get(page).status_code == 200
    offered = client.get(reverse("drafts:show", args=[ItemForm.draft_name, meeting.pk])).json()
    assert [draft["values"] for draft in offered["drafts"]] == [values]


def test_who_sent_from_another_page_comes_back_to_that_page() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    client, room = fresh(s.COORDINATOR), url("room", sitting.pk)
    a_newer_wording()
    written_on = f"http://testserver{room}?as=projected#dh"
    sent = {"form_key": uuid.uuid4(), "content": "手紙を届ける"}
    stopped = client.post(url("agree", sitting.pk), sent, headers={"Referer": written_on})
    assert back_after_reading(client, stopped["Location"]) == f"{room}?as=projected"


@pytest.mark.parametrize(
    "written_on", ["", "https://example.invalid/meetings/", "http://testserver/"]
)
def test_without_a_page_of_the_meetings_she_comes_to_the_meeting(written_on: str) -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    client = fresh(s.COORDINATOR)
    a_newer_wording()
    stopped = client.post(url("agree", sitting.pk), {}, headers={"Referer": written_on})
    assert back_after_reading(client, stopped["Location"]) == url("meeting", meeting.pk)


def test_a_fragment_takes_the_whole_window_to_the_door_and_back_to_its_page() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    client, room = fresh(s.DOCTOR), url("room", sitting.pk)
    a_newer_wording()
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{room}?item=1"}
    answer = client.get(room, headers=asked)
    assert answer.status_code == 200
    assert answer.content == b""
    assert "Location" not in answer
    assert back_after_reading(client, answer["HX-Redirect"]) == f"{room}?item=1"


def test_r11_a_fragment_after_the_pledge_is_over_leads_to_the_door() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.begun(meeting)
    client, room = browser(s.DOCTOR), url("room", sitting.pk)
    assert client.get(room).status_code == 200
    without_a_pledge()
    answer = client.get(room, headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == url("opening", meeting.pk)
    assert "誓約書の期限" in text_of(client.get(answer["HX-Redirect"]))


def test_r4_nobody_acknowledges_for_another() -> None:
    meeting = s.a_meeting_with_a_doctor()
    (doctor,) = [m for m in seen_by(s.COORDINATOR, MeetingMember) if not m.is_secretary]
    text = a_newer_wording()
    with s.on(meeting, s.COORDINATOR) as (_, user):
        member = MeetingMember.objects.visible_to(user).with_names().get(pk=doctor.pk)
        with pytest.raises(DomainError, match="本人が"):
            services.acknowledge_again(member=member, duty_text=text, by=user)


# --- the end -------------------------------------------------------------------------------


def test_r16_a_former_member_is_told_that_the_duty_lasts_and_no_case() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    client = browser(s.DOCTOR)
    number = meeting.compartment.case.number
    home = client.get("/")
    assert "構成員の任が終わりました" in text_of(home)
    assert number not in home.content.decode()
    page = client.get(url("lasting_duty", member.pk))
    assert "これからも続きます" in text_of(page)
    assert "罰金" in text_of(page)
    assert number not in page.content.decode()
    assert "架空 花子" not in text_of(page)
    for name in (s.COORDINATOR, s.VOLUNTEER):
        assert browser(name).get(url("lasting_duty", member.pk)).status_code == 404


def test_r16_who_is_still_a_member_is_not_told_so() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    client = browser(s.DOCTOR)
    assert "任が終わりました" not in text_of(client.get("/"))
    assert client.get(url("lasting_duty", member.pk)).status_code == 404


def test_r16_who_is_named_anew_reads_what_she_is_now() -> None:
    """Her former membership stays on record; neither her home page nor the roster says that she is out."""
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="年度の終わり")
    other = s.a_sworn_member(s.a_meeting())
    client = browser(s.DOCTOR)
    assert "構成員の任が終わりました" in text_of(client.get("/"))
    anew = s.an_appointed_member(meeting)
    home = text_of(client.get("/"))
    assert "任が終わりました" not in home
    assert "構成員に指定されました" in home
    assert client.get(url("lasting_duty", member.pk)).status_code == 200, "not acknowledged anew"
    s.swear(anew)
    assert "任が終わりました" not in text_of(client.get("/"))
    assert client.get(url("lasting_duty", member.pk)).status_code == 200, "a home page left open"
    for who in (s.COORDINATOR, s.DOCTOR):
        roster = text_of(browser(who).get(url("meeting", meeting.pk)))
        assert "前の任期" in roster
        assert "年度の終わり" in roster
    # What ended elsewhere is told all the same, and once more when she is out here again.
    s.as_somebody(s.COORDINATOR, other, services.end_membership, "member", reason="交代")
    assert "構成員の任が終わりました" in text_of(client.get("/"))
    assert client.get(url("lasting_duty", other.pk)).status_code == 200
    s.as_somebody(s.COORDINATOR, anew, services.end_membership, "member", reason="交代")
    assert client.get(url("lasting_duty", member.pk)).status_code == 200
    assert "前の任期" not in text_of(browser(s.COORDINATOR).get(url("meeting", meeting.pk)))


def test_r12_r16_nobody_learns_from_a_former_membership_that_she_is_kept_out() -> None:
    meeting = s.a_meeting_with_a_doctor()
    member = s.a_sworn_member(meeting, s.VOLUNTEER)
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    s.a_sworn_member(meeting, s.VOLUNTEER)
    assert "前の任期" in text_of(browser(s.DOCTOR).get(url("meeting", meeting.pk)))
    kept_out(meeting, s.VOLUNTEER)
    assert "前の任期" not in text_of(browser(s.DOCTOR).get(url("meeting", meeting.pk)))


def test_r16_after_a_month_the_home_page_is_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    from meetings import today

    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    monkeypatch.setattr(today, "TELLS_OF_AN_END", datetime.timedelta())
    assert "任が終わりました" not in text_of(browser(s.DOCTOR).get("/"))


def test_r16_who_ends_a_membership_reads_what_lasts() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    page = text_of(browser(s.COORDINATOR).get(url("end_member", member.pk)))
    assert "関わらなくなったあとも、この義務は続きます" in page
