"""Fields that take what people type, and filters that print dates."""

from datetime import UTC, date, datetime, time

import pytest
from django import forms
from django.template import Context, Template

from documents.forms import (
    AddressField,
    ClockField,
    KanaField,
    MinutesField,
    PhoneField,
    WarekiDateField,
)


class PersonForm(forms.Form):
    name_kana = KanaField(label="ふりがな")
    born_on = WarekiDateField(label="生年月日", required=False)
    visit_on = WarekiDateField(label="訪問日", required=False, allow_future=True)
    phone = PhoneField(label="電話", required=False)
    address = AddressField(label="住所", required=False)


def filled(**values: str) -> PersonForm:
    return PersonForm({"name_kana": "やまだ", **values})


def test_what_is_typed_is_accepted_and_normalised() -> None:
    form = filled(
        name_kana="ﾔﾏﾀﾞ　ハナコ",
        born_on="ｓ２３．５．２",
        visit_on="R99.1.1",
        phone="０３ー５８０３ー１１１１",
        address="１１２８５５５　架空町１−２",
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "name_kana": "やまだ　はなこ",
        "born_on": date(1948, 5, 2),
        "visit_on": date(2117, 1, 1),
        "phone": "03-5803-1111",
        "address": "〒112-8555 架空町１−２",
    }


def test_empty_fields_are_empty() -> None:
    form = filled(born_on="　", phone="", address="")
    assert form.is_valid()
    assert form.cleaned_data["born_on"] is None
    assert form.cleaned_data["phone"] == ""


def test_an_impossible_day_is_told_beside_its_field_and_stays_as_typed() -> None:
    form = filled(born_on="S23.2.30")
    assert form.errors == {"born_on": ["昭和23年2月は29日までです。日を確かめてください"]}
    assert 'value="S23.2.30"' in str(form["born_on"])


def test_a_stored_day_is_shown_in_its_era_and_another_spelling_is_no_change() -> None:
    initial = {"name_kana": "やまだ", "born_on": date(1948, 5, 2)}
    assert 'value="昭和23年5月2日"' in str(PersonForm(initial=initial)["born_on"])
    same = PersonForm({"name_kana": "やまだ", "born_on": "19480502"}, initial=initial)
    assert "born_on" not in same.changed_data
    other = PersonForm({"name_kana": "やまだ", "born_on": "S23.2.30"}, initial=initial)
    assert "born_on" in other.changed_data


@pytest.mark.parametrize("value", ["でんわなし", "03", "夜だけ 090", "+84 90 123"])
def test_phones_and_addresses_are_never_refused_for_their_format(value: str) -> None:
    assert filled(phone=value, address=value).is_valid()


def test_kanji_in_a_reading_is_told_in_japanese() -> None:
    assert "漢字" in filled(name_kana="山田").errors["name_kana"][0]
    assert filled(name_kana="Nguyen ヴァン").is_valid()


@pytest.mark.parametrize("field", ["name_kana", "phone", "address"])
def test_s60_control_characters_are_refused(field: str) -> None:
    assert "制御文字" in filled(**{field: "あ\x1bい"}).errors[field][0]


def test_filters_print_dates_of_the_japanese_calendar() -> None:
    page = Template(
        "{% load wareki %}{{ d|wareki }}|{{ d|wareki_weekday }}|{{ t|wareki_time }}|"
        "{{ t|wareki }}|{{ none|wareki }}{{ none|wareki_time }}"
    )
    values = {
        "d": date(2026, 11, 25),
        "t": datetime(2026, 11, 25, 15, 5, tzinfo=UTC),
        "none": None,
    }
    assert page.render(Context(values)) == (
        "令和8年11月25日|令和8年11月25日（水）|令和8年11月26日（木） 00:05|令和8年11月26日|"
    )


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("14:30", time(14, 30)),
        ("１４：３０", time(14, 30)),
        ("１４時３０分", time(14, 30)),
        ("1430", time(14, 30)),
        ("14時", time(14, 0)),
        ("午後２時半", time(14, 30)),
        ("午前9時5分", time(9, 5)),
        ("午後12時", time(12, 0)),
        ("9:05", time(9, 5)),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(typed: str, read: time) -> None:
    assert ClockField().clean(typed) == read


@pytest.mark.parametrize("typed", ["25時", "14時70分", "午後15時", "昼ごろ", "12"])
def test_what_is_no_time_of_the_day_is_refused_with_examples(typed: str) -> None:
    with pytest.raises(forms.ValidationError, match="午後2時半"):
        ClockField().clean(typed)


def test_minutes_may_say_that_they_are_minutes() -> None:
    assert [MinutesField().clean(typed) for typed in ("90", "９０分", " 90分 ")] == [90, 90, 90]
    with pytest.raises(forms.ValidationError):
        MinutesField().clean("90時間")
