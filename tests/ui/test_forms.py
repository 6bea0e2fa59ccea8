"""The base of forms: plain words, nothing lost, nothing echoed, nothing for the browser's autofill."""

import re
import uuid
from typing import Any

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory

from bunkyo_support.forms import BaseForm, errors_of, render_form
from documents.forms import PhoneField, WarekiDateField
from documents.reach import PHONE_REMARK


class Visit(BaseForm):
    draft_name, draft_label = "visit-in-tests", "訪問の記録"
    name_fields = ("name",)
    kana_fields = {"kana": "name"}

    name = forms.CharField(label="氏名", max_length=5)
    kana = forms.CharField(label="ふりがな", required=False)
    phone = PhoneField(label="電話番号", required=False)
    mail = forms.EmailField(label="メール", required=False)
    count = forms.IntegerField(label="人数", required=False, min_value=1)
    birth_date = WarekiDateField(label="生年月日", required=False)
    method = forms.ChoiceField(
        label="方法", choices=[("", "---"), ("v", "来所"), ("t", "電話")], widget=forms.RadioSelect
    )
    topics = forms.MultipleChoiceField(
        label="困りごと",
        choices=[("1", "介護"), ("2", "住まい")],
        widget=forms.CheckboxSelectMultiple,
    )
    text = forms.CharField(label="内容", widget=forms.Textarea, help_text="見立ては行を分ける")
    sure = forms.BooleanField(label="確認した")


FILLED = {"name": "山川", "method": "t", "topics": ["1"], "text": "電話あり", "sure": "on"}


def page(form: forms.BaseForm, source: str, **context: Any) -> str:
    return Template("{% load ui %}" + source).render(Context({"form": form, **context}))


def whole(form: forms.BaseForm) -> str:
    return page(form, "{% for f in form.visible_fields %}{% field f %}{% endfor %}")


def test_missing_answers_are_named_in_words() -> None:
    words = {e["message"] for e in errors_of(Visit({}))}
    assert words == {
        "氏名を書いてください",
        "方法を選んでください",
        "困りごとを選んでください",
        "内容を書いてください",
        "確認したを確かめて、チェックを付けてください",
    }


def test_leaks12_a_refused_choice_is_not_repeated() -> None:
    form = Visit({**FILLED, "method": "秘密花子", "topics": ["秘密太郎"]})
    assert "秘密" not in "".join(e["message"] for e in errors_of(form))
    assert form.errors["method"] == ["方法を選び直してください"]


def test_too_long_says_by_how_much_and_the_browser_cuts_nothing_off() -> None:
    form = Visit({**FILLED, "name": "とても長い名前の人"})
    assert form.errors["name"] == ["氏名は、5文字までにしてください（いま9文字です）"]
    assert "maxlength" not in whole(form)


def test_s53_browser_neither_fills_in_nor_checks() -> None:
    html = whole(Visit())
    assert not re.search(r'type="(email|number|tel|url|date)"|placeholder|\srequired\b', html)
    for control in re.findall(r'<(?:input type="text"|textarea)[^>]*>', html):
        assert 'autocomplete="off"' in control
        assert 'spellcheck="false"' in control


def test_typing_helps_are_wired_to_the_fields() -> None:
    html = whole(Visit())
    assert 'data-kana-for="id_name"' in html
    assert 'data-normalise="phone"' in html
    assert 'data-wareki="birth"' in html
    assert '<output class="echo" id="id_birth_date_o"' in html


def test_every_described_by_leads_somewhere() -> None:
    html = whole(Visit({}))
    ids = set(re.findall(r'\bid="([^"]+)"', html))
    named = [i for group in re.findall(r'aria-describedby="([^"]+)"', html) for i in group.split()]
    assert named
    assert [i for i in named if i not in ids] == []
    assert [i for i in re.findall(r'<label[^>]*\bfor="([^"]+)"', html) if i not in ids] == []


def test_errors_stand_in_the_summary_and_above_the_field_with_the_same_words() -> None:
    form = Visit({**FILLED, "text": ""})
    summary = page(form, "{% error_summary form %}")
    assert "登録できませんでした。1か所を直してください" in summary
    assert '<a href="#id_text">内容を書いてください</a>' in summary
    field = page(form, "{% field form.text %}")
    assert field.index("内容を書いてください") < field.index("<textarea")
    assert 'aria-invalid="true"' in field


def test_the_summary_leads_to_the_first_button_of_a_choice() -> None:
    anchors = {e["anchor"] for e in errors_of(Visit({}))}
    assert {"id_method_0", "id_topics_0"} <= anchors
    assert 'id="id_method_0"' in whole(Visit({}))


def test_required_buttons_offer_no_empty_choice() -> None:
    html = page(Visit(), "{% field form.method %}")
    assert html.count('type="radio"') == 2
    assert "---" not in html


@pytest.mark.django_db
def test_r18_the_audience_stands_in_the_frame_of_the_text() -> None:
    audience = {"level": "meeting", "total": 8, "bodies": [], "note": ""}
    html = page(Visit(), "{% field form.text audience=audience %}", audience=audience)
    frame = html[html.index('class="framed"') :]
    assert frame.index("見られる人：<b>8人</b>") < frame.index("<textarea")
    assert "支援会議の構成員のみ" in frame
    assert 'aria-describedby="id_text_s id_text_a"' in frame


