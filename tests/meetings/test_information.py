"""情報提供等の依頼 (Art. 106-6 (3)-(4)): who is asked, how it leaves, who answers, why not."""

import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pypdf import PdfReader

from access.errors import DomainError
from access.models import Disclosure, OutputHold
from access.reading import ReadingLog
from meetings import information_paper, services
from meetings.models import InformationAnswer, InformationRequest, SharedItem
from tests.cases.pages import browser, queries, text_of, title_of
from tests.cases.situations import body_of, seen_by
from tests.world import acting

from . import preparing as p
from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db
OUTSIDE = services.Recipient(outside="見本薬局")
FACTS: dict[str, Any] = {
    "wanted": ["inf"],
    "subject_matter": "薬の残り",
    "purpose": "受診の再開のため",
    "due_on": "令和30年1月5日",
}


def _ledger() -> list[Disclosure]:
    return [d for d in seen_by(s.COORDINATOR, Disclosure) if d.object_kind == "情報提供等の依頼"]


def test_only_the_secretary_asks() -> None:
    meeting = p.a_meeting_of_three()
    with s.on(meeting, s.DOCTOR) as (row, user), pytest.raises(DomainError, match="事務局の人だけ"):
        services.draft_request(meeting=row, to=OUTSIDE, asking=p.asking(), by=user)
    assert browser(s.DOCTOR).get(url("information_new", meeting.pk)).status_code == 404


def test_r15_who_is_no_member_is_asked_only_with_a_reason() -> None:
    meeting = p.a_meeting_of_three()
    for to in (OUTSIDE, services.Recipient(body=p.a_body_outside(meeting))):
        with pytest.raises(DomainError, match="依頼するだけで"):
            p.a_draft(meeting, to)
        draft = p.a_draft(meeting, to, outsider_reason="薬の残りだけを尋ねる")
        assert draft.is_to_outsider
        send = services.send_request
        with pytest.raises(DomainError, match="この画面を見られません"):
            s.as_somebody(s.COORDINATOR, draft, send, "request", way="here")
    inside = p.a_draft(meeting, outsider_reason="要らない理由")
    assert (inside.is_to_outsider, inside.outsider_reason) == (False, "")
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        rows = InformationRequest.objects.changeable_by(user).filter(pk=inside.pk)
        rows.update(is_to_outsider=True)


@pytest.mark.parametrize("who", ["kansa1", "system1"])
def test_r10_who_audits_or_runs_the_system_is_asked_nothing(who: str) -> None:
    """The request alone tells that the person is a case."""
    meeting = p.a_meeting_of_three()
    with acting(s.COORDINATOR):
        body = body_of(who)
    client, address = browser(s.COORDINATOR), url("information_new", meeting.pk)
    shown = client.get(address).content.decode()
    assert f'value="{body.pk}"' not in shown
    assert f'value="{p.a_body_outside(meeting).pk}"' in shown
    typed = FACTS | {"to": str(body.pk), "outsider_reason": "記録を尋ねる"}
    refused = post(client, address, **typed)
    assert refused.status_code == 422
    assert "薬の残り" in text_of(refused)
    to = services.Recipient(body=body)
    with pytest.raises(DomainError, match="だけをする機関"):
        p.a_draft(meeting, to, outsider_reason="記録を尋ねる")
    draft = p.a_draft(meeting)
    change = {"to": to, "asking": p.asking(outsider_reason="記録を尋ねる")}
    with pytest.raises(DomainError, match="だけをする機関"):
        s.as_somebody(s.COORDINATOR, draft, services.change_request, "request", **change)
    with acting(s.COORDINATOR) as user:  # a draft of before
        rows = InformationRequest.objects.changeable_by(user).filter(pk=draft.pk)
        rows.update(body=body, is_to_outsider=True, outsider_reason="記録を尋ねる")
    sent = post(client, url("send_information", draft.pk), way="oral", sent_on=str(s.days(0)))
    assert sent.status_code == 422
    assert "だけをする機関" in text_of(sent)
    assert seen_by(s.COORDINATOR, InformationRequest)[0].state == "draft"


def test_a_draft_is_the_secretarys_and_what_was_sent_is_not_changed() -> None:
    meeting = p.a_meeting_of_three()
    draft = p.a_draft(meeting)
    assert browser(s.DOCTOR).get(url("information", draft.pk)).status_code == 404
    assert "最後に受診した" not in text_of(browser(s.DOCTOR).get(url("information_of", meeting.pk)))
    sent = p.a_request(meeting)
    change = {"to": services.Recipient(body=sent.body), "asking": p.asking()}
    with pytest.raises(DomainError, match="取り下げて"):
        s.as_somebody(s.COORDINATOR, sent, services.change_request, "request", **change)


