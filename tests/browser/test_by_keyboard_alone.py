"""The main paths without a mouse (quality.md, Usable): from the login page to the printed plan.

The steps are those of walk.py; every press, tick and choice of theirs is done by keys (keys_only.py).
"""

import io
from collections.abc import Callable
from typing import Any, cast

import pytest
from pypdf import PdfReader

from tests.stack import LiveStack

from . import walk
from .conftest import Person, sign_in
from .keys_only import KeysOnly

pytestmark = pytest.mark.browser

Seat = Callable[..., Person]
SEEN = "今日は玄関先で話せた。"
AGENDA = "声かけ（20分）"
SAID = "雨戸は開いていた。"


@pytest.fixture(scope="module")
def live_stack(whole_stack: LiveStack) -> LiveStack:
    """A plan is printed: the worker makes it."""
    return whole_stack


@pytest.fixture
def at_the_keys(sit_down: Seat) -> Seat:
    """Somebody at a computer without a mouse, who signs in by typing."""

    def seat(username: str) -> Person:
        person = sit_down(username, log_in=False)
        person.page = cast(Any, KeysOnly(person.page))
        sign_in(person)
        return person

    return seat


def test_the_main_paths_by_keyboard_alone(at_the_keys: Seat) -> None:
    worker, coordinator, doctor = (at_the_keys(name) for name in ("soudan1", "jimukyoku1", "ishi1"))
    case = walk.receive(worker)
    add_a_note(worker, case)
    walk.hand_off(worker)
    walk.ask_for_coordination(worker, case)

    meeting = walk.set_up_meeting(coordinator)
    walk.appoint(coordinator, meeting, "見本診療所", "見本 医師夫")
    walk.acknowledge(doctor)
    doctor.page.goto(meeting)
    walk.share(doctor, walk.SHARED)
    run_a_sitting(coordinator, meeting)

    walk.record_consent(worker, case)
    plan = walk.draft_plan(coordinator, case)
    walk.bring_to_decision(coordinator, plan)
    reader = PdfReader(io.BytesIO(walk.print_plan(coordinator, plan)))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert walk.GOAL in text


def add_a_note(worker: Person, case: str) -> None:
    page = worker.page
    page.goto(case)
    page.fill(".compose [name=text]", SEEN)
    walk.press(page, "記録する")
    assert worker.sees(SEEN)


def run_a_sitting(coordinator: Person, meeting: str) -> None:
    """Prepared with an agenda, begun, and written down while it goes on."""
    page = walk.begin_sitting(coordinator, meeting, AGENDA)
    page.fill("form:has([name=section]) [name=text]", SAID)
    walk.press(page, "記録に足す")
    page.fill("[name=content]", walk.DECIDED)
    walk.press(page, "決まったことに足す")
    assert coordinator.sees(SAID)
    assert coordinator.sees(walk.DECIDED)
