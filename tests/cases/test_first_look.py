"""A 見立て is due until it is written, the record closes, or others have taken on all that was handed on (domain.md 3.2)."""

import pytest

from access.models import CaseFile
from cases import services
from cases.models import CaseRecord, Intake, NextAction, RecordState
from meetings import services as meeting_services
from tests.meetings import situations as meetings
from tests.world import acting

from .situations import a_case, an_accepted_hand_off, record_of, seen_by
from .test_closing import close, reopen, suspend
from .test_handed_on import SENDER, due, screen, stands
from .test_screening import open_tasks

pytestmark = pytest.mark.django_db


def moved(case: CaseFile, *states: str) -> None:
    with acting(SENDER) as by:
        for state in states:
            services.move_record(record=record_of(case, SENDER), to=state, by=by)


def take_up(case: CaseFile) -> str:
    with acting(SENDER) as by:
        return str(services.take_up(record=record_of(case, SENDER), by=by).state)


def test_who_asked_for_help_before_the_first_look_is_asked_for_it_until_it_is_written() -> None:
    case = a_case(SENDER)
    request = meetings.a_request(case)
    assert due(case) == {True}
    assert stands(case) == ("多機関協働へ相談中", "話を整理して、見立てを書きます。")
    accepted = meetings.screened(request)
    meetings.as_somebody(meetings.COORDINATOR, accepted, meeting_services.accept_request, "request")
    assert due(case) == {True}, "the body that asked stays in it"
    screen(case, "6")
    assert due(case) == {False}
    assert open_tasks() == [], "what would be to do was done"
    with acting(SENDER):
        assert record_of(case, SENDER).state == RecordState.MA_REQUESTED


def test_who_asked_for_help_may_decide_for_outreach_and_prepares_it() -> None:
    case = a_case(SENDER)
    meetings.a_request(case)
    screen(case, "8")
    assert [row.split("（")[0] for row in open_tasks()] == ["アウトリーチの準備をする"]
    with acting(SENDER):
        assert record_of(case, SENDER).state == RecordState.MA_REQUESTED


def test_outreach_taken_up_before_the_first_look_leaves_its_day() -> None:
    case = a_case(SENDER)
    moved(case, RecordState.OUTREACH)
    assert due(case) == {True}
    assert stands(case) == (
        "アウトリーチの準備中",
        "話を整理して、見立てを書きます。会いに行く準備を始めます。",
    )
    screen(case, "8")
    assert due(case) == {False}
    assert open_tasks() == [], "it is taken up already"


def test_what_others_have_taken_on_waits_for_no_first_look_when_help_is_asked_for() -> None:
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    moved(case, RecordState.MA_REQUESTED)
    assert due(case) == {False}
    assert take_up(case) == RecordState.SUPPORTING


@pytest.mark.parametrize("state", [RecordState.MA_REQUESTED, RecordState.OUTREACH])
def test_after_what_was_under_way_the_body_goes_on_from_where_it_had_come(state: str) -> None:
    unseen, seen, supported = (a_case(SENDER) for _ in range(3))
    screen(seen)
    moved(supported, RecordState.SUPPORTING)
    for case in (unseen, seen, supported):
        moved(case, state)
    assert take_up(unseen) == RecordState.RECEIVED
    assert due(unseen) == {True}
    assert take_up(seen) == take_up(supported) == RecordState.SUPPORTING


def test_after_a_pause_or_an_end_by_mistake_the_first_look_is_due_again() -> None:
    case = a_case(SENDER)
    suspend(case)
    assert due(case) == {False}
    with acting(SENDER) as by:
        record = record_of(case, SENDER)
        services.resume_record(record=record, reason="電話に出た", by=by)
    assert due(case) == {True}
    close(case)
    assert due(case) == {False}
    reopen(case)
    assert due(case) == {True}
    screen(case)
    close(case)
    reopen(case)
    assert due(case) == {False}
    (record,) = seen_by(SENDER, CaseRecord)
    assert record.state == RecordState.SUPPORTING
    assert [row.screening_result for row in seen_by(SENDER, Intake)] == ["4"]
    assert seen_by(SENDER, NextAction) == []
