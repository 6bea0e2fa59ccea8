"""一式 of a 重層的支援会議 as one file: for each receiver a page of agenda and contents, then the plan that
is brought, how far it has come, the sheet, and the minutes of the conference before (R5, R8).

Each copy of a plan's paper keeps its number and its code; each that leaves, and each set of minutes,
is a row of the ledger of its own (R21).
"""

import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import OutputHold
from access.output import Leaving, Output, cases_of, closed_places
from access.reading import ReadingLog
from documents import joining, selfcheck
from documents.paper_codes import shown
from documents.pdf import render_pdf
from jobs.progress import report
from jobs.registry import JobKind, NotPermitted, Result, page_at
from meetings import conference_paper
from meetings.conference_page import bodies_to_tell
from meetings.models import (
    ConferenceAttendance,
    ConferenceItem,
    ConferenceParticipant,
    PlanConference,
)
from meetings.services.polls import open_poll_of
from meetings.words import conference_name

from . import batch_paper, papers
from .batch_models import PlanBatch
from .models import PlanPrint
from .services.packets import PACKET_KIND, may_be_packed

FILE_NAME = "conference-papers.pdf"
MINUTES = "前回の会議録"


@dataclass(frozen=True)
class Entry:
    """A paper of a part: its line in the contents, and how it is laid out."""

    place: str
    label: str
    copy: str
    html: str
    title: str
    paper: papers.Paper | None  # None: minutes


@dataclass(frozen=True)
class Part:
    """All papers of one receiver; `cover` is what stands on its first page."""

    cover: dict[str, Any]
    entries: tuple[Entry, ...]
    title: str
    number: str


def _batch(user: Any, object_id: uuid.UUID) -> PlanBatch | None:
    rows = PlanBatch.objects.visible_to(user).filter(pk=object_id, conference_id__isnull=False)
    found: PlanBatch | None = rows.first()
    return found


def _conference(user: Any, batch: PlanBatch) -> PlanConference | None:
    rows = PlanConference.objects.visible_to(user).filter(pk=batch.conference_id)
    found: PlanConference | None = rows.select_related(
        "compartment__case", "compartment__organization"
    ).first()
    return found


def may(user: Any, object_id: uuid.UUID) -> PlanBatch | None:
    """The copies, while who asked reads the plan, the consent holds, and each receiver is still one
    to be told (R5, R8, S-06)."""
    batch = _batch(user, object_id)
    if batch is None or not batch_paper.is_whole(user, batch):
        return None
    conference = _conference(user, batch)
    if conference is None or not may_be_packed(conference):
        return None
    receivers = {copy.receiver for copy in batch_paper.copies_of(user, batch) if copy.receiver}
    if receivers and receivers - set(bodies_to_tell(conference, user)):
        return None
    return batch


def gate(user: Any, batch: PlanBatch, option: str) -> Output:
    """What each copy is, and the minutes for each receiver (R21, S-91)."""
    return batch_paper.together(
        [
            _minutes_leave(copy, copy.minutes_of)
            if copy.minutes_of is not None and copy.receiver_id
            else papers.gate(user, copy, option)
            for copy in batch_paper.copies_of(user, batch)
        ]
    )


def _minutes_leave(copy: PlanPrint, former: PlanConference) -> Output:
    leaving = Leaving(
        recipients=copy.recipients,
        purpose=f"{conference_name()}の会議録の写しを渡す（一式）",
        legal_basis="CONSENT",
        body=copy.body,
        compartment=former.compartment,
        obj=former,
    )
    within = closed_places(former)
    return Output(OutputHold.Use.OTHERS, cases_of(former), leaving, within=within)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> list[Part]:
    """Read every paper as who asked, receiver after receiver."""
    batch = may(user, object_id)
    conference = _conference(user, batch) if batch else None
    if batch is None or conference is None:
        raise NotPermitted
    copies = batch_paper.copies_of(user, batch)
    log.note("print", copies[0].plan)
    minutes = {pk: _minutes(user, pk) for copy in copies if (pk := copy.minutes_of_id)}
    for former in minutes.values():
        log.note("print", former)
    by_receiver: dict[Any, list[PlanPrint]] = {}
    for copy in copies:
        by_receiver.setdefault(copy.receiver_id, []).append(copy)
    return [_part(user, conference, minutes, own) for own in by_receiver.values()]


