"""The way of a case through four people at four computers, and what the others do not see.

By clicking alone: no address is typed except to see that a stranger's answer is 404.
"""

import re
from collections.abc import Callable

from playwright.sync_api import Page

from .conftest import Person

Seat = Callable[..., Person]
NAME = "架空 試子"


def press(page: Page, words: str) -> None:
    """Press the button or follow the link with these words and wait for the next page."""
    control = page.locator(f"main button:has-text('{words}'), main a:has-text('{words}')").first
    with page.expect_navigation():
        control.click()


def choose(page: Page, field: str, words: str) -> None:
    page.locator(f"select[name={field}]").select_option(label=words)


def tick(page: Page, field: str, at: int = 0) -> None:
    page.locator(f"[name={field}]").nth(at).check(force=True)


def nobody_of(people: list[Person], url: str) -> None:
    """To them it does not exist, and their lists do not hold it (R1, R14)."""
    for person in people:
        assert person.status_of(url) == 404, person.username
        person.open("/")
        assert not person.sees(NAME)


def receive(worker: Person) -> str:
    page = worker.page
    with page.expect_navigation():
        page.get_by_role("link", name=re.compile("相談を受け付ける")).first.click()
    for field, at in (("method", 1), ("visitor", 0), ("topics", 2), ("urgency", 1)):
        tick(page, field, at)
    page.fill("[name=name]", NAME)
    page.fill("[name=kana]", "かくう ためしこ")
    page.fill("[name=words]", "買い物に行けない日がある。")
    press(page, "受付を登録する")
    assert worker.sees(NAME)
    return page.url


def hand_off(worker: Person) -> None:
    page = worker.page
    press(page, "つなぐ")
    choose(page, "receiver", "福祉部 生活福祉課")
    page.locator("select[name=consent_state]").select_option(value="21")
    choose(page, "legal_basis", "本人同意")
    tick(page, "urgency", 1)
    tick(page, "topics", 2)
    tick(page, "persons")
    page.fill("[name=reason]", "生活費の相談です。")
    page.fill("[name=sender_continues]", "訪問を続けます。")
    press(page, "相手に見える画面を確かめる")
    assert worker.sees("生活費の相談です。")
    press(page, "つなぎを送る")


def ask_for_coordination(worker: Person, case: str) -> None:
    page = worker.page
    page.goto(case)
    press(page, "多機関協働を頼む")
    page.fill("[name=done_so_far]", "訪問を重ねてきました。")
    page.fill("[name=asked_for]", "一緒に考えてほしいです。")
    page.fill("[name=sender_continues]", "訪問を続けます。")
    page.locator("select[name=secretariat]").select_option(index=1)
    page.locator("select[name=consent_state]").select_option(value="00")
    page.locator("select[name=legal_basis]").select_option(index=2)
    tick(page, "urgency", 1)
    tick(page, "persons")
    press(page, "事務局に見える画面を確かめる")
    press(page, "事務局に依頼する")


def set_up_meeting(coordinator: Person) -> str:
    page = coordinator.page
    coordinator.open("/")
    press(page, "多機関協働の依頼")
    press(page, "受理する")
    press(page, "支援会議を設ける")
    page.fill("[name=subject]", "架空世帯")
    page.fill("[name=need_statement]", "このままでは受診できない。")
    tick(page, "duty")
    press(page, "支援会議を設ける")
    return page.url


def test_four_people_and_what_they_do_not_see(sit_down: Seat) -> None:
    worker, receiver, coordinator, doctor = (
        sit_down(name) for name in ("soudan1", "kurashi1", "jimukyoku1", "ishi1")
    )
    case = receive(worker)
    nobody_of([receiver, coordinator, doctor], case)

    hand_off(worker)
    nobody_of([coordinator, doctor], case)
    receiver.open("/")
    press(receiver.page, "つなぎ")
    assert receiver.sees("生活費の相談です。")
    assert not receiver.sees("買い物に行けない日がある。"), "the record of the sender stays its own"
    press(receiver.page, "引き受ける")
    nobody_of([coordinator, doctor], case)

    ask_for_coordination(worker, case)
    nobody_of([doctor], case)
    meeting = set_up_meeting(coordinator)
    nobody_of([doctor], meeting)
    assert worker.status_of(meeting) == 404, "who asked is no member (R4)"
    assert receiver.status_of(meeting) == 404
    worker.page.goto(case)
    assert not worker.sees("支援会議を開く"), "not even that there is one (R7)"
