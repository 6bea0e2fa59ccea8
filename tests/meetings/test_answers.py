"""Minutes confirmed paragraph by paragraph, the survey, what was agreed in all meetings (R20)."""

import datetime
import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pypdf import PdfReader

from access.errors import DomainError
from access.reading import ReadingLog
from documents.business_days import is_business_day
from meetings import minutes_paper, services
from meetings.models import Decision, Minutes, MinutesAnswer, SurveyAnswer
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db


def minutes_of_a_meeting(facts: str = "足音がした。\n新聞があった。") -> Minutes:
    return s.minuted(s.a_sitting(s.a_meeting_with_a_doctor()), facts=facts)


def test_r20_minutes_are_approved_when_everybody_has_confirmed() -> None:
    minutes = minutes_of_a_meeting()
    approve = services.approve_minutes
    with pytest.raises(DomainError, match="確認を頼んで"):
        s.as_somebody(s.COORDINATOR, minutes, approve, "minutes")
    s.sent(minutes)
    with pytest.raises(DomainError, match="まだ確かめていない人"):
        s.as_somebody(s.COORDINATOR, minutes, approve, "minutes")
    s.confirmed(minutes)
    assert s.as_somebody(s.COORDINATOR, minutes, approve, "minutes").approved_at


def test_r20_or_when_the_day_has_passed(monkeypatch: pytest.MonkeyPatch) -> None:
    minutes = s.sent(minutes_of_a_meeting(), answer_until_on=s.days(0))
    later = s.days(1)
    monkeypatch.setattr(services.answers.timezone, "localdate", lambda *a: later)
    assert s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes").approved_at


def test_r20_a_wish_is_answered_before_the_minutes_are_fixed() -> None:
    minutes = s.sent(minutes_of_a_meeting())
    s.confirmed(minutes, wish="足音は二人分だった")
    approve = services.approve_minutes
    with pytest.raises(DomainError, match="1件あります"):
        s.as_somebody(s.COORDINATOR, minutes, approve, "minutes")
    [wish] = [a for a in seen_by(s.COORDINATOR, MinutesAnswer) if not a.is_right]
    assert (wish.section, wish.paragraph) == ("facts", "足音がした。")
    settle = services.settle_wish
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(s.DOCTOR, wish, settle, "answer", settlement="直した")
    s.as_somebody(s.COORDINATOR, wish, settle, "answer", settlement="そのとおりに直した")
    assert s.as_somebody(s.COORDINATOR, minutes, approve, "minutes").approved_at


def test_an_answer_is_about_the_words_that_were_read() -> None:
    minutes = s.sent(minutes_of_a_meeting())
    with s.on(minutes, s.DOCTOR) as (row, user):
        read = services.paragraphs(row, user)
    with s.on(minutes, s.COORDINATOR) as (row, user):
        services.write_minutes(sitting=row.sitting, facts="書き直した。", by=user)
    with s.on(minutes, s.DOCTOR) as (row, user), pytest.raises(DomainError, match="直されました"):
        services.answer_minutes(minutes=row, wishes=[(p, "") for p in read], by=user)
    assert seen_by(s.DOCTOR, MinutesAnswer) == []
    s.confirmed(minutes)
    s.confirmed(minutes)  # twice changes nothing
    assert len(seen_by(s.DOCTOR, MinutesAnswer)) == 2


def rewritten(minutes: Minutes, facts: str = "書き直した。") -> None:
    with s.on(minutes, s.COORDINATOR) as (row, user):
        services.write_minutes(sitting=row.sitting, facts=facts, by=user)


