"""Contracts of entrusted bodies 委託期間: told sixty days before their end, and never ending anything by themselves."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from organizations.contracts import ENDING, ending_contracts
from organizations.models import Body
from tests.cases.pages import browser, text_of
from tests.world import acting

pytestmark = pytest.mark.django_db
ADMINISTRATOR = "system1"
DAY = datetime.timedelta(days=1)
TASK = "委託期間の終わりを確かめる（機関1件）"
LIST = "admin:organizations_body_changelist"


def entrusted(**facts: Any) -> Body:
    """A contracted body, with a contract from last April on."""
    today = timezone.localdate()
    with acting(ADMINISTRATOR):
        body = Body.objects.filter(is_entrusted=True).order_by("pk").first()
        assert body is not None
        begins = {"contract_from": today - 300 * DAY}
        Body.objects.filter(pk=body.pk).update(**begins | facts)
        body.refresh_from_db()
        return body


@pytest.mark.parametrize(
    ("days", "words"), [(61, ""), (60, ENDING), (0, ENDING), (-1, "委託期間が終わりました")]
)
def test_it_is_told_from_sixty_days_before_its_end(days: int, words: str) -> None:
    body = entrusted(contract_until=timezone.localdate() + days * DAY)
    client = browser(ADMINISTRATOR)
    listed = text_of(client.get(reverse(LIST)))
    assert (ENDING in listed) is (words == ENDING)
    assert ("委託期間が終わりました" in listed) is (days < 0)
    narrowed = client.get(reverse(LIST), {"look": "contract-ends"}).context["cl"]
    assert (body in narrowed.result_list) is bool(words)
    assert (TASK in text_of(client.get(reverse("home")))) is bool(words)


def test_a_body_that_is_no_longer_entrusted_is_not_told() -> None:
    entrusted(contract_until=timezone.localdate(), is_entrusted=False)
    with acting(ADMINISTRATOR):
        assert not ending_contracts().exists()
    assert TASK not in text_of(browser(ADMINISTRATOR).get(reverse("home")))


def test_nothing_is_closed_by_it_and_nobody_else_is_told() -> None:
    body = entrusted(contract_until=timezone.localdate() - 90 * DAY)
    with acting(ADMINISTRATOR):
        assert Body.objects.in_force().filter(pk=body.pk, valid_until=None).exists()
    for other in ("kanri1", "soudan1", "kansa1"):
        assert TASK not in text_of(browser(other).get(reverse("home"))), other


def test_a_contract_does_not_end_before_it_begins() -> None:
    with pytest.raises(DatabaseError, match="body_contract"), transaction.atomic():
        entrusted(contract_until=timezone.localdate() - 301 * DAY)
    body = entrusted(contract_until=None)
    with acting(ADMINISTRATOR):
        body.contract_until = timezone.localdate() - 301 * DAY
        with pytest.raises(ValidationError, match="委託の終わりは、委託の始まりと同じ日か"):
            body.full_clean()
