"""A protection list from which everybody has gone is renewed by two (R11, R12, R14, R16, S-91; docs/decisions/0998)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.urls import reverse

from access import protecting, renewing
from access.errors import DomainError
from access.models import AccessLog, CaseFile, Protection, UserGrant
from cases.services import protection
from cases.services import renewing as renewal
from organizations.models import Appointment, Role
from organizations.services import end_appointment, stop_login
from tests.world import acting, staff

from .pages import browser, text_of
from .renewing import (
    ADMINISTRATOR,
    AUDITOR,
    GONE,
    NEXT,
    OTHER_BODY,
    a_list,
    a_list_left_alone,
    an_asked_list,
    answer,
    ask,
    by_sql,
    comes,
    is_kept_out,
    keys,
    leaves,
    listed,
    moves,
    office_here,
    the_request,
    told,
    url_of,
    waits_at_home,
)
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, contacts_seen

pytestmark = pytest.mark.django_db


# --- two renew it ---------------------------------------------------------------------------


@pytest.mark.parametrize("lose", [moves, leaves, is_kept_out])
def test_r11_two_who_keep_the_record_renew_a_list_from_which_everybody_has_gone(
    lose: Callable[[CaseFile, str], None],
) -> None:
    lock = a_list_left_alone(lose)
    assert contacts_seen(COLLEAGUE) == contacts_seen(NEXT) == []
    ask(lock)
    assert contacts_seen(COLLEAGUE) == [], "one alone opens nothing"
    answer(the_request(lock, NEXT))
    assert listed(lock, COLLEAGUE) == keys(COLLEAGUE, NEXT)
    assert len(contacts_seen(COLLEAGUE)) == len(contacts_seen(NEXT)) == 2
    assert told(lock, COLLEAGUE) is told(lock, NEXT) is None
    with acting(COLLEAGUE) as by:
        grant = UserGrant.objects.get(user=by, content_object=lock.compartment_id)
        assert (grant.basis, grant.source_id, grant.granted_by) == ("R11", lock.pk, staff(NEXT))
        assert grant.permission.codename == "write_compartment"


def test_s91_the_two_decide_as_any_two_on_a_list() -> None:
    _, row = an_asked_list()
    answer(row)
    with acting(COLLEAGUE) as by:
        protecting.ask_to_release(protection=Protection.objects.get(), reason="終わった", by=by)
    with acting(NEXT) as by:
        now = Protection.objects.get()
        assert protection.may_decide(now, by)
        protecting.release(protection=now, reason="確かめた", by=by)


def grants_in_the_log(lock: Protection) -> list[tuple[str, str]]:
    """What has been entered so far about who may see what lies behind the lock."""
    with acting(AUDITOR), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        entries = AccessLog.objects.filter(
            action="grant", compartment_id=lock.compartment_id, case_number=lock.case.number
        )
        return [(one.basis, one.outcome) for one in entries]


def test_s69_the_grants_stand_in_the_log_as_others_do() -> None:
    lock, row = an_asked_list()
    before = grants_in_the_log(lock)
    answer(row)
    assert grants_in_the_log(lock) == before + [("R11", "added")] * 2


def test_s91_one_of_the_two_decides() -> None:
    lock = a_list_left_alone()
    comes(OTHER_BODY, Role.CASEWORKER)
    ask(lock)
    row = the_request(lock, OTHER_BODY)
    for agrees in (True, False):
        with pytest.raises(DomainError, match="1人は、管理者"):
            answer(row, OTHER_BODY, agrees=agrees)
    answer(row)
    assert listed(lock, COLLEAGUE) == keys(COLLEAGUE, NEXT)


def test_s91_nobody_agrees_to_her_own_request() -> None:
    lock, row = an_asked_list(NEXT)
    with pytest.raises(DomainError, match="自分の申し出"):
        answer(row, NEXT)
    answer(row, COLLEAGUE)
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


def test_r11_a_second_request_does_not_stand_beside_one_that_waits() -> None:
    lock, _ = an_asked_list()
    with pytest.raises(DomainError, match="あなたが、すでに"):
        ask(lock)
    with pytest.raises(DomainError, match=rf"{staff(COLLEAGUE).name}さんが、先に"):
        ask(lock, NEXT)


def test_r11_a_request_that_is_refused_opens_nothing_and_one_asks_again() -> None:
    lock, row = an_asked_list()
    answer(row, agrees=False)
    assert contacts_seen(COLLEAGUE) == contacts_seen(NEXT) == []
    with pytest.raises(DomainError, match="先に答えました"):
        answer(row)
    page = text_of(browser(COLLEAGUE).get(url_of(lock)))
    assert "認められませんでした" in page
    assert "確かめた" in page
    ask(lock, reason="上司と相談した")
    answer(the_request(lock, NEXT))
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


def test_r11_a_request_that_was_withdrawn_is_answered_by_nobody() -> None:
    lock, row = an_asked_list()
    with acting(NEXT), pytest.raises(DomainError, match="取り下げられたか"):
        renewal.withdraw_renewal(renewal=row)
    for _ in range(2):
        with acting(COLLEAGUE):
            renewal.withdraw_renewal(renewal=row)
    with pytest.raises(DomainError, match="取り下げられたか"):
        answer(row)
    assert contacts_seen(COLLEAGUE) == []
    ask(lock, NEXT)
    answer(the_request(lock, COLLEAGUE), COLLEAGUE)
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)


@pytest.mark.parametrize("lose", [moves, leaves, is_kept_out])
def test_r16_whose_office_ends_before_she_is_answered_does_not_come_on_the_list(
    lose: Callable[[CaseFile, str], None],
) -> None:
    lock = a_list_left_alone()
    comes(OTHER_BODY, Role.CASEWORKER)
    ask(lock, OTHER_BODY)
    row = the_request(lock, NEXT)
    if lose is moves:
        with acting(ADMINISTRATOR):
            end_appointment(appointment=office_here(OTHER_BODY))
    else:
        lose(lock.case, OTHER_BODY)
    assert told(lock, OTHER_BODY) is None
    alone = told(lock, NEXT)
    assert alone is not None
    assert alone.request is None, "a request of who may no more is none"
    with pytest.raises(DomainError, match="先に答えました"):
        answer(row)
    ask(lock, NEXT)
    answer(the_request(lock, COLLEAGUE), COLLEAGUE)
    assert listed(lock, NEXT) == keys(COLLEAGUE, NEXT)
    with acting(NEXT):
        assert renewing.renewals_of(lock).get(pk=row.pk).outcome == "lapsed"


def test_s96_whose_login_was_stopped_comes_on_no_list() -> None:
    _, row = an_asked_list()
    with acting(AUDITOR):
        stop_login(staff=staff(COLLEAGUE))
    with pytest.raises(DomainError, match="先に答えました"):
        answer(row)


# --- while somebody stands on it ------------------------------------------------------------


def test_r11_while_somebody_stands_on_it_nothing_is_offered() -> None:
    lock = a_list()
    comes()
    moves(lock.case, SUPERVISOR)
    client = browser(COLLEAGUE)
    for who in (COLLEAGUE, NEXT, WORKER):
        assert told(lock, who) is None
        assert waits_at_home(who) == []
        with pytest.raises(DomainError, match="いまはできません"):
            ask(lock, who)
    assert client.get(url_of(lock)).status_code == 404
    household = reverse("cases:household", args=[lock.case_id])
    assert GONE not in text_of(client.get(household))
    assert by_sql(COLLEAGUE, "select access.ask_to_renew_list(%s, 'x')", lock.pk) is None
    on_it = browser(WORKER).get(url_of(lock))
    assert on_it["Location"].startswith("/cases/protections/")


def test_r11_who_comes_back_meanwhile_ends_it() -> None:
    """A restriction was lifted before the second agreed: she stands on the list, and names whom she likes."""
    _, row = an_asked_list()
    with acting(ADMINISTRATOR):
        gone = Appointment.objects.filter(staff=staff(WORKER)).latest("valid_from")
        gone.valid_until = None
        gone.save(update_fields=["valid_until"])
    with pytest.raises(DomainError, match="いまはできません"):
        answer(row)
    assert contacts_seen(COLLEAGUE) == []


def test_r11_a_protection_that_was_lifted_has_no_list_to_renew() -> None:
    lock, row = an_asked_list()
    answer(row)
    with acting(COLLEAGUE) as by:
        protecting.ask_to_release(protection=Protection.objects.get(), reason="x", by=by)
    with acting(NEXT) as by:
        protecting.release(protection=Protection.objects.get(), reason="x", by=by)
    comes(OTHER_BODY, Role.SUPERVISOR)
    moves(lock.case, COLLEAGUE)
    with acting(ADMINISTRATOR):
        end_appointment(appointment=office_here(NEXT))
    assert told(lock, OTHER_BODY) is None
    assert browser(OTHER_BODY).get(url_of(lock)).status_code == 404
