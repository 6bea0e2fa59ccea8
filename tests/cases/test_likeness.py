"""Likely duplicates while typing: among what one may see only, and always as many questions."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases import services
from cases.likeness import Typed, likely_people
from cases.services import protection
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case, a_consent, office, people_of, record_of
from tests.world import acting

pytestmark = pytest.mark.django_db
WHO = "soudan1"


def offered(by: str, name: str = "", kana: str = "", birth: str = "") -> list[Any]:
    with acting(by) as user:
        return likely_people(user, Typed.of(name, kana, birth))


@pytest.mark.parametrize(
    ("typed", "alike"),
    [
        ({"name": "架空花"}, ["氏名"]),
        ({"kana": "カクウハナ"}, ["ふりがな"]),
        ({"birth": "S23.5.2"}, ["生年月日"]),
        (
            {"name": "架空　花子", "kana": "かくう はなこ", "birth": "1948/5/2"},
            ["氏名", "ふりがな", "生年月日"],
        ),
    ],
)
def test_who_is_alike_is_offered_with_what_is_alike(typed: Any, alike: list[str]) -> None:
    a_case()
    first = offered(WHO, **typed)[0]
    assert first.person.name == "架空 花子"
    assert first.alike == alike


@pytest.mark.parametrize("typed", [{}, {"name": "架"}, {"birth": "80代"}, {"birth": "ふめい"}])
def test_little_is_no_likeness(typed: Any) -> None:
    a_case()
    assert offered(WHO, **typed) == []


def test_another_name_is_a_likeness_and_the_household_comes_first() -> None:
    case = a_case()
    with acting(WHO) as by:
        son = people_of(case, WHO)[1]
        services.add_name(person=son, facts=services.NameFacts("former", "見本 太一"), by=by)
        (found,) = likely_people(by, Typed.of("見本", "", ""), son.compartment_id)
    assert (found.alike, found.is_of_household) == (["ほかの名前"], True)


def test_r14_another_body_is_offered_nobody() -> None:
    """Two worlds: the fragment is the same whether or not somebody else knows her."""
    url, words = reverse("cases:likely"), {"name": "架空 花子", "birth_on": "S23.5.2"}
    client = browser("kurashi1")
    before = client.post(url, words).content
    a_case()
    assert client.post(url, words).content == before
    assert b"\xe8\x8a\xb1\xe5\xad\x90" not in before


def test_r11_who_is_protected_is_offered_by_name_without_where_she_is() -> None:
    case = a_case()
    with acting(WHO) as by:
        protection.protect_person(
            record=record_of(case, WHO),
            person=people_of(case, WHO)[0],
            named=[office(WHO), office("kanri1")],
            by=by,
        )
    shown = text_of(browser("soudan2").post(reverse("cases:likely"), {"name": "架空 花"}))
    assert "架空 花子" in shown
    assert "1-2-3" not in shown
    assert "4821" not in shown


def test_the_fragment_asks_as_much_for_one_as_for_many() -> None:
    a_case()
    client, url = browser(WHO), reverse("cases:likely")
    client.get("/")  # the first request of a session asks once more
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as caught:
            answer = client.post(url, {"name": "架空", "kana": "かくう", "birth_on": "S23.5.2"})
        counts.append(len(caught))
        assert "もう登録されている人かもしれません" in text_of(answer)
        for _ in range(3):
            a_case()
    assert counts[0] == counts[1]


def test_the_words_are_posted_and_looked_up_by_the_event_that_waits_for_the_ime() -> None:
    case = a_case()
    client = browser(WHO)
    for url in (reverse("cases:intake"), reverse("cases:add_member", args=[case.pk])):
        page = client.get(url).content.decode()
        assert 'hx-trigger="app:search from:closest form"' in page
        assert page.count("data-search") >= 3
    assert client.get(reverse("cases:likely")).status_code == 405
    own = client.post(reverse("cases:likely_member", args=[case.pk]), {"name": "架空 太"})
    assert "この世帯にいる人です" in text_of(own)


def test_it_is_said_that_the_case_of_the_likely_person_has_ended() -> None:
    case = a_case()
    client, words = browser(WHO), {"name": "架空 花子"}
    url = reverse("cases:likely")
    assert "支援は終わっています" not in text_of(client.post(url, words))
    with acting(WHO) as by:
        services.close_record(record=record_of(case, WHO), reason="22", by=by)
    assert "支援は終わっています" in text_of(client.post(url, words))


def test_r14_who_sees_the_person_and_no_record_is_told_nothing_of_its_end() -> None:
    case = a_case()
    a_consent(case, named=("kurashi1",))
    with acting(WHO) as by:
        services.close_record(record=record_of(case, WHO), reason="22", by=by)
    assert [one.has_ended for one in offered("kurashi1", name="架空 花子")] == [False]
    assert [one.has_ended for one in offered(WHO, name="架空 花子")] == [True]
