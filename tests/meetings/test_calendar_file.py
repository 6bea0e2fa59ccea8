"""Calendar files: valid by RFC 5545, with days and hours and nothing else (S-33)."""

import datetime
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import URLPattern, reverse

from access.models import AccessLog, CaseFile
from access.openings import openings
from access.reading import ReadingLog
from cases.services import restrict_person
from jobs import services as jobs
from jobs.registry import NotPermitted
from meetings import calendar_file, chronology_paper, services
from meetings.calendar_file import MINE, ONE, Event, calendar, escape, fold
from meetings.models import MeetingMember, Sitting
from meetings.urls import urlpatterns
from meetings.views.convening import next_planned
from tests.cases.pages import browser, text_of
from tests.world import acting, staff

from . import convening as c
from . import situations as s
from .pages import url
from .test_register import without_a_pledge

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 25, 3, 0, tzinfo=datetime.UTC)


def file_of(sitting: Sitting, by: str = s.DOCTOR, option: str = ONE) -> str:
    with acting(by) as user:
        events = calendar_file.gather(user, sitting.pk, option, ReadingLog(user))
    return calendar_file.make(events).content.decode()


def lines(text: str) -> list[str]:
    """Unfolded lines, as a calendar reads them."""
    return text.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")


def values(text: str, name: str) -> list[str]:
    return [line.partition(":")[2] for line in lines(text) if line.startswith(f"{name}:")]


def test_a_file_has_the_shape_of_the_standard() -> None:
    event = Event("a", 3, NOW, NOW + datetime.timedelta(hours=1), is_cancelled=False)
    text = calendar([event], NOW).decode()
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert lines(text)[0] == "BEGIN:VCALENDAR"
    assert lines(text)[-1] == "END:VCALENDAR"
    for name, value in (
        ("VERSION", "2.0"),
        ("UID", "a"),
        ("DTSTAMP", "20261125T030000Z"),
        ("DTSTART", "20261125T030000Z"),
        ("DTEND", "20261125T040000Z"),
        ("SEQUENCE", "3"),
        ("STATUS", "CONFIRMED"),
        ("CLASS", "PRIVATE"),
    ):
        assert values(text, name) == [value]
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 1


