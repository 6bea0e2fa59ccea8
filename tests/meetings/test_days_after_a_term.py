"""A candidate date after the term of a member counts without her."""

import pytest

from organizations.models import Appointment
from tests.cases.pages import browser, text_of
from tests.world import acting, staff

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
    assert page.count("この日は任期か所属が終わっていて、数えません") == 1
    assert page.count("いちばん集まりやすい") == 1, "the day with both of them"
    with acting(s.COORDINATOR):
        _, first, last = c.dates_of(poll, s.COORDINATOR)
    assert "終わっていて" not in text_of(client.get(url("choose_date", first.pk)))
    assert "会議に出られない人" in text_of(client.get(url("choose_date", last.pk)))


def test_r16_a_day_after_her_office_is_not_counted_with_her_and_its_end_not_told() -> None:
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, valid_until_on=s.days(8))
    s.a_sworn_member(meeting, s.VOLUNTEER)
    poll = c.a_poll(meeting)
    c.answered(poll, "○××")
    c.answered(poll, "×○○", s.VOLUNTEER)
    with acting("system1"):
        held = Appointment.objects.current().filter(staff__username=s.VOLUNTEER)
        held.update(valid_until=c.at(8, 9))
    client = browser(s.COORDINATOR)
    page = client.get(url("date_poll", poll.pk))
    [first, *later] = page.context["overview"].columns
    assert (first.gone, first.is_best) == ([], True)
    name = staff(s.VOLUNTEER).name
    assert [(name, None) in column.gone for column in later] == [True, True]
    assert [column.yes for column in later] == [0, 0]
    with acting(s.COORDINATOR):
        last = c.dates_of(poll, s.COORDINATOR)[-1]
    words = text_of(client.get(url("choose_date", last.pk)))
    assert f"{name}。出てもらうときは" in words or f"{name}、" in words
    assert f"{name}（" not in words