def _minutes(user: Any, pk: uuid.UUID) -> PlanConference:
    """The conference of which minutes are among the papers, as far as who asked sees it now."""
    found = conference_paper.may(user, pk)
    if found is None:
        raise NotPermitted
    return found


def _part(
    user: Any,
    conference: PlanConference,
    minutes: dict[Any, PlanConference],
    copies: list[PlanPrint],
) -> Part:
    entries = []
    for at, copy in enumerate(copies, start=1):
        place = f"資料{at}"
        if copy.minutes_of_id:
            entries.append(_minutes_entry(user, copy, minutes[copy.minutes_of_id], place))
            continue
        made = papers.paper_of(user, copy, place)
        words = f"{copy.heading}　第{copy.edition}版"
        entries.append(Entry(place, words, _number(copy), made.html, made.title, made))
    number = conference.compartment.case.number
    title = f"{conference_name()} 会議資料一式 {number}"
    return Part(_cover(user, conference, copies[0], title), tuple(entries), title, number)


def _number(copy: PlanPrint) -> str:
    return f"写し{copy.copy_number}"


def _minutes_entry(user: Any, copy: PlanPrint, former: PlanConference, place: str) -> Entry:
    """Minutes of before, with the number and the code of this copy as on the other papers."""
    made = conference_paper.minutes_of(
        user,
        former,
        place=place,
        number=f"{former.compartment.case.number}　{copy.heading}　{_number(copy)}",
        code=shown(copy.code),
        printed_by=f"{user}（{copy.body}）",
        printed_at=copy.created_at,
    )
    return Entry(place, MINUTES, _number(copy), made.html, made.title, None)


def _cover(user: Any, conference: PlanConference, copy: PlanPrint, title: str) -> dict[str, Any]:
    """What stands on the first page; nothing of it is asked for while it is laid out."""
    number = conference.compartment.case.number
    items = ConferenceItem.objects.visible_to(user).filter(conference=conference)
    invited = ConferenceAttendance.objects.visible_to(user).filter(
        conference=conference, is_invited=True
    )
    noted = ConferenceParticipant.objects.visible_to(user).filter(conference=conference)
    people = [row for row in noted if row.is_noted]
    return {
        "paper": {
            "title": title,
            "number": f"{number}　会議資料一式",
            "printed_by": f"{user}（{copy.body}）",
            "printed_at": timezone.now(),
        },
        "kind": conference_name(),
        "receiver": "" if copy.made_for == PlanPrint.For.SELF else copy.recipients,
        "made_for": copy.get_made_for_display(),
        "conference": conference,
        "is_asking_dates": open_poll_of(conference, user) is not None,
        "secretariat": str(conference.compartment.organization),
        "invited": [str(row.body) for row in invited.select_related("body")],
        "people": [
            row.get_who_display() + (f"（{row.name}）" if row.name else "") for row in people
        ],
        "items": [(row.position, row.get_purpose_display(), row.question) for row in items],
    }


def make(parts: list[Part]) -> Result:
    """Lay out what is not there yet, receiver after receiver; the contents come last, because they
    say how long each paper is."""
    total = sum(len(part.entries) for part in parts)
    made: list[bytes] = []
    done = 0
    for part in parts:
        files = []
        for entry in part.entries:
            report(done, total)
            files.append(_made(entry, part))
            done += 1
        made += [_contents(part, files), *files]
    report(total, total)
    return Result(joining.joined(made, title=parts[0].title), "application/pdf", FILE_NAME)


def _made(entry: Entry, part: Part) -> bytes:
    if entry.paper is not None:
        return batch_paper.made_of(entry.paper)
    return batch_paper.laid_out(
        entry.html, part.number, lambda: render_pdf(entry.html, title=entry.title)
    )


def _contents(part: Part, files: list[bytes]) -> bytes:
    lines = [
        (entry.place, entry.label, entry.copy, len(selfcheck.pages_of(file)))
        for entry, file in zip(part.entries, files, strict=True)
    ]
    html = render_to_string("plans/conference_packet.html", part.cover | {"lines": lines})
    return batch_paper.laid_out(html, part.number, lambda: render_pdf(html, title=part.title))


CONFERENCE_PACKET_PDF = JobKind(
    name=PACKET_KIND,
    label="会議資料の一式",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("plans:batch"),
    errors=papers.PLAN_PDF.errors,
)