@pytest.mark.django_db
def test_r18_the_bodies_are_named_at_the_first_field_of_a_form_that_they_read() -> None:
    """The next ones of the same readers take a line with their number; other readers are named again."""
    row = {"body": "見本診療所", "role": "会議構成員", "count": 3}
    same = {"level": "meeting", "total": 3, "bodies": [row], "note": ""}
    more = same | {"total": 4, "bodies": [row | {"count": 4}]}
    source = "{% field form.text audience=same %}{% field form.name audience=same %}{% field form.kana audience=more %}"
    told, again, other = page(Visit(), source, same=same, more=more).split('class="framed"')[1:]
    assert [html.count("aud__b") for html in (told, again, other)] == [1, 0, 1]
    assert ["aud--again" in html for html in (told, again, other)] == [False, True, False]
    for html, number in ((told, "3人"), (again, "3人"), (other, "4人")):
        assert f"<b>{number}</b>" in html
        assert "見られる人：" in html
        assert "見本診療所" in html[html.index("内訳を見る") :]
    assert "aud--again" not in page(Visit(), "{% field form.text audience=same %}", same=same)


@pytest.mark.django_db
def test_r18_a_free_text_says_in_a_line_who_will_read_it() -> None:
    """As the form says; else whoever reads what the page is about. Other fields say nothing."""
    audience = {"level": "org", "total": 9, "bodies": [], "note": ""}
    html = page(Visit(), "{% field form.text %}", audience=audience)
    assert 'aria-describedby="id_text_s id_text_a"' in html
    assert re.search(
        r'id="id_text_a">.*見られる人：<span class="t-num">9人</span>（自機関のみ）', html
    )
    other = {**audience, "total": 3, "level_label": "つなぐ先"}
    html = page(Visit(), "{% field form.text %}", audience=audience, text_audience=other)
    assert "3人" in html
    assert "つなぐ先" in html
    form = Visit()
    form.read_by = "事務局だけ"
    assert "見られる人：事務局だけ" in page(form, "{% field form.text %}", audience=audience)
    assert "見られる人" not in page(form, "{% field form.name %}", audience=audience)
    assert "見られる人" not in page(Visit(), "{% field form.text %}")


def test_refused_forms_answer_422_with_an_error_in_the_title() -> None:
    request = RequestFactory().post("/")
    form = Visit({**FILLED, "name": ""})
    response = render_form(request, "ui/_error_summary.html", {"errors": errors_of(form)}, form)
    assert response.status_code == 422
    assert render_form(request, "ui/_error_summary.html", {}, Visit()).status_code == 200


def test_what_was_entered_is_spoken_of_only_where_something_could_be() -> None:
    class Button(BaseForm):
        pass

    pressed, visit = Button({}), Visit({**FILLED, "name": ""})
    pressed.add_error(None, "いまは閉じられません")
    kept = "入力した内容は残っています"
    assert kept not in page(pressed, "{% error_summary form %}")
    assert "いまは閉じられません" in page(pressed, "{% error_summary form %}")
    assert kept in page(visit, "{% error_summary form %}")


def test_enter_meets_a_blocker_first() -> None:
    """Rule 8: the first submit button of a data form can do nothing."""
    html = page(Visit(), "{% form_head form %}", csrf_token="t")
    assert html.lstrip().startswith('<button type="submit" disabled hidden>')
    assert 'name="form_key"' in html
    assert 'name="version"' in html


def test_the_key_stays_after_an_error_and_is_new_on_a_fresh_page() -> None:
    key = str(uuid.uuid4())
    again = Visit({**FILLED, "name": "", "form_key": key})
    assert f'value="{key}"' in page(again, "{% form_head form %}")
    first, second = (page(Visit(), "{% form_head form %}") for _ in range(2))
    assert first != second


def test_technical_fields_do_not_reach_the_service() -> None:
    form = Visit({**FILLED, "form_key": str(uuid.uuid4()), "version": "3"})
    assert form.is_valid(), form.errors
    assert not {"form_key", "version"} & form.values().keys()
    assert form.version == 3


def test_the_hash_tells_another_content_and_not_another_key() -> None:
    one, same, other = (
        Visit({**FILLED, "form_key": str(uuid.uuid4()), "text": text})
        for text in ("甲", "甲", "乙")
    )
    assert one.body_hash() == same.body_hash()
    assert one.body_hash() != other.body_hash()


@pytest.mark.parametrize(
    ("step", "before", "words"), [(3, 1, "＋2"), (2, 2, "±0"), (1, 2, "－1"), (4, None, "")]
)
def test_progress_says_in_words_what_the_bar_shows(
    step: int, before: int | None, words: str
) -> None:
    html = page(Visit(), "{% progress step before %}", step=step, before=before)
    assert f"5段階のうち </span>{step}/5" in html
    assert words in html


def test_the_qr_drawing_takes_over_strokes_and_nothing_else() -> None:
    source = '<?xml?><svg viewBox="0 0 37 37"><script>x()</script><path d="M4,4H5V5H4z" onload="x()"/></svg>'
    html = page(Visit(), "{% qr_drawing svg %}", svg=source)
    assert 'viewBox="0 0 37 37"' in html
    assert 'd="M4,4H5V5H4z"' in html
    assert "x()" not in html


def test_what_the_summary_says_of_a_field_names_it() -> None:
    form = Visit({**FILLED, "birth_date": "1948/13/1"})
    assert form.errors["birth_date"] == ["13月はありません。月を確かめてください"]
    assert [e["message"] for e in errors_of(form)] == [
        "生年月日：13月はありません。月を確かめてください"
    ]


def test_a_number_that_cannot_be_whole_is_remarked_on_below_its_field_and_kept() -> None:
    form = Visit({**FILLED, "phone": "03-123"})
    assert not form.errors
    html = page(form, "{% field form.phone %}")
    assert PHONE_REMARK in html.split('class="remark" id="id_phone_r"')[1]
    assert re.search(r'aria-describedby="[^"]*id_phone_r"', html)
    whole = page(Visit({**FILLED, "phone": "03-0000-4821"}), "{% field form.phone %}")
    assert 'id="id_phone_r" aria-live="polite"></span>' in whole