def test_r21_asked_here_or_by_word_it_is_one_row_of_the_ledger() -> None:
    meeting = p.a_meeting_of_three()
    for way in ("here", "oral"):
        p.a_request(meeting, way=way)
    rows = _ledger()
    assert len(rows) == 2
    assert {(r.compartment_id, r.legal_basis.code) for r in rows} == {
        (meeting.compartment_id, "SWA106-6")
    }


def test_r21_s91_a_letter_leaves_through_the_gate_on_one_basis() -> None:
    request = p.a_request(way="letter", document_number="8見本第12号", addressee="院長")
    assert _ledger() == [], "entered when the letter is made"
    with acting(s.COORDINATOR) as user:
        row = information_paper.may(user, request.pk)
        assert row is not None
        output = information_paper.gate(user, row, "letter")
        own = information_paper.gate(user, row, "draft")
        paper = information_paper.gather(user, request.pk, "letter", ReadingLog(user))
    assert output.leaving is not None
    assert (output.leaving.legal_basis, output.leaving.recipients) == (
        "SWA106-6",
        request.recipient,
    )
    assert (own.use, own.leaving) == (OutputHold.Use.OWN, None)
    pdf = information_paper.make(paper).content
    text = "".join("".join(x.extract_text() for x in PdfReader(io.BytesIO(pdf)).pages).split())
    for words in (
        "情報提供等協力依頼書",
        "8見本第12号",
        "院長",
        "第106条の6第3項",
        "努める",
        "秘密",
    ):
        assert words in text
    assert "（案）" not in text


def test_before_it_is_sent_there_is_only_a_draft_of_the_letter() -> None:
    from jobs.registry import NotPermitted

    draft = p.a_draft(p.a_meeting_of_three())
    with acting(s.COORDINATOR) as user:
        with pytest.raises(NotPermitted):
            information_paper.gather(user, draft.pk, "letter", ReadingLog(user))
        paper = information_paper.gather(user, draft.pk, "draft", ReadingLog(user))
    assert "（案）" in paper.html


@pytest.mark.parametrize("who", [s.DOCTOR, s.SENDER])
def test_r17_a_member_prints_no_letter(who: str) -> None:
    request = p.a_request(way="letter")
    with acting(who) as user:
        assert information_paper.may(user, request.pk) is None
    assert post(browser(who), url("letter", request.pk)).status_code == 404


def test_a_double_click_asks_for_one_letter() -> None:
    from jobs.models import Job

    request = p.a_request(way="letter")
    client = browser(s.COORDINATOR)
    key = hidden(client.get(url("information", request.pk)), "form_key")
    targets = {client.post(url("letter", request.pk), {"form_key": key}).url for _ in range(2)}
    assert len(targets) == 1
    with acting(s.COORDINATOR) as user:
        [job] = Job.objects.visible_to(user).filter(kind=information_paper.JOB_KIND)
    assert job.option == "letter"


# --- answers -------------------------------------------------------------------------------------


def test_a_member_of_the_asked_body_answers_and_the_members_read_it() -> None:
    request = p.a_request()
    assert "情報提供等を頼まれています" in text_of(browser(s.DOCTOR).get("/"))
    answer = p.an_answer(request)
    [item] = seen_by(s.SENDER, SharedItem)
    assert answer.item_id == item.pk
    assert item.text == "二年前の四月が最後。"
    assert seen_by(s.SENDER, InformationRequest)[0].state == "answered"
    assert "情報提供等を頼まれています" not in text_of(browser(s.DOCTOR).get("/"))


def test_nobody_answers_for_a_body_that_is_not_hers() -> None:
    request = p.a_request()
    with pytest.raises(DomainError, match="事務局の人だけ"):
        p.an_answer(request, s.SENDER)
    assert browser(s.SENDER).get(url("answer_information", request.pk)).status_code == 404


def test_a_refusal_brings_its_reason_and_may_be_followed_by_an_answer() -> None:
    request = p.a_request()
    with pytest.raises(DomainError, match="理由"):
        p.an_answer(request, outcome="refused", text="")
    refused = p.an_answer(request, outcome="refused", text="", reason="本人の申出がないため")
    assert refused.item_id is None
    p.an_answer(request, outcome="partly", reason="病名は控える")
    assert len(seen_by(s.COORDINATOR, SharedItem)) == 1
    with acting(s.COORDINATOR) as user, pytest.raises(IntegrityError), transaction.atomic():
        rows = InformationAnswer.objects.changeable_by(user).filter(pk=refused.pk)
        rows.update(reason="")


