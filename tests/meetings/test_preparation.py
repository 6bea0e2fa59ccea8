"""準備シート and the hearing log: who writes, who reads and when, what is brought into the sitting."""

import re
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError, StaleError
from access.models import Disclosure
from meetings import services
from meetings.models import AgendaItem, PrepCall, PrepSheet, Sitting, TalkNote
from tests.cases.pages import browser, queries, text_of
from tests.cases.situations import seen_by
from tests.world import acting

from . import preparing as p
from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
SHEET = {"household": "母は通院していた。", "efforts": "", "wanted": "", "to_discuss": "声かけ"}


def _read_by(call: PrepCall, username: str) -> set[str]:
    with s.on(call, username) as (row, user):
        meeting = Sitting.objects.visible_to(user).get(pk=row.sitting_id).meeting
        me = services.membership_of(meeting=meeting, user=user)
        assert me is not None
        return {sheet.household for sheet in services.sheets_for(row, me, user)}


def test_only_the_secretary_asks_and_before_the_sitting() -> None:
    sitting = s.a_sitting(p.a_meeting_of_three())
    ask = services.ask_for_sheets
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(s.DOCTOR, sitting, ask, "sitting", until_on=s.days(1))
    for day in (-1, 9):
        with pytest.raises(DomainError, match="期限は"):
            s.as_somebody(s.COORDINATOR, sitting, ask, "sitting", until_on=s.days(day))
    s.minuted(sitting)
    with pytest.raises(DomainError, match="開く前に"):
        s.as_somebody(s.COORDINATOR, sitting, ask, "sitting", until_on=s.days(1))


def test_one_sheet_a_body_and_others_read_it_when_it_is_released() -> None:
    call = p.a_call()
    p.a_sheet(call)
    p.a_sheet(call, s.SENDER)
    doctors, senders = "ishi1から見た世帯", "soudan1から見た世帯"
    assert _read_by(call, s.DOCTOR) == {doctors}
    assert _read_by(call, s.COORDINATOR) == {doctors, senders}
    with pytest.raises(DomainError, match="事務局の人だけ"):
        s.as_somebody(s.DOCTOR, call, services.release_sheets, "call")
    s.as_somebody(s.COORDINATOR, call, services.release_sheets, "call")
    assert _read_by(call, s.DOCTOR) == {doctors, senders}
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        body = PrepSheet.objects.visible_to(user).first().body_id
        PrepSheet.objects.changeable_by(user).filter(call=call).update(body=body)


def test_nothing_is_released_while_nobody_has_handed_in() -> None:
    with pytest.raises(DomainError, match="まだありません"):
        s.as_somebody(s.COORDINATOR, p.a_call(), services.release_sheets, "call")


def test_two_of_one_body_never_overwrite_each_other_unseen() -> None:
    call = p.a_call()
    first = p.a_sheet(call, household="一")
    with pytest.raises(StaleError, match=r"あなたが別の画面で（今日 \d\d:\d\d）"):
        p.a_sheet(call, household="二")
    p.a_sheet(call, version=first.version, household="二")
    [sheet] = seen_by(s.DOCTOR, PrepSheet)
    assert (sheet.household, sheet.version) == ("二", 2)


def test_an_edition_handed_in_before_stays_readable() -> None:
    call = p.a_call()
    p.a_sheet(call, household="はじめの文")
    p.a_sheet(call, version=1, household="直した文")
    page = text_of(browser(s.DOCTOR).get(url("prep_sheets", call.sitting_id)))
    assert "直した文" in page
    assert "はじめの文" in page


def test_r21_a_sheet_is_entered_in_the_meetings_own_ledger() -> None:
    call = p.a_call()
    p.a_sheet(call)
    rows = [d for d in seen_by(s.DOCTOR, Disclosure) if d.object_kind == "準備シート"]
    assert [d.compartment_id for d in rows] == [call.compartment_id]


