"""Pages of requests for 多機関協働, on both sides (R2, R6, R14, R22)."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from bunkyo_support.today import gather
from cases import services as cases
from cases.models import CaseRecord, Person
from meetings.models import CoordinationRequest
from tests.cases.pages import Asking, browser, text_of
from tests.cases.situations import a_case, a_consent, basis, body_of, record_of, seen_by
from tests.cases.test_protection import a_protected_mother
from tests.world import acting

from . import situations as s
from .pages import hidden, post, url

pytestmark = pytest.mark.django_db


def a_filled_request(**changes: Any) -> dict[str, Any]:
    with acting(s.SENDER):
        return {
            "secretariat": str(body_of(s.COORDINATOR).pk),
            "urgency": "B",
            "consent_state": "00",
            "legal_basis": str(basis().pk),
            "done_so_far": "訪問を続けた。",
            "asked_for": "一緒に考えたい。",
            "sender_continues": "週に一度の訪問。",
            "naming": "unnamed",
        } | changes


def test_the_secretariat_does_not_take_an_alias_for_a_name() -> None:
    case = a_case(s.SENDER)
    with acting(s.SENDER) as user:
        rows = Person.objects.changeable_by(user).of_case(case).filter(is_subject=True)
        rows.update(name="山田", name_kind="alias")
    client, address = browser(s.SENDER), url("request_new", case.pk)
    data = a_filled_request(persons=hidden_people(client.get(address)), naming="named")
    assert "山田（仮名）" in text_of(post(client, address, **data))


def test_r22_the_sender_sees_the_sheet_before_it_leaves_and_then_sends_it() -> None:
    case = a_case(s.SENDER)
    client, address = browser(s.SENDER), url("request_new", case.pk)
    people = hidden_people(client.get(address))
    data = a_filled_request(persons=people)
    check = post(client, address, **data)
    assert "2人が、下の内容を見られるようになります" in text_of(check)
    assert "緊急度B1週間以内" in "".join(text_of(check).split())
    assert "70代" in text_of(check)
    assert "架空 花子" not in text_of(check)
    assert seen_by(s.SENDER, CoordinationRequest) == []
    sent = post(client, address, **data, step="send")
    (row,) = seen_by(s.COORDINATOR, CoordinationRequest)
    assert sent.status_code == 303
    assert sent["Location"] == url("request", row.pk)
    assert client.get(address)["Location"] == url("request", row.pk), "nothing is asked meanwhile"
    assert {"name", "kana"} & set(row.household[0]) == set()
    assert "訪問を続けた。" in text_of(browser(s.COORDINATOR).get(sent["Location"]))


def test_r11_who_asks_about_a_protected_household_is_told_so_while_she_types_and_checks() -> None:
    """As on the pages of the case: what she writes here is read by people who are not on the list."""
    case = a_case(s.SENDER)
    client, address = browser(s.SENDER), url("request_new", case.pk)
    told = "この世帯には、保護されている人がいます"
    assert told not in text_of(client.get(address))
    a_protected_mother(case)
    form = client.get(address)
    assert told in text_of(form)
    check = post(client, address, **a_filled_request(persons=hidden_people(form)))
    assert "下の内容を見られるようになります" in text_of(check)
    assert told in text_of(check)


def hidden_people(answer: Any) -> list[str]:
    return re.findall(r'name="persons" value="([0-9a-f-]{36})"', answer.content.decode())


def test_a_request_lacking_an_answer_comes_back_with_what_was_typed() -> None:
    case = a_case(s.SENDER)
    answer = post(
        browser(s.SENDER), url("request_new", case.pk), **a_filled_request(sender_continues="")
    )
    assert answer.status_code == 422
    assert "自機関が続けることを書いてください" in text_of(answer)
    assert "訪問を続けた。" in answer.content.decode()
    assert "<title>エラー: " in answer.content.decode()


def test_going_back_from_the_check_keeps_what_was_typed() -> None:
    case = a_case(s.SENDER)
    answer = post(browser(s.SENDER), url("request_new", case.pk), **a_filled_request(), step="back")
    assert "訪問を続けた。" in answer.content.decode()
    assert seen_by(s.SENDER, CoordinationRequest) == []


def test_r14_who_has_no_record_of_the_case_cannot_ask() -> None:
    case = a_case(s.SENDER)
    for name in (s.OUTSIDER, s.COORDINATOR, s.DOCTOR):
        assert browser(name).get(url("request_new", case.pk)).status_code == 404


def test_the_secretariat_accepts_by_a_button_and_the_sender_cannot() -> None:
    request = s.screened(s.a_request())
    sender = browser(s.SENDER)
    assert "受理する" not in text_of(sender.get(url("request", request.pk)))
    assert sender.post(url("accept", request.pk)).status_code == 404
    client = browser(s.COORDINATOR)
    assert "受理する" in text_of(client.get(url("request", request.pk)))
    answer = client.post(url("accept", request.pk), follow=True)
    assert "受理しました" in text_of(answer)
    assert "支援会議を設ける" in text_of(answer)
    again = client.post(url("accept", request.pk), follow=True)
    assert "すでに返事がされています" in text_of(again)


def test_r3_with_a_consent_that_names_her_the_coordinator_is_led_to_the_plan() -> None:
    request = s.an_accepted_request()
    client = browser(s.COORDINATOR)
    without = text_of(client.get(url("request", request.pk)))
    assert "本人の同意がまだないときは" in without
    with acting(s.COORDINATOR):
        case = request.compartment.case
    a_consent(case, named=(s.COORDINATOR,), is_partial=True)
    page = client.get(url("request", request.pk))
    assert "「ケースを開く」から、支援プランを作れます" in text_of(page)
    assert "本人の同意がまだないときは" not in text_of(page)
    case_page = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "支援プランを作る" in case_page


def test_a_consent_in_part_is_proposed_as_such() -> None:
    case = a_case(s.SENDER)
    a_consent(case, named=(s.COORDINATOR,), is_partial=True)
    form = browser(s.SENDER).get(url("request_new", case.pk)).context["form"]
    assert form.initial["consent_state"] == "22"


def test_r18_while_the_sheet_is_typed_it_says_that_the_secretariat_will_read_it() -> None:
    case = a_case(s.SENDER)
    page = text_of(browser(s.SENDER).get(url("request_new", case.pk)))
    assert "依頼するまで自機関のみ" in page
    assert "依頼すると、依頼先の事務局の担当者も読みます" in page


def test_a_return_reaches_the_senders_home_and_ends_with_her_button() -> None:
    request = s.screened(s.a_request(), "return")
    client, address = browser(s.COORDINATOR), url("return", request.pk)
    assert post(client, address, reason="", advice="").status_code == 422
    version = hidden(client.get(address), "version")
    answer = post(
        client, address, code="01", reason="制度で足りる", advice="社協へ", version=version
    )
    assert answer.status_code == 303
    sender = browser(s.SENDER)
    assert "多機関協働の依頼が差し戻されました" in text_of(sender.get("/"))
    assert "社協へ" in text_of(sender.get(url("request", request.pk)))
    back = text_of(sender.post(url("take_back", request.pk), follow=True))
    assert "見立てをしていないときは、見立てから続けます" in back
    assert "差し戻されました" not in text_of(sender.get("/"))
    assert seen_by(s.SENDER, CaseRecord)[0].state == "received", "nobody had looked"


def test_the_list_for_screening_is_for_those_concerned() -> None:
    s.a_request()
    waiting = "".join(text_of(browser(s.COORDINATOR).get(url("requests"))).split())
    assert "から" in waiting
    assert "B1週間以内" in waiting
    assert "へ" in text_of(browser(s.SENDER).get(url("requests")))
    for name, may_ask in ((s.OUTSIDER, True), (s.DOCTOR, False)):
        page = text_of(browser(name).get(url("requests")))
        assert "依頼はありません" in page
        assert ("多機関協働を頼む" in page) is may_ask, name


def test_a_household_that_comes_again_is_asked_for_again() -> None:
    """Accepted once, over, and received anew: the same way leads to a new request, not to the old answer."""
    case = a_case(s.SENDER)
    client, ask = browser(s.SENDER), url("request_new", case.pk)
    assert ask in case_page(client, case)
    s.an_accepted_request(case)
    assert ask not in case_page(client, case), "it goes on"
    with acting(s.SENDER) as by:
        cases.close_record(record=record_of(case, s.SENDER), reason="22", by=by)
    assert ask not in case_page(client, case), "nothing is asked for a record that is closed"
    with acting(s.SENDER) as by:
        cases.reopen_record(record=record_of(case, s.SENDER), reason="また来所した", by=by)
    assert ask in case_page(client, case)
    assert "もう一度、多機関協働を頼む" in case_page(client, case)
    s.a_request(case)
    assert ask not in case_page(client, case), "it waits for its answer"


def case_page(client: Client, case: CaseFile) -> str:
    return str(client.get(reverse("cases:detail", args=[case.pk])).content.decode())


def test_r18_the_page_of_a_request_does_not_call_it_a_hand_off() -> None:
    row = s.a_request()
    for who in (s.SENDER, s.COORDINATOR):
        words = text_of(browser(who).get(url("request", row.pk)))
        assert "つなぎの送り手・受け手" not in words
    assert "多機関協働を頼んだ機関か、頼まれた機関です" in text_of(
        browser(s.SENDER).get(url("request", row.pk))
    )


def test_what_cannot_wait_comes_first_and_is_due_on_the_day_on_which_it_came() -> None:
    """緊急度 A at the desk of the secretariat, as a body's own intake."""
    waiting, urgent = s.a_request(), s.a_request(urgency="A")
    client = browser(s.COORDINATOR)
    listed = client.get(url("requests")).context["pages"]["rows"]
    assert [one["row"].pk for one in listed] == [urgent.pk, waiting.pk]
    with acting(s.COORDINATOR) as user:
        items = {one.url: one for one in gather(Asking(user))}
    known = {row.pk: items[url("request", row.pk)] for row in (waiting, urgent)}
    assert known[urgent.pk].action == "多機関協働の依頼に返事をする（緊急度 A）"
    assert known[urgent.pk].due_on == timezone.localdate(urgent.requested_at)
    assert (known[waiting.pk].action, known[waiting.pk].due_on) == (
        "多機関協働の依頼に返事をする",
        None,
    )


