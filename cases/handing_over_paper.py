"""引継ぎ一覧: the records that one successor took over on a day, as a paper for the body.

It is about a row of `StaffInCharge`, one of those that were made that day; the others are read again
under `visible_to`. It names many households, so its gate names all of their cases (S-91).
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import OutputHold
from access.output import Output
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at
from organizations.models import Appointment, Body, Role

from . import codes
from .list_rows import list_rows
from .models import NextAction, StaffInCharge
from .services.in_hand import lines_of

JOB_KIND = "handing_over_list"
FILE_NAME = "handing-over.pdf"
RECENT_DAYS = 30


@dataclass(frozen=True)
class HandedOver:
    """What one successor took over on a day."""

    row: StaffInCharge
    count: int


def _supervised(user: Any) -> Any:
    offices = Appointment.objects.current().filter(staff=user, role_group__role=Role.SUPERVISOR)
    return offices.values("role_group__body")


def may(user: Any, object_id: uuid.UUID) -> StaffInCharge | None:
    """The row, if who asked supervises its body now (R9) and sees it."""
    rows = StaffInCharge.objects.visible_to(user).filter(
        pk=object_id, record__body__in=_supervised(user), until__isnull=True
    )
    found: StaffInCharge | None = rows.select_related(
        "record__body", "staff", "compartment__case"
    ).first()
    return found


def rows_with(row: StaffInCharge, user: Any) -> list[StaffInCharge]:
    """All that the same successor took over at the same body on the same day."""
    rows = StaffInCharge.objects.visible_to(user).filter(
        record__body=row.record.body_id,
        staff=row.staff_id,
        since=row.since,
        created_by=row.created_by_id,
        until__isnull=True,
    )
    return list(rows.select_related("record__compartment__case").order_by("created_at", "pk"))


def recent_lists(body: Body, user: Any) -> list[HandedOver]:
    """What was handed over lately by this supervisor, one line for each successor and day."""
    since = timezone.localdate() - datetime.timedelta(days=RECENT_DAYS)
    rows = (
        StaffInCharge.objects.visible_to(user)
        .filter(record__body=body, created_by=user, since__gte=since, until__isnull=True)
        .exclude(staff=user)
        .select_related("staff")
        .order_by("-since", "staff__kana", "pk")
    )
    found: dict[Any, list[StaffInCharge]] = {}
    for row in rows:
        found.setdefault((row.since, row.staff_id), []).append(row)
    return [HandedOver(same[0], len(same)) for same in found.values()]


def gate(user: Any, row: StaffInCharge, option: str) -> Output:
    """For the desk of the body; every case of the list is named."""
    cases = tuple(r.record.compartment.case_id for r in rows_with(row, user))
    return Output(OutputHold.Use.OWN, cases)


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read everything as who asked."""
    row = may(user, object_id)
    if row is None:
        raise NotPermitted
    rows = rows_with(row, user)
    for one in rows:
        log.note("print", one)
    cases = [one.record.compartment.case for one in rows]
    actions: dict[Any, list[NextAction]] = {}
    for action in NextAction.objects.visible_to(user).filter(
        record__in=[one.record_id for one in rows], done_at__isnull=True
    ):
        actions.setdefault(action.record_id, []).append(action)
    others = lines_of([one.record_id for one in rows], user)
    urgencies = dict(codes.every_label(codes.URGENCY))
    lines = [
        {
            **about,
            "urgency_words": urgencies.get(about["urgency"], ""),
            "actions": actions.get(about["record"].pk, []) if about["record"] else [],
            "others": others.get(about["record"].pk, []) if about["record"] else [],
        }
        for about in list_rows(user, cases)
    ]
    context = {
        "paper": {
            "title": "引継ぎ一覧",
            "number": "",
            "printed_by": f"{user}（{row.record.body}）",
            "printed_at": timezone.now(),
        },
        "row": row,
        "lines": lines,
    }
    return Paper(render_to_string("cases/handing_over_paper.html", context), "引継ぎ一覧")


make = as_pdf(FILE_NAME)


HANDING_OVER_LIST = JobKind(
    name=JOB_KIND,
    label="引継ぎ一覧",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("cases:handing_over", of_object=False),
)
