"""The pages of a protection list that is renewed by two; what goes on then, and where the body has nobody left (R6, R11)."""

import uuid

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from access import output, protecting
from access.errors import DomainError
from access.models import OutputHold, Protection
from cases import services
from cases.services import protection
from meetings.services import return_request
from organizations.models import Role
from tests.meetings.pages import post
from tests.meetings.situations import COORDINATOR, DEPUTY, a_request, as_somebody, screened
from tests.world import acting, staff

from . import situations as s
from .pages import browser, text_of
from .renewing import (
    GONE,
    NEXT,
    NOBODY,
    OTHER_BODY,
    _with_case,
    a_list,
    a_list_left_alone,
    an_asked_list,
    answer,
    answer_url,
    ask,
    comes,
    keys,
    listed,
    moves,
    office_here,
    the_request,
    told,
    url_of,
    waits_at_home,
    withdraw_url,
)
from .test_merging import entered_twice, merged
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER

pytestmark = pytest.mark.django_db


# --- pages ----------------------------------------------------------------------------------


def test_r11_pages_ask_agree_and_lead_on() -> None:
    lock = a_list_left_alone()
    asker, second = browser(COLLEAGUE), browser(NEXT)
    for client in (asker, second):
        home = client.get("/")
        assert GONE in text_of(home)
        assert url_of(lock) in home.content.decode()
        household = client.get(reverse("cases:household", args=[lock.case_id]))
        assert GONE in text_of(household)
        assert url_of(lock) in household.content.decode()
    assert post(asker, url_of(lock), reason="").status_code == 422
    form = {"form_key": str(uuid.uuid4()), "reason": "担当を引き継いだ"}
    for _ in range(2):  # a double click
        assert asker.post(url_of(lock), form)["Location"] == url_of(lock)
    assert "もう1人の返事を待っています" in text_of(asker.get(url_of(lock)))
    assert "申し出に答える" not in text_of(asker.get("/"))
    late = post(second, url_of(lock), reason="わたしも")
    assert late.status_code == 422
    assert "先に申し出ています" in text_of(late)
    row = the_request(lock, NEXT)
    assert "保護の名簿を決め直す申し出に答える" in text_of(second.get("/"))
    assert asker.get(answer_url(lock, row)).status_code == 404
    assert "自分の申し出" in text_of(post(asker, answer_url(lock, row), decision="agree"))
    page = text_of(second.get(answer_url(lock, row)))
    assert "担当を引き継いだ" in page
    assert staff(COLLEAGUE).name in page
    assert post(second, answer_url(lock, row), decision="refuse").status_code == 422
    form = {"form_key": str(uuid.uuid4()), "decision": "agree", "reason": "本人に確かめた"}
    for _ in range(2):
        done = second.post(answer_url(lock, row), form)
        assert done["Location"].startswith("/cases/protections/"), text_of(done)
    shown = text_of(second.get(done["Location"]))
    for words in ("2人で", "担当を引き継いだ", "本人に確かめた", "03-0000-4821"):
        assert words in shown
    for client in (asker, second):
        assert GONE not in text_of(client.get("/"))
        assert client.get(url_of(lock))["Location"] == done["Location"]
    assert "保護の名簿に入りました" in text_of(asker.get("/"))
    assert "いまはできません" in text_of(asker.post(url_of(lock), {"reason": "x"}, follow=True)), (
        "another form, after both came on the list"
    )


