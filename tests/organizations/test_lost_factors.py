"""A lost second factor is taken away by two, and neither of them comes into the account by it (S-55, R10;
docs/decisions/1004)."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access import lost_factors
from access.errors import DomainError
from access.models import AccessLog
from organizations.models import Appointment, FactorRequest, Role, Staff
from organizations.sample_staff import SAMPLE_PASSWORD
from organizations.services import appoint, end_appointment, end_employment, issue_initial_password
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.world import acting, confirm, staff

from .test_login import code_from, own_page, try_password

pytestmark = pytest.mark.django_db

# soudan1 has lost hers; kanri1 answers for her body, kanri2 for another.
WHO, ADMIN, SUPERVISOR, ELSEWHERE, AUDITOR = "soudan1", "system1", "kanri1", "kanri2", "kansa1"
OWN = "mihon-no-nagai-kotoba-7"
LIST = reverse("alerts:factor_requests")
STAFF_LIST = "admin:organizations_staff_changelist"


@pytest.fixture(autouse=True)
def fresh_limits() -> Iterator[None]:
    """Attempts and used codes are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


def another_administrator() -> str:
    with acting(ADMIN):
        appoint(staff=staff(AUDITOR), body=body_of(AUDITOR), role=Role.SYSTEM_ADMINISTRATOR)
    return AUDITOR


def ask(by: str = ADMIN, whose: str = WHO) -> FactorRequest:
    with acting(by):
        lost_factors.ask(staff=staff(whose), reason="lost")
        return FactorRequest.objects.waiting().get(staff=staff(whose))


def agree(row: FactorRequest, by: str = SUPERVISOR) -> bool:
    with acting(by):
        return lost_factors.agree(request=row)


def sets_her_own() -> str:
    with acting(WHO) as user:
        user.set_password(OWN)
        user.save(update_fields=["password"])
    return OWN


def now(row: FactorRequest) -> FactorRequest:
    with acting(ADMIN):
        return FactorRequest.objects.get(pk=row.pk)


def factors(who: str = WHO) -> int:
    return Authenticator.objects.filter(user=staff(who)).count()


def registers(client: Client, password: str) -> Any:
    """She signs in with her password alone and registers another app."""
    entered = try_password(client, WHO, password)
    door = client.get(entered["Location"])
    secret = client.get(door["Location"]).context["form"].secret
    return client.post(door["Location"], {"code": code_from(secret)}, follow=True)


# --- two, and who they may be ---------------------------------------------------------------


def test_s55_two_take_every_factor_away_and_end_her_sessions() -> None:
    sets_her_own()
    hers, had = browser(WHO), factors()
    assert own_page(hers).status_code == 200
    row = ask()
    assert factors() == had > 0, "one alone takes nothing away"
    assert own_page(hers).status_code == 200
    assert agree(row) is False, "her password is her own, and stays"
    assert factors() == 0
    assert own_page(hers).status_code == 302
    row = now(row)
    assert (row.outcome, row.answered_by) == ("agreed", staff(SUPERVISOR))
    assert staff(WHO).factors_taken_at == row.ended_at


@pytest.mark.parametrize("who", [ADMIN, WHO, ELSEWHERE, "soudan2", AUDITOR, "jimukyoku1"])
def test_s55_neither_who_asked_nor_she_nor_anybody_else_agrees(who: str) -> None:
    row, had = ask(), factors()
    with pytest.raises(DomainError, match="この申し出は、もう答えられたか"):
        agree(row, who)
    with acting(who), pytest.raises(DomainError, match="この申し出は、もう答えられたか"):
        lost_factors.refuse(request=row)
    assert factors() == had
    assert now(row).outcome == ""


def test_s55_another_administrator_agrees_as_well() -> None:
    another = another_administrator()
    agree(ask(), another)
    assert factors() == 0


def test_s55_nobody_is_made_a_second_person_after_it_was_asked_for() -> None:
    row = ask()
    another = another_administrator()
    with pytest.raises(DomainError):
        agree(row, another)
    assert factors() > 0


