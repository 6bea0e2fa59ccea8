"""Readings over words: only those that are known, and nothing typed becomes markup (S-58)."""

import datetime
import re

import pytest

from documents.furigana import readings_of_name, ruby, ruby_day
from documents.readings import WORDS
from documents.text import has_kanji


def read(markup: str) -> str:
    """The words with their readings in brackets."""
    over = re.sub(r'<span class="ruby__over">(.*?)</span></span>', r"（\1）", markup)
    return re.sub(r"<.*?>", "", over)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("通院を再開する", "通院（つういん）を再開（さいかい）する"),
        ("手伝う", "手伝（てつだ）う"),
        ("生活保護の相談員", "生活保護（せいかつほご）の相談（そうだん）員"),
        ("母と祖母とお母さん", "母（はは）と祖母とお母（おかあ）さん"),
        ("憂鬱", "憂鬱"),
        ("<b>相談</b>", "&lt;b&gt;相談（そうだん）&lt;/b&gt;"),
    ],
)
def test_words_of_the_list_are_read_and_others_stay_bare(typed: str, shown: str) -> None:
    assert read(ruby(typed)) == shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (datetime.date(2026, 11, 25), "令和（れいわ）8年（ねん）11月（がつ）25日（にち）"),
        (datetime.date(2026, 12, 1), "令和（れいわ）8年（ねん）12月（がつ）1日（ついたち）"),
        (datetime.date(2027, 2, 20), "令和（れいわ）9年（ねん）2月（がつ）20日（はつか）"),
    ],
)
def test_days_are_read_as_people_say_them(day: datetime.date, shown: str) -> None:
    assert read(ruby_day(day)) == shown


def test_names_are_read_part_by_part_where_both_have_as_many() -> None:
    assert readings_of_name("架空 花子", "かくう はなこ") == {"架空": "かくう", "花子": "はなこ"}
    assert readings_of_name("架空花子", "かくう はなこ") == {"架空花子": "かくう はなこ"}
    assert readings_of_name("架空 花子", "") == {}
    names = readings_of_name("架空 花子", "カクウ ハナコ")
    assert read(ruby("架空 花子さん", names)) == "架空（かくう） 花子（はなこ）さん"


def test_every_word_of_the_list_has_kanji_and_a_reading_without() -> None:
    wrong = [w for w, sound in WORDS.items() if not has_kanji(w) or has_kanji(sound) or not sound]
    assert wrong == []
