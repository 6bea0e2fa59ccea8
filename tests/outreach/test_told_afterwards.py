"""A planned visit that is told of when it is over: who was to go is filled in, and the plan is found from the
button that asks of any attempt."""

import datetime

import pytest
from django.utils import timezone

from bunkyo_support.templatetags.ui import short_day
from outreach.models import PlannedVisit, VisitAttempt, VisitState
from tests.cases.pages import browser, filled_in, text_of
from tests.cases.situations import seen_by

from . import situations as s
from .test_pages import sent, url

pytestmark = pytest.mark.django_db


def a_visit_of_yesterday() -> PlannedVisit:
    visit = s.a_visit(s.approaching(), companion=s.staff(s.COLLEAGUE), companion_words="民生委員")
    with s.acting(s.WORKER) as by:
        row = PlannedVisit.objects.changeable_by(by).filter(pk=visit.pk)
        row.update(on=s.days(-1), version=visit.version + 1)
    return visit


def test_day_hour_and_all_who_were_to_go_are_filled_in_and_stay() -> None:
    visit = a_visit_of_yesterday()
    client, address = browser(s.WORKER), url("attempt_of_visit", visit.pk)
    shown = client.get(address)
    who = f"{s.staff(s.WORKER).name}、{s.staff(s.COLLEAGUE).name}、民生委員"
    assert f"変えなければ：{short_day(s.days(-1))}・{who}" in text_of(shown)
    form = filled_in(shown)
    assert form["companion"] == str(s.staff(s.COLLEAGUE).pk)
    assert form["companion_words"] == "民生委員"
    assert sent(client, address, **form | {"result": "absent"}).status_code == 303
    (attempt,) = seen_by(s.WORKER, VisitAttempt)
    assert (attempt.companion, attempt.companion_words) == (s.staff(s.COLLEAGUE), "民生委員")
    went = timezone.localtime(attempt.at)
    assert (went.date(), went.time()) == (s.days(-1), datetime.time(14))
    assert [row.state for row in seen_by(s.WORKER, PlannedVisit)] == [VisitState.DONE]


def test_who_tells_of_an_attempt_is_shown_what_was_planned_until_today() -> None:
    visit = a_visit_of_yesterday()
    to_come = s.a_visit(visit.outreach, on=s.days(2))
    page = browser(s.WORKER).get(url("attempt", visit.outreach_id))
    told = text_of(page)
    assert "予定の結果として記録する" in told
    assert f"{s.staff(s.WORKER).name}、{s.staff(s.COLLEAGUE).name}、民生委員" in told
    assert url("attempt_of_visit", visit.pk) in page.content.decode()
    assert url("attempt_of_visit", to_come.pk) not in page.content.decode()