@pytest.mark.parametrize("who", [SUPERVISOR, WHO, AUDITOR, "jimukyoku1", "soudan2"])
def test_r10_only_system_administrators_ask(who: str) -> None:
    with acting(who), pytest.raises(DomainError, match="申し出られませんでした"):
        lost_factors.ask(staff=staff("kurashi1"), reason="lost")


def test_s55_nobody_asks_for_herself_or_for_who_has_left() -> None:
    with acting(ADMIN), pytest.raises(DomainError, match="申し出られませんでした"):
        lost_factors.ask(staff=staff(ADMIN), reason="lost")
    with acting(ADMIN):
        end_employment(staff=staff(WHO))
        with pytest.raises(DomainError, match="申し出られませんでした"):
            lost_factors.ask(staff=staff(WHO), reason="lost")


def test_r16_a_request_of_who_is_no_administrator_any_more_is_not_agreed_to() -> None:
    another = another_administrator()
    row = ask(by=another)
    with acting(ADMIN):
        offices = Appointment.objects.current().filter(staff=staff(another))
        end_appointment(appointment=offices.get(role_group__role=Role.SYSTEM_ADMINISTRATOR))
    with pytest.raises(DomainError):
        agree(row)


def test_one_request_waits_for_an_account_however_often_it_is_asked_for() -> None:
    ask()
    with acting(ADMIN), pytest.raises(DomainError, match="返事を待っている申し出"):
        lost_factors.ask(staff=staff(WHO), reason="broken")
    with acting(ADMIN):
        assert FactorRequest.objects.count() == 1


def test_who_asked_takes_it_back_and_nobody_else() -> None:
    row = ask()
    with acting(SUPERVISOR), pytest.raises(DomainError):
        lost_factors.withdraw(request=row)
    with acting(ADMIN):
        lost_factors.withdraw(request=row)
    with pytest.raises(DomainError):
        agree(row)
    assert factors() > 0
    ask()


def test_the_second_person_refuses_and_everything_stays() -> None:
    row, had = ask(), factors()
    with acting(SUPERVISOR):
        lost_factors.refuse(request=row)
    assert (now(row).outcome, factors()) == ("refused", had)
    assert staff(WHO).factors_taken_at is None


def test_s55_the_application_writes_no_request_and_touches_no_factor_of_another() -> None:
    row = ask()
    with acting(ADMIN):
        for statement in (
            "update organizations_factorrequest set outcome = 'agreed' where id = %s",
            "delete from organizations_factorrequest where id = %s",
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, [row.pk])
        assert Authenticator.objects.filter(user=staff(WHO)).delete()[0] == 0
    assert factors() > 0


def test_r14_who_has_no_part_in_it_reads_no_request() -> None:
    ask()
    for who, number in ((SUPERVISOR, 1), (AUDITOR, 1), (ELSEWHERE, 0), ("soudan2", 0), (WHO, 0)):
        with acting(who):
            assert FactorRequest.objects.count() == number, who


# --- nobody comes in by it alone ------------------------------------------------------------


def test_s55_she_registers_another_before_anything_opens(client: Client) -> None:
    own = sets_her_own()
    agree(ask())
    entered = try_password(client, WHO, own)
    assert client.get(entered["Location"])["Location"] == reverse("mfa_activate_totp")
    assert client.get("/cases/")["Location"] == reverse("mfa_activate_totp")
    assert registers(Client(), own).status_code == 200
    assert staff(WHO).factors_taken_at is None


def test_r10_a_password_that_somebody_else_gave_falls_with_the_factor(client: Client) -> None:
    with acting(ADMIN):
        drawn = issue_initial_password(staff=staff(WHO))
    assert agree(ask()) is True
    assert try_password(client, WHO, drawn).status_code == 200, "it opens nothing"
    assert not staff(WHO).has_usable_password()


def test_r10_so_does_one_of_which_nobody_knows_whose_it_is(client: Client) -> None:
    """From before it was kept who had set it."""
    assert agree(ask()) is True
    assert try_password(client, WHO, SAMPLE_PASSWORD).status_code == 200


