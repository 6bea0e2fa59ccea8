"""相談受付 and search: four answers, nothing lost, found by whatever is known."""

import datetime
import re
import uuid

import pytest
from django.urls import reverse

from cases import codes
from cases.case_lists import groups
from cases.forms.intakes import IntakeForm
from cases.models import Intake, Person
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    an_intake,
    body_of,
    office,
    record_of,
    seen_by,
)
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

ANSWERS = {"method": "2", "visitor": "family", "topics": ["12"], "urgency": "B"}


ROWS = {"members-TOTAL_FORMS": "4", "members-INITIAL_FORMS": "0"}


def test_an_intake_asks_for_four_answers_and_no_more() -> None:
    form = IntakeForm(bodies=[body_of("soudan1")])
    assert {n for n, f in form.fields.items() if f.required} == set(ANSWERS)


def test_an_intake_with_four_answers_is_saved_and_leads_to_its_case() -> None:
    answer = browser("soudan1").post(reverse("cases:intake"), ANSWERS | ROWS)
    (intake,) = seen_by("soudan1", Intake)
    assert answer.status_code == 303
    assert answer.url == reverse("cases:detail", args=[intake.compartment.case_id])
    assert intake.receiver == staff("soudan1")


def test_a_double_click_makes_one_intake() -> None:
    client, key = browser("soudan1"), str(uuid.uuid4())
    for _ in range(2):
        answer = client.post(reverse("cases:intake"), ANSWERS | ROWS | {"form_key": key})
        assert answer.status_code == 303
    assert len(seen_by("soudan1", Intake)) == 1


def test_an_intake_with_gaps_keeps_what_was_typed_and_says_what_is_missing() -> None:
    typed = {"words": "母が転んだ。", "members-0-name": "架空 太一", "members-0-relation": "長男"}
    answer = browser("soudan1").post(reverse("cases:intake"), typed | ROWS)
    words = text_of(answer)
    assert answer.status_code == 422
    assert "緊急度を選んでください" in words
    assert "入力した内容は残っています" in words
    assert "母が転んだ。" in words
    assert 'value="架空 太一"' in answer.content.decode()
    assert seen_by("soudan1", Intake) == []


def test_one_more_row_without_script_keeps_everything_and_saves_nothing() -> None:
    typed = {"words": "途中まで", "more": "1"} | ROWS
    answer = browser("soudan1").post(reverse("cases:intake"), typed)
    assert answer.status_code == 200
    assert "members-4-name" in answer.content.decode()
    assert "途中まで" in answer.content.decode()
    assert "か所を直してください" not in text_of(answer)
    assert seen_by("soudan1", Intake) == []


def test_rows_of_the_household_become_persons() -> None:
    rows = {"members-1-relation": "長男", "members-2-name": "架空 三江", "name": "架空 花子"}
    browser("soudan1").post(reverse("cases:intake"), ANSWERS | ROWS | rows)
    people = seen_by("soudan1", Person)
    assert [(p.name, p.relation, p.is_subject) for p in people] == [
        ("架空 花子", "本人", True),
        ("", "長男", False),
        ("架空 三江", "", False),
    ]


def test_somebody_of_whom_only_the_age_is_known_becomes_a_person() -> None:
    row = {"members-1-birth_estimate": "10代"}
    assert browser("soudan1").post(reverse("cases:intake"), ANSWERS | ROWS | row).status_code == 303
    others = [p for p in seen_by("soudan1", Person) if not p.is_subject]
    assert [(p.name, p.birth_estimate) for p in others] == [("", "10代")]


def test_a_day_that_there_is_not_is_no_age_of_somebody_in_the_household() -> None:
    row = {"members-1-relation": "長男", "members-1-birth_estimate": "H24/4/31"}
    answer = browser("soudan1").post(reverse("cases:intake"), ANSWERS | ROWS | row)
    cell = answer.content.decode().split('value="H24/4/31"')[1].split("</td>")[0]
    assert answer.status_code == 422
    assert '<span class="errt">平成24年4月は30日までです' in cell, "beside the field"
    assert seen_by("soudan1", Intake) == []
    row["members-1-birth_estimate"] = "H24/4/30"
    assert browser("soudan1").post(reverse("cases:intake"), ANSWERS | ROWS | row).status_code == 303
    (son,) = [p for p in seen_by("soudan1", Person) if p.relation == "長男"]
    assert son.birth_on == datetime.date(2012, 4, 30)


