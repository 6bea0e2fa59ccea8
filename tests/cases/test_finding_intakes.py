"""Finding by what was heard at an intake and by who came (R1, R2, R11, R12; docs/decisions/0770)."""

import datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from access.search import Grade, find_words
from cases import services
from cases.finding import HEARD, MOST_CASES, find_cases
from cases.models import Intake
from cases.querysets import SOUGHT_VISITORS
from cases.services import protection
from documents.excerpts import sought
from tests.world import acting, staff

from . import situations as s
from .pages import browser, text_of
from .test_finding import cases_found, found_by, labels, named
from .test_intake_sheet import change
from .test_protection import COLLEAGUE, SUPERVISOR, WORKER, a_protected_mother

pytestmark = pytest.mark.django_db

GOING_ON = "4"
NAME, PHONE = "仮名 見子", "070-0000-9876"
CALLED = {"visitor_name": f"長女 {NAME}", "visitor_phone": PHONE}
# Her name as it was written and in the other script, the whole number and its end.
WAYS = ("仮名 見子", "見子", "0700000 9876", PHONE, "9876")


def a_call(by: str = WORKER, **told: Any) -> CaseFile:
    """A household of which the daughter told at the counter."""
    return s.an_intake(by, **(CALLED | told)).compartment.case


def screened(case: CaseFile, note: str) -> None:
    with acting(WORKER) as by:
        row = Intake.objects.changeable_by(by).of_case(case).get()
        services.screen_intake(intake=row, result=GOING_ON, note=note, version=None, by=by)


# --- what was heard -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "aside"),
    [("words", "聞き取ったこと"), ("earlier", "これまでの相談")],
)
def test_what_was_heard_at_an_intake_is_found_and_shown_at_its_place(
    field: str, aside: str
) -> None:
    case = a_call(**{field: "玄関の雨戸がこわれている。"})
    (found,) = found_by(WORKER, "雨戸").cases
    (shown,) = found.shown
    assert found.case == case
    assert (shown.label, shown.aside) == ("相談受付", f"{aside}・{staff(WORKER).name}")
    assert [piece.text for piece in shown.pieces if piece.is_hit] == ["雨戸"]
    with acting(WORKER) as by:
        assert shown.day == Intake.objects.visible_to(by).of_case(case).get().received_on


def test_two_characters_are_enough_and_every_word_must_stand_in_the_same_row() -> None:
    case = a_call(words="玄関の雨戸がこわれている。")
    s.a_note(case, text="勝手口で話した。")
    assert cases_found(WORKER, "雨戸 玄関") == {case.number}
    assert cases_found(WORKER, "戸") == set()
    assert cases_found(WORKER, "雨戸 勝手口") == set()


def test_what_was_judged_of_an_intake_is_found() -> None:
    case = a_call()
    screened(case, "大家が鍵を替えるという。")
    assert labels(WORKER, "大家が鍵") == ["相談受付"]


def test_of_an_intake_that_was_corrected_the_words_of_now_are_found() -> None:
    case = a_call(words="雨戸がこわれている。")
    with acting(WORKER) as by:
        intake = Intake.objects.visible_to(by).select_related("compartment").of_case(case).get()
    assert change(intake, words="鍵がこわれている。").status_code == 303
    assert cases_found(WORKER, "雨戸") == set()
    assert cases_found(WORKER, "鍵がこわれ") == {case.number}


def test_every_field_that_is_searched_has_a_word_on_the_page() -> None:
    assert set(HEARD) == set(Intake.searched.parts["note"])
    case = a_call()
    with acting(WORKER) as by:
        intake = Intake.objects.visible_to(by).of_case(case).get()

    def missing() -> list[str]:
        page = text_of(browser(WORKER).get(reverse("cases:intake_detail", args=[intake.pk])))
        return [word for word in HEARD.values() if word not in page]

    assert missing() == []
    with acting(WORKER) as by:
        services.close_record(record=s.record_of(case, WORKER), reason="22", by=by)
    assert missing() == []


def test_r2_r4_r12_an_intake_is_found_by_those_who_read_it_only() -> None:
    case = a_call(words="雨戸がこわれている。")
    s.an_accepted_hand_off(case)
    asked = ("雨戸", *WAYS)
    for words in asked:
        assert cases_found(WORKER, words) == {case.number}, words
        for other in ("kurashi1", "ishi1", "csw1"):
            assert cases_found(other, words) == set(), (other, words)
    with acting(WORKER) as by:
        services.restrict_person(case=case, user=staff(COLLEAGUE), reason="親族", by=by)
    for words in asked:
        assert cases_found(COLLEAGUE, words) == set()
        with acting(COLLEAGUE):
            assert find_words(words, most=10) == []