@pytest.mark.parametrize("who", [ADMIN, AUDITOR])
def test_r10_neither_of_the_two_gives_her_a_password_until_she_has_another(who: str) -> None:
    another, own = another_administrator(), sets_her_own()
    agree(ask(), another)
    with acting(who), pytest.raises(DatabaseError, match="gives no password"):
        issue_initial_password(staff=staff(WHO))
    sent = {"action": "draw_password", "_selected_action": str(staff(WHO).pk)}
    page = browser(who).post(reverse(STAFF_LIST), sent, follow=True)
    assert "関わっていないほかのシステム管理者に出し直してもらってください" in page.content.decode()
    registers(Client(), own)
    with acting(who):
        assert issue_initial_password(staff=staff(WHO))


@pytest.mark.parametrize("field", ["email", "directory_subject"])
def test_r10_nor_turns_her_mail_or_her_entry_of_the_directory(field: str) -> None:
    another = another_administrator()
    row = ask()
    values = {field: "mihon@example.lg.jp"}
    for _ in range(2):
        with (
            acting(ADMIN),
            pytest.raises(DatabaseError, match="gives no password"),
            transaction.atomic(),
        ):
            Staff.objects.filter(pk=staff(WHO).pk).update(**values)
        if now(row).outcome == "":
            agree(row)
    page = browser(ADMIN).get(reverse("admin:organizations_staff_change", args=[staff(WHO).pk]))
    assert f'name="{field}"' not in page.content.decode()
    with acting(another):
        Staff.objects.filter(pk=staff(WHO).pk).update(**values)
    assert getattr(staff(WHO), field) == "mihon@example.lg.jp"


def test_r10_who_asked_gives_no_password_while_it_waits() -> None:
    row = ask()
    with (
        acting(ADMIN),
        pytest.raises(DatabaseError, match="gives no password"),
        transaction.atomic(),
    ):
        issue_initial_password(staff=staff(WHO))
    with acting(ADMIN):
        lost_factors.withdraw(request=row)
        assert issue_initial_password(staff=staff(WHO))