def test_who_would_ask_about_what_rests_or_has_ended_is_told_before_she_writes() -> None:
    case = a_case(s.SENDER)
    client, address = browser(s.SENDER), url("request_new", case.pk)
    assert client.get(address).status_code == 200
    with acting(s.SENDER) as user:
        soon = timezone.localdate() + datetime.timedelta(days=5)
        record = record_of(case, s.SENDER)
        cases.suspend_record(record=record, reason="11", review_on=soon, by=user)
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("cases:resume", args=[case.pk]), 303)]
    assert "多機関協働を依頼するには、先に支援を再開してください" in text_of(answer)
    with acting(s.SENDER) as user:
        cases.close_record(record=record_of(case, s.SENDER), reason="22", by=user)
    answer = client.get(address, follow=True)
    assert answer.redirect_chain == [(reverse("cases:detail", args=[case.pk]), 303)]
    assert "先に支援を再開してください" in text_of(answer)


def test_r4_who_would_set_up_a_meeting_is_led_to_ask_whether_there_is_one() -> None:
    """That a colleague has set one up is told to its members only: the page says the same with and without it."""
    request = s.an_accepted_request()
    colleague, address = browser(s.DEPUTY), url("establish", request.pk)
    before = text_of(colleague.get(address))
    assert "この世帯の会議がもうないか、事務局の同僚に聞いてください" in before
    s.a_meeting(request)
    assert text_of(colleague.get(address)) == before
