"""Names, kana, phones and addresses as people type them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.name_variants import GROUPS
from documents.text import (
    HYPHENS,
    ControlCharacterError,
    clean_control,
    normalise_address,
    normalise_phone,
    phone_typed,
    search_key,
    to_hiragana,
)

NAMES = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("typed", "sought"),
    [
        ("髙﨑", "高崎"),
        ("渡邉", "渡辺"),
        ("渡邊", "渡辺"),
        ("渡邉\U000e0101", "渡辺"),
        ("齋藤", "斎藤"),
        ("齊藤", "斉藤"),
        ("濵田", "浜田"),
        ("𠮷田", "吉田"),
        ("神\ufa19谷", "神神谷"),
        ("山田　太郎", "山田太郎"),
        ("ﾔﾏﾀﾞ ﾀﾛｳ", "やまだたろう"),
        ("ヤマダ", "やまだ"),
        ("Anne‐Marie NGUYEN", "ａｎｎｅ−ｍａｒｉｅｎｇｕｙｅｎ"),
        ("か\u200b\u3099", "が"),
        ("ゔ", "ブ"),
        ("ヴァイオレット", "ばいおれっと"),
        ("ﾗｳﾞｨ", "ラビ"),
        ("シルヴェスタ", "しるべすた"),
        ("う゛ぉるた", "ボルタ"),
        ("レヴュー", "れびゅー"),
        ("ヷヸヹヺ", "ばびべぼ"),
    ],
)
def test_one_name_in_two_spellings_has_one_key(typed: str, sought: str) -> None:
    assert search_key(typed) == search_key(sought)


def test_different_names_keep_different_keys() -> None:
    assert len({search_key(n) for n in ("山田", "山本", "マリー", "マリ", "ばば", "はは")}) == 6


@given(NAMES)
def test_a_key_of_a_key_is_the_key(name: str) -> None:
    assert search_key(search_key(name)) == search_key(name)


@given(
    NAMES, st.sampled_from([" ", "\u3000", "-", "−", "\U000e0100", "\u200d"]), st.integers(0, 30)
)
def test_what_is_ignored_never_changes_a_key(name: str, ignored: str, at: int) -> None:
    assert search_key(name[:at] + ignored + name[at:]) == search_key(name)


@given(NAMES, NAMES)
def test_a_part_of_a_plain_name_is_found(before: str, after: str) -> None:
    sought = "高崎やまだ"
    assert search_key("髙﨑ヤマダ") == sought
    assert sought in search_key(f"{before}\n髙﨑ヤマダ\n{after}") or _joins(after)


def _joins(after: str) -> bool:
    """A following sound mark belongs to the last kana: だ and a mark."""
    first = next((c for c in unicodedata.normalize("NFKD", after) if search_key(c)), "")
    return bool(first) and unicodedata.combining(first) != 0


@given(NAMES, st.sampled_from("ぁぃぇぉゃゅょ ンた"), NAMES)
def test_v_and_b_find_each_other_anywhere_in_a_name(before: str, small: str, after: str) -> None:
    b = {"ぁ": "ば", "ぃ": "び", "ぇ": "べ", "ぉ": "ぼ"} | {y: f"び{y}" for y in "ゃゅょ"}
    written = b.get(small, f"ぶ{small}")
    assert search_key(f"{before}。ヴ{small}。{after}") == search_key(
        f"{before}。{written}。{after}"
    )


@given(NAMES)
def test_no_v_is_left_in_a_key(name: str) -> None:
    assert not set("ゔヴヷヸヹヺ") & set(search_key(name))


@given(NAMES, st.sampled_from(GROUPS.split()), st.data(), NAMES)
def test_any_variant_of_a_group_finds_any_other(
    before: str, group: str, data: st.DataObject, after: str
) -> None:
    one, other = data.draw(st.sampled_from(group)), data.draw(st.sampled_from(group))
    ivs = data.draw(st.sampled_from(["", "\U000e0100", "\U000e01ef"]))
    assert search_key(f"{before}{one}{ivs}{after}") == search_key(f"{before}{other}{after}")


def test_no_character_stands_in_two_groups_and_nfkc_folds_none() -> None:
    characters = "".join(GROUPS.split())
    assert len(set(characters)) == len(characters)
    assert unicodedata.normalize("NFKC", characters) == characters


def test_kana_becomes_hiragana_and_all_else_stays() -> None:
    assert to_hiragana("ヤマダ　ﾀﾛｳ①マリーヴ") == "やまだ　たろう①まりーゔ"


@given(NAMES)
def test_hiragana_stays_hiragana(text: str) -> None:
    assert to_hiragana(to_hiragana(text)) == to_hiragana(text)


@pytest.mark.parametrize("hyphen", HYPHENS)
def test_phones_in_any_width_with_any_hyphen(hyphen: str) -> None:
    assert normalise_phone(f"０３{hyphen}５８０３{hyphen}１１１１") == "03-5803-1111"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(03)5803-1111", "03-5803-1111"),
        ("０３（５８０３）１１１１", "03-5803-1111"),
        ("0358031111", "0358031111"),
        ("03 - 5803 - 1111", "03-5803-1111"),
        ("03-5803-1111　内線２３", "03-5803-1111 内線23"),
        ("090-1111-2222（長女・マリー）", "090-1111-2222(長女・マリー)"),
        ("+81 3-5803-1111", "+81 3-5803-1111"),
        ("なし", "なし"),
    ],
)
def test_phones_keep_their_words(typed: str, kept: str) -> None:
    assert normalise_phone(typed) == kept


FULL_WIDTH_DIGITS = {0xFF10 + n: str(n) for n in range(10)}


def digits(text: str) -> list[str]:
    return [c for c in text.translate(FULL_WIDTH_DIGITS) if c in "0123456789"]


@given(st.text(alphabet="0123456789０１２（）() ー−-内線", max_size=20) | NAMES)
def test_phones_lose_no_digit_and_settle_at_once(text: str) -> None:
    once = normalise_phone(text)
    assert normalise_phone(once) == once
    assert digits(once) == digits(text)


@pytest.mark.parametrize(
    "typed",
    [
        *("1128555 架空町1-2", "112-8555架空町1-2", "〒１１２ー８５５５　架空町1-2"),
        *("〒 112 8555、架空町1-2", "〒112-8555 架空町1-2"),
    ],
)
def test_a_postal_code_before_an_address_is_kept_in_one_spelling(typed: str) -> None:
    assert normalise_address(typed, 200) == "〒112-8555 架空町1-2"


@pytest.mark.parametrize(
    "typed", ["架空町1-2", "11285551 架空町", "112-8555-1 架空町", "東京都 112-8555", "SW1A 1AA"]
)
def test_an_address_that_begins_with_no_postal_code_stays_as_it_is(typed: str) -> None:
    assert normalise_address(f" {typed} ", 200) == typed


def test_a_postal_code_alone_is_an_address_and_none_grows_too_long() -> None:
    assert normalise_address("1128555", 200) == "〒112-8555"
    longest = "1128555" + "架" * 193
    assert normalise_address(longest, 200) == longest


@given(st.text(alphabet="0123456789０１２〒ー−- 、架空町", max_size=24))
def test_addresses_lose_no_digit_and_settle_at_once(text: str) -> None:
    once = normalise_address(text, 200)
    assert normalise_address(once, 200) == once
    assert digits(once) == digits(text)


@pytest.mark.parametrize(
    "bad", ["\0", "\x1b", "\x7f", "\x85", "\ud800", "\n", "\t", "\u202e", "\u2067"]
)
def test_s60_control_characters_are_refused_in_a_line(bad: str) -> None:
    with pytest.raises(ControlCharacterError, match="制御文字"):
        clean_control(f"山{bad}田")


def test_lines_keep_their_ends_and_tabs() -> None:
    assert clean_control("一\r\n二\r三\t四", multiline=True) == "一\n二\n三\t四"
    with pytest.raises(ControlCharacterError):
        clean_control("一\0", multiline=True)


def test_s58_marks_of_direction_and_joiners_stay() -> None:
    name = "محمد\u200f \u200dO'<b>\"渡邉\U000e0101"
    assert clean_control(name) == name


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+81-3-0000-4821", "03-0000-4821"),
        ("+81 90 0000 0000", "090-0000-0000"),
        ("+81(0)3 0000 4821", "03-0000-4821"),
        ("+81 (3) 0000-4821", "03-0000-4821"),
        ("+81 (03) 0000 4821", "03-0000-4821"),
        ("tel (03) 0000-4821", "03-0000-4821"),
        ("＋８１　３　００００　４８２１", "03-0000-4821"),
        ("tel. 03-0000-4821", "03-0000-4821"),
        ("携帯：090 0000 0000", "090-0000-0000"),
        ("📞0300004821", "0300004821"),
        ("03 0000 4821", "03-0000-4821"),
        ("03-0000-4821 090-0000-0000", "03-0000-4821 090-0000-0000"),
    ],
)
def test_a_whole_number_is_looked_for_as_numbers_are_kept(typed: str, number: str) -> None:
    assert phone_typed(typed).replace("-", "") == number.replace("-", "")


@pytest.mark.parametrize(
    "typed",
    [
        *("1ー23ー4", "112ー8555", "架空 03(5803)1111", "ブー", "R8-30685", "KAI(2026)00417 12"),
        *("電話", "tel 4821", "電話 4821", "☎", "+81", "電話で 03-0000-4821", "携帯が止まった"),
    ],
)
def test_what_is_no_whole_number_is_looked_for_as_it_was_typed(typed: str) -> None:
    assert phone_typed(typed) == typed