def test_s55_a_third_gives_the_password_with_which_she_comes_in() -> None:
    another = another_administrator()
    with acting(ADMIN):
        issue_initial_password(staff=staff(WHO))
    agree(ask())
    with acting(another):
        drawn = issue_initial_password(staff=staff(WHO))
    client = Client()
    registers(client, drawn)
    assert client.get("/cases/")["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("confirmed", [False, True])
def test_r10_an_entry_of_the_directory_that_she_never_confirmed_falls(*, confirmed: bool) -> None:
    with acting(ADMIN):
        Staff.objects.filter(pk=staff(WHO).pk).update(directory_subject="mihon-1")
    if confirmed:
        with acting(WHO) as user:
            Staff.objects.filter(pk=user.pk).update(directory_confirmed_at=timezone.now())
    agree(ask())
    assert staff(WHO).directory_subject == ("mihon-1" if confirmed else None)


def test_s55_nobody_but_she_ends_what_the_database_holds() -> None:
    with acting(ADMIN):
        issue_initial_password(staff=staff(WHO))
    agree(ask())
    with acting(another_administrator()):
        Staff.objects.filter(pk=staff(WHO).pk).update(factors_taken_at=None, password_given_at=None)
    with acting(WHO):
        Staff.objects.filter(pk=staff(WHO).pk).update(factors_taken_at=None)
    assert None not in (staff(WHO).factors_taken_at, staff(WHO).password_given_at)


def test_two_people_stand_in_the_row_itself() -> None:
    with pytest.raises((IntegrityError, DatabaseError)), acting(ADMIN) as user:
        FactorRequest.objects.create(
            staff=user, asked_by=user, asked_at=timezone.now(), reason="lost"
        )


# --- the pages ------------------------------------------------------------------------------


def press(client: Client, row: FactorRequest, does: str) -> Any:
    return client.post(LIST, {"request": str(row.pk), "does": does}, follow=True)


def test_s55_from_the_list_of_staff_to_the_second_person_and_the_log() -> None:
    administrator, second = browser(ADMIN), browser(SUPERVISOR)
    sent = {"action": "ask_to_take_factors", "_selected_action": str(staff(WHO).pk)}
    page = administrator.post(reverse(STAFF_LIST), sent, follow=True)
    address = page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"]
    assert "何も外れません" in text_of(page)
    form = {"form_key": str(uuid.uuid4()), "reason": "changed"}
    for _ in range(2):
        asked = administrator.post(address, form, follow=True)
        assert asked.request["PATH_INFO"] == LIST, "a double click asks once"
    row = the_one()
    assert "もう1人の返事を待っています" in text_of(asked)
    assert "本人の確認の手段を外す申し出（1件、返事待ち）" in text_of(administrator.get("/"))
    assert "本人の確認の手段を外す申し出（1件）に答える" in text_of(second.get("/"))
    assert "機種変更" in text_of(second.get(LIST))
    assert "認証アプリ・パスキー・予備のコードを外しました" in text_of(press(second, row, "agree"))
    assert factors() == 0
    assert "もう答えられたか" in text_of(press(second, row, "agree"))
    assert "返事待ち" not in text_of(administrator.get("/"))
    assert "本人の確認の手段を外す申し出（1件）" not in text_of(second.get("/"))
    with acting(AUDITOR):
        entered = AccessLog.objects.filter(action="factors", outcome="removed")
        assert entered.get().user_id == staff(SUPERVISOR).pk
        assert entered.get().kind == "2人の確認で外した"


def the_one() -> FactorRequest:
    with acting(ADMIN):
        return FactorRequest.objects.get()


@pytest.mark.parametrize("does", ["agree", "refuse", "withdraw"])
def test_s55_every_press_waits_for_the_second_factor(does: str) -> None:
    row = ask()
    who = ADMIN if does == "withdraw" else SUPERVISOR
    client = browser(who)
    confirm(client, staff(who), ago=360)
    assert client.post(LIST, {"request": str(row.pk), "does": does}).status_code == 422
    assert (now(row).outcome, factors() > 0) == ("", True)
    confirm(client, staff(who))
    press(client, row, does)
    assert now(row).outcome != ""


def test_s55_asking_waits_for_the_second_factor() -> None:
    client = browser(ADMIN)
    confirm(client, staff(ADMIN), ago=360)
    address = f"{reverse('alerts:ask_to_take_factors')}?staff={staff(WHO).pk}"
    sent = {"form_key": str(uuid.uuid4()), "reason": "lost"}
    assert client.post(address, sent).status_code == 422
    with acting(ADMIN):
        assert not FactorRequest.objects.exists()


def test_s55_where_nobody_could_agree_it_is_said_before_it_is_asked_for() -> None:
    """A body without a supervisor, and one administrator: whoever is entered afterwards does not count."""
    with acting(ADMIN):
        held = Appointment.objects.current().filter(role_group__role=Role.SYSTEM_ADMINISTRATOR)
        for office in held.exclude(staff=staff(ADMIN)):
            end_appointment(appointment=office)
    client = browser(ADMIN)
    told = "いま、認められる人がいません"

    def page_of(whose: str) -> str:
        return text_of(
            client.get(reverse("alerts:ask_to_take_factors"), {"staff": staff(whose).pk})
        )

    assert told not in page_of(WHO)
    assert told in page_of("npo1")
    another_administrator()
    assert told not in page_of("npo1")


def test_r14_the_pages_are_missing_for_others_and_for_rows_of_others() -> None:
    row = ask()
    asking = f"{reverse('alerts:ask_to_take_factors')}?staff={staff(WHO).pk}"
    for who in (WHO, "jimukyoku1", AUDITOR):
        assert browser(who).get(LIST).status_code == 404
    assert browser(SUPERVISOR).get(asking).status_code == 404
    elsewhere = browser(ELSEWHERE)
    assert staff(WHO).name not in text_of(elsewhere.get(LIST))
    assert press(elsewhere, row, "agree").status_code == 404
    assert press(browser(SUPERVISOR), row, "other").status_code == 404
    administrator = browser(ADMIN)
    for wrong in ("", "?staff=x", f"?staff={uuid.uuid4()}", f"?staff={staff(ADMIN).pk}"):
        page = administrator.get(reverse("alerts:ask_to_take_factors") + wrong)
        assert page.status_code == 404
