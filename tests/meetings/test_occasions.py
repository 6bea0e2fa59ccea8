"""Registers: all sittings, one's own meetings, the month (R1, R4, R8, R14; S-25, S-51)."""

import datetime
from typing import Any

import pytest
from django.utils import timezone

from meetings import services
from meetings.models import Sitting
from meetings.month import month, month_of
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import body_of
from tests.world import acting

from . import convening as c
from . import situations as s
from .pages import post, url

pytestmark = pytest.mark.django_db


def occasions(name: str, **asked: str) -> str:
    return text_of(browser(name).get(url("occasions"), asked))


def rows_in(words: str) -> int:
    """Rows of the table: each says which sitting it is."""
    return words.count("第1回") + words.count("第2回")


# --- the register --------------------------------------------------------------------------


def test_r4_everybody_has_the_sittings_of_her_own_meetings() -> None:
    hers, other = s.a_meeting_with_a_doctor(), s.a_meeting()
    for meeting in (hers, other):
        s.a_sitting(meeting)
    for name, found in ((s.COORDINATOR, 2), (s.DOCTOR, 1), (s.SENDER, 0), (s.DEPUTY, 0)):
        assert rows_in(occasions(name)) == found, name
    numbers = occasions(s.DOCTOR)
    assert hers.compartment.case.number in numbers
    assert other.compartment.case.number not in numbers


def test_the_register_is_asked_by_state_part_body_and_fiscal_year() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.minuted(s.a_sitting(meeting))
    s.a_sitting(meeting)
    s.a_sitting(s.a_meeting())
    assert rows_in(occasions(s.COORDINATOR, state="planned")) == 2
    assert rows_in(occasions(s.COORDINATOR, state="held")) == 1
    assert rows_in(occasions(s.COORDINATOR, state="nonsense")) == 3
    assert rows_in(occasions(s.COORDINATOR, part="secretary")) == 3
    assert rows_in(occasions(s.DOCTOR, part="secretary")) == 0
    with acting(s.COORDINATOR):
        doctors = str(body_of(s.DOCTOR).pk)
    assert rows_in(occasions(s.COORDINATOR, body=doctors)) == 2
    this_year = s.days(3).year - (s.days(3).month < 4)
    assert rows_in(occasions(s.COORDINATOR, year=str(this_year))) == 3
    assert rows_in(occasions(s.COORDINATOR, year=str(this_year + 1))) == 0


def test_s51_what_is_typed_goes_into_no_address_but_leads_to_one() -> None:
    first, second = s.a_meeting_with_a_doctor(), s.a_meeting_with_a_doctor()
    for meeting in (first, second):
        s.a_sitting(meeting)
    client, number = browser(s.DOCTOR), first.compartment.case.number
    found = post(client, url("occasions"), number=number.lower())
    assert found.status_code == 303
    assert number not in found["Location"]
    words = text_of(client.get(found["Location"]))
    assert number in words
    assert second.compartment.case.number not in words
    far = post(client, url("occasions"), since="R30.4.1", until="R30.5.1")
    assert "since=2048-04-01" in far["Location"]
    assert rows_in(text_of(client.get(far["Location"]))) == 0
    wrong = post(client, url("occasions"), since="R30.5.1", until="R30.4.1")
    assert wrong.status_code == 422
    assert "R30.5.1" in wrong.content.decode()


def test_r14_a_number_of_a_hidden_case_answers_like_one_that_nothing_has() -> None:
    hidden = s.a_meeting()
    s.a_sitting(hidden)
    client = browser(s.DOCTOR)
    answers = [
        post(client, url("occasions"), number=number)
        for number in (hidden.compartment.case.number, "R1-00001")
    ]
    assert [a.status_code for a in answers] == [422, 422]
    assert all("この番号はありません" in text_of(a) for a in answers)
    assert rows_in(occasions(s.DOCTOR, case=str(hidden.compartment.case_id))) == 0


def test_pages_of_the_register_go_on_where_the_last_one_ended() -> None:
    meeting = s.a_meeting_with_a_doctor()
    for _ in range(27):
        s.a_sitting(meeting)
    client = browser(s.DOCTOR)
    first = client.get(url("occasions"))
    assert first.content.decode().count('class="lead"') == 25
    older = first.context["pages"]["older_url"]
    assert client.get(url("occasions") + older).content.decode().count('class="lead"') == 2


