"""A candidate date after the term of a member counts without her."""

import pytest

from tests.cases.pages import browser, text_of
from tests.world import acting

from . import convening as c
from . import situations as s
from .pages import url

pytestmark = pytest.mark.django_db


def test_r4_a_day_after_her_term_is_not_counted_with_her() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, valid_until_on=s.days(8))
    s.a_sworn_member(meeting, s.VOLUNTEER)
    poll = c.a_poll(meeting)
    c.answered(poll, "×○○")
    c.answered(poll, "×○○", s.VOLUNTEER)
    client = browser(s.COORDINATOR)
    page = text_of(client.get(url("date_poll", poll.pk)))
    assert page.count("この日は任期が終わっていて、数えません") == 1
    assert page.count("いちばん集まりやすい") == 1, "the day with both of them"
    with acting(s.COORDINATOR):
        _, first, last = c.dates_of(poll, s.COORDINATOR)
    assert "任期が終わっていて" not in text_of(client.get(url("choose_date", first.pk)))
    assert "会議に出られない人" in text_of(client.get(url("choose_date", last.pk)))