def test_nobody_writes_the_sheet_of_another_body_but_the_secretary_who_heard_it() -> None:
    meeting = p.a_meeting_of_three()
    paper = services.Party(paper_member=p.a_paper_member(meeting))
    call = p.a_call(s.a_sitting(meeting))
    with pytest.raises(DomainError, match="事務局の人だけ"):
        p.a_sheet(call, s.DOCTOR, party=p.own(s.SENDER))
    with pytest.raises(DomainError, match="聞き取った人"):
        p.a_sheet(call, s.COORDINATOR, party=paper)
    with pytest.raises(DomainError, match="構成員は、いま"):
        p.a_sheet(call, s.COORDINATOR, party=p.own(s.OUTSIDER))
    heard = {"heard_from": "見本 民子", "heard_on": s.days(0)}
    sheet = p.a_sheet(call, s.COORDINATOR, party=paper, **heard)
    assert sheet.heard_from == "見本 民子"
    with s.on(call, s.COORDINATOR) as (row, user):
        assert {party.name for party in services.missing_of(row, user)} == {
            p.own(s.DOCTOR).name,
            p.own(s.SENDER).name,
        }


def test_nothing_is_handed_in_after_the_sitting() -> None:
    call = p.a_call()
    with s.on(call, s.COORDINATOR) as (row, _):
        sitting = row.sitting
    s.minuted(sitting)
    with pytest.raises(DomainError, match="開く前に"):
        p.a_sheet(call)


# --- pages ---------------------------------------------------------------------------------------


def test_r22_a_member_sees_her_sheet_as_others_will_and_hands_it_in() -> None:
    call = p.a_call()
    client, address = browser(s.DOCTOR), url("prep_sheet", call.sitting_id)
    assert "準備シートを書く" in text_of(client.get("/"))
    page = text_of(client.get(address))
    assert "あなただけの下書き" in page
    checked = post(client, address, **SHEET, step="check", version=0)
    assert "構成員に見える画面を確かめる" in text_of(checked)
    assert "母は通院していた。" in text_of(checked)
    assert seen_by(s.DOCTOR, PrepSheet) == []
    assert post(client, address, **SHEET, step="send", version=0).status_code == 303
    [sheet] = seen_by(s.DOCTOR, PrepSheet)
    assert sheet.to_discuss == "声かけ"
    assert "準備シートを書く" not in text_of(client.get("/"))
    other = text_of(browser(s.SENDER).get(url("prep_sheets", call.sitting_id)))
    assert "母は通院していた。" not in other


def test_a_double_click_hands_in_once_and_a_colleague_is_shown_what_was_first() -> None:
    call = p.a_call()
    client, address = browser(s.DOCTOR), url("prep_sheet", call.sitting_id)
    key = hidden(client.get(address), "form_key")
    for _ in range(2):
        answer = client.post(address, {**SHEET, "form_key": key, "version": 0, "step": "send"})
        assert answer.status_code == 303
    [sheet] = seen_by(s.DOCTOR, PrepSheet)
    assert sheet.version == 1
    late = post(client, address, **SHEET | {"household": "別の見方"}, step="send", version=0)
    assert late.status_code == 422
    shown = late.content.decode()
    assert "母は通院していた。" in shown
    assert "別の見方" in shown
    assert hidden(late, "version") == "1"


