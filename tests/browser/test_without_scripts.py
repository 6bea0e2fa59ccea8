"""The main paths in a browser that runs no scripts: everything is done by links and forms."""

import time
from collections.abc import Callable

import pytest

from tests.stack import LiveStack

from . import walk
from .conftest import Person
from .test_by_keyboard_alone import SEEN, add_a_note

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]


@pytest.fixture(scope="module")
def live_stack(whole_stack: LiveStack) -> LiveStack:
    """A plan is printed: the worker makes it."""
    return whole_stack


def test_the_main_paths_without_scripts(sit_down: Seat) -> None:
    worker, coordinator, doctor = (
        sit_down(name, java_script_enabled=False) for name in ("soudan1", "jimukyoku1", "ishi1")
    )
    case = walk.receive(worker)
    add_a_note(worker, case)
    walk.hand_off(worker)
    walk.ask_for_coordination(worker, case)
    finds(worker)

    meeting = walk.set_up_meeting(coordinator)
    walk.appoint(coordinator, meeting, "見本診療所", "見本 医師夫")
    walk.acknowledge(doctor)
    doctor.page.goto(meeting)
    share(doctor)
    walk.hold_sitting(coordinator, meeting)

    walk.record_consent(worker, case)
    plan = walk.draft_plan(coordinator, case)
    walk.bring_to_decision(coordinator, plan)
    has_it_printed(coordinator, plan)
    worker.page.goto(case)
    assert worker.sees(SEEN)


def share(member: Person) -> None:
    page = member.page
    page.fill("[name=text]", walk.SHARED)
    page.fill("[name=source]", "薬局")
    walk.press(page, "構成員に見える画面を確かめる")
    walk.press(page, "構成員と共有する")
    assert member.sees(walk.SHARED)


def finds(worker: Person) -> None:
    """By name, from the box in the head of every page."""
    page = worker.page
    page.fill("#gs", walk.NAME)
    with page.expect_navigation():
        page.locator(".gs__b").click()
    assert page.locator(f"main a:has-text('{walk.NAME}')").count() >= 1


def has_it_printed(person: Person, plan: str) -> None:
    """The page of the job does not move by itself; a link asks how far it is."""
    page = person.page
    page.goto(plan)
    walk.press(page, "印刷（PDF）")
    page.locator("[name=made_for][value=self]").check(force=True)
    walk.press(page, "PDFを作る")
    deadline = time.monotonic() + 60
    while not person.sees("できました") and time.monotonic() < deadline:
        walk.press(page, "いまの状態を見る")
    with page.expect_download() as arriving:
        page.locator("a:has-text('を受け取る')").click()
    assert arriving.value.path().read_bytes().startswith(b"%PDF")
