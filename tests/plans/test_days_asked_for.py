"""While the dates of a 重層的支援会議 are asked for, the day that it has is none to go by: pages and papers that name it say
so (domain.md 3.9)."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from access.reading import ReadingLog
from documents.wareki import format_date
from meetings.models import DatePoll
from meetings.services import withdraw_poll
from plans import conference_packet
from plans.models import Plan
from tests.cases.pages import browser, text_of
from tests.meetings.conference_polls import asked, chosen, conference_of, planned
from tests.meetings.situations import on
from tests.world import acting

from . import situations as s
from .test_conference_packet import ask_for

pytestmark = pytest.mark.django_db
ASKED = "日程調整中"


def pages() -> list[str]:
    conference = conference_of()
    with acting(s.COORDINATOR) as by:
        plan = Plan.objects.visible_to(by).get()
    return [
        reverse("plans:detail", args=[plan.pk]),
        reverse("cases:detail", args=[conference.compartment.case_id]),
    ]


def cover() -> str:
    """What the first page of its papers says."""
    conference = conference_of()
    with acting(s.COORDINATOR) as by:
        plan = Plan.objects.visible_to(by).get()
    batch, _ = ask_for(plan, conference)
    with acting(s.COORDINATOR) as by:
        (part,) = conference_packet.gather(by, batch.pk, "", ReadingLog(by))
    return render_to_string("plans/conference_packet.html", part.cover)


def test_pages_and_papers_do_not_give_a_day_that_is_asked_for_as_settled() -> None:
    poll = asked(planned())
    client = browser(s.COORDINATOR)
    assert [ASKED in text_of(client.get(page)) for page in pages()] == [True, True]
    assert "日程を調整しています（仮の日：" in cover()
    chosen(poll)
    assert [ASKED in text_of(client.get(page)) for page in pages()] == [False, False]
    assert "仮の日" not in cover()


def first_step() -> str:
    """What the page of the conference leads to first."""
    page = browser(s.COORDINATOR).get(reverse("meetings:conference", args=[conference_of().pk]))
    _, steps = page.content.decode().split('<div class="idb__act">')
    found = re.search(r'<a class="btn btn--p"[^>]*>(.*?)</a>', steps)
    return found[1] if found else ""


def test_while_dates_are_asked_for_they_come_first_on_the_page_of_the_conference() -> None:
    conference = planned()
    assert first_step() == "案件を加える"
    poll = asked(conference)
    assert first_step() == "候補日と回答を見る"
    chosen(poll)
    assert first_step() == "案件を加える"


RESULT = "会議の結果を記録する"


def result_offered() -> list[bool]:
    """On the page of the plan and on that of the conference."""
    plan, _ = pages()
    addresses = [plan, reverse("meetings:conference", args=[conference_of().pk])]
    client = browser(s.COORDINATOR)
    return [RESULT in text_of(client.get(address)) for address in addresses]


def test_no_result_is_asked_for_on_a_day_for_the_time_being() -> None:
    conference = planned(held_on=s.days(0))
    assert result_offered() == [True, True]
    poll = asked(conference)
    assert result_offered() == [False, False]
    withdraw_asking(poll)
    assert result_offered() == [True, True]


def withdraw_asking(poll: DatePoll) -> None:
    with on(poll, s.COORDINATOR) as (row, by):
        withdraw_poll(poll=row, reason="都合がつかない", by=by)


def test_who_decides_how_a_plan_goes_on_is_not_told_a_day_that_is_asked_for() -> None:
    conference = planned()
    with acting(s.COORDINATOR) as by:
        plan = Plan.objects.visible_to(by).get()
    client, address = browser(s.COORDINATOR), reverse("plans:move", args=[plan.pk])
    day = format_date(conference.held_on)
    assert f"{day}の" in text_of(client.get(address))
    asked(conference)
    page = text_of(client.get(address))
    assert "日程調整中の" in page
    assert f"{day}の" not in page