@pytest.mark.parametrize("line", ["a" * 75, "a" * 76, "会" * 25, "会" * 26, "a" + "会" * 200, ""])
def test_long_lines_are_folded_between_characters_and_read_back_whole(line: str) -> None:
    folded = fold(line)
    assert all(len(part.encode()) <= 75 for part in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == line


def test_marks_with_a_meaning_are_escaped() -> None:
    assert escape("a;b,c\\d\ne") == "a\\;b\\,c\\\\d\\ne"


def test_s33_a_file_names_no_case_no_place_and_nobody() -> None:
    meeting = s.a_meeting_with_a_doctor()
    sitting = s.a_sitting(meeting)
    c.convened(sitting, link="https://kaigi.example.lg.jp/a")
    text = file_of(sitting)
    assert values(text, "SUMMARY") == ["会議"]
    for name in ("LOCATION", "ATTENDEE", "ORGANIZER", "URL", "VALARM"):
        assert name not in text
    for words in (meeting.compartment.case.number, "会議室B", "声かけ", "見本", "架空", "kaigi"):
        assert words not in "".join(lines(text)), words
    for row in (sitting, meeting, meeting.compartment, meeting.compartment.case):
        assert str(row.pk) not in text


def test_the_same_sitting_keeps_its_id_and_the_later_file_replaces_the_earlier() -> None:
    sitting = s.a_sitting(s.a_meeting_with_a_doctor())
    first = file_of(sitting)
    assert file_of(sitting, s.COORDINATOR).split("DTSTAMP")[0] == first.split("DTSTAMP")[0]
    s.as_somebody(
        s.COORDINATOR,
        sitting,
        services.change_sitting,
        "sitting",
        held_at=c.at(5),
        ends_at=c.at(5, 16),
        place="",
        agenda="",
    )
    moved = file_of(sitting)
    s.as_somebody(s.COORDINATOR, sitting, services.cancel_sitting, "sitting", reason="x")
    last = file_of(sitting)
    assert values(first, "UID") == values(moved, "UID") == values(last, "UID")
    counts = [int(values(text, "SEQUENCE")[0]) for text in (first, moved, last)]
    assert counts == sorted(set(counts))
    assert values(first, "DTSTART") != values(moved, "DTSTART")
    assert values(last, "STATUS") == ["CANCELLED"]


def test_ones_own_file_holds_all_that_is_planned_for_her_and_nothing_else() -> None:
    mine = s.a_sitting(s.a_meeting_with_a_doctor())
    another = s.a_sitting(s.a_meeting_with_a_doctor())
    foreign = s.a_sitting(s.a_meeting())
    uids = set(values(file_of(mine, option=MINE), "UID"))
    assert uids == {calendar_file.event_of(row).uid for row in (mine, another)}
    assert calendar_file.event_of(foreign).uid not in uids
    assert len(values(file_of(mine), "UID")) == 1


def test_r4_after_the_membership_there_is_no_file(settings: Any) -> None:
    meeting = s.a_meeting()
    member = s.a_sworn_member(meeting)
    sitting = s.a_sitting(meeting)
    assert browser(s.DOCTOR).post(url("calendar_of", sitting.pk)).status_code == 303
    s.as_somebody(s.COORDINATOR, member, services.end_membership, "member", reason="交代")
    with pytest.raises(NotPermitted):
        file_of(sitting)
    assert browser(s.DOCTOR).post(url("calendar_of", sitting.pk)).status_code == 404
    for name in (s.SENDER, s.DEPUTY, "kansa1"):
        assert browser(name).post(url("calendar_of", sitting.pk)).status_code == 404


# --- fetched -------------------------------------------------------------------------------


def a_file_of_two_meetings() -> tuple[Sitting, Sitting, str]:
    """Asked for from the first, made, and not fetched yet; with its address."""
    first, second = (
        s.a_sitting(s.a_meeting_with_a_doctor()),
        s.a_sitting(s.a_meeting_with_a_doctor()),
    )
    asked = browser(s.DOCTOR).post(url("calendar_of", first.pk), {"of": MINE})
    (job,) = c.jobs_of(calendar_file.JOB_KIND, s.DOCTOR)
    assert asked["Location"] == reverse("jobs:detail", args=[job.pk])
    with acting(s.DOCTOR) as user:
        running = jobs.claim(user=user, job_id=job.pk)
        assert running is not None
        events = calendar_file.gather(user, first.pk, running.option, ReadingLog(user))
        jobs.keep_result(job=running, result=calendar_file.make(events))
    return first, second, reverse("jobs:result", args=[job.pk])


def leaves(sitting: Sitting) -> None:
    with s.on(sitting, s.COORDINATOR) as (row, user):
        members = MeetingMember.objects.visible_to(user).filter(meeting=row.meeting_id)
        member = members.get(appointment__staff__username=s.DOCTOR)
        services.end_membership(member=member, reason="交代", by=user)


def kept_out(sitting: Sitting) -> None:
    """Found to be kin: restricted from the case, and still on the roster (R12)."""
    with s.on(sitting, s.COORDINATOR) as (row, _):
        case_id = row.compartment.case_id
    with acting(s.SENDER) as user:
        case = CaseFile.objects.visible_to(user).get(pk=case_id)
        restrict_person(case=case, user=staff(s.DOCTOR), reason="親族", by=user)


def test_s06_a_file_of_all_ones_meetings_is_fetched_while_all_of_them_are_open() -> None:
    first, second, address = a_file_of_two_meetings()
    answer = browser(s.DOCTOR).get(address)
    assert answer["Content-Type"] == calendar_file.CONTENT_TYPE
    made = set(values(answer.content.decode(), "UID"))
    assert made == {calendar_file.uid_of(row.pk) for row in (first, second)}
    s.a_sitting(s.a_meeting_with_a_doctor())
    assert browser(s.DOCTOR).get(address).status_code == 200, "one more meeting takes nothing away"
    for name in (s.COORDINATOR, s.SENDER):
        assert browser(name).get(address).status_code == 404


@pytest.mark.parametrize("shut", [leaves, kept_out])
def test_s06_one_meeting_that_is_shut_holds_back_the_whole_file(
    shut: Callable[[Sitting], None],
) -> None:
    first, second, address = a_file_of_two_meetings()
    shut(second)
    answer = browser(s.DOCTOR).get(address)
    assert "もう一度作成してください" in text_of(answer)
    assert answer["Content-Type"].startswith("text/html")
    assert "VEVENT" not in answer.content.decode()
    assert values(file_of(first, option=MINE), "UID") == [calendar_file.uid_of(first.pk)]


def test_r11_a_file_is_not_fetched_after_the_pledge_is_over() -> None:
    _, _, address = a_file_of_two_meetings()
    without_a_pledge()
    assert browser(s.DOCTOR).get(address).status_code == 404


def test_r11_a_file_of_all_is_asked_for_from_a_meeting_that_is_open() -> None:
    s.a_sitting(s.a_meeting_with_a_doctor())
    with acting(s.DOCTOR) as user:
        assert next_planned(user) is not None
    without_a_pledge()
    with acting(s.DOCTOR) as user:
        assert next_planned(user) is None


# --- noted ---------------------------------------------------------------------------------

COLLEAGUE = "soudan2"


def test_r4_r7_what_somebody_of_the_body_does_in_a_meeting_is_never_noted_on_the_case() -> None:
    """A colleague of who is in charge sits in it: who asks who has opened the case is not told (S-75)."""
    meeting = s.a_meeting()
    s.a_sworn_member(meeting, COLLEAGUE, "chair")
    sitting = s.a_sitting(meeting)
    paper = s.a_paper(sitting, "足音が二度した。")
    minutes = s.minuted(sitting)
    about = {
        "support_meeting": meeting.pk,
        "meeting": meeting.pk,
        "sitting": sitting.pk,
        "paper": paper.pk,
        "meeting_paper": paper.pk,
        "minutes": minutes.pk,
    }
    client, opened = browser(COLLEAGUE), 0
    for name, arguments in addresses():
        if not set(arguments) <= set(about):
            continue
        answer = client.get(reverse(f"meetings:{name}", kwargs={a: about[a] for a in arguments}))
        opened += answer.status_code == 200
    assert opened > 10
    for job, row, option in (
        (calendar_file, sitting, ONE),
        (calendar_file, sitting, MINE),
        (chronology_paper, meeting, ""),
    ):
        with acting(COLLEAGUE) as user:
            log = ReadingLog(user)
            job.gather(user, row.pk, option, log)
            log.write()
    with acting("kansa1"):
        found = AccessLog.objects.filter(user_id=staff(COLLEAGUE).pk).exclude(case_number="")
        assert found.count() > opened / 2
        wrong = found.filter(compartment_id__isnull=True)
        assert [(row.route, row.kind) for row in wrong] == []
    for asking in (s.SENDER, "kanri1"):
        with acting(asking):
            case = CaseFile.objects.get(pk=meeting.compartment.case_id)
            assert [o for o in openings(case) if o.name == staff(COLLEAGUE).name] == []


def addresses() -> list[tuple[str, list[str]]]:
    """Every address of the app, with the names of its arguments."""
    return [
        (pattern.name or "", list(pattern.pattern.converters))
        for pattern in urlpatterns
        if isinstance(pattern, URLPattern)
    ]
