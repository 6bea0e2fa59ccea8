"""The way of a case through four people at four computers, and what the others do not see.

By clicking alone: no address is typed except to go back to a page already found, and to see that a
stranger's answer is 404.
"""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader

from tests.stack import LiveStack

from . import walk
from .conftest import Person

Seat = Callable[..., Person]


@pytest.fixture(scope="module")
def live_stack(whole_stack: LiveStack) -> LiveStack:
    """A plan is printed: the worker makes it."""
    return whole_stack


def nobody_of(people: list[Person], *urls: str) -> None:
    """To them it does not exist, and their lists do not hold it (R1, R14)."""
    for person in people:
        for url in urls:
            assert person.status_of(url) == 404, (person.username, url)
        for path in ("/", "/cases/", "/meetings/", "/plans/"):
            person.open(path)
            assert not person.sees(walk.NAME), (person.username, path)


def test_four_people_and_what_they_do_not_see(sit_down: Seat) -> None:
    worker, receiver, coordinator, doctor = (
        sit_down(name) for name in ("soudan1", "kurashi1", "jimukyoku1", "ishi1")
    )
    case = walk.receive(worker)
    nobody_of([receiver, coordinator, doctor], case)

    walk.hand_off(worker)
    nobody_of([coordinator, doctor], case)
    receiver.open("/")
    walk.press(receiver.page, "つなぎ")
    assert receiver.sees(walk.HANDED)
    assert not receiver.sees(walk.WORDS), "the record of the sender stays its own"
    walk.press(receiver.page, "引き受ける")
    nobody_of([coordinator, doctor], case)

    walk.ask_for_coordination(worker, case)
    nobody_of([doctor], case)
    meeting = walk.set_up_meeting(coordinator)
    nobody_of([doctor], meeting)
    assert worker.status_of(meeting) == 404, "who asked is no member (R4)"
    assert receiver.status_of(meeting) == 404
    worker.page.goto(case)
    assert not worker.sees("支援会議を開く"), "not even that there is one (R7)"

    sitting = sit_without_consent(coordinator, doctor, [worker, receiver], case, meeting)
    plan = agree_on_a_plan(worker, receiver, coordinator, doctor, case)
    for person in (worker, receiver):
        assert person.status_of(meeting) == 404, "a plan opens no 支援会議 (R4, R5)"
        assert person.status_of(sitting) == 404
    follow_the_plan(worker, receiver, coordinator, plan)


def sit_without_consent(
    coordinator: Person, doctor: Person, outsiders: list[Person], case: str, meeting: str
) -> str:
    """The 支援会議 works in full without consent, and only for its members (R4, R7)."""
    walk.appoint(coordinator, meeting, "見本診療所", "見本 医師夫")
    assert doctor.status_of(meeting) == 404, "not before the duty is acknowledged"
    walk.acknowledge(doctor)
    assert doctor.sees(walk.NEED)
    assert doctor.status_of(case) == 200
    doctor.page.goto(case)
    assert not doctor.sees(walk.WORDS), "a member sees no record of the case (R4)"
    assert not doctor.sees(walk.HANDED)
    doctor.page.goto(meeting)
    walk.share(doctor, walk.SHARED)
    sitting = walk.hold_sitting(coordinator, meeting)
    doctor.page.goto(sitting)
    assert doctor.sees(walk.MINUTES)
    assert doctor.sees(walk.DECIDED)
    walk.confirm_minutes(doctor, sitting)
    walk.approve_minutes(coordinator, sitting)
    for person in outsiders:
        assert person.status_of(meeting) == 404
        assert person.status_of(sitting) == 404
        for path in ("/", "/meetings/", case):
            person.page.goto(path if path.startswith("http") else person.base_url + path)
            for secret in (walk.NEED, walk.SHARED, walk.MINUTES, walk.DECIDED):
                assert not person.sees(secret), (person.username, path)
    return sitting


def agree_on_a_plan(
    worker: Person, receiver: Person, coordinator: Person, doctor: Person, case: str
) -> str:
    """Consent, plan, 重層的支援会議, decision; the doctor is not in it and learns nothing (R5, R8)."""
    coordinator.page.goto(case)
    assert coordinator.page.locator("a[href*='/plans/new/']").count() == 0, "consent first"
    walk.record_consent(worker, case)
    plan = walk.draft_plan(coordinator, case)
    assert doctor.status_of(plan) == 404
    walk.bring_to_decision(coordinator, plan)
    assert doctor.status_of(plan) == 404
    doctor.page.goto(case)
    assert not doctor.sees(walk.WISH)
    for person in (worker, receiver):
        person.page.goto(plan)
        assert person.sees(walk.WISH)
        assert not person.sees(walk.SHARED), "nothing flows out of the 支援会議 (R7)"
    return plan


def follow_the_plan(worker: Person, receiver: Person, coordinator: Person, plan: str) -> None:
    """Progress, differences between versions, and the paper."""
    walk.tell_progress(receiver)
    worker.page.goto(plan)
    assert worker.sees(walk.FAR)
    walk.press(coordinator.page, "変更の記録")
    walk.press(coordinator.page, "違いを見る：")
    assert coordinator.page.locator("ins, .diff, table").count() > 0
    reader = PdfReader(io.BytesIO(walk.print_plan(coordinator, plan)))
    text = "".join(page.extract_text() for page in reader.pages).replace("\n", "")
    assert walk.GOAL in text
    assert walk.TASK in text
    assert walk.MINUTES not in text
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert reader.trailer["/Root"]["/Lang"] == "ja"
