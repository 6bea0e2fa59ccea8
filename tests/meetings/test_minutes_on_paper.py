"""Who has no account confirms minutes through the secretary: who entered it, when and how it came (domain.md R13, R20)."""

from typing import Any

import pytest

from access.errors import DomainError
from documents.wareki import format_date
from meetings import services
from meetings.models import Minutes, MinutesAnswer
from tests.cases.pages import browser, text_of
from tests.cases.situations import seen_by
from tests.world import staff

from . import situations as s
from .pages import hidden, post, url
from .test_whole_minutes import LANDLORD, a_meeting_with_a_landlord, page

pytestmark = pytest.mark.django_db


def minutes_with_a_landlord() -> tuple[Minutes, Any]:
    meeting, landlord = a_meeting_with_a_landlord()
    return s.sent(s.minuted(s.a_sitting(meeting))), landlord


def enter(minutes: Minutes, member: Any, **changes: Any) -> list[MinutesAnswer]:
    with s.on(minutes, s.COORDINATOR) as (row, user):
        values = {
            "member": member,
            "wishes": [(one, "") for one in services.paragraphs(row, user)],
            "heard_on": s.days(0),
            "heard_how": "phone",
        }
        return services.enter_answer_of(minutes=row, by=user, **values | changes)


def test_r20_what_she_says_is_recorded_with_who_entered_it_when_and_how() -> None:
    minutes, landlord = minutes_with_a_landlord()
    client, address = (
        browser(s.COORDINATOR),
        url("confirm_minutes_of", minutes.sitting_id, landlord.pk),
    )
    sitting = client.get(url("sitting", minutes.sitting_id))
    assert f'href="{address}"' in sitting.content.decode()
    assert "まだ確認を記録していません" in text_of(sitting)
    form = client.get(address)
    assert f"{LANDLORD}さん（民生・児童委員）の確認を記録する" in text_of(form)
    typed = {
        "answer_1": "right",
        "answer_2": "wrong",
        "wish_2": "手紙は月に1回",
        "heard_on": format_date(s.days(0)),
        "heard_how": "paper",
        "version": hidden(form, "version"),
    }
    assert post(client, address, **typed).status_code == 303
    kept = seen_by(s.COORDINATOR, MinutesAnswer)
    assert {a.member_id for a in kept} == {landlord.pk}
    assert {(a.created_by_id, a.heard_on, a.heard_how) for a in kept} == {
        (staff(s.COORDINATOR).pk, s.days(0), "paper")
    }
    assert sorted(a.wish for a in kept) == ["", "手紙は月に1回"]
    # Who sits in the meeting reads that it was said, and by whom it was entered; she answers for nobody.
    told = page(s.DOCTOR, "sitting", minutes.sitting_id)
    name = staff(s.COORDINATOR).name
    assert f"{format_date(s.days(0))}に確認（紙で受け取った。{name}が記録）" in told
    assert "手紙は月に1回" in told
    assert browser(s.DOCTOR).get(address).status_code == 404


def test_r20_a_wish_of_hers_is_settled_before_the_minutes_are_fixed() -> None:
    minutes, landlord = minutes_with_a_landlord()
    with s.on(minutes, s.COORDINATOR) as (row, user):
        first, *others = services.paragraphs(row, user)
    enter(minutes, landlord, wishes=[(first, "足音は夜"), *((one, "") for one in others)])
    s.confirmed(minutes)
    with pytest.raises(DomainError, match="1件あります"):
        s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes")
    # She says it again, after it was put right with her on the phone: the wish is gone.
    changed = enter(minutes, landlord, heard_how="phone")
    assert [a.wish for a in changed] == [""]
    s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes")
    assert "電話で聞いた" in page(s.COORDINATOR, "sitting", minutes.sitting_id)


def test_how_it_came_is_put_right_and_nothing_else_is_touched() -> None:
    minutes, landlord = minutes_with_a_landlord()
    enter(minutes, landlord)
    assert enter(minutes, landlord) == []
    assert {a.heard_how for a in enter(minutes, landlord, heard_how="spoken")} == {"spoken"}
    assert len(seen_by(s.COORDINATOR, MinutesAnswer)) == 2


def test_the_chair_is_told_whose_answer_is_missing_and_need_not_wait() -> None:
    minutes, landlord = minutes_with_a_landlord()
    s.confirmed(minutes)
    told = page(s.COORDINATOR, "approve", minutes.sitting_id)
    assert "利用者IDのない人の確認を、まだ記録していません。待たずに確定できます" in told
    assert f"{LANDLORD}（民生・児童委員）" in told
    enter(minutes, landlord)
    assert "まだ記録していません" not in page(s.COORDINATOR, "approve", minutes.sitting_id)
    s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes")


def test_all_have_answered_only_when_those_without_an_account_have() -> None:
    """R20: who fixes the minutes reads truthfully whose confirmation there is."""
    minutes, landlord = minutes_with_a_landlord()
    open_one = "利用者IDのない人には、確認の記録がまだそろっていない人がいます"
    assert open_one in page(s.COORDINATOR, "sitting", minutes.sitting_id)
    s.confirmed(minutes, wish="足音は夜")
    told = page(s.COORDINATOR, "sitting", minutes.sitting_id)
    assert "利用者IDのある人は、全員が答えました" in told
    assert open_one in told
    s.confirmed(minutes)
    assert "利用者IDのある人は、全員が確かめました" in page(s.DOCTOR, "sitting", minutes.sitting_id)
    enter(minutes, landlord)
    told = page(s.COORDINATOR, "sitting", minutes.sitting_id)
    assert "全員が確かめました" in told
    assert "利用者IDのある人は" not in told
    assert open_one not in told
    with s.on(minutes, s.COORDINATOR) as (row, user):
        words = {"duty_explained": True, "facts": "足音が二度した。", "policy": "手紙を続ける。"}
        services.write_minutes(sitting=row.sitting, by=user, version=row.version, **words)
    s.confirmed(minutes)
    told = page(s.COORDINATOR, "sitting", minutes.sitting_id)
    assert "利用者IDのある人は、全員が確かめました" in told, "hers is of other words"
    assert open_one in told


def test_r13_nobody_else_is_answered_for_and_no_other_day_is_written() -> None:
    minutes, landlord = minutes_with_a_landlord()
    with s.on(minutes, s.COORDINATOR) as (row, _):
        came = s.seen_members(row.sitting)
    doctor = next(m for m in came if m.appointment_id == s.office(s.DOCTOR).pk)
    for changes, words in (
        ({"member": doctor}, "利用者IDのない構成員の確認"),
        ({"heard_on": s.days(1)}, "今日までの日"),
        ({"heard_on": s.days(-1)}, "会議録を書いた日から"),
        ({"heard_how": ""}, "方法を選んで"),
        ({"wishes": []}, "直されました"),
    ):
        with pytest.raises(DomainError, match=words):
            enter(minutes, **{"member": landlord} | changes)
    client = browser(s.COORDINATOR)
    address = url("confirm_minutes_of", minutes.sitting_id, doctor.pk)
    assert client.get(address).status_code == 404
    assert seen_by(s.COORDINATOR, MinutesAnswer) == []


def test_minutes_that_nobody_was_asked_about_or_that_are_fixed_are_confirmed_by_nobody() -> None:
    meeting, landlord = a_meeting_with_a_landlord()
    minutes = s.minuted(s.a_sitting(meeting))
    with pytest.raises(DomainError, match="作成中"):
        enter(minutes, landlord)
    s.approved(minutes)
    with pytest.raises(DomainError, match="確定しました"):
        enter(minutes, landlord)
