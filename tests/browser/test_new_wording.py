"""The duty of secrecy is worded anew while somebody writes for a 支援会議: she reads it, comes back to her
page, and takes up what she wrote (R4)."""

from collections.abc import Callable, Iterator

import pytest

from tests.stack import LiveStack

from . import walk
from .conftest import Person

pytestmark = pytest.mark.browser
WORDING = "あたらしい義務の文です。"
TODAY = "(now() at time zone 'Asia/Tokyo')::date"


@pytest.fixture
def word_anew(live_stack: LiveStack) -> Iterator[Callable[[], None]]:
    """Puts another text in force, as an administrator of the masters does; the old one comes back."""
    made: list[int] = []
    old: list[int] = []

    def change() -> None:
        with live_stack.database.superuser() as connection:
            rows = connection.execute(
                f"update organizations_standingtext set valid_until = {TODAY}"
                " where kind = 'secrecy_duty' and valid_until is null returning id"
            )
            old.extend(row[0] for row in rows)
            rows = connection.execute(
                "insert into organizations_standingtext (kind, text, valid_from)"
                f" values ('secrecy_duty', %s, {TODAY}) returning id",
                [WORDING],
            )
            made.extend(row[0] for row in rows)

    yield change
    with live_stack.database.superuser() as connection:
        connection.execute(
            f"update organizations_standingtext set valid_until = {TODAY} where id = any(%s)",
            [made],
        )
        connection.execute(
            "update organizations_standingtext set valid_until = null where id = any(%s)", [old]
        )


def test_r4_nothing_typed_is_lost_when_the_duty_is_worded_anew(
    sit_down: Callable[..., Person], word_anew: Callable[[], None]
) -> None:
    worker, coordinator = sit_down("soudan1"), sit_down("jimukyoku1")
    walk.ask_for_coordination(worker, walk.receive(worker))
    meeting = walk.set_up_meeting(coordinator)
    page = coordinator.page
    page.goto(meeting)
    word_anew()
    page.fill("[name=text]", walk.SHARED)
    page.fill("[name=source]", "薬局")
    walk.press(page, "構成員に見える画面を確かめる")
    assert coordinator.sees(WORDING)
    assert not coordinator.sees(walk.SHARED)
    walk.tick(page, "duty")
    walk.press(page, "義務を読んだ")
    assert page.url == meeting
    page.locator("[data-resume]").first.click()
    assert page.input_value("[name=text]") == walk.SHARED
    assert page.input_value("[name=source]") == "薬局"


def test_r4_a_fragment_takes_the_whole_window_to_the_duty(
    sit_down: Callable[..., Person], word_anew: Callable[[], None]
) -> None:
    worker, coordinator = sit_down("soudan2"), sit_down("jimukyoku2")
    walk.ask_for_coordination(worker, walk.receive(worker))
    meeting = walk.set_up_meeting(coordinator)
    page = coordinator.page
    page.goto(meeting)
    word_anew()
    with page.expect_navigation():
        page.evaluate("htmx.ajax('GET', location.pathname, {target: 'main', select: 'main'})")
    assert coordinator.sees(WORDING)
    assert page.locator("main").count() == 1
    walk.tick(page, "duty")
    walk.press(page, "義務を読んだ")
    assert page.url == meeting