@pytest.mark.parametrize("page", ["occasions", "mine", "calendar"])
def test_registers_ask_the_same_number_of_questions_at_any_length(page: str) -> None:
    def more() -> None:
        meeting = s.a_meeting_with_a_doctor()
        s.minuted(s.a_sitting(meeting))
        s.a_sitting(meeting)
        c.a_poll(meeting)

    more()
    few = queries(s.DOCTOR, url(page))
    for _ in range(3):
        more()
    assert queries(s.DOCTOR, url(page)) == few


def test_the_home_page_asks_the_same_number_of_questions_with_many_polls() -> None:
    c.a_poll(s.a_meeting_with_a_doctor())
    few = {name: queries(name, "/") for name in (s.DOCTOR, s.COORDINATOR)}
    for _ in range(3):
        c.answered(c.a_poll(s.a_meeting_with_a_doctor()), "○△×")
    for name, number in few.items():
        assert queries(name, "/") <= number + 1, name


# --- one's own -----------------------------------------------------------------------------


def test_ones_own_meetings_say_what_is_to_come_and_what_is_open() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.sent(s.minuted(s.a_sitting(meeting)))
    s.a_sitting(meeting)
    c.a_poll(meeting)
    words = text_of(browser(s.DOCTOR).get(url("mine")))
    for heading in (
        "日程調整中",
        "確認を頼まれた会議録",
        "これからの開催",
        "会議録が終わっていない",
    ):
        assert heading in words, heading
    assert "カレンダーのファイルを作る" in words
    nothing = text_of(browser(s.SENDER).get(url("mine")))
    assert "予定はありません" in nothing
    assert meeting.compartment.case.number not in nothing


# --- the month -----------------------------------------------------------------------------


def test_the_month_shows_sittings_and_candidates_of_ones_own_meetings_only() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    c.a_poll(meeting)
    for day, words in (
        (timezone.localdate(sitting.held_at), "支援会議 第1回"),
        (s.days(7), "候補"),
    ):
        asked = {"month": f"{day:%Y-%m}"}
        assert words in text_of(browser(s.DOCTOR).get(url("calendar"), asked))
        page = text_of(browser(s.DEPUTY).get(url("calendar"), asked))
        assert meeting.compartment.case.number not in page
        assert "この月に、あなたの会議はありません" in page
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="x")
    asked = {"month": f"{timezone.localdate(sitting.held_at):%Y-%m}"}
    assert "支援会議 第1回" not in text_of(browser(s.DOCTOR).get(url("calendar"), asked))


def test_a_month_is_whole_weeks_with_the_holidays_of_japan() -> None:
    with acting(s.DOCTOR) as user:
        shown = month(user, datetime.date(2026, 11, 1), "重層的支援会議")
    assert shown.title == "令和8年11月"
    assert {len(week) for week in shown.weeks} == {7}
    holidays = {d.day.day: d.holiday for w in shown.weeks for d in w if d.is_inside and d.holiday}
    assert holidays == {3: "文化の日", 23: "勤労感謝の日"}
    assert (shown.before, shown.after) == ("2026-10", "2026-12")


@pytest.mark.parametrize("asked", ["", "x", "2026-13", "0001-01", "9999-12", "2026-1"])
def test_what_is_no_month_is_this_month(asked: str) -> None:
    assert month_of(asked) == timezone.localdate().replace(day=1)
    assert browser(s.DOCTOR).get(url("calendar"), {"month": asked}).status_code == 200


def test_the_first_and_last_years_have_a_month_before_and_after() -> None:
    for asked in ("2019-01", "2099-12"):
        page = browser(s.DOCTOR).get(url("calendar"), {"month": asked})
        assert page.status_code == 200


def test_a_past_sitting_stands_in_the_month_as_over() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    s.minuted(sitting)
    with acting(s.COORDINATOR) as user:
        Sitting.objects.changeable_by(user).filter(pk=sitting.pk).update(held_at=c.at(-40))
    page: Any = browser(s.DOCTOR).get(url("calendar"), {"month": f"{s.days(-40):%Y-%m}"})
    assert "cal__e--over" in page.content.decode()
