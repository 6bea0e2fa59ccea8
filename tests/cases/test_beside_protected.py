"""Who lives with a protected person leads to her (R11): before a way to reach the child is written for all readers of
the basic information, it is said, and asked."""

from typing import Any

import pytest
from django.urls import reverse

from access.models import CaseFile
from cases.models import ContactPoint, Person
from tests.cases.pages import browser, page, text_of
from tests.cases.situations import a_case, seen_by

from .test_household_facts import protect

pytestmark = pytest.mark.django_db

WORKER, ADDRESS = "soudan1", {"kind": "address", "value": "架空区仮の町9-9"}
SAID = "同じ世帯に、連絡先を保護している人がいます"


def son_of(case: CaseFile) -> Person:
    everybody = [p for p in seen_by(WORKER, Person) if p.compartment.case_id == case.pk]
    (son,) = [p for p in everybody if not p.is_subject]
    return son


def url_of(person: Person) -> str:
    return reverse("cases:add_contact", args=[person.pk])


def values() -> list[str]:
    return [point.value for point in seen_by(WORKER, ContactPoint)]


def test_r11_the_form_of_a_child_warns_and_leads_to_protecting_her_too() -> None:
    case = a_case()
    protect(case)
    son = son_of(case)
    shown = browser(WORKER).get(url_of(son))
    assert SAID in text_of(shown)
    assert reverse("cases:protect", args=[son.pk]) in shown.content.decode()
    assert SAID in text_of(page(WORKER, "household", case.pk))


def test_r11_nothing_is_written_before_somebody_has_made_sure() -> None:
    case = a_case()
    protect(case)
    client, son = browser(WORKER), son_of(case)
    answer: Any = client.post(url_of(son), ADDRESS)
    assert answer.status_code == 422
    assert "先にこの人の連絡先も保護してください" in text_of(answer)
    assert ADDRESS["value"] not in values()
    assert client.post(url_of(son), ADDRESS | {"is_apart": "on"}).status_code == 303
    assert ADDRESS["value"] in values()


def test_where_nobody_is_protected_nothing_more_is_asked() -> None:
    case = a_case()
    client, son = browser(WORKER), son_of(case)
    assert SAID not in text_of(client.get(url_of(son)))
    assert client.post(url_of(son), ADDRESS).status_code == 303


def test_r11_of_who_is_protected_herself_the_page_says_where_it_is_written() -> None:
    case = a_case()
    protect(case)
    mother = next(p for p in seen_by(WORKER, Person) if p.is_subject)
    answer = browser(WORKER).post(url_of(mother), ADDRESS)
    assert "保護の画面から書き加えます" in text_of(answer)
    assert ADDRESS["value"] not in values()
