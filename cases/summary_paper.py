"""ケース要約: a case on one page of A4, as one body knows it; read as who asked (S-06, S-30)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.output import own_use
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at
from organizations.figures import Figures

from . import codes, due_dates
from .closing import open_actions
from .consent_states import states
from .due_dates import DueDate
from .handed_on import words_of
from .models import (
    CaseRecord,
    Intake,
    LifeEvent,
    Note,
    Person,
    Referral,
    SafetyNote,
    StaffInCharge,
)
from .services.safety import safety_notes_in_force
from .urgency import urgency_of

JOB_KIND = "case_summary"
FILE_NAME = "case-summary.pdf"
# What fits on the page when every line is as long as it may be (tests/cases/test_summary_paper).
SAFETY, PEOPLE, EVENTS, NOTES, ACTIONS, HAND_OFFS = 3, 6, 2, 3, 3, 2
WORDS, NOTE_WORDS = 120, 55


@dataclass(frozen=True)
class Part:
    """The first rows of a list, and how many more there are."""

    rows: list[Any]
    more: int


def first(rows: Sequence[Any], most: int) -> Part:
    """As many rows as the page has room for."""
    return Part(list(rows[:most]), max(0, len(rows) - most))


def may(user: Any, object_id: uuid.UUID) -> CaseRecord | None:
    """The record, if who asked sees it now."""
    rows = CaseRecord.objects.visible_to(user).select_related(
        "compartment__case", "body", "followed_by"
    )
    found: CaseRecord | None = rows.filter(pk=object_id).first()
    return found


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything as who asked; what is shut to her is not on the page."""
    record = may(user, object_id)
    if record is None:
        raise NotPermitted
    case = record.compartment.case
    log.note("print", record)
    title = f"ケース要約 {case.number}"
    context = {
        "paper": {
            "title": title,
            "number": case.number,
            "audience": f"{audience(user, record.compartment).total}人",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "record": record,
        "most_words": WORDS,
        "most_note": NOTE_WORDS,
        **_about_people(user, record),
        **_about_work(user, record),
    }
    return Paper(render_to_string("cases/summary_paper.html", context), title)


def _about_people(user: Any, record: CaseRecord) -> dict[str, Any]:
    rows = Person.objects.visible_to(user).in_household().of_case(record.compartment.case)
    people = list(rows.select_related("compartment"))
    known = states(user, people)
    safety = SafetyNote.objects.visible_to(user).of_case(record.compartment.case)
    events = LifeEvent.objects.visible_to(user).filter(record=record, removed_on__isnull=True)
    return {
        "subject": next((p for p in people if p.is_subject), None),
        "safety": first(list(safety_notes_in_force(safety)), SAFETY),
        "people": first([(person, known[person.pk]) for person in people], PEOPLE),
        "events": first(list(events.order_by("-happened_on", "-id")), EVENTS),
    }


def _about_work(user: Any, record: CaseRecord) -> dict[str, Any]:
    intakes = Intake.objects.visible_to(user).filter(record=record)
    intake = intakes.first()
    staff = StaffInCharge.objects.visible_to(user).filter(record=record, until__isnull=True)
    notes = Note.objects.visible_to(user).filter(record=record, corrections__isnull=True)
    hand_offs = Referral.objects.visible_to(user).of_case(record.compartment.case).with_closed()
    legs = list(hand_offs.select_related("sender_body", "receiver_body"))
    methods = dict(codes.every_label(codes.NOTE_METHOD))
    urgency = urgency_of(intakes, legs, {record.body_id})
    return {
        "intake": intake,
        "intakes": intakes.count(),
        "topics": codes.labels(codes.TOPIC, intake.topics) if intake else [],
        "urgency": codes.urgency_words(urgency) if urgency else "",
        "staff": [row.staff.name for row in staff.select_related("staff")],
        "state": words_of(record, legs, intakes),
        "actions": first(_dues(user, record, intakes, legs), ACTIONS),
        "notes": first(
            [
                (note, methods.get(note.method, ""))
                for note in notes.select_related("created_by").order_by("-occurred_at", "-id")
            ],
            NOTES,
        ),
        "hand_offs": first(legs, HAND_OFFS),
    }


def _dues(user: Any, record: CaseRecord, intakes: Any, legs: list[Referral]) -> list[DueDate]:
    """What is due, the nearest first: the tasks that somebody wrote, the screening, the steps of each つなぎ."""
    tasks = open_actions(record, user).select_related("assignee")
    written = [DueDate(row.what, row.due_on, "", row.assignee.name) for row in tasks]
    screening = due_dates.of_screening(record, intakes.select_related("receiver"), legs, Figures())
    steps = due_dates.of_hand_offs(legs)
    return sorted([*written, *screening, *steps], key=lambda one: one.due_on)


make = as_pdf(FILE_NAME)


CASE_SUMMARY = JobKind(
    name=JOB_KIND,
    label="ケース要約（1枚）",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("cases:summary_of"),
)
