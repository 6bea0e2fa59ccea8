"""After a つなぎ the sender's own page, her lists and her days follow what the receiver answers (domain.md 3.8)."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.models import CaseFile
from access.reading import ReadingLog
from cases import handing_over_paper, list_file, services
from cases.case_lists import STATE_ASKED, groups
from cases.handed_on import ANSWERED, ANSWERED_WORDS
from cases.models import Intake, NextAction, RecordState, Referral, StaffInCharge
from cases.summary_paper import gather
from cases.together import state_words
from tests.world import acting

from .pages import browser, page, queries, text_of
from .situations import (
    a_case,
    a_hand_off,
    a_sheet,
    an_accepted_hand_off,
    office,
    put_in_charge,
    record_of,
    seen_by,
    take,
)
from .test_case_lists import numbers
from .test_case_pages import due_of
from .test_closing import close, taken_on_again
from .test_list_file import ask
from .test_track import badge

pytestmark = pytest.mark.django_db
SENDER, RECEIVER = "soudan1", "kurashi1"
SCREEN = "受付の見立て"
NO = {"reason": "対象ではない", "alternative": "ほかの窓口"}


def answer(leg: Referral, service: Any, by: str = RECEIVER, **values: Any) -> None:
    with acting(by) as user:
        service(referral=take(leg, by), by=user, **values)


def screen(case: CaseFile, result: str = "4", by: str = SENDER) -> None:
    with acting(by) as user:
        (held,) = Intake.objects.visible_to(user).filter(record=record_of(case, by))
        services.screen_intake(intake=held, result=result, version=held.version, by=user)


def a_screened_case() -> CaseFile:
    case = a_case(SENDER)
    screen(case)
    return case


def filters_that_find(case: CaseFile, username: str) -> list[str]:
    """The words of the filters by state in whose list the case stands."""
    (options,) = (options for _, name, options in groups() if name == "state")
    return [
        words for value, words in options if value and case.number in numbers(username, state=value)
    ]


def stands(case: CaseFile, username: str = SENDER) -> tuple[str, str]:
    """The state as the head of the page, the strip and the list say it, and the next step. Of the filters by state
    the one of this word finds the case, and no other."""
    shown = page(username, "detail", case.pk)
    in_head, listed = badge(case, username)
    track = shown.context["page"].track
    assert in_head == listed == track.stages[0].stop.state
    answered = ANSWERED_WORDS if in_head.startswith("つなぎ：") else in_head
    asked = {"多機関協働へ相談中": STATE_ASKED[RecordState.MA_REQUESTED]}
    assert filters_that_find(case, username) == [asked.get(in_head, answered)]
    return in_head, track.next_stop.next_step if track.next_stop else ""


def test_the_state_and_the_next_step_of_the_sender_follow_each_answer() -> None:
    case = a_screened_case()
    leg = a_hand_off(case)
    assert stands(case) == (
        "つなぎ中",
        "つないだ先の受け取りを待ちます。期限を過ぎたら、電話で確かめます。",
    )
    answer(leg, services.receive_referral)
    assert stands(case)[0] == "つなぎ中"
    assert "返事を待ちます" in stands(case)[1]
    answer(leg, services.accept_referral)
    assert stands(case)[0] == "つなぎ：引き受け"
    assert "初回の接触を待ちます" in stands(case)[1]
    answer(leg, services.note_first_contact)
    assert stands(case)[0] == "つなぎ：初回接触済み"
    assert "結果の報告を待ちます" in stands(case)[1]
    answer(leg, services.report_referral, report="家賃の相談を始めた。")
    assert stands(case) == ("つなぎ：結果報告済み", "つないだ先からの報告を確かめます。")
    answer(leg, services.close_referral, SENDER)
    after = "自機関の支援を続けるか、終えるかを決めます。"
    assert stands(case) == ("つなぎ：完了", after)


def test_the_receiver_reads_the_same_word_on_the_page_and_the_board_of_the_hand_off() -> None:
    case = a_screened_case()
    an_accepted_hand_off(case)
    word = stands(case)[0].removeprefix("つなぎ：")
    for username in (SENDER, RECEIVER):
        tag = f'tag--green">{word}</span>'
        assert tag in browser(username).get(reverse("cases:hand_offs")).content.decode()
        assert tag in page(username, "referrals", case.pk).content.decode()
        assert f"いまの状態：{word}" in text_of(page(username, "detail", case.pk))
    assert stands(case, RECEIVER)[0] == "自機関で支援中", "hers is another record (R2)"


def test_what_was_declined_is_supported_by_the_sender_again() -> None:
    case = a_screened_case()
    answer(a_hand_off(case), services.decline_referral, **NO)
    assert stands(case) == (
        "自機関で支援中",
        "ほかの機関につなぐか、自機関で支えるかを決めます。",
    )
    a_hand_off(case, to="csw1")
    assert stands(case)[0] == "つなぎ中"


def test_of_several_legs_the_one_without_an_answer_says_where_the_record_stands() -> None:
    case = a_screened_case()
    first, second = a_sheet(case, (RECEIVER, "csw1"))
    answer(first, services.accept_referral)
    assert stands(case)[0] == "つなぎ中"
    answer(second, services.accept_referral, "csw1")
    assert stands(case)[0] == "つなぎ：引き受け"
    answer(second, services.report_referral, "csw1", report="訪ねた。")
    assert stands(case)[0] == "つなぎ：結果報告済み", "her own step comes before what she waits for"


def test_a_list_asks_one_question_for_all_that_was_handed_on() -> None:
    cases = [a_case(), a_case()]
    for case in cases:
        an_accepted_hand_off(case)
    with acting(SENDER) as user:
        records = [record_of(case, SENDER) for case in cases]
        with CaptureQueriesContext(connection) as one:
            words = state_words(user, records)
    assert set(words.values()) == {"つなぎ：引き受け"}
    assert len(one) == 1


def due(case: CaseFile) -> set[bool]:
    """Whether a 見立て is due, by the page of the case and by the home page: both say the same."""
    home = text_of(browser(SENDER).get(reverse("home")))
    return {SCREEN in due_of(SENDER, case), "受付の見立てをする" in home}


def test_a_sheet_sent_before_the_first_look_does_not_take_its_day_away() -> None:
    case = a_case(SENDER)
    leg = a_hand_off(case)
    assert due(case) == {True}
    state, step = stands(case)
    assert state == "つなぎ中"
    assert step.startswith("話を整理して、見立てを書きます。つないだ先の受け取りを待ちます。")
    answer(leg, services.receive_referral)
    assert due(case) == {True}
    answer(leg, services.accept_referral)
    assert due(case) == {False}, "handed over wholly"


def test_the_first_look_ends_its_day_while_the_answer_is_awaited() -> None:
    case = a_case(SENDER)
    a_hand_off(case)
    screen(case, "2")
    assert due(case) == {False}
    assert stands(case)[0] == "つなぎ中"
    left = [row.what for row in seen_by(SENDER, NextAction) if row.done_at is None]
    assert left == [], "the sheet is sent already"


def test_what_is_declined_or_taken_back_waits_for_the_first_look_again() -> None:
    case = a_case(SENDER)
    answer(a_hand_off(case), services.decline_referral, **NO)
    assert due(case) == {True}
    assert stands(case) == ("受付（見立て前）", "話を整理して、見立てを書きます。")
    again = a_hand_off(case)
    answer(again, services.withdraw_referral, SENDER, reason="本人が望まない")
    with acting(SENDER):
        assert record_of(case, SENDER).state == RecordState.RECEIVED
    assert due(case) == {True}
    screen(case, "2")
    left = [row.what for row in seen_by(SENDER, NextAction) if row.done_at is None]
    assert left == ["つなぐシートを送る"], "nothing that was sent stands"


def test_what_is_taken_back_after_the_first_look_is_supported() -> None:
    case = a_screened_case()
    answer(a_hand_off(case), services.withdraw_referral, SENDER, reason="本人が望まない")
    assert stands(case)[0] == "自機関で支援中"
    assert due(case) == {False}


def test_one_leg_taken_on_leaves_the_first_look_to_the_sender_while_another_waits() -> None:
    case = a_case(SENDER)
    first, second = a_sheet(case, (RECEIVER, "csw1"))
    answer(first, services.accept_referral)
    assert due(case) == {True}
    answer(second, services.decline_referral, "csw1", **NO)
    assert due(case) == {False}


def test_the_leg_of_a_sheet_before_says_nothing_when_the_last_one_was_declined() -> None:
    case = a_screened_case()
    first = an_accepted_hand_off(case)
    answer(first, services.report_referral, report="終えた。")
    answer(first, services.close_referral, SENDER)
    assert stands(case)[0] == "つなぎ：完了"
    answer(a_hand_off(case, to="csw1"), services.decline_referral, "csw1", **NO)
    assert stands(case)[0] == "自機関で支援中"


def test_a_list_filtered_by_state_asks_as_often_for_many_as_for_few() -> None:
    urls = [f"{reverse('cases:list')}?state={value}" for value in ("received", ANSWERED)]
    an_accepted_hand_off(a_case(SENDER))
    answer(a_hand_off(a_case(SENDER)), services.decline_referral, **NO)
    few = [queries(SENDER, url) for url in urls]
    for _ in range(3):
        an_accepted_hand_off(a_case(SENDER))
        answer(a_hand_off(a_case(SENDER)), services.decline_referral, **NO)
    assert [queries(SENDER, url) for url in urls] == few
    for value in ("received", ANSWERED):
        assert "8件のうち 4件" in " ".join(text_of(page(SENDER, "list", state=value)).split())


def test_the_file_of_a_list_and_the_list_for_a_successor_say_the_state_as_the_screen_does() -> None:
    """R7: but for what only the reader's plans and meetings tell; of 多機関協働 they say what is stored."""
    case, waiting = a_case(SENDER), a_case(SENDER)
    an_accepted_hand_off(case)
    with acting(SENDER) as user:
        services.move_record(
            record=record_of(waiting, SENDER), to=RecordState.MA_REQUESTED, by=user
        )
    job = ask(SENDER)
    with acting(SENDER) as user:
        table = list_file.gather(user, job.object_id, "csv", ReadingLog(user))
    states = {row[0]: row[list_file.HEAD.index("自機関の状態")] for row in table.rows}
    assert states == {case.number: "つなぎ：引き受け", waiting.number: "多機関協働へ相談中"}
    with acting("kanri1") as user:
        put_in_charge(record=record_of(case, "kanri1"), staff=[office("soudan2")], by=user)
        (row,) = StaffInCharge.objects.visible_to(user).filter(
            record=record_of(case, "kanri1"), until__isnull=True
        )
        paper = handing_over_paper.gather(user, row.pk, "", ReadingLog(user))
    assert "<td>つなぎ：引き受け</td>" in paper.html or "つなぎ：引き受け<br>" in paper.html


def test_who_was_brought_back_by_a_sheet_and_sends_her_on_is_asked_for_no_first_look() -> None:
    case = taken_on_again(close)
    with acting(RECEIVER) as user:
        assert Intake.objects.visible_to(user).get().screening_result == ""
    a_hand_off(case, to="csw1", by=RECEIVER)
    assert SCREEN not in due_of(RECEIVER, case)
    assert "受付の見立てをする" not in text_of(browser(RECEIVER).get(reverse("home")))
    assert stands(case, RECEIVER)[0] == "つなぎ中"


def test_the_summary_on_paper_says_the_state_as_the_page_does() -> None:
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    with acting(SENDER) as user:
        paper = gather(user, record_of(case, SENDER).pk, "", ReadingLog(user))
    assert "<td>つなぎ：引き受け</td>" in paper.html
