"""Finding a case by words: name, kana, number, phone, words in notes (R1, R4, R11, R12, R16)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from access.models import CaseFile
from access.search import find_words
from cases import finding, services
from cases.finding import Findings, find_cases
from cases.list_rows import list_rows
from cases.models import ContactPoint, Intake, Note, Person
from documents.excerpts import excerpt, sought
from documents.text import search_key
from tests.access.people import end_office
from tests.cases.test_protection import COLLEAGUE, WORKER, a_protected_mother
from tests.world import acting, staff

from . import situations as s
from .pages import browser, text_of

pytestmark = pytest.mark.django_db


def found_by(username: str, words: str) -> Findings:
    with acting(username) as user:
        return find_cases(user, words, sought(words))


def cases_found(username: str, words: str) -> set[str]:
    return {found.case.number for found in found_by(username, words).cases}


def labels(username: str, words: str) -> list[str]:
    return [shown.label for found in found_by(username, words).cases for shown in found.shown]


def named(case: CaseFile, name: str, kana: str, by: str = WORKER) -> None:
    """The person whom a case is about has another name now."""
    with acting(by) as user:
        Person.objects.changeable_by(user).of_case(case).filter(is_subject=True).update(
            name=name, kana=kana
        )


@pytest.mark.parametrize(
    ("name", "kana", "words"),
    [
        ("仮名 髙子", "かめい たかこ", "高子"),
        ("仮名 高子", "かめい たかこ", "髙子"),
        ("渡邊 見本", "わたなべ みほん", "渡辺"),
        ("仮名 子", "かめい ヴいこ", "ブイ"),
        ("ブランカ 見本", "ぶらんか みほん", "ゔらんか"),
        ("仮名 子", "ｶﾒｲ ｺ", "かめい"),
        ("仮名　子", "かめい　こ", "仮名子"),
        ("仮名 ガコ", "かめい がこ", "カ ﾞコ"),
        ("Kamei Ko", "かめい こ", "ｋａｍｅｉ　ｋｏ"),
        ("仮名 花子", "かめい はなこ", "花子 仮名"),
    ],
)
def test_a_name_is_found_however_it_is_written(name: str, kana: str, words: str) -> None:
    case = s.a_case()
    named(case, name, kana)
    assert cases_found("soudan1", words) == {case.number}
    assert cases_found("kurashi1", words) == set()


def test_two_characters_are_enough_and_one_gets_a_friendly_word() -> None:
    case = s.a_case()
    assert cases_found("soudan1", "花子") == {case.number}
    assert cases_found("soudan1", "花") == set()
    page = text_of(browser("soudan1").post(reverse("cases:search"), {"q": "花"}, follow=True))
    assert "あと1文字" in page


def test_words_in_notes_are_found_in_the_text_that_counts_now() -> None:
    case = s.a_case()
    note = s.a_note(case, text="玄関で話した。雨戸がこわれている。")
    assert labels("soudan1", "雨戸") == ["記録"]
    assert cases_found("soudan1", "雨戸 玄関") == {case.number}
    assert cases_found("soudan1", "雨戸 勝手口") == set()
    with acting("soudan1") as by:
        services.correct_note(note=note, text="勝手口で話した。", reason="場所のまちがい", by=by)
    assert cases_found("soudan1", "雨戸") == set()
    assert cases_found("soudan1", "勝手口") == {case.number}


def test_words_in_soap_are_found_and_never_across_two_fields() -> None:
    case = s.a_case()
    soap = {"soap_s": "足が痛い", "soap_o": "杖で歩く", "soap_a": "", "soap_p": "訪問する"}
    s.a_note(case, text="", soap=soap)
    assert cases_found("soudan1", "杖で") == {case.number}
    assert cases_found("soudan1", "痛い杖で") == set()


def test_r2_r4_notes_are_found_by_those_who_read_them_only() -> None:
    case = s.a_case()
    s.an_accepted_hand_off(case)
    s.a_note(case, text="雨戸がこわれている。")
    assert cases_found("kurashi1", "花子") == {case.number}
    assert cases_found("kurashi1", "雨戸") == set()
    assert cases_found("ishi1", "花子") == set()


def test_r3_what_a_consent_opened_is_not_found_after_it() -> None:
    case = s.a_case()
    consent = s.a_consent(case)
    assert cases_found("kurashi1", "花子") == {case.number}
    with acting("soudan1") as by:
        services.withdraw_consent(consent=consent, note="本人が電話で", by=by)
    assert cases_found("kurashi1", "花子") == set()


def test_r12_to_who_is_kept_out_it_does_not_exist() -> None:
    case = s.a_case()
    s.a_note(case, text="雨戸がこわれている。")
    assert cases_found("soudan2", "雨戸") == {case.number}
    with acting("soudan1") as by:
        services.restrict_person(case=case, user=staff("soudan2"), reason="親族", by=by)
    for words in ("雨戸", "花子", "0300004821", case.number, str(case.serial)):
        assert cases_found("soudan2", words) == set()
        with acting("soudan2"):
            assert find_words(words, most=10) == []


def test_r11_by_phone_and_address_only_those_on_the_list_find() -> None:
    case = s.a_case(WORKER)
    a_protected_mother(case)
    for words in ("0300004821", "架空町"):
        assert cases_found(WORKER, words) == {case.number}
        assert cases_found(COLLEAGUE, words) == set()
    assert cases_found(COLLEAGUE, "花子") == {case.number}


def test_a_phone_needs_four_digits_and_an_ended_one_is_not_found() -> None:
    case = s.a_case()
    assert cases_found("soudan1", "4821") == {case.number}
    assert cases_found("soudan1", "482") == set()
    with acting("soudan1") as by:
        phone = ContactPoint.objects.visible_to(by).get(kind="phone")
        services.end_contact(contact=phone, by=by)
    assert cases_found("soudan1", "4821") == set()


def test_the_best_fit_stands_first_and_in_it_the_newest() -> None:
    by_note, inside, prefix, exact, older_exact, number = (s.a_case() for _ in range(6))
    other = "99" + str(number.serial)
    for case, name in (
        (by_note, "別名 一"),
        (inside, "別名 雨戸"),
        (prefix, "雨戸子 三"),
        (older_exact, "雨戸"),
        (exact, "雨戸"),
        (number, other),
    ):
        named(case, name, "")
    s.a_note(by_note, text="雨戸がこわれている。")
    order = [found.case.pk for found in found_by("soudan1", "雨戸").cases]
    assert order == [older_exact.pk, exact.pk, prefix.pk, inside.pk, by_note.pk]
    named(inside, f"見本 {number.serial}", "")
    order = [found.case.pk for found in found_by("soudan1", str(number.serial)).cases]
    assert order == [number.pk, inside.pk]


def test_the_words_are_marked_and_what_was_typed_is_never_markup() -> None:
    case = s.a_case()
    s.a_note(case, text="<b>雨戸</b>と<script>alert(1)</script>")
    html = (
        browser("soudan1")
        .post(reverse("cases:search"), {"q": "雨戸"}, follow=True)
        .content.decode()
    )
    assert "&lt;b&gt;<mark>雨戸</mark>&lt;/b&gt;" in html
    assert "<script>alert" not in html
    html = (
        browser("soudan1")
        .post(reverse("cases:search"), {"q": "<b>雨戸"}, follow=True)
        .content.decode()
    )
    assert "<mark>&lt;b&gt;雨戸</mark>" in html


def test_search_asks_as_often_for_many_as_for_few() -> None:
    def asked() -> int:
        with acting("soudan1") as user, CaptureQueriesContext(connection) as caught:
            find_cases(user, "架空", sought("架空"))
        return len(caught)

    s.a_note(s.a_case(), text="架空の話")
    asked()
    few = asked()
    for _ in range(4):
        s.a_note(s.a_case(), text="架空の話")
    assert asked() == few


def test_a_long_case_does_not_keep_older_ones_off_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for at first is full of one case: more is asked for, and counted whole."""
    monkeypatch.setattr(finding, "FIRST_HITS", 2)
    older, long = s.a_case(), s.a_case()
    s.a_note(older, text="雨戸がこわれている。")
    for _ in range(5):
        s.a_note(long, text="雨戸を見た。")
    found = found_by("soudan1", "雨戸")
    assert [case.case for case in found.cases] == [long, older]
    assert [(case.more_notes, case.at_least) for case in found.cases] == [(2, False), (0, False)]
    assert not found.is_cut


