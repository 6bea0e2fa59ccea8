"""Words that every page shares: days of other years, what could not be done, a choice that is not made."""

import datetime

import pytest
from django import forms
from django.template.loader import render_to_string

from bunkyo_support.forms import BaseForm, summary_of
from bunkyo_support.templatetags.ui import short_day


class Plain(BaseForm):
    name = forms.CharField(label="氏名")


class Undecided(BaseForm):
    end = forms.ChoiceField(
        label="結論", required=False, choices=[("", "まだ決めない"), ("y", "受理する")]
    )
    other = forms.ChoiceField(
        label="ほか", required=False, choices=[("", "---------"), ("y", "はい")]
    )


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (datetime.date(2018, 11, 2), "平成30年11月2日（金）"),
        (datetime.date(2019, 5, 1), "令和元年5月1日（水）"),
        (datetime.date(2099, 1, 5), "令和81年1月5日（月）"),
    ],
)
def test_a_day_of_another_year_stands_in_its_era(day: datetime.date, words: str) -> None:
    assert short_day(day) == words


def summary(form: BaseForm, action: str = "登録") -> str:
    return render_to_string("ui/_error_summary.html", summary_of(form, action=action))


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ("登録", "登録できませんでした"),
        ("登録する", "登録できませんでした"),
        ("確認を頼む", "確認を頼めませんでした"),
        ("廃棄を止める", "廃棄を止められませんでした"),
        ("次へ進むことが", "次へ進むことができませんでした"),
    ],
)
def test_what_could_not_be_done_is_a_sentence(button: str, words: str) -> None:
    assert words in summary(Plain({}), button)


def test_what_a_service_refuses_is_no_place_to_put_right() -> None:
    form = Plain({"name": "見本"})
    form.add_error(None, "この一覧は、すでに決まっています")
    assert not summary_of(form, action="登録")["is_of_fields"]
    assert "か所を直してください" not in summary(form)
    assert "1か所を直してください" in summary(Plain({}))


def test_a_form_may_say_what_no_choice_means() -> None:
    form = Undecided()
    assert form.fields["end"].choices[0] == ("", "まだ決めない")  # type: ignore[attr-defined]
    assert form.fields["other"].choices[0] == ("", "選ばない")  # type: ignore[attr-defined]