def test_r20_who_confirmed_former_words_is_asked_for_those_of_now() -> None:
    """At home, on the page of the sitting and before they are fixed; a decision is words of them too."""
    minutes = s.sent(minutes_of_a_meeting())
    s.confirmed(minutes)
    doctor, approve = browser(s.DOCTOR), services.approve_minutes
    rewritten(minutes)
    assert "会議録の直ったところを確かめる" in text_of(doctor.get("/"))
    assert "確認を頼まれた会議録" in text_of(doctor.get(url("mine")))
    asked = text_of(doctor.get(url("confirm_minutes", minutes.sitting_id)))
    assert asked.count("答えたあとに直ったところ") == 1
    page = text_of(browser(s.COORDINATOR).get(url("sitting", minutes.sitting_id)))
    assert "直ったところを、まだ確かめていない人" in page
    assert "全員が確かめました" not in page
    with pytest.raises(DomainError, match="直ったところを確かめていない人"):
        s.as_somebody(s.COORDINATOR, minutes, approve, "minutes")
    s.confirmed(minutes)
    assert "直ったところ" not in text_of(doctor.get("/"))
    with s.on(minutes, s.COORDINATOR) as (row, _):
        sitting = row.sitting
    s.a_decision(sitting)
    assert "会議録の直ったところを確かめる" in text_of(doctor.get("/"))
    with pytest.raises(DomainError, match="直ったところを確かめていない人"):
        s.as_somebody(s.COORDINATOR, minutes, approve, "minutes")
    s.confirmed(minutes)
    assert s.as_somebody(s.COORDINATOR, minutes, approve, "minutes").approved_at


def test_r20_what_was_put_right_does_not_wait_beyond_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    minutes = s.sent(minutes_of_a_meeting(), answer_until_on=s.days(0))
    s.confirmed(minutes)
    rewritten(minutes)
    later = s.days(1)
    monkeypatch.setattr(services.answers.timezone, "localdate", lambda *a: later)
    assert s.as_somebody(s.COORDINATOR, minutes, services.approve_minutes, "minutes").approved_at


def test_r20_the_minutes_are_fixed_with_the_decisions_that_stood_before_the_chair() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    minutes = s.minuted(sitting)
    decision = s.a_decision(sitting)
    s.sent(minutes)
    client, address = browser(s.COORDINATOR), url("approve", sitting.pk)
    s.confirmed(minutes)
    page = client.get(address)
    assert "手紙を届ける（" in text_of(page), "decisions are on the page of the chair"
    read = {name: hidden(page, name) for name in ("version", "as_read")}
    changed = {"content": "電話をかける", "body": decision.by_whom, "due_on": s.days(3)}
    s.as_somebody(s.COORDINATOR, decision, services.complete_decision, "decision", **changed)
    s.confirmed(minutes)
    refused = post(client, address, **read)
    assert refused.status_code == 422
    assert "読んでいる間に直されました" in text_of(refused)
    assert "電話をかける（" in text_of(refused)
    read = {name: hidden(refused, name) for name in ("version", "as_read")}
    assert post(client, address, **read).status_code == 303


def test_minutes_are_not_sent_while_somebody_or_a_day_is_missing() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    minutes = s.minuted(sitting)
    s.a_decision(sitting, body=None)
    with pytest.raises(DomainError, match="機関と期限"):
        s.sent(minutes)
    with pytest.raises(DomainError, match="今日より後"):
        s.sent(minutes, answer_until_on=s.days(-1))


def test_the_track_without_consent_goes_on_or_ends_with_a_reason() -> None:
    minutes = minutes_of_a_meeting()
    with pytest.raises(DomainError, match="理由"):
        s.sent(minutes, course="end")
    kept = s.sent(minutes, course="end", course_reason="転出した")
    assert (kept.course, kept.course_reason) == ("end", "転出した")
    assert s.sent(minutes, course="outreach", course_reason="x").course_reason == ""
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        Minutes.objects.changeable_by(user).filter(pk=minutes.pk).update(course="end")


def test_a_member_confirms_on_her_page_and_asks_for_a_correction() -> None:
    minutes = s.sent(minutes_of_a_meeting())
    client, address = browser(s.DOCTOR), url("confirm_minutes", minutes.sitting_id)
    assert "会議録を確かめる" in text_of(client.get("/"))
    answers = {f"answer_{n}": "right" for n in (1, 2, 3)}
    refused = post(client, address, **answers | {"answer_2": "wrong"})
    assert refused.status_code == 422
    assert "どう直してほしいか" in text_of(refused)
    sent = post(client, address, **answers | {"answer_2": "wrong", "wish_2": "郵便も"})
    assert sent.status_code == 303
    assert "会議録への答えを登録しました" in text_of(client.get(sent["Location"]))
    assert "会議録を確かめる" not in text_of(client.get("/"))
    [wish] = [a for a in seen_by(s.COORDINATOR, MinutesAnswer) if not a.is_right]
    secretary, settle = browser(s.COORDINATOR), url("settle_wish", wish.pk)
    version = hidden(secretary.get(settle), "version")
    assert post(secretary, settle, settlement="加えた", version=version).status_code == 303
    assert "事務局の答え：加えた" in text_of(client.get(url("sitting", minutes.sitting_id)))
    assert client.get(settle).status_code == 404


