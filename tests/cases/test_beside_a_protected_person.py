"""Who lives with a protected person and is not protected herself (R11), and who will read why somebody is (R18)."""

from typing import Any

import pytest
from django.urls import reverse

from cases.models import Person
from tests.world import acting

from . import situations as s
from .pages import browser, text_of
from .test_protection import WORKER, a_protected_mother, offices

pytestmark = pytest.mark.django_db


def others_of(case: Any) -> list[Person]:
    with acting(WORKER) as by:
        return list(Person.objects.visible_to(by).of_case(case).filter(is_subject=False))


def shown(name: str, of: Any) -> str:
    return text_of(browser(WORKER).get(reverse(name, args=[of.pk])))


def test_r11_who_lives_with_her_is_offered_to_be_protected_too() -> None:
    case = s.a_case(WORKER)
    measure = a_protected_mother(case)
    other = others_of(case)[0]
    page = browser(WORKER).get(reverse("cases:protection", args=[measure.pk]))
    assert reverse("cases:protect", args=[other.pk]) in page.content.decode()
    assert "いっしょに暮らす人で、まだ保護していない人" in text_of(page)
    with acting(WORKER) as by:
        Person.objects.visible_to(by).of_case(case).filter(is_subject=False).update(
            lives_together=False
        )
    assert "まだ保護していない人" not in shown("cases:protection", measure)


def test_r18_why_somebody_is_protected_is_read_by_those_named_alone() -> None:
    """The form that protects, as the pages behind the lock: not the readers of the record."""
    case = s.a_case(WORKER)
    page = shown("cases:protect", others_of(case)[0])
    assert "見られる人：名簿に入れる人だけ" in page
    assert "（自機関のみ）" not in page
    assert offices(WORKER)[0].staff.name in page