def test_r11_pages_refuse_and_withdraw() -> None:
    lock, row = an_asked_list()
    asker, second = browser(COLLEAGUE), browser(NEXT)
    refused = post(second, answer_url(lock, row), decision="refuse", reason="先に引き継ぎを")
    assert refused["Location"] == url_of(lock)
    home = text_of(asker.get("/"))
    assert "認められませんでした" in home
    assert GONE in home
    assert "先に引き継ぎを" in text_of(asker.get(url_of(lock)))
    assert "先に答えました" in text_of(post(second, answer_url(lock, row), decision="agree"))
    ask(lock)
    again = the_request(lock, COLLEAGUE)
    assert second.post(withdraw_url(lock, again)).status_code == 404, "it is not hers"
    for _ in range(2):
        gone = asker.post(withdraw_url(lock, again), follow=True)
        assert "申し出を取り下げました" in text_of(gone)
    late = post(second, answer_url(lock, again), decision="agree")
    assert late.status_code == 422
    assert "取り下げられたか" in text_of(late)
    answered = asker.post(withdraw_url(lock, row), follow=True)
    assert "先に答えました" in text_of(answered)


def test_r11_what_is_sent_after_others_renewed_it_leads_back_to_the_case() -> None:
    lock, row = an_asked_list()
    comes(OTHER_BODY, Role.CASEWORKER)
    third = browser(OTHER_BODY)
    assert "管理者の返事を待っています" in text_of(third.get("/"))
    assert "管理者が答えます" in text_of(third.get(url_of(lock)))
    answer(row)
    for address in (url_of(lock), answer_url(lock, row), withdraw_url(lock, row)):
        late = post(third, address, reason="x", decision="agree")
        assert late["Location"] == reverse("cases:detail", args=[lock.case_id])
        assert "いまはできません" in text_of(third.get(late["Location"]))
        assert third.get(address).status_code in (404, 405)


def test_r12_who_keeps_the_last_out_is_told_that_the_list_is_empty() -> None:
    lock = a_list()
    comes()
    moves(lock.case, SUPERVISOR)
    client = browser(COLLEAGUE)
    address = reverse("cases:restrict", args=[lock.case_id])
    done = post(client, address, staff=str(staff(WORKER).pk), relation="kin", reason="めい")
    assert GONE in text_of(client.get(done["Location"]))


# --- persons merged, records closed, papers that wait ------------------------------------------


def test_r11_the_list_of_a_person_with_whom_another_was_merged_is_renewed() -> None:
    case = s.a_case(WORKER)
    with acting(WORKER) as by:
        son, again = entered_twice(case, by)
        merged(son, again, by)
        son.refresh_from_db()
        measure = protection.protect_person(
            record=s.record_of(case, WORKER),
            person=son,
            named=[s.office(WORKER), s.office(SUPERVISOR)],
            by=by,
        )
        lock = _with_case(protection.protection_of(measure))
    comes()
    for gone in (WORKER, SUPERVISOR):
        moves(case, gone)
    page = text_of(browser(COLLEAGUE).get(reverse("cases:household", args=[case.pk])))
    assert f"架空 太一の{GONE}" in page
    ask(lock)
    answer(the_request(lock, NEXT))
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


def test_r11_in_a_record_that_was_closed_it_is_renewed_all_the_same() -> None:
    """Nothing of the case is disposed of while she is protected: somebody must be able to lift it."""
    lock = a_list_left_alone()
    with acting(COLLEAGUE) as by:
        services.close_record(record=s.record_of(lock.case, COLLEAGUE), reason="22", by=by)
    assert url_of(lock) in browser(COLLEAGUE).get("/").content.decode()
    ask(lock)
    answer(the_request(lock, NEXT))
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


# --- the body has nobody else left ----------------------------------------------------------


def test_r6_where_the_body_cannot_be_two_a_coordinator_of_the_case_is_the_second() -> None:
    lock = a_list_left_alone(followed=False, is_handed_over=True)
    ask(lock)
    page = text_of(browser(COLLEAGUE).get(url_of(lock)))
    assert "2人で決められる人がいません" not in page
    client = browser(COORDINATOR)
    assert "申し出に答える" in text_of(client.get("/"))
    row = the_request(lock, COORDINATOR)
    done = post(client, answer_url(lock, row), decision="agree", reason="電話で確かめた")
    assert done.status_code == 303, text_of(done)
    shown = text_of(client.get(done["Location"]))
    assert staff(COLLEAGUE).name in shown
    assert listed(lock, COLLEAGUE) == keys(COLLEAGUE, COORDINATOR)
    with acting(COORDINATOR) as by:
        assert protection.may_decide(Protection.objects.get(), by)


