"""A place closes in the register: it is proposed no more, and whoever is there is not forgotten (domain.md 3.6)."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from access.shortcuts import save_changed
from participation import services
from participation.models import Placement, Resource
from tests.cases.pages import browser, text_of
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db
DECIDE = "終了した受入先での参加支援を、どうするか決める"


def now(resource: Resource, **changes: Any) -> Resource:
    """What its keeper has found out about it."""
    with acting(s.KEEPER) as by:
        row = Resource.objects.visible_to(by).get(pk=resource.pk)
        values = {name: getattr(row, name) for name in ("name", "takes", "menus", "state")}
        return services.change_resource(resource=row, values=values | changes, by=by)


@pytest.mark.parametrize("changes", [{"state": "paused"}, {"state": "ended"}])
def test_a_place_that_takes_nobody_in_is_not_proposed(changes: dict[str, Any]) -> None:
    row, place = s.searching(), s.a_resource()
    with pytest.raises(DomainError, match="いま活動していません"):
        s.proposed(row, now(place, **changes))
    with acting(s.KEEPER) as by:
        assert not Placement.objects.visible_to(by).exists()


def test_who_is_at_a_place_that_closes_is_told_on_the_card_and_on_the_home_page() -> None:
    place = s.a_resource()
    row = s.searching(s.an_active_plan())
    placement = s.proposed(row, place)
    s.as_keeper(services.tell_nothing, placement=placement)
    s.stepped(placement, "started")
    client, where = browser(s.KEEPER), reverse("participation:detail", args=[row.pk])
    now(place, state="paused")
    assert "この受入先は「休止中」です" in text_of(client.get(where))
    assert DECIDE not in text_of(client.get("/")), "it opens again, and the next look is hers"
    now(place, state="ended")
    assert "この受入先は「終了」です" in text_of(client.get(where))
    assert DECIDE in text_of(client.get("/"))
    assert DECIDE not in text_of(browser(s.RECORDER).get("/")), "another body is in charge"
    look = "参加先での様子を聞く"
    assert look not in text_of(client.get("/")), "no day of it is near"
    with acting(s.KEEPER) as by:
        save_changed(s.again(row), by=by, fields={"next_look_on": s.days(1)})
    told = text_of(client.get("/"))
    assert (DECIDE in told, look in told) == (True, True), "the one does not hide the other"
    s.refused(placement, "ended", reason="受入先が終わった")
    assert DECIDE not in text_of(client.get("/"))