def test_the_secretary_sees_who_is_missing_and_releases_what_she_has_seen() -> None:
    meeting = p.a_meeting_of_three()
    p.a_paper_member(meeting)
    sitting = s.a_sitting(meeting)
    client = browser(s.COORDINATOR)
    ask = url("prep_ask", sitting.pk)
    assert post(client, ask, until_on="R8.1.1").status_code == 422
    assert post(client, ask, until_on=str(s.days(3))).status_code == 303
    asked = text_of(client.get(url("preparation", sitting.pk)))
    assert "構成員に、準備シートを頼みました" in asked
    [call] = seen_by(s.COORDINATOR, PrepCall)
    p.a_sheet(call)
    page = text_of(client.get(url("preparation", sitting.pk)))
    for words in ("提出済み", "聞き取って代わりに書く", "事前の聞き取り", "家族年表"):
        assert words in page
    preview = text_of(client.get(url("prep_release", sitting.pk)))
    assert "ishi1から見た世帯" in preview
    version = hidden(client.get(url("prep_release", sitting.pk)), "version")
    made = post(client, url("prep_release", sitting.pk), version=version)
    assert made.status_code == 303
    released = text_of(client.get(made["Location"]))
    assert "準備シートを、構成員が見られるようにしました" in released
    assert client.get(url("prep_release", sitting.pk)).status_code == 404
    outcome = url("prep_outcome", sitting.pk)
    data = {"direction": "急がない", "version": hidden(client.get(outcome), "version")}
    assert post(client, outcome, **data).status_code == 303
    told = text_of(client.get(url("preparation", sitting.pk)))
    assert "支援方針の案を登録しました" in told
    member = browser(s.SENDER)
    assert "急がない" in text_of(member.get(url("preparation", sitting.pk)))
    assert "ishi1から見た世帯" in text_of(member.get(url("prep_sheets", sitting.pk)))


def test_the_secretary_writes_for_a_member_on_paper() -> None:
    meeting = p.a_meeting_of_three()
    paper = p.a_paper_member(meeting)
    call = p.a_call(s.a_sitting(meeting))
    client = browser(s.COORDINATOR)
    address = url("prep_sheet_of", call.sitting_id, paper.pk)
    assert post(client, address, **SHEET, version=0).status_code == 422
    data = SHEET | {"heard_from": "見本 民子", "heard_on": "令和8年11月2日"}
    assert post(client, address, **data, version=0, step="send").status_code == 303
    assert "聞き取り" in text_of(client.get(url("prep_sheets", call.sitting_id)))
    assert browser(s.DOCTOR).get(address).status_code == 404


@pytest.mark.parametrize("who", [s.OUTSIDER, s.VOLUNTEER, "kanri1", "kansa1"])
def test_r4_nobody_else_finds_the_preparation(who: str) -> None:
    meeting = p.a_meeting_of_three()
    s.an_appointed_member(meeting, s.VOLUNTEER)  # has not confirmed the duty
    sitting = s.a_sitting(meeting)
    p.a_sheet(p.a_call(sitting))
    hearing = p.a_hearing(sitting)
    client = browser(who)
    for name in ("preparation", "prep_sheets", "prep_sheet", "prep_release", "hearings"):
        assert client.get(url(name, sitting.pk)).status_code == 404
    assert client.get(url("change_hearing", hearing.pk)).status_code == 404


def test_the_preparation_asks_the_same_number_of_questions_at_any_length() -> None:
    meeting = p.a_meeting_of_three()
    sitting = s.a_sitting(meeting)
    call = p.a_call(sitting)
    p.a_sheet(call)
    p.a_hearing(sitting)
    p.a_request(meeting)
    pages = [url("preparation", sitting.pk), url("prep_sheets", sitting.pk)]
    pages += [url("hearings", sitting.pk), url("information_of", meeting.pk)]
    few = [queries(s.COORDINATOR, page) for page in pages]
    p.a_sheet(call, s.SENDER)
    for _ in range(4):
        p.a_hearing(sitting)
        p.a_request(meeting)
    assert [queries(s.COORDINATOR, page) for page in pages] == few


# --- what was heard beforehand -------------------------------------------------------------------


