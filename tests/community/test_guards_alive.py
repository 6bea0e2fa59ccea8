"""What is refused of the records of a community by one guard alone, or by the first of several: it says its own
words."""

from typing import Any

import pytest

from access.errors import DomainError
from community import services
from community.choices import RUNNING
from community.models import SupportEntry
from organizations.models import Area

from . import situations as s

pytestmark = pytest.mark.django_db


def refused(words: str, username: str, **facts: Any) -> None:
    said = {"on": s.days(0), "weight": "community", "kind": "03", "minutes": 30} | facts
    said["area"] = Area.objects.get(code="komagome")
    with s.acting(username) as by, pytest.raises(DomainError, match=words):
        services.record_support(facts=services.SupportFacts(**said), by=by)
    with s.acting(s.WORKER) as by:
        assert not SupportEntry.objects.visible_to(by).exists()


def test_help_with_running_a_place_is_of_a_place() -> None:
    refused("どの居場所のことかを選んで", s.WORKER, kind=RUNNING)


def test_who_keeps_no_places_writes_nothing_of_them() -> None:
    refused("地域づくりの担当者と事務局です", s.FOREIGN)
