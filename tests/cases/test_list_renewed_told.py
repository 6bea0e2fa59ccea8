"""Of a protection list on which nobody stands who may renew it hears, and nobody else (R2, R11, R12, R14)."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access.models import Protection
from cases import services
from tests.meetings.pages import post
from tests.meetings.situations import COORDINATOR
from tests.world import acting, staff

from . import situations as s
from .pages import browser, text_of
from .renewing import (
    ADMINISTRATOR,
    AUDITOR,
    NEXT,
    OTHER_BODY,
    TOKEN,
    a_list,
    a_list_left_alone,
    an_asked_list,
    answer_url,
    by_sql,
    comes,
    moves,
    office_here,
    the_request,
    told,
    url_of,
    waits_at_home,
    withdraw_url,
)
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, contacts_seen

pytestmark = pytest.mark.django_db


# --- nobody else hears of it ----------------------------------------------------------------


def test_r12_who_is_kept_out_never_hears_of_it() -> None:
    lock, row = an_asked_list()
    with acting(COLLEAGUE) as by:
        services.restrict_person(case=lock.case, user=staff(NEXT), reason="めい", by=by)
    assert told(lock, NEXT) is None
    assert waits_at_home(NEXT) == []
    client = browser(NEXT)
    for address in (url_of(lock), answer_url(lock, row)):
        assert client.get(address).status_code == 404
        assert post(client, address, decision="agree", reason="x").status_code == 404
    assert client.post(withdraw_url(lock, row)).status_code == 404
    assert by_sql(NEXT, "select count(*) from access_listrenewal") == 0
    assert by_sql(NEXT, "select access.ask_to_renew_list(%s, 'x')", lock.pk) is None
    assert by_sql(NEXT, "select access.answer_list_renewal(%s, true, '')", row.pk) == 0
    assert contacts_seen(NEXT) == []


@pytest.mark.parametrize(
    "who", [WORKER, SUPERVISOR, OTHER_BODY, "kanri2", COORDINATOR, AUDITOR, ADMINISTRATOR]
)
def test_r14_nobody_else_hears_of_it(who: str) -> None:
    """Who has gone, other bodies, coordinators while the body has its own two, who audits and administers."""
    lock, row = an_asked_list(is_handed_over=True)
    assert told(lock, who) is None
    assert waits_at_home(who) == []
    client = browser(who)
    missing = Protection(pk=uuid.uuid4())
    asked = [*map(url_of, (lock, missing)), *(answer_url(one, row) for one in (lock, missing))]
    answers = [client.get(address) for address in asked]
    assert {one.status_code for one in answers} == {404}
    assert len({TOKEN.sub(b"", one.content) for one in answers}) == 1
    assert by_sql(who, "select count(*) from access_listrenewal") == 0
    assert by_sql(who, "select count(*) from access.lists_left_alone()") == 0
    assert by_sql(who, "select access.ask_to_renew_list(%s, 'x')", lock.pk) is None
    assert by_sql(who, "select access.answer_list_renewal(%s, true, '')", row.pk) == 0
    assert by_sql(who, "select access.withdraw_list_renewal(%s)", row.pk) == 0


def test_r14_a_coordinator_who_sees_the_case_reads_the_same_mask() -> None:
    """What she sends is answered in the same words, whatever stands on the list."""
    lock = a_list(is_handed_over=True)
    comes()
    client = browser(COORDINATOR)
    page = reverse("cases:detail", args=[lock.case_id])

    def seen() -> tuple[bytes, str]:
        told_so = post(client, url_of(lock), reason="x")
        assert told_so.status_code == 303
        assert "いまはできません" in text_of(client.get(told_so["Location"]))
        return TOKEN.sub(b"", client.get(page).content), told_so["Location"]

    before = seen()
    for gone in (WORKER, SUPERVISOR):
        moves(lock.case, gone)
    assert seen() == before


def test_r2_in_a_narrowed_case_only_those_in_charge_hear_of_it() -> None:
    lock = a_list()
    comes()
    with acting(WORKER) as by:
        record = s.record_of(lock.case, WORKER)
        named = [s.office(WORKER), s.office(COLLEAGUE)]
        s.narrow_to(record=record, staff=named, by=by)
    for gone in (WORKER, SUPERVISOR):
        moves(lock.case, gone)
    assert told(lock, NEXT) is None
    alone = told(lock, COLLEAGUE)
    assert alone is not None
    assert not alone.has_second
    page = text_of(browser(COLLEAGUE).get(url_of(lock)))
    assert "2人で決められる人がいません" in page


# --- raw SQL --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "update access_listrenewal set outcome = 'agreed', answered_by_id = %(me)s, ended_at = now()",
        "update access_listrenewal set asked_by_id = %(me)s",
        "delete from access_listrenewal",
        "insert into access_listrenewal (id, protection_id, case_id, asked_by_id, appointment_id,"
        " asked_at, reason, outcome, answer) select gen_random_uuid(), protection_id, case_id, %(me)s,"
        " appointment_id, now(), 'x', 'withdrawn', '' from access_listrenewal",
        "insert into access_usergrant (id, content_object_id, case_id, user_id, appointment_id,"
        " permission_id, basis, source_id, valid_from, granted_at, granted_by_id)"
        " select gen_random_uuid(), p.compartment_id, p.case_id, %(me)s, %(office)s, m.id, 'R11', p.id,"
        " now(), now(), %(me)s from access_protection p, auth_permission m"
        " where m.codename = 'write_compartment'",
        "select * from access.who_renews((select id from access_protection))",
        "select access.take_turns_about_list((select id from access_protection))",
    ],
)
def test_r11_the_database_lets_nobody_renew_a_list_by_herself(statement: str) -> None:
    lock, _ = an_asked_list()
    for who in (COLLEAGUE, NEXT):
        values = {"me": staff(who).pk, "office": office_here(who).pk}
        with acting(who), pytest.raises(DatabaseError), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
    assert contacts_seen(COLLEAGUE) == contacts_seen(NEXT) == []
    assert the_request(lock, NEXT).outcome == ""


def test_r11_a_request_without_a_reason_is_none() -> None:
    lock = a_list_left_alone()
    with acting(COLLEAGUE), pytest.raises(DatabaseError), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("select access.ask_to_renew_list(%s, '')", [lock.pk])
