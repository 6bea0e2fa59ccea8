"""Calendar file (RFC 5545) of meetings: days and hours under the word 「会議」, and nothing else (S-33). Here those of
sittings of a 支援会議; a 重層的支援会議 makes its own of the same parts (`conference_calendar`).

No case number, no place (a place can be somebody's home), nobody invited; the id of an event is
random, the same for ever, and leads to no address. A later file of the same sitting replaces the
earlier one in a calendar, also when it is cancelled. There is no feed: an address that opens without
a login would go on telling after the membership is over.
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Output
from access.reading import ReadingLog
from jobs.registry import JobKind, NotPermitted, Result, page_at

from .doors import open_rows
from .models import Sitting, SittingState

JOB_KIND = "calendar_file"
FILE_NAME = "calendar.ics"
CONTENT_TYPE = "text/calendar; charset=utf-8"
ONE, MINE = "one", "mine"  # this sitting; with it, all that are planned for who asks
SUMMARY = "会議"
DESCRIPTION = "場所と内容は、システムで確認してください。"
LONGEST_LINE = 75  # octets, RFC 5545 3.1


@dataclass(frozen=True)
class Event:
    """A meeting as a calendar may know it; a day where no hour was settled."""

    uid: str
    sequence: int
    starts_at: datetime.datetime | datetime.date
    ends_at: datetime.datetime | None
    is_cancelled: bool


def uid_of(meeting_id: uuid.UUID) -> str:
    """Derived, so that it stays; not its own id, which stands in addresses."""
    return str(uuid.uuid5(meeting_id, "calendar"))


def event_of(sitting: Sitting) -> Event:
    return Event(
        uid=uid_of(sitting.pk),
        sequence=sitting.version,
        starts_at=sitting.held_at,
        ends_at=sitting.ends_at,
        is_cancelled=sitting.state == SittingState.CANCELLED,
    )


def may(user: Any, object_id: uuid.UUID) -> Sitting | None:
    """A sitting of a meeting of which who asks is a member (R4)."""
    rows = open_rows(Sitting, user).select_related("compartment__case")
    found: Sitting | None = rows.filter(pk=object_id).first()
    return found


def gate(user: Any, row: Any, option: str) -> Output:
    """For the calendar of who asked. It names no case, so that no household holds it up."""
    return Output(OutputHold.Use.OWN, ())


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> list[Event]:
    """The sittings as they are now."""
    asked = may(user, object_id)
    if asked is None:
        raise NotPermitted
    rows = [asked]
    if option == MINE:
        ahead = open_rows(Sitting, user).planned().filter(held_at__gte=timezone.now())
        others = ahead.exclude(pk=asked.pk).select_related("compartment__case")
        rows += list(others)
    # Of each sitting in its own compartment: an entry of the case would tell those in charge of it (R4, R7).
    for row in rows:
        log.note(AccessLog.Action.EXPORT, row, kind=CALENDAR_FILE.label)
    return [event_of(row) for row in rows]


def shows(user: Any, content: bytes) -> bool:
    """Whether every sitting in a file is open to who fetches it: she may have left one of the meetings,
    or her pledge may be over, since it was made (S-06; R4, R11)."""
    rows = open_rows(Sitting, user).values_list("pk", flat=True)
    return uids_in(content) <= {uid_of(pk) for pk in rows}


def uids_in(content: bytes) -> set[str]:
    """The events of a file. Their lines are short enough not to be folded."""
    lines = content.decode().split("\r\n")
    return {line.removeprefix("UID:") for line in lines if line.startswith("UID:")}


def make(events: list[Event]) -> Result:
    return Result(calendar(events, timezone.now()), CONTENT_TYPE, FILE_NAME)


def calendar(events: Iterable[Event], now: datetime.datetime) -> bytes:
    """The file: lines end with CR LF and are folded, times are in UTC."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Bunkyo Support//Meetings//JA",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for event in events:
        lines += _lines_of(event, now)
    lines.append("END:VCALENDAR")
    return "".join(fold(line) + "\r\n" for line in lines).encode()


def _lines_of(event: Event, now: datetime.datetime) -> list[str]:
    ends = [f"DTEND:{_utc(event.ends_at)}"] if event.ends_at else []
    at = event.starts_at
    starts = f":{_utc(at)}" if isinstance(at, datetime.datetime) else f";VALUE=DATE:{at:%Y%m%d}"
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{_utc(now)}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART{starts}",
        *ends,
        f"SUMMARY:{escape(SUMMARY)}",
        f"DESCRIPTION:{escape(DESCRIPTION)}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def _utc(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ")


def escape(text: str) -> str:
    """TEXT of RFC 5545 3.3.11."""
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return text.replace("\r\n", "\\n").replace("\n", "\\n")


def fold(line: str) -> str:
    """Lines of at most 75 octets; those after the first begin with a space. Never inside a character."""
    parts, part, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > LONGEST_LINE:
            parts.append(part)
            part, size = "", 1  # the space before it counts
        part += character
        size += octets
    return "\r\n ".join([*parts, part])


CALENDAR_FILE = JobKind(
    name=JOB_KIND,
    label="カレンダーのファイル",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    shows=shows,
    page=page_at("meetings:mine", of_object=False),
)
