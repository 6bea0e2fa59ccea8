"""The ways into an account, in Chromium: the first sign-in with a password that somebody else has given, and the way back in after
two have taken a lost second factor away (S-55; docs/decisions/1004)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from organizations.models import Role
from organizations.sample_staff import SAMPLE_PASSWORD
from organizations.services import appoint
from tests.cases.situations import body_of
from tests.organizations.test_login import code_from
from tests.world import acting, staff

from .conftest import EMPTY, Person

pytestmark = pytest.mark.browser

ADMIN, SECOND, WHO, NEW = "system1", "kansa1", "soudan1", "atarashii1"
OWN = "mihon-no-nagai-kotoba-7"
STAFF = "/masters/organizations/staff/"


def send(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator(f"button:text-is('{words}'), input[type=submit][value='{words}']").click()


def follow(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.locator(f"main a:has-text('{words}')").first.click()


def gives(person: Person, password: str) -> None:
    """Name and password on the login page."""
    person.open("/accounts/login/")
    person.page.fill("input[name=login]", person.username)
    person.page.fill("input[name=password]", password)
    send(person.page, "ログインする")


def registers(person: Person) -> None:
    """An authentication app, as the page asks for it; then the spare codes stand there."""
    page = person.page
    expect(page.locator("h1")).to_have_text("認証アプリを登録する")
    page.fill("input[name=code]", code_from(page.locator("code.t-b").inner_text()))
    send(page, "登録する")
    expect(page.locator(".codes li")).to_have_count(10)


def choose(page: Page, username: str, what: str) -> None:
    """An action of the list of staff for one of them."""
    page.locator("#result_list tr", has_text=username).locator("input[type=checkbox]").check()
    page.select_option("select[name=action]", label=what)
    send(page, "実行")


def test_s55_a_new_colleague_comes_in_by_the_given_password_and_sets_her_own(
    in_running_system: None, sit_down: Callable[..., Person]
) -> None:
    administrator = sit_down(ADMIN)
    page = administrator.page
    administrator.open(STAFF)
    page.locator("#changelist-filter summary").first.click()
    assert administrator.stored() == EMPTY, "which filters are open is kept nowhere (S-45)"
    expect(page.locator("[data-cover]")).to_be_visible()
    administrator.open(STAFF + "add/")
    for field, words in (("username", NEW), ("name", "見本 新子"), ("kana", "みほん しんこ")):
        page.fill(f"[name={field}]", words)
    page.select_option("[name=appointments-0-body]", label="高齢者あんしん相談センター富坂")
    page.select_option("[name=appointments-0-role]", label="相談員")
    send(page, "保存する")
    given = page.locator(".given code").inner_text()

    newcomer = sit_down(NEW, log_in=False)
    gives(newcomer, given)
    registers(newcomer)
    page = newcomer.page
    assert page.locator("nav.gnav").count() == 0, "nothing opens before she has set her own"
    follow(page, "パスワードを変える画面へ")
    for field, words in (("oldpassword", given), ("password1", OWN), ("password2", OWN)):
        page.fill(f"[name={field}]", words)
    send(page, "パスワードを変える")
    page.wait_for_url(newcomer.base_url + "/")
    expect(page.locator("h1")).to_have_text("今日の仕事")

    again = sit_down(NEW, log_in=False)
    gives(again, given)
    expect(again.page.locator("#errors")).to_be_visible()
    gives(again, OWN)
    expect(again.page.locator("input[name=code]")).to_be_visible()


def test_s55_two_administrators_take_a_lost_factor_away_and_she_registers_another(
    in_running_system: None, sit_down: Callable[..., Person]
) -> None:
    with acting(ADMIN):
        appoint(staff=staff(SECOND), body=body_of(SECOND), role=Role.SYSTEM_ADMINISTRATOR)
    with acting(WHO) as user:
        user.set_password(SAMPLE_PASSWORD)
        user.save(update_fields=["password"])
    colleague = sit_down(WHO)
    asks = sit_down(ADMIN)
    asks.open(STAFF)
    choose(asks.page, WHO, "本人の確認の手段を外すよう申し出る（1人ずつ）")
    asks.page.locator("input[name=reason][value=lost]").check(force=True)
    with asks.page.expect_navigation():
        asks.page.locator("button[data-main]").click()
    expect(asks.page.locator("main")).to_contain_text("自分では認められません")
    assert asks.page.locator("button[value=agree]").count() == 0

    second = sit_down(SECOND)
    follow(second.page, "本人の確認の手段を外す申し出（1件）に答える")
    send(second.page, "確かめたので、外すことを認める")
    expect(second.page.locator("main")).to_contain_text("本人は、まだ新しく登録していません")

    colleague.open("/")
    assert "/accounts/login/" in colleague.page.url, "what was open has ended"
    gives(colleague, SAMPLE_PASSWORD)
    registers(colleague)
    follow(colleague.page, "はじめの画面へ")
    expect(colleague.page.locator("h1")).to_have_text("今日の仕事")
    second.page.reload()
    expect(second.page.locator("main")).to_contain_text("認められ、外しました")
    expect(second.page.locator("main")).not_to_contain_text("まだ新しく登録していません")