def test_what_came_by_phone_is_entered_by_the_secretary() -> None:
    meeting = p.a_meeting_of_three()
    request = p.a_request(meeting, OUTSIDE, way="letter", outsider_reason="薬だけ")
    with pytest.raises(DomainError, match="依頼した日"):
        p.an_answer(request, s.COORDINATOR, answered_by="見本", how="phone", answered_on=s.days(-1))
    client, address = browser(s.COORDINATOR), url("receive_information", request.pk)
    data = {"outcome": "answered", "text": "残りは一週間分。", "nature": "fact", "how": "phone"}
    assert post(client, address, **data).status_code == 422
    version = hidden(client.get(address), "version")
    data |= {"answered_by": "見本 薬子", "answered_on": str(s.days(0)), "version": version}
    shown = text_of(post(client, address, **data))
    assert "依頼への回答：見本薬局 見本 薬子" in shown, "first as members will see it (R22)"
    assert not seen_by(s.DOCTOR, SharedItem)
    assert post(client, address, **data, step="share").status_code == 303
    [item] = seen_by(s.DOCTOR, SharedItem)
    assert item.source == "依頼への回答：見本薬局 見本 薬子"
    assert client.get(address).status_code == 404, "answered in full"


def test_a_request_is_withdrawn_with_a_reason_and_no_draft_is() -> None:
    meeting = p.a_meeting_of_three()
    withdraw = services.withdraw_request
    with pytest.raises(DomainError, match="作成中"):
        s.as_somebody(s.COORDINATOR, p.a_draft(meeting), withdraw, "request", reason="x")
    request = p.a_request(meeting)
    s.as_somebody(s.COORDINATOR, request, withdraw, "request", reason="分かった")
    with pytest.raises(DomainError, match="取下げ"):
        p.an_answer(request)


# --- pages ---------------------------------------------------------------------------------------


def test_the_screen_warns_and_offers_to_make_a_member_first() -> None:
    meeting = p.a_meeting_of_three()
    client, address = browser(s.COORDINATOR), url("information_new", meeting.pk)
    chosen = {"to": "outside", "outside": "見本薬局"}
    warned = post(client, address, **FACTS, **chosen)
    assert warned.status_code == 422
    page = warned.content.decode()
    assert "先に構成員に指定する" in page
    assert url("appoint", meeting.pk) in page
    assert post(client, address, **FACTS, **chosen, outsider_reason="薬だけ").status_code == 303
    [draft] = seen_by(s.COORDINATOR, InformationRequest)
    detail = text_of(client.get(url("information", draft.pk)))
    for words in ("情報提供等協力依頼書", "見本薬局", "第106条の6", "構成員のいない依頼先"):
        assert words in detail
    send = url("send_information", draft.pk)
    assert "この画面で依頼する" not in text_of(client.get(send))
    assert "見本薬局" in text_of(client.get(send))
    assert "見本薬局" not in title_of(client.get(send)), "S-50: it may be a name"
    version = hidden(client.get(send), "version")
    data = {"way": "letter", "sent_on": str(s.days(0)), "version": version}
    assert post(client, send, **data).status_code == 303
    asked = text_of(client.get(url("information", draft.pk)))
    assert "依頼を登録しました" in asked
    assert "依頼書を作る" in asked
    withdraw = url("withdraw_information", draft.pk)
    version = hidden(client.get(withdraw), "version")
    assert post(client, withdraw, reason="要らなくなった", version=version).status_code == 303
    assert "依頼を取り下げました" in text_of(client.get(url("information", draft.pk)))


def test_overdue_ones_stand_in_one_list_and_on_the_secretarys_day() -> None:
    request = p.a_request()
    with acting(s.COORDINATOR) as user:
        rows = InformationRequest.objects.changeable_by(user).filter(pk=request.pk)
        rows.update(due_on=s.days(-1))
    assert "期限を過ぎています" in text_of(browser(s.COORDINATOR).get("/"))
    address = url("information_waiting")
    for who, filters in ((s.COORDINATOR, "?show=late"), (s.DOCTOR, "?show=mine")):
        assert request.recipient in text_of(browser(who).get(address + filters))
    assert request.recipient not in text_of(browser(s.OUTSIDER).get(address))
    few = queries(s.COORDINATOR, address)
    for _ in range(3):
        p.a_request()
    assert queries(s.COORDINATOR, address) == few


@pytest.mark.parametrize("who", [s.OUTSIDER, "kanri1", "kansa1"])
def test_r4_nobody_else_finds_a_request(who: str) -> None:
    meeting = p.a_meeting_of_three()
    request = p.a_request(meeting)
    client = browser(who)
    for name in ("information", "answer_information", "receive_information", "send_information"):
        assert client.get(url(name, request.pk)).status_code == 404
    assert client.get(url("information_of", meeting.pk)).status_code == 404


def test_r21_a_letter_that_was_withdrawn_is_no_original_any_more() -> None:
    from jobs.registry import NotPermitted

    request = p.a_request(way="letter", document_number="8見本第12号", addressee="院長")
    s.as_somebody(s.COORDINATOR, request, services.withdraw_request, "request", reason="分かった")
    with acting(s.COORDINATOR) as user:
        row = information_paper.may(user, request.pk)
        assert row is not None
        assert information_paper.option_of(row) == "draft"
        with pytest.raises(NotPermitted):
            information_paper.gather(user, request.pk, "letter", ReadingLog(user))
        assert "（案）" in information_paper.gather(user, row.pk, "draft", ReadingLog(user)).html
