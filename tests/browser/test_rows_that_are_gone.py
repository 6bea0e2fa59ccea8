"""A press in a row whose matter has gone on meanwhile says so: without an answer the button would seem dead."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from cases import services
from cases.models import Referral
from tests.cases import situations as c
from tests.world import acting

from .conftest import Person

pytestmark = pytest.mark.browser
SENDER, RECEIVER = "soudan1", "kurashi1"


@pytest.fixture
def referral(in_running_system: None) -> Referral:
    """A つなぎ of the running system that waits for its answer."""
    return c.a_hand_off(c.a_case(SENDER))


def take_back(referral: Referral) -> None:
    with acting(SENDER) as by:
        own = Referral.objects.visible_to(by).get(pk=referral.pk)
        services.withdraw_referral(referral=own, reason="電話で済んだ", by=by)


def test_what_was_taken_back_meanwhile_is_said_beside_the_press(
    referral: Referral, sit_down: Callable[..., Person]
) -> None:
    receiver = sit_down(RECEIVER)
    row = receiver.page.locator("tr", has_text="つなぎを受け取り、返事をする").first
    take_back(referral)
    for button in (
        row.get_by_role("link", name="返事する"),
        row.get_by_role("button", name="受け取った"),
    ):
        button.click()
        row.get_by_text("ここは、もう表示できません").wait_for()
    assert receiver.page.url.rstrip("/") == receiver.base_url
    receiver.picture("row-gone")
    receiver.page.reload()
    assert not receiver.sees("つなぎを受け取り、返事をする")


def test_whose_session_has_ended_is_led_to_the_login_and_on_to_what_she_pressed(
    referral: Referral, sit_down: Callable[..., Person]
) -> None:
    receiver = sit_down(RECEIVER)
    row = receiver.page.locator("tr", has_text="つなぎを受け取り、返事をする").first
    link = row.get_by_role("link", name="返事する")
    pressed = urlsplit(link.get_attribute("href") or "").path
    receiver.context.clear_cookies()
    link.click()
    receiver.page.wait_for_url(lambda url: url.endswith(f"/accounts/login/?next={pressed}"))
