"""Pages of a 支援会議 as each role meets them (R1, R4, R7, R9, R14, R18, R19, R22)."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from access.models import AccessLog
from meetings.models import Minutes, SharedItem, SupportMeeting
from organizations.models import Appointment
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import a_case, body_of, office, seen_by
from tests.world import acting

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
SECRET = "二年前に通院が途切れた。"


# --- a meeting -----------------------------------------------------------------------------


def test_a_coordinator_sets_up_a_meeting_after_confirming_the_duty() -> None:
    request = s.an_accepted_request()
    client, address = browser(s.COORDINATOR), url("establish", request.pk)
    page = text_of(client.get(address))
    assert "社会福祉法第106条の6第5項" in page
    assert "見られる人： 1人" in page
    refused = post(client, address, subject="架空さんの世帯", need_statement="途切れた")
    assert refused.status_code == 422
    assert "守秘義務の文を読んで" in text_of(refused)
    made = post(client, address, subject="架空さんの世帯", need_statement="途切れた", duty="on")
    (meeting,) = seen_by(s.COORDINATOR, SupportMeeting)
    assert made["Location"] == url("meeting", meeting.pk)


def pages_of_a_meeting(meeting: SupportMeeting) -> dict[str, str]:
    """Addresses that exist for its members, and whether for all of them or for secretaries only."""
    member = s.an_appointed_member(meeting, s.VOLUNTEER)
    planned, held = s.a_sitting(meeting), s.a_sitting(meeting)
    s.minuted(held)
    decision = s.a_decision(held)
    everybody = [url("meeting", meeting.pk), url("sitting", held.pk), url("settle", decision.pk)]
    secretaries = [
        url("change", meeting.pk),
        url("appoint", meeting.pk),
        url("paper_member", meeting.pk),
        url("plan_sitting", meeting.pk),
        url("dissolve", meeting.pk),
        url("end_member", member.pk),
        url("change_sitting", planned.pk),
        url("cancel_sitting", planned.pk),
        url("minutes", planned.pk),
        url("minutes", held.pk),
        url("approve", held.pk),
        url("decide", held.pk),
    ]
    return dict.fromkeys(everybody, "members") | dict.fromkeys(secretaries, "secretaries")


@pytest.mark.parametrize(
    ("name", "sees"),
    [
        (s.COORDINATOR, {"members", "secretaries"}),
        (s.DOCTOR, {"members"}),
        (s.VOLUNTEER, set()),  # has not confirmed the duty
        (s.DEPUTY, set()),
        (s.SENDER, set()),
        ("kanri1", set()),
        ("kanri3", set()),
        (s.OUTSIDER, set()),
        ("kansa1", set()),
        ("system1", set()),
    ],
)
def test_r4_r9_who_gets_to_which_page_of_a_meeting(name: str, sees: set[str]) -> None:
    meeting = s.a_meeting_with_a_doctor()
    client = browser(name)
    for address, group in pages_of_a_meeting(meeting).items():
        answer = client.get(address)
        assert answer.status_code == (200 if group in sees else 404), address
        if group in sees:
            assert "この情報を見られる人" in text_of(answer)
            assert "架空 花子" not in answer.content.decode().split("</title>")[0]
        else:
            refused = client.post(address, {"form_key": uuid.uuid4()})
            assert refused.status_code == 404, address


def test_r4_before_the_duty_there_is_one_neutral_line_and_no_case_number() -> None:
    meeting = s.a_meeting()
    member = s.an_appointed_member(meeting)
    client = browser(s.DOCTOR)
    number = meeting.compartment.case.number
    for address in ("/", url("list"), url("acknowledge", member.pk)):
        answer = client.get(address)
        assert "支援会議の構成員に指定されました" in text_of(answer)
        assert number not in answer.content.decode()
        assert "架空" not in text_of(answer)
    listed = text_of(client.get(url("list")))
    assert "開ける会議は、まだありません" in listed
    assert "構成員になっている会議はありません" not in listed
    assert client.get(url("meeting", meeting.pk)).status_code == 404


def test_r4_confirming_the_duty_leads_into_the_meeting() -> None:
    meeting = s.a_meeting()
    member = s.an_appointed_member(meeting)
    client, address = browser(s.DOCTOR), url("acknowledge", member.pk)
    assert "拘禁刑" in text_of(client.get(address))
    assert post(client, address).status_code == 422
    assert client.get(url("meeting", meeting.pk)).status_code == 404
    opened = post(client, address, duty="on")
    assert (opened.status_code, opened["Location"]) == (303, url("meeting", meeting.pk))
    entered = client.get(opened["Location"])
    assert entered.status_code == 200
    assert "守秘義務を確かめたことを登録しました" in text_of(entered)
    again = client.get(address)
    assert (again.status_code, again["Location"]) == (303, url("meeting", meeting.pk))
    for name in (s.COORDINATOR, s.VOLUNTEER, s.OUTSIDER):
        assert browser(name).get(address).status_code == 404


def test_naming_a_member_goes_by_body_and_then_by_person() -> None:
    meeting = s.a_meeting()
    client, address = browser(s.COORDINATOR), url("appoint", meeting.pk)
    first = client.get(address)
    assert "機関を選ぶと" in text_of(first)
    with acting(s.COORDINATOR):
        body, chosen = body_of(s.DOCTOR), office(s.DOCTOR)
    address += f"?body={body.pk}"
    assert "見本 医師夫" in text_of(client.get(address))
    data = {"office": str(chosen.pk), "part": "chair", "authority": "commissioned"}
    assert post(client, address, **data).status_code == 303
    room = text_of(client.get(url("meeting", meeting.pk)))
    assert "見本 医師夫" in room
    assert "守秘 まだ" in room
    assert "指定できる人はいません" in text_of(client.get(address))


def test_somebody_of_another_body_cannot_be_slipped_in() -> None:
    meeting = s.a_meeting()
    with acting(s.COORDINATOR):
        body = body_of(s.DOCTOR)
        auditor = Appointment.objects.get(staff__username="kansa1")
    answer = post(
        browser(s.COORDINATOR),
        url("appoint", meeting.pk) + f"?body={body.pk}",
        office=str(auditor.pk),
        part="member",
        authority="pledge",
    )
    assert answer.status_code == 422


def test_r18_sharing_shows_who_will_read_and_stays_in_the_room() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.DOCTOR), url("meeting", meeting.pk)
    assert "見られる人： 2人" in text_of(client.get(address))
    data = {"text": SECRET, "nature": "view", "source": "", "step": "share"}
    assert post(client, address, **data).status_code == 303
    assert SECRET in text_of(browser(s.COORDINATOR).get(address))
    for name in (s.SENDER, s.DEPUTY, "kanri1", "kanri3"):
        reader = browser(name)
        for page in ("/", url("list"), reverse("cases:list")):
            assert SECRET not in text_of(reader.get(page)), (name, page)


def test_a_double_click_shares_once() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.DOCTOR), url("meeting", meeting.pk)
    data = {"text": SECRET, "nature": "view", "source": "", "step": "share"}
    data["form_key"] = str(uuid.uuid4())
    first, second = client.post(address, data), client.post(address, data)
    assert first["Location"] == second["Location"]
    assert len(seen_by(s.DOCTOR, SharedItem)) == 1


def test_r22_the_secretary_looks_at_the_room_as_a_member_does() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.COORDINATOR), url("meeting", meeting.pk)
    assert "構成員を指定する" in text_of(client.get(address))
    as_member = text_of(client.get(address, {"as": "member"}))
    assert "構成員を指定する" not in as_member
    assert "構成員に見える画面を表示しています" in as_member


def test_r7_nobody_but_members_sees_a_part_of_the_meeting_on_the_case_page() -> None:
    case = a_case(s.SENDER)
    request = s.an_accepted_request(case)
    before = {n: case_page(n, case) for n in (s.SENDER, "kanri1", s.DEPUTY)}
    meeting = s.a_meeting(request)
    s.a_sworn_member(meeting)
    s.an_item(meeting)
    s.minuted(s.a_sitting(meeting))
    for name, text in before.items():
        assert case_page(name, case) == text, name
    assert "支援会議を開く" in case_page(s.COORDINATOR, case)
    assert SECRET not in case_page(s.COORDINATOR, case)
    assert "支援会議 第1回" in case_page(s.DOCTOR, case)


def case_page(name: str, case: Any) -> str:
    answer = browser(name).get(reverse("cases:detail", args=[case.pk]))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", text_of(answer))


# --- sittings and minutes ------------------------------------------------------------------


def test_a_sitting_is_planned_with_the_time_as_people_write_it() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.COORDINATOR), url("plan_sitting", meeting.pk)
    data = {"held_on": "R30.12.3", "starts": "１４時３０分", "place": "会議室B", "agenda": "声かけ"}
    odd = post(client, address, **data | {"starts": "夕方"})
    assert odd.status_code == 422
    assert "時刻を確かめてください" in text_of(odd)
    made = post(client, address, **data)
    told = text_of(client.get(made["Location"]))
    assert "令和30年12月3日（木） 14:30" in told
    assert "第1回の開催を登録しました" in told
    assert "支援会議 第1回" in text_of(browser(s.DOCTOR).get("/"))
    assert "支援会議 第1回" not in text_of(browser(s.SENDER).get("/"))


def written(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    page = client.get(address)
    version = re.search(r'name="version" value="(\d+)"', page.content.decode())
    return {
        "present": re.findall(r'name="present" value="([^"]+)"', page.content.decode()),
        "duty_explained": "on",
        "facts": "足音がした。",
        "policy": "手紙を続ける。",
        "version": version[1] if version else "",
    } | changes


def test_the_room_writes_minutes_decisions_and_has_them_approved() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    client, address = browser(s.COORDINATOR), url("minutes", sitting.pk)
    answer = post(client, address, **written(client, address), then="decide")
    assert answer["Location"] == url("decide", sitting.pk)
    with acting(s.COORDINATOR):
        body = body_of(s.DOCTOR)
    decision = {"content": "手紙を届ける", "body": str(body.pk), "due_on": "R30.12.7"}
    answer = post(client, answer["Location"], **decision)
    decided = text_of(client.get(answer["Location"]))
    assert "手紙を届ける" in decided
    assert "決まったことを登録しました" in decided
    s.to_be_approved(seen_by(s.COORDINATOR, Minutes)[0])
    confirm = url("approve", sitting.pk)
    version = hidden(client.get(confirm), "version")
    answer = post(client, confirm, version=version)
    assert "会議録 確定" in text_of(client.get(answer["Location"]))
    assert client.get(address).status_code == 404
    # Far off: on the list of her body's tasks, and not yet on the home page.
    doctor = browser(s.DOCTOR)
    assert "手紙を届ける" in text_of(doctor.get(url("decisions") + "?whose=mine"))
    assert "支援会議で決まったことを行う" not in text_of(doctor.get("/"))


def test_minutes_that_changed_meanwhile_are_shown_beside_what_was_typed() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, s.DEPUTY, "secretary")
    sitting = s.a_sitting(meeting)
    s.minuted(sitting)
    address = url("minutes", sitting.pk)
    one, other = browser(s.COORDINATOR), browser(s.DEPUTY)
    mine, theirs = written(one, address, facts="私の文"), written(other, address, facts="相手の文")
    assert post(other, address, **theirs).status_code == 303
    conflict = post(one, address, **mine)
    assert conflict.status_code == 422
    assert "相手の文" in text_of(conflict)
    assert "私の文" in text_of(conflict)
    assert seen_by(s.DEPUTY, Minutes)[0].facts == "相手の文"
    again = post(one, address, **mine | {"version": hidden(conflict, "version")})
    assert again.status_code == 303
    assert seen_by(s.DEPUTY, Minutes)[0].facts == "私の文"


def test_members_add_to_approved_minutes_on_the_page_of_the_sitting() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    s.approved(s.minuted(sitting))
    client, address = browser(s.DOCTOR), url("sitting", sitting.pk)
    assert post(client, address, text="足音は二人分。").status_code == 303
    assert "会議録に付け加えました" in text_of(client.get(address))
    assert "足音は二人分。" in text_of(browser(s.COORDINATOR).get(address))


def test_r16_ending_a_membership_says_that_the_duty_lasts() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    client, address = browser(s.COORDINATOR), url("end_member", member.pk)
    page = client.get(address)
    assert "関わらなくなったあとも、この義務は続きます" in text_of(page)
    answer = post(client, address, reason="交代", version=hidden(page, "version"))
    assert answer.status_code == 303
    assert browser(s.DOCTOR).get(url("meeting", meeting.pk)).status_code == 404
    assert "交代" in text_of(client.get(url("meeting", meeting.pk)))


def test_r4_dissolving_says_what_it_ends_and_leads_out_of_the_meeting() -> None:
    meeting = s.a_meeting()
    client, address = browser(s.COORDINATOR), url("dissolve", meeting.pk)
    page = client.get(address)
    assert "事務局のあなたを含む全員が" in text_of(page)
    answer = post(client, address, reason="施設入所", version=hidden(page, "version"))
    assert answer["Location"] == url("list")
    assert client.get(url("meeting", meeting.pk)).status_code == 404


# --- the log, the number of questions ------------------------------------------------------


def entries() -> list[tuple[str, str]]:
    """Action and kind of all lines of the log, oldest first."""
    with acting("kansa1"):
        return list(AccessLog.objects.order_by("pk").values_list("action", "kind"))


def test_r19_each_page_leaves_one_entry_and_a_write_one_more_kind() -> None:
    meeting = s.a_meeting_with_a_doctor()
    client, address = browser(s.DOCTOR), url("meeting", meeting.pk)
    client.get(address)  # through the door, which leaves entries of its own
    before = len(entries())
    client.get(address)
    post(client, address, text=SECRET, nature="view", source="", step="share")
    post(client, address, text="", nature="view", source="", step="share")
    assert entries()[before:] == [
        ("read", "支援会議"),
        ("write", "支援会議で共有した情報"),
        ("read", "支援会議"),
    ]


def test_lists_ask_the_same_number_of_questions_at_any_length() -> None:
    first = s.a_meeting()
    s.a_sitting(first)
    few = {p: queries(s.COORDINATOR, p) for p in ("/", url("list"), url("requests") + "?show=all")}
    for _ in range(4):
        s.a_decision(s.a_sitting(s.a_meeting()))
    for page, number in few.items():
        assert queries(s.COORDINATOR, page) <= number + (1 if page == "/" else 0), page


def test_a_room_asks_the_same_number_of_questions_at_any_length() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.an_item(meeting)
    s.a_decision(s.a_sitting(meeting))
    address = url("meeting", meeting.pk)
    few = queries(s.COORDINATOR, address)
    s.a_sworn_member(meeting, s.VOLUNTEER)
    for number in range(5):
        s.an_item(meeting, text=f"{number}")
        s.a_decision(s.a_sitting(meeting))
    assert queries(s.COORDINATOR, address) == few
