"""Who came stands in one order, wherever it is read."""

import pytest

from meetings import services
from tests.cases.pages import browser, text_of

from . import situations as s
from .pages import url

pytestmark = pytest.mark.django_db


def test_r20_who_came_stands_in_one_order_on_screen_and_where_it_is_fixed() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, s.VOLUNTEER)
    s.a_sworn_member(meeting, s.DOCTOR, "chair")
    sitting = s.begun(meeting)
    s.minuted(sitting)
    with s.on(sitting, s.COORDINATOR) as (row, user):
        came_as = [member.part for member in services.who_came(row, user)]
    assert came_as == ["chair", "secretary", "member"]
    page = text_of(browser(s.COORDINATOR).get(url("sitting", sitting.pk)))
    came = page.split("出席した人")[1].split("守秘義務の説明")[0]
    places = [came.index(words) for words in ("座長", "事務局", "はこぶね")]
    assert places == sorted(places)