def test_r6_where_the_body_has_nobody_two_coordinators_renew_it_and_name_others() -> None:
    lock = a_list_left_alone(followed=False, is_handed_over=True)
    moves(lock.case, COLLEAGUE)
    ask(lock, COORDINATOR)
    answer(the_request(lock, DEPUTY), DEPUTY)
    assert listed(lock, DEPUTY) == keys(COORDINATOR, DEPUTY)
    comes()
    client = browser(COORDINATOR)
    base = client.get(url_of(lock))["Location"]
    page = client.get(f"{base}admit/").content.decode()
    assert staff(NEXT).name in page, "who keeps the record by now"
    assert post(client, f"{base}admit/", office=office_here(NEXT).pk).status_code == 303
    assert listed(lock, DEPUTY) == keys(COORDINATOR, DEPUTY, NEXT)
    assert post(client, f"{base}leave/").status_code == 303
    assert listed(lock, DEPUTY) == keys(DEPUTY, NEXT)


@pytest.mark.parametrize("is_returned", [True, False])
def test_r6_a_request_that_waits_or_was_returned_hands_the_case_to_nobody(
    is_returned: bool,
) -> None:
    lock = a_list()
    if is_returned:
        asked = screened(a_request(lock.case), "return")
        as_somebody(COORDINATOR, asked, return_request, "request", code="01", reason="制度で足りる")
    else:
        a_request(lock.case)
    for gone in (WORKER, SUPERVISOR):
        moves(lock.case, gone)
    for who in (COORDINATOR, DEPUTY):
        assert told(lock, who) is None


def test_r11_a_coordinator_off_the_list_names_nobody() -> None:
    lock = a_list(is_handed_over=True)
    with acting(COORDINATOR) as by, pytest.raises(DatabaseError), transaction.atomic():
        protecting.admit(protection=lock, appointment=s.office(DEPUTY), by=by)


def test_r6_while_the_body_can_be_two_a_request_of_a_coordinator_is_none() -> None:
    lock = a_list_left_alone(followed=False, is_handed_over=True)
    ask(lock, COORDINATOR)
    row = the_request(lock, COLLEAGUE)
    comes()
    assert told(lock, COORDINATOR) is None
    with pytest.raises(DomainError, match="先に答えました"):
        answer(row, COLLEAGUE)
    ask(lock)
    answer(the_request(lock, NEXT))
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


def test_r11_where_nobody_is_there_to_be_the_second_the_request_waits_for_who_comes() -> None:
    lock = a_list_left_alone(followed=False)
    ask(lock)
    assert "2人で決められる人がいません" in text_of(browser(COLLEAGUE).get(url_of(lock)))
    comes()
    assert waits_at_home(NEXT) == [("保護の名簿を決め直す申し出に答える", "todo")]
    assert waits_at_home(COLLEAGUE) == [(f"{NOBODY}。もう1人の返事を待っています", "waiting")]
    answer(the_request(lock, NEXT))
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


def test_s91_a_paper_that_waited_for_those_who_have_gone_is_decided_by_the_new_two() -> None:
    lock = a_list()
    comes()
    with acting(COLLEAGUE) as by:
        asked = output.Asked("plan_pdf", "見本の書類", uuid.uuid4(), "", uuid.uuid4())
        own = output.Output(OutputHold.Use.OWN, (lock.case_id,))
        assert output.stops(user=by, asked=asked, output=own)
    for gone in (WORKER, SUPERVISOR):
        moves(lock.case, gone)
    ask(lock)
    with acting(NEXT) as by:
        assert not output.to_decide(by).exists()
    answer(the_request(lock, NEXT))
    with acting(NEXT) as by:
        hold = output.to_decide(by).get()
        output.decide(hold=hold, approve=True, reason="確かめた", by=by)
