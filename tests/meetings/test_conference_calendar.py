"""The day of a 重層的支援会議 in one's own calendar: day and hour and nothing else (S-33), while the consent holds (R8)."""

import datetime

import pytest

from access.models import AccessLog
from access.reading import ReadingLog
from jobs.registry import NotPermitted
from meetings import conference_calendar, services
from meetings.calendar_file import make
from meetings.models import PlanConference
from organizations.models import Appointment
from organizations.services import appoint
from plans.models import Plan
from plans.services import add_bodies, renew_consent
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_consent, body_of
from tests.plans import situations as p
from tests.world import acting, staff

from . import situations as s
from .pages import url
from .test_calendar_file import lines, values

pytestmark = pytest.mark.django_db
SHOWN = "カレンダーのファイルを作る"


def planned(**changes: object) -> PlanConference:
    plan = p.an_agreed_plan()
    p.submit(plan, **{"held_on": p.days(9), "starts_at": datetime.time(14, 30)} | changes)
    with acting(p.COORDINATOR) as by:
        found: PlanConference = (
            PlanConference.objects.visible_to(by).select_related("compartment__case").get()
        )
        return found


def file_of(conference: PlanConference, by: str = p.PARTNER) -> str:
    with acting(by) as user:
        log = ReadingLog(user)
        made = make(conference_calendar.gather(user, conference.pk, "", log))
        log.write()
    return made.content.decode()


def shown(who: str, conference: PlanConference) -> bool:
    return SHOWN in browser(who).get(url("conference", conference.pk)).content.decode()


def test_s33_the_file_names_no_case_no_place_and_nobody() -> None:
    conference = planned()
    text = file_of(conference)
    moment = datetime.datetime.combine(p.days(9), datetime.time(5, 30))
    assert values(text, "DTSTART") == [f"{moment:%Y%m%dT%H%M%SZ}"]
    assert values(text, "SUMMARY") == ["会議"]
    for name in ("DTEND", "LOCATION", "ATTENDEE", "ORGANIZER", "URL"):
        assert name not in text
    case = conference.compartment.case
    for words in (case.number, "見本会議室", "見本", "架空", "まるごと", "プラン"):
        assert words not in "".join(lines(text)), words
    for row in (conference, conference.compartment, case):
        assert str(row.pk) not in text
    with acting("kansa1"):
        assert AccessLog.objects.filter(action="export", object_id=str(conference.pk)).exists()


def test_without_an_hour_it_is_a_day() -> None:
    text = file_of(planned(starts_at=None))
    assert f"DTSTART;VALUE=DATE:{p.days(9):%Y%m%d}" in lines(text)


def test_a_later_file_replaces_the_earlier_also_when_it_is_called_off() -> None:
    conference = planned()
    first = file_of(conference)
    moved = {"held_on": p.days(11), "place": ""}
    s.as_somebody(p.COORDINATOR, conference, services.change_plan_conference, "conference", **moved)
    second = file_of(conference)
    s.as_somebody(
        p.COORDINATOR, conference, services.cancel_plan_conference, "conference", reason="入院"
    )
    last = file_of(conference)
    assert values(first, "UID") == values(second, "UID") == values(last, "UID")
    counts = [int(values(text, "SEQUENCE")[0]) for text in (first, second, last)]
    assert counts == sorted(set(counts))
    assert values(last, "STATUS") == ["CANCELLED"]
    assert shown(p.PARTNER, conference)


def test_r5_r8_who_does_not_read_the_plan_has_no_file_and_nobody_has_without_consent() -> None:
    conference = planned()
    address = url("conference_calendar", conference.pk)
    assert shown(p.PARTNER, conference)
    assert browser(p.PARTNER).post(address).status_code == 303
    for who in ("csw1", "kanri2", "kansa1"):
        assert browser(who).post(address).status_code == 404
        with pytest.raises(NotPermitted):
            file_of(conference, who)
    with acting(p.COORDINATOR) as by:
        [plan] = Plan.objects.visible_to(by)
    p.withdraw(plan)
    assert not shown(p.COORDINATOR, conference)
    for who in (p.PARTNER, p.COORDINATOR):
        assert browser(who).post(address).status_code == 404
        with pytest.raises(NotPermitted):
            file_of(conference, who)


def test_of_a_conference_that_was_held_there_is_none() -> None:
    plan = p.a_submitted_plan()
    conference = p.found(plan, "adequate")
    assert not shown(p.COORDINATOR, conference)
    with pytest.raises(NotPermitted):
        file_of(conference)


def test_r8_of_a_day_after_the_end_of_a_new_consent_nobody_is_told_to_come() -> None:
    """The plan is put on a shorter consent: the coordinator changes the day, and until then it is no day for anybody."""
    plan = p.an_active_plan()
    conference = p.call(plan, "evaluation", held_on=p.days(9))
    named = (p.COORDINATOR, p.PARTNER, p.RECORDER)
    shorter = a_consent(plan.compartment.case, named=named, valid_until_on=p.days(5))
    come, beyond = "に出席する", "本人の同意の期限より後です"
    assert come in text_of(browser(p.PARTNER).get("/"))
    p.as_coordinator(plan, renew_consent, consent_id=shorter.pk, reason="受け直した")
    for who in (p.COORDINATOR, p.PARTNER):
        assert beyond in text_of(browser(who).get(url("conference", conference.pk))), who
        assert not shown(who, conference), who
    assert come not in text_of(browser(p.PARTNER).get("/"))
    assert f"{beyond}。日を変えるか" in text_of(browser(p.COORDINATOR).get("/"))
    with pytest.raises(NotPermitted):
        file_of(conference)
    with acting(p.COORDINATOR) as by:
        row = PlanConference.objects.visible_to(by).select_related("compartment__case")
        row = row.get(pk=conference.pk)
        services.change_plan_conference(conference=row, held_on=p.days(4), place="", by=by)
    assert come in text_of(browser(p.PARTNER).get("/"))
    assert beyond not in text_of(browser(p.COORDINATOR).get("/"))
    assert shown(p.PARTNER, conference)


def test_r8_nor_is_who_takes_part_in_the_plan_and_is_not_named_in_the_consent() -> None:
    plan = p.an_active_plan()
    with acting("system1"):
        made = appoint(staff=staff("csw1"), body=body_of(p.PARTNER), role="caseworker")
    where = Appointment.objects.with_body().get(pk=made.pk)
    p.as_coordinator(plan, add_bodies, staff_in_charge=[where], reason="交替")
    conference = p.call(plan, "evaluation", held_on=p.days(9))
    assert "に出席する" in text_of(browser("csw1").get("/"))
    shorter = a_consent(
        plan.compartment.case,
        named=(p.COORDINATOR, p.PARTNER, p.RECORDER),
        valid_until_on=p.days(5),
    )
    p.as_coordinator(plan, renew_consent, consent_id=shorter.pk, reason="受け直した")
    assert "に出席する" not in text_of(browser("csw1").get("/"))
    page = text_of(browser("csw1").get(url("conference", conference.pk)))
    assert "本人の同意の期限より後です" in page
    with acting("csw1") as user:
        assert conference_calendar.may(user, conference.pk) is None