def test_where_the_search_ends_before_all_is_counted_the_page_says_at_least(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "FIRST_HITS", 2)
    monkeypatch.setattr(finding, "MOST_HITS", 4)
    case = s.a_case()
    for _ in range(5):
        s.a_note(case, text="雨戸を見た。")
    page = text_of(browser("soudan1").post(reverse("cases:search"), {"q": "雨戸"}, follow=True))
    assert "記録・相談受付 1件以上が当てはまります" in page
    assert "当てはまる、見られるものが多くあります" in page


def asked_of_the_door(words: str) -> tuple[list[Any], int]:
    """The cases found, and how often the index of words was asked."""
    with acting("soudan1") as user, CaptureQueriesContext(connection) as caught:
        found = find_cases(user, words, sought(words))
    return [one.case for one in found.cases], sum("find_words" in q["sql"] for q in caught)


def test_the_index_is_asked_once_where_the_first_entries_tell_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "FIRST_HITS", 3)
    monkeypatch.setattr(finding, "MOST_CASES", 2)
    cases = [s.a_case() for _ in range(4)]
    for case in cases:
        s.a_note(case, text="雨戸がこわれている。")
    assert asked_of_the_door("雨戸") == ([cases[3], cases[2]], 1)


def test_people_of_few_households_keep_no_better_household_off_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Names stand before words in notes, however many of them one household has."""
    monkeypatch.setattr(finding, "FIRST_HITS", 3)
    monkeypatch.setattr(finding, "MOST_CASES", 2)
    second, first, noted = s.a_case(), s.a_case(), s.a_case()
    named(second, "見本 一", "")
    named(first, "見本 二", "")
    with acting("soudan1") as by:
        face = s.people_of(first, "soudan1")[0].compartment
        for name in ("見本 三", "見本 四"):
            services.add_person(face=face, facts=services.MemberFacts(name=name), by=by)
    s.a_note(noted, text="見本の紙を渡した。")
    assert asked_of_the_door("見本") == ([first, second], 2)


def test_who_came_long_ago_keeps_no_newer_note_off_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(finding, "FIRST_HITS", 3)
    monkeypatch.setattr(finding, "MOST_CASES", 2)
    for _ in range(2):
        s.an_intake("soudan1", visitor="family", visitor_name="仮名 長女")
    other, long = s.a_case(), s.a_case()
    s.a_note(other, text="長女と話した。")
    for _ in range(3):
        s.a_note(long, text="長女に電話した。")
    assert asked_of_the_door("長女") == ([long, other], 2)


def test_the_statements_of_a_search_are_the_same_for_any_number_of_cases() -> None:
    """So that a connection keeps their plans (docs/decisions/0790)."""

    def statements() -> set[str]:
        seen: list[str] = []

        def keep(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
            seen.append(sql)
            return execute(sql, parameters, many, context)

        with acting("soudan1") as user, connection.execute_wrapper(keep):
            found = find_cases(user, "雨戸", sought("雨戸")).cases
            list_rows(user, [one.case for one in found])
        return set(seen)

    for _ in range(2):
        s.a_note(s.a_case(), text="雨戸がこわれている。")
    of_two = statements()
    s.a_note(s.a_case(), text="雨戸がこわれている。")
    assert statements() == of_two


# --- properties ----------------------------------------------------------------------------

NAMES = st.text(st.sampled_from("ゔヴぁブぶカかｶﾞー 　高髙辺邊斎齋\U000e0100AaＡ子"), max_size=8)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def folded_rows(user: Any) -> list[tuple[Any, str, list[str]]]:
    """Every searched row that the user sees, without index and door, by the rule in Python."""
    texts: list[tuple[Any, str, list[str]]] = []
    for person in Person.objects.visible_to(user):
        texts += [(person.pk, "name", [person.name]), (person.pk, "kana", [person.kana])]
    corrected = Note.objects.visible_to(user).filter(corrects__isnull=False).values("corrects")
    for note in Note.objects.visible_to(user).exclude(pk__in=corrected):
        texts.append((note.pk, "note", [note.text, *note.soap.values()]))
    for row in Intake.objects.visible_to(user).with_visitor_told(user):
        texts.append((row.pk, "note", [row.words, row.earlier, row.screening_note]))
        if row.tells_visitor:
            texts.append((row.pk, "visitor", [row.visitor_name, row.visitor_phone]))
    return [(pk, part, [search_key(t) for t in columns]) for pk, part, columns in texts]


def plainly_found(rows: list[tuple[Any, str, list[str]]], words: str) -> set[tuple[Any, str]]:
    keys = sought(words)
    return {
        (pk, part)
        for pk, part, columns in rows
        if keys and all(any(key in column for column in columns) for key in keys)
    }


def test_the_door_finds_what_plain_looking_finds_and_nothing_else() -> None:
    """R1: for any names, notes and words, and for both bodies, the index with its door gives the
    rows that `visible_to` gives: none too many, none too few. So 髙 finds 高, and ゔ finds ブ."""
    mine, theirs = s.a_case("soudan1"), s.a_case("kurashi1")
    s.a_note(mine, "soudan1")
    s.a_note(theirs, "kurashi1")

    @settings(deadline=None, max_examples=20)
    @given(
        st.tuples(*[NAMES] * 6),
        NAMES,
        st.integers(0, 7),
        st.integers(2, 4),
        st.sampled_from(["person", "family", "neighbour"]),
    )
    def check(texts: tuple[str, ...], words: str, start: int, length: int, visitor: str) -> None:
        with undone():
            for by, case, (name, kana, said) in (
                ("soudan1", mine, texts[:3]),
                ("kurashi1", theirs, texts[3:]),
            ):
                named(case, name, kana, by)
                with acting(by) as user:
                    Note.objects.changeable_by(user).update(text=said or "　")
                    Intake.objects.changeable_by(user).update(
                        words=kana, earlier=said, visitor_name=name, visitor=visitor
                    )
            asked = (words, *(text[start : start + length] for text in texts))
            for by in ("soudan1", "kurashi1"):
                with acting(by) as user:
                    rows = folded_rows(user)
                    for question in asked:
                        hits = {(h.row_id, h.part) for h in find_words(question, most=50)}
                        hits = {hit for hit in hits if hit[1] != "contact"}
                        assert hits == plainly_found(rows, question), question

    check()


@settings(deadline=None)
@given(NAMES, NAMES, NAMES)
def test_what_is_marked_is_what_was_sought(before: str, words: str, after: str) -> None:
    """The excerpt is a part of the text as it stands, and each mark holds a word that was sought."""
    text = f"{before}、{words}、{after}"
    keys = sought(words)
    pieces = excerpt(text, keys, around=None)
    assert bool(pieces) == bool(keys)
    assert "".join(piece.text for piece in pieces) in ("", text)
    for piece in pieces:
        assert not piece.is_hit or any(key in search_key(piece.text) for key in keys)


def test_an_excerpt_of_a_long_text_shows_the_place() -> None:
    text = "あ" * 500 + "雨戸" + "い" * 500
    pieces = excerpt(text, sought("雨戸"))
    assert [p.text for p in pieces if p.is_hit] == ["雨戸"]
    assert pieces[0].text == pieces[-1].text == "…"
    assert sum(len(p.text) for p in pieces) < 120


def test_r16_who_left_the_body_finds_nothing() -> None:
    case = s.a_case("x-caseworker_a")
    assert cases_found("x-colleague_a", "花子") == {case.number}
    end_office("colleague_a")
    assert cases_found("x-colleague_a", "花子") == set()
