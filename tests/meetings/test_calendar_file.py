"""Calendar files: valid by RFC 5545, with days and hours and nothing else (S-33)."""

import datetime
import re
from typing import Any

import pytest

from access.reading import ReadingLog
from jobs.registry import NotPermitted
from meetings import calendar_file, services
from meetings.calendar_file import MINE, ONE, Event, calendar, escape, fold
from meetings.models import Sitting
from tests.cases.pages import browser
from tests.world import acting

from . import convening as c
from . import situations as s
from .pages import url

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
