"""A sitting of a 支援会議 in four windows: the secretary, a doctor from outside, a commissioned
resident (民生委員), and a caseworker who is removed while it goes on.

By clicking alone. Whoever is removed finds nothing at her next click, and nothing said before on any
of her pages (R4, R7, R16); the others go on.
"""

from collections.abc import Callable

from . import walk
from .conftest import Person

Seat = Callable[..., Person]

BEFORE, AFTER = "昨日は窓が開いていた。", "雨戸が閉まったままだ。"
TYPED = "書きかけのまま押した。"
AGREED = "民生委員が様子を見に行く。"
SECRETS = (walk.NEED, walk.SHARED, BEFORE, AFTER, AGREED)


def a_meeting_of_four(worker: Person, coordinator: Person, others: list[Person]) -> tuple[str, str]:
    """Received, handed to the secretariat, members named and sworn; the case and the meeting."""
    case = walk.receive(worker)
    walk.ask_for_coordination(worker, case)
    meeting = walk.set_up_meeting(coordinator)
    for body, name in (
        ("見本診療所", "見本 医師夫"),
        ("民生委員・児童委員", "例示 民江"),
        ("高齢者あんしん相談センター富坂", "見本 相談子"),
    ):
        walk.appoint(coordinator, meeting, body, name)
    for member in others:
        assert member.status_of(meeting) == 404, "not before the duty is acknowledged"
        walk.acknowledge(member)
        assert member.sees(walk.NEED)
    return case, meeting


def note(coordinator: Person, words: str) -> None:
    page = coordinator.page
    page.fill("form:has([name=section]) [name=text]", words)
    walk.press(page, "記録に足す")
    assert coordinator.sees(words)


def leave_while_typing(coordinator: Person, room: str) -> None:
    """What stands in the field goes along with whatever button is pressed, under the item it was typed at."""
    page = coordinator.page
    page.fill("form:has([name=section]) [name=text]", TYPED)
    with page.expect_navigation():
        page.locator("main button:has-text('会議室を出る')").click()
    page.goto(room)
    assert page.locator(f"#talk:has-text('{TYPED}')").count() == 1
    assert not page.locator("[name=text]").input_value()


def tells_of_no_keys_on_a_phone(coordinator: Person) -> None:
    page, before = coordinator.page, coordinator.page.viewport_size
    keys = page.locator("main kbd:visible")
    assert keys.count() > 0
    page.set_viewport_size({"width": 390, "height": 844})
    assert keys.count() == 0
    page.set_viewport_size(before or {"width": 1280, "height": 900})


def remove(coordinator: Person, meeting: str, name: str) -> None:
    """Ended by name; access ends at once (R4, R16)."""
    page = coordinator.page
    page.goto(meeting)
    with page.expect_navigation():
        page.locator(f"a:has-text('構成員を終える'):has-text('{name}')").click()
    page.fill("[name=reason]", "担当の交代")
    walk.press(page, "構成員を終える")


def test_r4_whoever_is_removed_in_mid_sitting_is_out_at_the_next_click(sit_down: Seat) -> None:
    coordinator, doctor, resident, worker = (
        sit_down(name) for name in ("jimukyoku1", "ishi1", "minsei1", "soudan1")
    )
    case, meeting = a_meeting_of_four(worker, coordinator, [doctor, resident, worker])
    doctor.page.goto(meeting)
    walk.share(doctor, walk.SHARED)
    room = walk.begin_sitting(coordinator, meeting, "声かけ（20分）").url
    note(coordinator, BEFORE)
    leave_while_typing(coordinator, room)
    tells_of_no_keys_on_a_phone(coordinator)
    for member in (doctor, resident, worker):
        member.page.goto(room)
        assert member.sees(BEFORE), member.username

    remove(coordinator, meeting, "見本 相談子")
    link = worker.page.locator("main a:has-text('会議室を出る')").first
    with worker.page.expect_navigation() as leaving:
        link.click()
    answer = leaving.value
    assert answer is not None
    assert answer.status == 404
    finds_nothing(worker, meeting, room, case)

    coordinator.page.goto(room)
    note(coordinator, AFTER)
    coordinator.page.fill("[name=content]", AGREED)
    walk.press(coordinator.page, "決まったことに足す")
    for member in (doctor, resident):
        member.page.goto(room)
        assert member.sees(AFTER), member.username
        assert member.sees(AGREED), member.username
        member.page.goto(case)
        assert not member.sees(walk.WORDS), "a member sees no record of the case (R4)"
    is_projected_without_names(coordinator, room)


def finds_nothing(worker: Person, meeting: str, room: str, case: str) -> None:
    """Her own case is hers as before; of the meeting no page of hers tells anything."""
    for address in (meeting, room):
        assert worker.status_of(address) == 404
    worker.page.goto(case)
    assert worker.sees(walk.WORDS)
    pages = ["/", "/meetings/", "/meetings/decisions/", "/meetings/mine/", "/meetings/calendar/"]
    for address in [case, *(worker.base_url + page for page in pages)]:
        worker.page.goto(address)
        for secret in SECRETS:
            assert not worker.sees(secret), address


def is_projected_without_names(coordinator: Person, room: str) -> None:
    """On the projector the household is a letter, and one key covers everything (Alt+H)."""
    coordinator.page.goto(f"{room}?as=projected")
    assert coordinator.sees(AFTER)
    assert not coordinator.sees(walk.NAME)
    coordinator.page.keyboard.press("Alt+h")
    assert coordinator.page.locator("#cover").is_visible()
    assert "会議室" not in coordinator.page.title()
    coordinator.page.keyboard.press("Alt+h")
    assert not coordinator.page.locator("#cover").is_visible()
