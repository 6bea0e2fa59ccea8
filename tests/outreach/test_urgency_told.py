"""The urgency of somebody who comes to notice is explained as at the intake (domain.md 4.1)."""

import pytest
from django.urls import reverse

from tests.cases.pages import browser, text_of

from . import situations as s

pytestmark = pytest.mark.django_db


def test_each_degree_of_urgency_is_explained_where_somebody_is_entered_who_has_not_come() -> None:
    client = browser(s.WORKER)
    pages = [client.get(reverse(name)) for name in ("cases:intake", "outreach:new")]
    told = [dict(page.context["form"].fields["urgency"].choice_help) for page in pages]
    assert told[0] == told[1]
    assert set("ABC") <= set(told[1])
    for words in (*told[1].values(), "緊急度がAのとき", "先に110番・119番へ"):
        assert words in text_of(pages[1])