def test_the_summary_names_the_row_of_an_error_and_leads_to_its_field() -> None:
    rows = {
        "members-1-relation": "長男",
        "members-1-birth_estimate": "H24/4/31",
        "members-2-name": "あ" * 101,
    }
    answer = browser("soudan1").post(
        reverse("cases:intake"), ANSWERS | {"urgency": ""} | ROWS | rows
    )
    page = answer.content.decode()
    assert page.count('id="errors"') == 1, "one summary for the form and its rows"
    summary = page.split('id="errors"')[1].split("</div>")[0]
    assert "3か所を直してください" in summary
    links = dict(re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', summary))
    assert links["id_members-1-birth_estimate"].startswith(
        "世帯の人の2人目：年齢・年代：平成24年4月は30日まで"
    )
    assert links["id_members-2-name"].startswith("世帯の人の3人目：氏名は、100文字まで")
    assert "緊急度を選んでください" in links.values()
    assert all(f'id="{target}"' in page for target in links)


def test_the_summary_names_each_field_in_the_order_of_the_page() -> None:
    wrong = {
        "received_on": "R8.13.1",
        "urgency": "",
        "birth_on": "昭和65年2月30日",
        "method": "",
        "earlier": "あ" * 201,
        "kana": "漢字",
    }
    answer = browser("soudan1").post(reverse("cases:intake"), ANSWERS | ROWS | wrong)
    summary = answer.content.decode().split('id="errors"')[1].split("</div>")[0]
    said = re.findall(r'<li><a href="#[^"]+">([^<]+)</a></li>', summary)
    told = [words.split("。")[0] for words in said]
    assert told == [
        "相談の方法を選んでください",
        "緊急度を選んでください",
        "ふりがなは、ひらがなかカタカナで書いてください（漢字が入っています）",
        "生年月日：昭和は64年1月7日までです",
        "これまでの相談は、200文字までにしてください（いま201文字です）",
        "受付日：13月はありません",
    ]


def test_who_serves_two_bodies_chooses_for_which_she_receives() -> None:
    client = browser("kenmu1")
    answer = client.post(reverse("cases:intake"), ANSWERS | ROWS)
    assert "受付機関を選んでください" in text_of(answer)
    chosen = office("kenmu1").body
    client.post(reverse("cases:intake"), ANSWERS | ROWS | {"body": str(chosen.pk)})
    (intake,) = seen_by("kenmu1", Intake)
    assert intake.compartment.organization_id == chosen.pk


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("花子", True),
        ("かくう", True),
        ("ｶｸｳ", True),
        ("03-0000-4821", True),
        ("０３００００４８２１", True),
        ("架空町1", True),
        ("いない人", False),
        ("", False),
        ("%", False),
        ("_", False),
    ],
)
def test_search_finds_by_name_reading_phone_and_address_what_is_visible(
    words: str, found: bool
) -> None:
    case = a_case()
    url, sent = reverse("cases:search"), {"q": words}
    assert (case.number in text_of(browser("soudan1").post(url, sent, follow=True))) is found
    assert case.number not in text_of(browser("kurashi1").post(url, sent, follow=True))


def test_search_finds_by_number_however_it_is_typed() -> None:
    case = a_case()
    url, client = reverse("cases:search"), browser("soudan1")
    full = case.number.translate({ord(c): ord(c) + 0xFEE0 for c in "R0123456789-"})
    for typed in (case.number, case.number.lower(), full, str(case.serial)):
        assert "さんの世帯" in text_of(client.post(url, {"q": typed}, follow=True))
    assert "さんの世帯" not in text_of(browser("csw1").post(url, {"q": case.number}, follow=True))


def test_s51_search_words_are_posted_and_filters_hold_codes_only() -> None:
    client = browser("soudan1")
    codes = {name for _, name, _ in groups()}
    asked = client.get(reverse("cases:search"), {"q": "花子"}).content.decode()
    assert "探す言葉が入っていません" in asked
    assert "花子" not in asked
    for name in ("list", "hand_offs"):
        html = client.get(reverse(f"cases:{name}")).content.decode()
        assert 'method="get"' not in html
        asked = set(re.findall(r'href="\?(\w+)=([\w]*)', html))
        assert asked, name
        assert {field for field, _ in asked} <= {"side", "show", "sort", "step", "turn", *codes}


def test_an_intake_is_changed_and_screened() -> None:
    intake = an_intake()
    client = browser("soudan1")
    change = reverse("cases:change_intake", args=[intake.pk])
    html = client.get(change).content.decode()
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None
    data = ANSWERS | {"words": "書き足した", "version": version[1], "received_on": "R8.11.1"}
    assert client.post(change, data).status_code == 303
    screen = reverse("cases:intake_detail", args=[intake.pk])
    assert "書き足した" in text_of(client.get(screen))
    assert client.post(screen, {"result": "4", "version": "2"}).status_code == 303
    with acting("soudan1"):
        assert record_of(intake.compartment.case, "soudan1").state == "supporting"
    assert browser("kurashi1").get(screen).status_code == 404
    assert browser("kurashi1").post(change, data).status_code == 404


def test_screen_and_paper_say_the_urgency_in_the_words_of_one_list() -> None:
    words = text_of(browser("soudan1").get(reverse("cases:intake")))
    for value, label in codes.choices(codes.URGENCY):
        assert f"{value} {label.partition('（')[0]}" in words


def test_who_cannot_receive_a_consultation_is_not_told_to() -> None:
    url = reverse("cases:list")
    assert "相談を受け付けるか" not in text_of(browser("minsei1").get(url))
