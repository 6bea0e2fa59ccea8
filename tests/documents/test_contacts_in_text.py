"""What is known is recognised in a text, however it is written, and nothing else is (R11)."""

import pytest

from documents.contacts_in_text import tells
from documents.text import normalise_address

ADDRESS = "東京都文京区架空町三丁目2番1号 見本荘201"


@pytest.mark.parametrize(
    "text",
    [
        "いまは文京区架空町3-2-1にいる。",
        "架空町３丁目２番１号の見本荘",
        "架空町三丁目二番一号",
        "架空町 3ー2ー1-201",
        "架空町3－2（公園の向かい）",
        "架空町3丁目2番地の1",
    ],
)
def test_an_address_is_recognised_in_whatever_way_it_is_written(text: str) -> None:
    assert tells("address", ADDRESS, text)


@pytest.mark.parametrize(
    "text",
    ["架空町3-21に用がある", "架空町13-2-1", "架空町に住む姉", "例示町3-2-1", "3-2-1の順に", ""],
)
def test_another_place_is_none(text: str) -> None:
    assert not tells("address", ADDRESS, text)


@pytest.mark.parametrize("kind", ["address", "place", "school", "workplace"])
def test_an_address_is_recognised_behind_the_postal_code_with_which_it_is_stored(kind: str) -> None:
    stored = normalise_address("1120003 文京区架空町3-2-1 見本荘201", 200)
    assert stored.startswith("〒112-0003 ")
    assert tells(kind, stored, "いまは架空町三丁目2番1号にいる。")
    assert tells(kind, stored, "〒112-0003 架空町3-2")
    assert not tells(kind, stored, "〒112-0003の辺り")
    assert not tells(kind, stored, "〒112-0003 架空町3-21")


@pytest.mark.parametrize(
    ("value", "text", "another"),
    [
        ("架空県四日市町3-2-1", "四日市町3-2の家", "例示町3-2の家"),
        ("四日市町3-2-1", "四日市町3丁目2番", "二日町3丁目2番"),
        ("東京都府中市県町1-2", "府中市県町1-2に", "府中市町1-2に"),
        ("府中市県町1-2", "県町1丁目2番", "町1丁目2番"),
        ("水道町3-2", "水道町3-2", "架空町3-2"),
    ],
)
def test_a_town_whose_name_has_the_sign_of_a_district_is_recognised(
    value: str, text: str, another: str
) -> None:
    assert tells("address", value, text)
    assert not tells("address", value, another)


def test_where_somebody_is_may_be_a_name_or_an_address() -> None:
    assert tells("place", "架空の里みほん寮", "架空の里 みほん寮へ")
    assert tells("place", "みほん寮 架空町3-2-1", "架空町3丁目2番に")
    assert tells("workplace", "架空町3-2-1", "架空町3丁目2番の店")
    assert not tells("workplace", "見本店3（夜）", "見本店3か所を回る")


def test_an_address_without_a_number_is_a_name() -> None:
    assert tells("address", "架空の里みほん寮", "いまは架空の里 みほん寮に")
    assert not tells("address", "架空町", "架空町に")


def test_twenty_three_is_read_as_a_number() -> None:
    assert tells("address", "架空町二十三番5号", "架空町23-5")
    assert tells("address", "架空町十番2号", "架空町10-2")
    assert tells("address", "架空町7", "架空町7番地の家")


@pytest.mark.parametrize(
    "text",
    [
        "03-0000-1234にかける",
        "電話０３（００００）１２３４、夜",
        "0300001234",
        "03 0000 1234",
        "03ー0000―1234 10時から",
        "+81-3-0000-1234",
        "+81 (0)3 0000 1234",
    ],
)
def test_a_number_is_recognised_in_whatever_way_it_is_written(text: str) -> None:
    assert tells("phone", "03-0000-1234", text)
    assert tells("phone", "+81 3 0000 1234", text)


@pytest.mark.parametrize("text", ["03-0000-12345", "103-0000-1234", "1234", "03-0000-1235", ""])
def test_another_number_is_none(text: str) -> None:
    assert not tells("phone", "03-0000-1234", text)


def test_an_extension_alone_is_no_number() -> None:
    assert not tells("phone", "1234", "内線1234")


def test_a_mail_address_is_recognised_and_another_is_none() -> None:
    assert tells("mail", "mihon@example.invalid", "ＭＩＨＯＮ＠example.invalid へ")
    assert not tells("mail", "mihon@example.invalid", "mihon@example.invalidity")
    assert not tells("mail", "mihon@example.invalid", "xmihon@example.invalid")
    assert not tells("mail", "", "何も")


def test_a_school_and_a_firm_are_known_by_their_whole_name() -> None:
    assert tells("school", "架空第一小学校", "架空第一 小学校の担任と話した")
    assert not tells("school", "架空第一小学校", "小学校の担任と話した")
    assert not tells("workplace", "見本", "見本を見せた")
