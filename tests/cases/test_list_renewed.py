"""A protection list from which everybody has gone is renewed by two (R11, R12, R14, R16, S-91; docs/decisions/0998)."""

import re
import uuid
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from access import protecting, renewing
from access.acting import Acting
from access.errors import DomainError
from access.models import AccessLog, CaseFile, ListRenewal, Protection, UserGrant
from access.reading import ReadingLog
from access.renewing import LeftAlone
from cases import services, today_renewing
from cases.services import protection
from cases.services import renewing as renewal
from organizations.models import Appointment, Body, Role
from organizations.sample_staff import TOMISAKA
from organizations.services import appoint, end_appointment, end_employment, stop_login
from tests.meetings.pages import post
from tests.meetings.situations import COORDINATOR, DEPUTY, an_accepted_request
from tests.world import acting, staff

from . import situations as s
from .pages import browser, text_of
from .test_merging import entered_twice, merged
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother, contacts_seen

pytestmark = pytest.mark.django_db

NEXT = "kanri3"  # supervisor of another body, and after the others have gone of this one as well
OTHER_BODY, AUDITOR, ADMINISTRATOR = "kurashi1", "kansa1", "system1"
GONE = "保護の名簿に、だれもいなくなりました"
NOBODY = "保護の名簿に、だれもいません"
TOKEN = re.compile(rb'(csrf[a-z-]*|nonce|form_key)"?[^>]*')


def moves(case: CaseFile, who: str) -> None:
    with acting(ADMINISTRATOR):
        end_appointment(appointment=s.office(who))


def leaves(case: CaseFile, who: str) -> None:
    with acting(ADMINISTRATOR):
        end_employment(staff=staff(who))


def is_kept_out(case: CaseFile, who: str) -> None:
    with acting(COLLEAGUE) as by:
        services.restrict_person(case=case, user=staff(who), reason="めい", by=by)


def comes(who: str = NEXT, role: Role = Role.SUPERVISOR) -> None:
    body = Body.objects.get(name=TOMISAKA)
    with acting(ADMINISTRATOR):
        appoint(staff=staff(who), body=body, role=role)


def a_list(*, is_handed_over: bool = False) -> Protection:
    """Of soudan1 and kanri1; soudan2 keeps the record with them. `is_handed_over`: to the secretariat as well (R6)."""
    case = s.a_case(WORKER)
    if is_handed_over:
        an_accepted_request(case)
    measure = a_protected_mother(case, provisional=False, kind="dv")
    with acting(WORKER):
        return _with_case(protection.protection_of(measure))


def _with_case(lock: Protection) -> Protection:
    """To speak of afterwards, whoever acts then."""
    assert lock.case.number
    return lock


def a_list_left_alone(
    lose: Callable[[CaseFile, str], None] = moves,
    *,
    followed: bool = True,
    is_handed_over: bool = False,
) -> Protection:
    """Both have gone; kanri3 has become supervisor there."""
    lock = a_list(is_handed_over=is_handed_over)
    if followed:
        comes()
    for gone in (WORKER, SUPERVISOR):
        lose(lock.case, gone)
    return lock


def told(lock: Protection, who: str) -> LeftAlone | None:
    with acting(who):
        return renewal.left_alone_on(lock.pk, lock.case_id)


def ask(lock: Protection, who: str = COLLEAGUE, reason: str = "担当を引き継いだ") -> None:
    with acting(who) as by:
        renewal.ask_to_renew_list(protection=lock.pk, case=lock.case, reason=reason, by=by)


def the_request(lock: Protection, who: str) -> ListRenewal:
    with acting(who):
        return renewing.renewals_of(lock)[0]


def answer(row: ListRenewal, who: str = NEXT, *, agrees: bool = True) -> None:
    with acting(who) as by:
        renewal.answer_renewal(renewal=row, agrees=agrees, reason="確かめた", by=by)


def an_asked_list(who: str = COLLEAGUE, **more: Any) -> tuple[Protection, ListRenewal]:
    lock = a_list_left_alone(**more)
    ask(lock, who)
    return lock, the_request(lock, who)


def listed(lock: Protection, who: str) -> set[uuid.UUID]:
    """Who stands on the list, as somebody on it sees it."""
    with acting(who):
        return {key for key, _ in protecting.on_the_list(lock)}


def keys(*names: str) -> set[Any]:
    return {staff(name).pk for name in names}


def url_of(lock: Protection) -> str:
    return reverse("cases:renew_list", args=[lock.pk])


def answer_url(lock: Protection, row: ListRenewal) -> str:
    return reverse("cases:answer_renewal", args=[lock.pk, row.pk])


def withdraw_url(lock: Protection, row: ListRenewal) -> str:
    return reverse("cases:withdraw_renewal", args=[lock.pk, row.pk])


def waits_at_home(who: str) -> list[tuple[str, str]]:
    with acting(who) as by:
        request = SimpleNamespace(user=by, acting=Acting(by, ReadingLog(by)))
        return [(item.action, item.group) for item in today_renewing.items(request)]


def by_sql(who: str, statement: str, *values: Any) -> Any:
    with acting(who), connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return cursor.fetchone()[0]


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


def office_here(who: str) -> Any:
    """Her office at the body that protects."""
    held = Appointment.objects.current().with_body().filter(staff=staff(who))
    return held.get(role_group__body__name=TOMISAKA)


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
