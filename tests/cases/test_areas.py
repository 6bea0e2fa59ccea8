"""町丁目 lead to their 圏域: a proposal for who writes an address down (domain.md 6.3)."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases import services
from cases.areas import area_of
from cases.models import ContactPoint, Household
from organizations.models import Area
from tests.cases.pages import browser, filled_in, text_of
from tests.cases.situations import a_case, seen_by
from tests.organizations.test_masters_pages import bound_values
from tests.world import acting

from .test_household_facts import protect

pytestmark = pytest.mark.django_db

WORKER = "soudan1"


@pytest.fixture(autouse=True)
def _towns() -> None:
    written("tomisaka", "架空町一丁目\n架空町十二丁目\n見本台")
    written("otsuka", "架空町二丁目\r\n架空町")


def written(sign: str, words: str) -> None:
    with acting("system1"):
        assert Area.objects.filter(code=sign).update(towns=words) == 1


def towns(sign: str, words: str) -> Any:
    """As the system administrator enters them."""
    page = reverse("admin:organizations_area_change", args=[Area.objects.get(code=sign).pk])
    client = browser("system1")
    return client.post(page, bound_values(client.get(page)) | {"towns": words})


@pytest.mark.parametrize(
    ("address", "sign"),
    [
        ("架空町1-2-3", "tomisaka"),
        ("東京都文京区架空町１丁目２番３号", "tomisaka"),
        ("架空町一丁目", "tomisaka"),
        ("〒112-0000 架空町1-2-3", "tomisaka"),
        ("１１２００００　東京都文京区架空町1-2", "tomisaka"),
        ("112-0000", ""),
        ("架空町1", "tomisaka"),
        ("架空町 １２－３", "tomisaka"),
        ("見本台3-1", "tomisaka"),
        ("架空町二丁目4", "otsuka"),
        ("架空町11-2", "otsuka"),
        ("例示町1-1", ""),
        ("架空町" + "1" * 9000 + "丁目", "otsuka"),
        ("", ""),
    ],
)
def test_the_longest_town_counts_however_it_is_written(address: str, sign: str) -> None:
    assert area_of(address) == sign


def test_a_town_in_two_lists_leads_nowhere_and_is_refused_where_it_is_entered() -> None:
    answer = towns("komagome", "架空町一丁目")
    assert "富坂圏域に登録されています" in text_of(answer)
    assert towns("komagome", "例示町\n\n例示町").status_code == 302
    assert Area.objects.get(code="komagome").towns == "例示町"
    written("komagome", "架空町1丁目")
    assert area_of("架空町1-2-3") == ""


def chosen(answer: Any) -> str:
    found = re.search(r'<option value="(\w*)" selected', answer.content.decode())
    return found[1] if found else ""


def test_at_the_intake_the_area_of_the_address_is_chosen_unless_another_one_is() -> None:
    client, url = browser(WORKER), reverse("cases:area_of_address")
    assert url in client.get(reverse("cases:intake")).content.decode()
    answer = client.post(url, {"address": "架空町1-2-3", "area": ""})
    assert chosen(answer) == "tomisaka"
    assert "住所の町丁目から選びました" in text_of(answer)
    assert chosen(client.post(url, {"address": "架空町1-2-3", "area": "komagome"})) == "komagome"
    assert chosen(client.post(url, {"address": "例示町1-1"})) == ""


def home_form(client: Client) -> Any:
    return client.get(reverse("cases:change_household", args=[seen_by(WORKER, Household)[0].pk]))


def test_of_a_household_without_area_it_is_proposed_and_saved_as_she_sends_it() -> None:
    a_case()
    client = browser(WORKER)
    shown = home_form(client)
    assert filled_in(shown)["area"] == "tomisaka"
    assert "本人の住所の町丁目から選んであります" in text_of(shown)
    assert seen_by(WORKER, Household)[0].area is None, "nothing is saved by looking"
    sent = filled_in(shown) | {"area": "komagome"}
    assert client.post(shown.wsgi_request.path, sent).status_code == 303
    assert filled_in(home_form(client))["area"] == "komagome"


def test_r11_of_a_protected_household_no_area_is_proposed() -> None:
    protect(a_case())
    shown = home_form(browser(WORKER))
    assert "area" not in shown.context["form"].fields
    assert "町丁目から" not in text_of(shown)


def test_an_address_where_she_lives_no_more_proposes_nothing() -> None:
    a_case()
    (point,) = [p for p in seen_by(WORKER, ContactPoint) if p.kind == "address"]
    with acting(WORKER) as by:
        services.end_contact(contact=point, by=by)
    assert "area" not in filled_in(home_form(browser(WORKER)))