def test_what_was_heard_is_the_secretarys_page_alone() -> None:
    sitting = s.a_sitting(p.a_meeting_of_three())
    p.a_hearing(sitting)
    page = text_of(browser(s.COORDINATOR).get(url("hearings", sitting.pk)))
    assert "夜中に明かりがつく。" in page
    assert "情報提供者を守る" in page
    assert browser(s.DOCTOR).get(url("hearings", sitting.pk)).status_code == 404
    preparation = text_of(browser(s.DOCTOR).get(url("preparation", sitting.pk)))
    assert "聞き取り" not in preparation
    with pytest.raises(DomainError, match="事務局の人だけ"), s.on(sitting, s.DOCTOR) as (row, user):
        services.enter_hearing(
            sitting=row, member=None, person="x", heard_on=s.days(0), how="phone", by=user
        )


def test_one_click_makes_it_a_thing_to_discuss_with_its_words_and_no_others() -> None:
    sitting = s.a_sitting(p.a_meeting_of_three())
    hearing = p.a_hearing(sitting)
    client = browser(s.COORDINATOR)
    for _ in range(2):
        assert client.post(url("hearing_to_agenda", hearing.pk)).status_code == 303
    agenda = seen_by(s.DOCTOR, Sitting)[0].agenda
    assert agenda.splitlines() == ["長男への最初の声かけ", "夜の様子"]
    s.as_somebody(s.COORDINATOR, sitting, services.open_sitting, "sitting")
    later = p.a_hearing(sitting, bring_in="鍵の預け先")
    assert client.post(url("hearing_to_agenda", later.pk)).status_code == 303
    assert seen_by(s.DOCTOR, AgendaItem)[-1].title == "鍵の預け先"


def test_it_is_undecided_only_in_a_sitting_that_has_begun() -> None:
    sitting = s.a_sitting(p.a_meeting_of_three())
    hearing = p.a_hearing(sitting)
    undecided = services.leave_undecided
    with pytest.raises(DomainError, match="まだ始まっていません"):
        s.as_somebody(s.COORDINATOR, hearing, undecided, "hearing")
    s.as_somebody(s.COORDINATOR, sitting, services.open_sitting, "sitting")
    s.as_somebody(s.COORDINATOR, hearing, undecided, "hearing")
    [note] = seen_by(s.DOCTOR, TalkNote)
    assert (note.section, note.text) == ("undecided", "夜の様子")


def test_a_hearing_is_written_and_corrected_on_its_page() -> None:
    meeting = p.a_meeting_of_three()
    sitting = s.a_sitting(meeting)
    client, address = browser(s.COORDINATOR), url("hearings", sitting.pk)
    data: dict[str, Any] = {
        "heard_on": "R8.11.2",
        "how": "visit",
        "text": "驚かせたくない。",
        "nature": "view",
        "source": "診療録",
    }
    refused = post(client, address, **data)
    assert refused.status_code == 422
    assert "構成員から1人選ぶか" in text_of(refused)
    assert (
        post(client, address, **data, person="大家", markers=["is_third_party"]).status_code == 303
    )
    assert "聞き取りを登録しました" in text_of(client.get(address))
    from meetings.models import Hearing

    [hearing] = seen_by(s.COORDINATOR, Hearing)
    change = url("change_hearing", hearing.pk)
    data |= {"person": "大家", "text": "急がせたくない。"}
    version = hidden(client.get(change), "version")
    assert post(client, change, **data, version=version).status_code == 303
    corrected = text_of(client.get(address))
    assert "急がせたくない。" in corrected
    assert "直した内容を登録しました" in corrected


def test_a_draft_of_one_sitting_is_not_offered_for_another() -> None:
    meeting = p.a_meeting_of_three()
    paper = p.a_paper_member(meeting)
    client = browser(s.COORDINATOR)
    keys = set()
    for _ in range(2):
        call = p.a_call(s.a_sitting(meeting))
        page = client.get(url("prep_sheet_of", call.sitting_id, paper.pk)).content.decode()
        keys |= set(re.findall(r'data-draft-object="([^"]+)"', page))
    assert len(keys) == 2
    assert str(paper.pk) not in keys
