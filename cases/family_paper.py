"""家族図 on paper: genogram, ecomap and chronology as PDF, read as who asked (S-06, S-30)."""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.explain import audience
from access.output import own_use
from access.reading import ReadingLog
from drawings import ecomap
from drawings.genogram import legend
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at

from . import pictures, services
from .models import CaseRecord, Household

JOB_KIND = "family_pdf"
FILE_NAME = "family.pdf"
# A picture is read across when it is wider than this (px of the drawing for upright A4).
UPRIGHT = 700.0


def may(user: Any, object_id: uuid.UUID) -> Household | None:
    """The household, if who asked sees it now."""
    rows = Household.objects.visible_to(user).select_related("compartment__case")
    found: Household | None = rows.filter(pk=object_id).first()
    return found


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything as who asked; the chronology only of a record that is open to her."""
    household = may(user, object_id)
    if household is None:
        raise NotPermitted
    face = household.compartment
    people = pictures.family_of(face, user)
    ties = pictures.ties_of(face, user)
    record = _record(user, option)
    events = pictures.events_of(record, user) if record else []
    genogram = pictures.genogram_of(people, services.bonds_of(face, user))
    log.note("print", household)
    title = f"家族図 {face.case.number}"
    readers = audience(user, record.compartment if record and events else face)
    context = {
        "paper": {
            "title": title,
            "number": face.case.number,
            "audience": f"{readers.total}人",
            "printed_by": str(user),
            "printed_at": timezone.now(),
        },
        "genogram": genogram,
        "across": "across" if genogram.width > UPRIGHT else "",
        "ecomap": pictures.ecomap_of(people, ties) if ties else None,
        "events": events,
        "record": record,
        "legend": legend(),
        "ecomap_legend": ecomap.legend(),
    }
    return Paper(render_to_string("cases/family_paper.html", context), title)


def _record(user: Any, option: str) -> CaseRecord | None:
    if not option:
        return None
    rows = CaseRecord.objects.visible_to(user).select_related("body", "compartment__case")
    found: CaseRecord | None = rows.filter(pk=uuid.UUID(option)).first()
    return found


make = as_pdf(FILE_NAME)


FAMILY_PDF = JobKind(
    name=JOB_KIND,
    label="家族図のPDF",
    gather=gather,
    make=make,
    may=may,
    gate=own_use,
    page=page_at("cases:family_of"),
)
