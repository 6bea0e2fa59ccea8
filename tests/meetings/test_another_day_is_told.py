"""Who was called to a sitting learns at home that its day is another one, or that it is called off: mail goes to few."""

from typing import Any

import pytest

from meetings import services, today_sittings
from meetings.models import Sitting
from tests.cases.pages import browser, text_of

from . import convening as c
from . import situations as s
from .pages import hidden, post, url
from .test_home_lines import lines

pytestmark = pytest.mark.django_db
MOVED = "（日時か場所が変わりました）"


def moved(sitting: Sitting, **changes: Any) -> None:
    values = {"held_at": c.at(6), "place": "会議室D", "agenda": "声かけ"} | changes
    s.as_somebody(s.COORDINATOR, sitting, services.change_sitting, "sitting", **values)


def test_a_member_without_mail_is_told_of_another_day_and_of_a_calling_off() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    moved(sitting)
    [line] = lines(s.DOCTOR, "支援会議 第1回")
    assert MOVED not in line, "nobody had been called"
    c.convened(sitting)
    moved(sitting, held_at=c.at(7))
    [line] = lines(s.DOCTOR, "支援会議 第1回")
    assert line.endswith(MOVED)
    assert lines(s.COORDINATOR, MOVED) == [], "it was she"
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="部屋がない")
    [line] = lines(s.DOCTOR, "第1回")
    assert line.endswith("の支援会議 第1回は、中止になりました")
    assert "部屋がない" in text_of(browser(s.DOCTOR).get(url("sitting", sitting.pk)))
    assert lines(s.COORDINATOR, "中止になりました") == [], "it was she"


def test_r4_who_left_is_told_of_nothing_and_who_was_not_called_of_no_calling_off() -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    sitting = s.a_sitting(meeting)
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="延期")
    assert lines(s.DOCTOR, "第1回") == [], "nobody had been called"
    other = s.a_sitting(meeting)
    c.convened(other)
    s.as_somebody(s.COORDINATOR, other, services.cancel_sitting, "sitting", reason="延期")
    assert len(lines(s.DOCTOR, "第2回は、中止になりました")) == 1
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    assert lines(s.DOCTOR, "第2回") == []


def test_the_secretary_who_calls_it_off_is_led_to_the_notices_on_paper() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    c.convened(sitting)
    client = browser(s.COORDINATOR)
    cancel = url("cancel_sitting", sitting.pk)
    answer = post(client, cancel, reason="延期", version=hidden(client.get(cancel), "version"))
    assert answer["Location"] == url("convene", sitting.pk) + "#notices"
    page = text_of(client.get(url("convene", sitting.pk)))
    assert "第1回の中止の通知" in page
    assert "紙で知らせる人には" in page
    assert "いまは招集できません" not in page
    assert url("convene", sitting.pk) in client.get(url("sitting", sitting.pk)).content.decode()


def test_who_moves_it_is_reminded_of_those_on_paper_only_when_they_were_told() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    client = browser(s.COORDINATOR)
    change = url("change_sitting", sitting.pk)

    def said(**typed: str) -> str:
        asked = client.get(change)
        values = {name: hidden(asked, name) for name in ("version", "held_on", "starts")}
        answer = post(client, change, **values | {"place": "会議室A"} | typed)
        return text_of(client.get(answer["Location"]))

    assert "構成員に知らせました" not in said()
    c.convened(sitting)
    assert "構成員に知らせました" not in said(agenda="通院")
    assert "構成員に知らせました" in said(place="会議室D")


def test_sittings_called_off_without_a_word_keep_no_place_of_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    meeting = s.a_meeting_with_a_doctor()
    first = s.a_sitting(meeting)
    s.as_somebody(s.COORDINATOR, first, services.cancel_sitting, "sitting", reason="延期")
    s.a_sitting(meeting)
    monkeypatch.setattr(today_sittings, "MOST", 1)
    assert len(lines(s.DOCTOR, "支援会議 第2回")) == 1


def test_of_what_is_called_off_only_that_is_printed() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    c.convened(sitting)
    page, client = url("convene", sitting.pk), browser(s.COORDINATOR)
    [call] = c.notices(sitting)
    assert url("print_notice", call.pk) in client.get(page).content.decode()
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="延期")
    shown = client.get(page).content.decode()
    assert url("print_notice", call.pk) not in shown
    assert url("print_notice", c.notices(sitting)[-1].pk) in shown
    assert '<li aria-current="page">中止の通知</li>' in shown
    assert "第1回の招集" not in shown


def test_where_a_sitting_would_have_been_is_not_to_be_decided_once_it_is_called_off() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    moved(sitting, place="")
    undecided, client, page = (
        "場所：決まっていません",
        browser(s.COORDINATOR),
        url("convene", sitting.pk),
    )
    assert undecided in text_of(client.get(page))
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="延期")
    shown = text_of(client.get(page))
    assert undecided not in shown
    assert "場所：書かれていません" in shown
    assert "日時・場所を変える" not in shown


def test_of_what_was_called_off_before_a_call_nothing_says_that_there_are_notices() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="延期")
    page = text_of(browser(s.COORDINATOR).get(url("convene", sitting.pk)))
    assert "中止の通知" not in page
    assert "いまは招集できません" in page