def test_r20_a_wish_is_no_confirmation_and_the_chair_sees_it_before_she_fixes_them() -> None:
    minutes = s.to_be_approved(minutes_of_a_meeting())
    client, page = browser(s.COORDINATOR), url("sitting", minutes.sitting_id)
    approve = url("approve", minutes.sitting_id)
    assert "全員が確かめました" in text_of(client.get(page))
    assert "直してほしいという答え" not in text_of(client.get(approve))
    s.confirmed(minutes, wish="足音は二人分だった")
    told = text_of(client.get(page))
    assert "全員が答えました" in told
    assert "直してほしいという答えが1件" in told
    assert "全員が確かめました" not in told
    before = client.get(approve)
    assert "直してほしいという答えが1件あります" in text_of(before)
    assert "足音は二人分だった" in text_of(before)
    assert f'href="{page}#wishes-h"' in before.content.decode()


def test_r20_both_pages_say_who_is_waited_for_and_when_the_minutes_can_be_fixed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Before the button is pressed and refuses."""
    minutes = s.sent(minutes_of_a_meeting())
    client, doctor = browser(s.COORDINATOR), s.office(s.DOCTOR).staff.name
    page, approve = url("sitting", minutes.sitting_id), url("approve", minutes.sitting_id)
    assert f"まだの人：{doctor}。全員の答えがそろうか" in text_of(client.get(page))
    before = text_of(client.get(approve))
    assert "まだ確定できません。全員の答えがそろうか" in before
    assert f"まだの人：{doctor}" in before
    later = s.days(6)
    with monkeypatch.context() as patched:
        patched.setattr(services.answers.timezone, "localdate", lambda *a: later)
        told, late = text_of(client.get(page)), text_of(client.get(approve))
    assert "が過ぎました。まだの人：" in told
    assert "確認を頼んでいます" not in told, "the day is past"
    assert "まだ確定できません" not in late
    assert "答えを待たずに確定できます" in late
    s.confirmed(minutes)
    assert "まだの人" not in text_of(client.get(approve))


def test_r20_where_nobody_was_asked_nobody_is_said_to_have_confirmed() -> None:
    """The secretary alone, with whoever has no account: she is not told that all have confirmed."""
    minutes = s.sent(s.minuted(s.a_sitting(s.a_meeting())))
    page = text_of(browser(s.COORDINATOR).get(url("sitting", minutes.sitting_id)))
    assert "答えを待っている構成員はいません" in page
    assert "全員が確かめました" not in page


def test_r20_the_secretary_reads_that_the_chair_fixes_the_minutes() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.VOLUNTEER, "chair")
    minutes = s.to_be_approved(s.minuted(s.a_sitting(meeting)))
    page = url("sitting", minutes.sitting_id)
    said = f"会議録を確定するのは、座長（{s.office(s.VOLUNTEER).staff.name}）です"
    assert said in text_of(browser(s.COORDINATOR).get(page))
    assert said not in text_of(browser(s.VOLUNTEER).get(page)), "she has the button"


def test_what_was_done_with_the_minutes_is_said() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    client, page = browser(s.COORDINATOR), url("sitting", sitting.pk)
    came = [str(member.pk) for member in s.seen_members(sitting)]
    written: dict[str, Any] = {
        "duty_explained": "on",
        "facts": "足音がした。",
        "policy": "手紙を続ける。",
    }
    written |= {"present": came}
    assert post(client, url("minutes", sitting.pk), **written).status_code == 303
    assert "会議録を保存しました" in text_of(client.get(page))
    send = url("send_minutes", sitting.pk)
    asked = {"answer_until_on": str(s.days(5)), "course": "next"}
    version = hidden(client.get(send), "version")
    assert post(client, send, version=version, **asked).status_code == 303
    assert "構成員に、会議録の確認を頼みました" in text_of(client.get(page))
    again = client.get(send)
    assert "会議録の確認の期限・進め方を直す" in text_of(again)
    assert "構成員に確認を頼む" not in text_of(again)
    version = hidden(again, "version")
    later = asked | {"answer_until_on": str(s.days(6))}
    assert post(client, send, version=version, **later).status_code == 303
    told = text_of(client.get(page))
    assert "確認の期限と、この先の進め方を直しました" in told
    assert "確認を頼みました" not in told, "they were asked before"


def test_a_survey_is_answered_under_ones_name_and_read_by_the_secretary() -> None:
    minutes = minutes_of_a_meeting()
    address = url("survey", minutes.sitting_id)
    client = browser(s.DOCTOR)
    data = {"helped": "4", "role_is_clear": "3", "opinion": "資料を先にほしい"}
    asked = text_of(client.get(address)).split("回答する", 1)[0]
    assert "見られる人：答えた人と、会議の事務局だけ" in asked
    assert "（支援会議の構成員のみ）" not in asked, "R18: no member reads another's answer"
    assert post(client, address, **data).status_code == 303
    assert "アンケートの答えを登録しました" in text_of(client.get("/"))
    version = hidden(client.get(address), "version")
    assert post(client, address, **data | {"helped": "2", "version": version}).status_code == 303
    [answer] = seen_by(s.COORDINATOR, SurveyAnswer)
    assert answer.helped == 2
    assert "資料を先にほしい" in text_of(browser(s.COORDINATOR).get(address))
    s.a_sworn_member(_meeting_of(minutes), s.VOLUNTEER)
    assert "資料を先にほしい" not in text_of(browser(s.VOLUNTEER).get(address))


def _meeting_of(minutes: Minutes) -> Any:
    with s.on(minutes, s.COORDINATOR) as (row, _):
        return row.sitting.meeting


def test_what_was_agreed_stands_in_one_list_the_urgent_first() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor(), -9)
    late = s.a_decision(sitting, due_on=s.days(-2), content="先の")
    s.a_decision(s.a_sitting(s.a_meeting()), content="後の")
    client = browser(s.COORDINATOR)
    shown = text_of(client.get(url("decisions")))
    assert shown.index("先の") < shown.index("後の")
    assert "後の" not in text_of(client.get(url("decisions") + "?show=late"))
    assert "後の" not in text_of(browser(s.DOCTOR).get(url("decisions")))
    few = queries(s.COORDINATOR, url("decisions"))
    for number in range(4):
        s.a_decision(s.a_sitting(s.a_meeting()), content=f"{number}")
    assert queries(s.COORDINATOR, url("decisions")) == few
    assert isinstance(late, Decision)


def test_open_ones_stand_in_the_next_room_by_themselves() -> None:
    meeting = s.a_meeting_with_a_doctor()
    s.a_decision(s.a_sitting(meeting), content="手紙を届ける")
    following = s.begun(meeting)
    room = text_of(browser(s.DOCTOR).get(url("room", following.pk)))
    assert "手紙を届ける" in room[room.index("前回までの宿題") :]


def test_r17_the_secretary_prints_the_minutes_and_a_member_does_not() -> None:
    minutes = minutes_of_a_meeting()
    with acting(s.COORDINATOR) as user:
        paper = minutes_paper.gather(user, minutes.pk, "", ReadingLog(user))
    result = minutes_paper.make(paper)
    text = "".join(p.extract_text() for p in PdfReader(io.BytesIO(result.content)).pages)
    for words in ("足音がした", "手紙を続ける", "106条の6", "案（確定前）"):
        assert words in "".join(text.split())
    for who in (s.DOCTOR, s.SENDER):
        with acting(who) as user:
            assert minutes_paper.may(user, minutes.pk) is None
    client = browser(s.DOCTOR)
    assert post(client, url("print_minutes", minutes.sitting_id)).status_code == 404
    page = text_of(client.get(url("sitting", minutes.sitting_id)))
    assert "会議録を印刷できるのは、会議の事務局と座長です" in page
    asked = post(browser(s.COORDINATOR), url("print_minutes", minutes.sitting_id))
    assert asked.status_code == 303


@pytest.mark.parametrize("later", range(14))
def test_the_day_that_is_proposed_for_confirming_is_one_on_which_the_office_is_open(
    monkeypatch: pytest.MonkeyPatch, later: int
) -> None:
    today = timezone.localdate() + datetime.timedelta(days=later)
    monkeypatch.setattr(timezone, "localdate", lambda: today)
    proposed = services.default_answer_day()
    assert is_business_day(proposed)
    assert proposed >= today + datetime.timedelta(days=5)