def test_notes_and_intakes_stand_together_the_newest_first_and_the_others_are_counted() -> None:
    case = a_call(words="雨戸がこわれている。")
    for place in ("玄関", "勝手口", "居間"):
        s.a_note(case, text=f"{place}の雨戸を見た。")
    (found,) = found_by(WORKER, "雨戸").cases
    assert [shown.label for shown in found.shown] == ["記録"] * 3
    assert found.more_notes == 1
    page = text_of(browser(WORKER).post(reverse("cases:search"), {"q": "雨戸"}, follow=True))
    assert "記録・相談受付 1件" in page


def test_an_intake_stands_at_the_beginning_of_its_day_in_tokyo() -> None:
    """Whatever hour it is now: a note of eight o'clock of that day is the newer one."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    case = a_call(words="雨戸がこわれている。", received_on=yesterday)
    early = datetime.datetime.combine(yesterday, datetime.time(8), timezone.get_current_timezone())
    s.a_note(case, text="雨戸を見た。", occurred_at=early)
    (found,) = found_by(WORKER, "雨戸").cases
    assert [shown.label for shown in found.shown] == ["記録", "相談受付"]


# --- who came -------------------------------------------------------------------------------


@pytest.mark.parametrize("words", WAYS)
@pytest.mark.parametrize("visitor", SOUGHT_VISITORS)
def test_who_came_for_herself_or_her_family_is_found_by_name_and_number(
    visitor: str, words: str
) -> None:
    case = a_call()
    with acting(WORKER) as by:
        Intake.objects.changeable_by(by).of_case(case).update(visitor=visitor)
    (found,) = found_by(WORKER, words).cases
    (shown,) = found.shown
    assert (found.case, shown.label) == (case, "相談に来た人")
    assert any(piece.is_hit for piece in shown.pieces)


def test_a_name_in_the_other_script_and_three_digits() -> None:
    case = a_call(visitor_name="カメイ ミコ")
    assert cases_found(WORKER, "かめい　ミコ") == {case.number}
    assert cases_found(WORKER, "987") == set()


@pytest.mark.parametrize("visitor", ["neighbour", "volunteer", "agency", "other"])
def test_whoever_told_of_others_is_not_to_be_looked_for(visitor: str) -> None:
    """The page of the intake says who it was; a search would say all of which she ever told."""
    case = a_call(visitor=visitor, words="雨戸がこわれている。")
    page = browser(WORKER)
    for words in WAYS:
        assert cases_found(WORKER, words) == set(), words
        with acting(WORKER):
            assert find_words(words, most=10) == []
        assert case.number not in text_of(
            page.post(reverse("cases:search"), {"q": words}, follow=True)
        )
    assert cases_found(WORKER, "雨戸") == {case.number}


def test_who_turns_out_to_be_a_neighbour_is_found_no_more() -> None:
    case = a_call()
    with acting(WORKER) as by:
        intake = Intake.objects.visible_to(by).select_related("compartment").of_case(case).get()
    assert cases_found(WORKER, "見子") == {case.number}
    assert change(intake, visitor="neighbour").status_code == 303
    assert cases_found(WORKER, "見子") == cases_found(WORKER, "9876") == set()
    assert change(intake, visitor="family").status_code == 303
    assert cases_found(WORKER, "見子") == {case.number}


def answer_to(username: str, words: str) -> str:
    """The words of the page, without those that were asked for."""
    answer = browser(username).post(reverse("cases:search"), {"q": words}, follow=True)
    return str(text_of(answer)).replace(words, "")


@pytest.mark.parametrize(("kind", "words"), list(enumerate(WAYS)))
def test_r11_r14_off_the_list_who_called_is_answered_like_somebody_who_does_not_exist(
    kind: int, words: str
) -> None:
    """Who called, and from where, may lead to her: no answer tells that there is such a call."""
    case = a_call()
    assert case.number in answer_to(COLLEAGUE, words)
    measure = a_protected_mother(case)
    nobody = ("仮名 実子", "実子", "0800000 1111", "080-0000-1111", "1111")[kind]
    assert answer_to(COLLEAGUE, words) == answer_to(COLLEAGUE, nobody)
    assert "当てはまる、見られる記録はありません" in answer_to(COLLEAGUE, words)
    with acting(COLLEAGUE):
        assert find_words(words, most=10) == []
    for listed in (WORKER, SUPERVISOR):
        assert cases_found(listed, words) == {case.number}
    lift(measure)
    assert cases_found(COLLEAGUE, words) == {case.number}


def lift(measure: Any) -> None:
    with acting(WORKER) as by:
        protection.ask_to_release(measure=measure, reason="転居した", by=by)
    with acting(SUPERVISOR) as by:
        protection.release(measure=measure, reason="転居した", by=by)


def test_r11_words_that_the_page_shows_her_are_found_and_another_case_as_before() -> None:
    protected, other = a_call(words="雨戸がこわれている。"), a_call()
    a_protected_mother(protected)
    assert cases_found(COLLEAGUE, "雨戸") == {protected.number}
    assert cases_found(COLLEAGUE, "見子") == cases_found(COLLEAGUE, "9876") == {other.number}


def test_r11_wall_1_tells_not_who_called_whatever_the_door_says() -> None:
    case = a_call()

    def told(username: str) -> bool:
        with acting(username) as user:
            row = Intake.objects.visible_to(user).with_visitor_told(user).of_case(case).get()
            return bool(row.tells_visitor)

    assert told(WORKER)
    assert told(COLLEAGUE)
    a_protected_mother(case)
    assert told(WORKER)
    assert not told(COLLEAGUE)
    with acting(WORKER) as by:
        Intake.objects.changeable_by(by).of_case(case).update(visitor="neighbour")
    assert not told(WORKER)


def test_a_relation_that_stands_in_many_intakes_does_not_push_a_newer_note_off_the_page() -> None:
    for _ in range(MOST_CASES + 2):
        s.an_intake(WORKER, visitor_name="長女")
    case = s.an_intake(WORKER).compartment.case
    s.a_note(case, text="長女の転居先が決まった。")
    found = found_by(WORKER, "長女")
    assert found.is_cut
    assert found.cases[0].case == case
    assert [shown.label for shown in found.cases[0].shown] == ["記録"]


@pytest.mark.parametrize(("words", "part"), [("仮名 見子", "name"), ("9876", "contact")])
def test_who_came_takes_no_place_from_people_and_their_ways_to_be_reached(
    words: str, part: str
) -> None:
    """Not even when she came later: the door hands out so many of all of them together."""
    mother = s.an_intake(WORKER, phone="070-0000-9876").compartment.case
    named(mother, "仮名 見子", "かめい みこ")
    call, later = a_call(), timezone.localdate() + datetime.timedelta(days=1)
    with acting(WORKER) as by:
        Intake.objects.changeable_by(by).of_case(call).update(received_on=later)
    with acting(WORKER):
        (hit,) = find_words(words, most=1)
    assert (hit.case_id, hit.part) == (mother.pk, part)


def test_who_came_is_ranked_by_name_with_notes_and_by_number_with_other_numbers() -> None:
    a_call()
    with acting(WORKER):
        grades = {words: find_words(words, most=9)[0].grade for words in ("見子", "9876")}
    assert grades == {"見子": Grade.NOTE, "9876": Grade.CONTACT}


# --- the page -------------------------------------------------------------------------------


def test_the_page_of_results_shows_who_came_as_her_intake_does() -> None:
    a_call()
    html = (
        browser(WORKER).post(reverse("cases:search"), {"q": "9876"}, follow=True).content.decode()
    )
    assert "相談に来た人" in html
    assert "070-0000-<mark>9876</mark>" in html
    assert "長女 仮名 見子（家族・親族）" in html


def test_the_page_without_results_says_what_is_searched_and_what_is_not() -> None:
    page = answer_to(WORKER, "存在しない言葉")
    for words in (
        "相談受付に書いた言葉",
        "相談に来た本人・家族・親族の氏名と電話番号",
        "民生・児童委員、関係機関などの氏名と電話番号は、その方を守るため、検索の対象にしていません",
        "記録や聞き取ったことの文中に書いた氏名は、見つかります",
    ):
        assert words in page


def test_search_asks_as_often_for_many_intakes_as_for_few() -> None:
    def asked(words: str) -> int:
        with acting(WORKER) as user, CaptureQueriesContext(connection) as caught:
            found = find_cases(user, words, sought(words))
        assert found.cases
        return len(caught)

    a_call()
    asked("見子")
    few = asked("見子"), asked("転んで")
    for _ in range(4):
        a_call()
    assert (asked("見子"), asked("転んで")) == few
