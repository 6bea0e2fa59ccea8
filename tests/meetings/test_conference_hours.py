"""A 重層的支援会議 has an hour to begin and may have one to end: on pages, papers and in the calendar file."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from access.errors import DomainError
from meetings import services
from meetings.conference_paper import minutes_of
from meetings.models import PlanConference
from plans.change_parts import ON_CONFERENCE
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.plans import situations as p
from tests.world import acting

from . import situations as s
from .conference_polls import asked, chosen
from .pages import post, url
from .test_calendar_file import values
from .test_conference_calendar import file_of, planned

pytestmark = pytest.mark.django_db
HOURS = {"starts_at": datetime.time(14, 30), "ends_at": datetime.time(16)}
SHOWN = "14:30〜16:00"


def test_pages_papers_and_the_calendar_say_when_it_is_to_end() -> None:
    conference = planned(**HOURS)
    for who in (p.COORDINATOR, p.PARTNER):
        for address in (url("conference", conference.pk), url("conferences")):
            assert SHOWN in text_of(browser(who).get(address)), (who, address)
    file = file_of(conference)
    ends = datetime.datetime.combine(p.days(9), datetime.time(7))
    assert values(file, "DTEND") == [f"{ends:%Y%m%dT%H%M%SZ}"]
    packet = {"conference": conference, "made_for": "控え"}
    assert SHOWN in render_to_string("plans/conference_packet.html", packet)
    assert "ends_at" in ON_CONFERENCE, "the history of the plan tells of a change"


def test_the_minutes_on_paper_say_it() -> None:
    plan = p.an_agreed_plan()
    p.submit(plan, **HOURS)
    held = p.found(plan, "adequate")
    with acting(p.COORDINATOR) as by:
        assert SHOWN in minutes_of(by, s.seen(held, p.COORDINATOR)).html


def test_without_an_end_nothing_is_said_of_one() -> None:
    conference = planned()
    assert conference.hours == "14:30"
    assert "DTEND" not in file_of(conference)
    assert "〜" not in text_of(browser(p.COORDINATOR).get(url("conferences")))


def test_the_end_comes_after_the_beginning_and_is_said_beside_the_field() -> None:
    conference = planned(starts_at=None)
    client, address = browser(p.COORDINATOR), url("change_conference", conference.pk)
    sent = {
        "held_on": f"{conference.held_on:%Y/%m/%d}",
        "place": "会議室B",
        "bodies": str(body_of(p.PARTNER).pk),
        "version": conference.version,
    }
    for hours, words in (
        ({"ends_at": "16:00"}, "始まる時刻も書いてください"),
        ({"starts_at": "16:00", "ends_at": "14:30"}, "始まる時刻より後にしてください"),
        ({"starts_at": "16:00", "ends_at": "16:00"}, "始まる時刻より後にしてください"),
    ):
        answer = post(client, address, **sent | hours)
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors["ends_at"])
    done = post(client, address, **sent | {"starts_at": "14:30", "ends_at": "16時"})
    assert done.status_code == 303
    assert SHOWN in text_of(client.get(done["Location"]))


@pytest.mark.parametrize(
    "hours",
    [
        {"ends_at": datetime.time(16)},
        {"starts_at": datetime.time(16), "ends_at": datetime.time(16)},
        {"starts_at": datetime.time(16), "ends_at": datetime.time(9)},
    ],
)
def test_no_service_and_no_statement_ends_it_before_it_begins(
    hours: dict[str, datetime.time],
) -> None:
    conference = planned(starts_at=None)
    values = {"held_on": conference.held_on, "place": ""} | hours
    with pytest.raises(DomainError, match="始まる時刻より後"):
        s.as_somebody(
            p.COORDINATOR, conference, services.change_plan_conference, "conference", **values
        )
    with acting(p.COORDINATOR) as by, pytest.raises(IntegrityError), transaction.atomic():
        PlanConference.objects.changeable_by(by).filter(pk=conference.pk).update(**hours)


def test_nobody_convenes_one_that_ends_before_it_begins() -> None:
    plan = p.an_agreed_plan()
    with pytest.raises(DomainError, match="始まる時刻より後"):
        p.submit(plan, held_on=p.days(3), ends_at=datetime.time(9))


def test_the_date_that_is_chosen_brings_its_hours() -> None:
    first = chosen(asked())
    assert first.hours == "14:00〜16:00"


def test_a_date_without_an_end_takes_the_end_of_before_away() -> None:
    conference = planned(**HOURS)
    assert chosen(asked(conference), 1).hours == "14:00"


def test_the_hours_are_not_changed_beside_an_open_poll() -> None:
    conference = planned(**HOURS)
    asked(conference)
    later = HOURS | {"ends_at": datetime.time(17), "held_on": conference.held_on, "place": ""}
    with pytest.raises(DomainError, match="日程調整が続いています"):
        s.as_somebody(
            p.COORDINATOR, conference, services.change_plan_conference, "conference", **later
        )
