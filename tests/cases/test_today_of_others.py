"""Home page and menu of who keeps no records: a doctor, a 参加支援担当, a 地域づくり担当 are told of what is open to them by
name, find the case by clicking, and are asked for papers (R3, R8, S-91)."""

import re

import pytest
from django.urls import reverse

from cases import services
from cases.models import Consent
from tests.world import acting

from .pages import browser, text_of
from .situations import a_case, a_consent
from .test_today_named import NAMED, SHARED, home, open_case, share

pytestmark = pytest.mark.django_db
OTHERS = ("ishi1", "sanka1", "chiiki1")


def withdraw(consent: Consent) -> None:
    with acting("soudan1") as by:
        own = Consent.objects.visible_to(by).select_related("compartment").get(pk=consent.pk)
        services.withdraw_consent(consent=own, note="電話で申し出", by=by)


@pytest.mark.parametrize("who", OTHERS)
def test_r3_whoever_a_consent_names_is_told_and_finds_the_case(who: str) -> None:
    case = a_case("soudan1")
    assert NAMED not in home(who)
    consent = a_consent(case, named=(who,))
    client, address = browser(who), reverse("cases:detail", args=[case.pk])
    page = client.get(reverse("home"))
    assert NAMED in text_of(page)
    assert f'href="{address}"' in page.content.decode()
    open_case(who, case)
    assert NAMED not in home(who)
    share(case, consent)
    assert SHARED in home(who)
    listed = client.get(reverse("cases:list"))
    assert f'href="{reverse("cases:list")}"' in page.content.decode(), "in her menu"
    assert f'href="{address}"' in listed.content.decode()


@pytest.mark.parametrize("who", OTHERS)
def test_r8_whoever_read_is_asked_for_papers_and_answers(who: str) -> None:
    case = a_case("soudan1")
    consent = a_consent(case, named=(who,))
    open_case(who, case)
    withdraw(consent)
    client = browser(who)
    page = client.get(reverse("home"))
    assert "渡された紙を返すか処分して" in text_of(page)
    [address] = set(re.findall(r"/cases/return-notices/[0-9a-f-]{36}/", page.content.decode()))
    assert client.post(address, {"answer": "returned"}).status_code == 303
    assert "渡された紙を返すか処分して" not in home(who)


@pytest.mark.parametrize("who", ["kansa1", "system1"])
def test_r10_who_reads_no_case_has_none_of_it(who: str) -> None:
    page = browser(who).get(reverse("home")).content.decode()
    assert f'href="{reverse("cases:list")}"' not in page
