"""Who notices that something may have leaked finds what to do and whom to call, from any page (S-96)."""

import pytest
from django.urls import reverse

from organizations.models import Body
from tests.cases.pages import browser, queries, text_of
from tests.world import acting

pytestmark = pytest.mark.django_db
BEGIN = "漏えい等の対応を始める"


@pytest.mark.parametrize(
    "who", ["soudan1", "kanri1", "jimukyoku1", "ishi1", "minsei1", "sanka1", "system1", "kansa1"]
)
def test_every_page_leads_to_whom_to_call(who: str) -> None:
    client, url = browser(who), reverse("access:noticed")
    assert url in client.get(reverse("home")).content.decode()
    shown = client.get(url)
    assert "見本監査担当" in text_of(shown)
    assert "気づいたその時に、電話で知らせてください" in text_of(shown)
    begins = reverse("access:incident_new") in shown.content.decode()
    assert begins == (who == "kansa1"), "R10: an auditor begins it"


def test_the_telephone_of_the_auditors_stands_there_once_it_is_known() -> None:
    url = reverse("access:noticed")
    assert "庁内の名簿で調べてください" in text_of(browser("soudan1").get(url))
    few = queries("soudan1", url)
    with acting("system1"):
        Body.objects.filter(name="見本監査担当").update(phone="03-0000-0099")
    assert "03-0000-0099" in text_of(browser("soudan1").get(url))
    assert queries("soudan1", url) == few
