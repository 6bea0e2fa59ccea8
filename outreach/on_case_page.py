"""What outreach adds to the case page: panel, time line, the button that begins it, and what is open
when the body wants to end its work. Each by its own `visible_to`."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from cases.closing import OpenMatter
from cases.models import CaseRecord
from cases.page import Action, Panel, TimelineEntry
from cases.surroundings import records_written

from .models import Outreach, OutreachStep, PlannedVisit, VisitAttempt
from .states import NEXT_STEP, TONES, OutreachState

MOST = 30


def outreach_of(request: Any, case: CaseFile) -> list[Outreach]:
    """Outreach of one's own body (R2); several parts of the page ask."""
    rows = Outreach.objects.visible_to(request.user).of_case(case).for_list()
    found: list[Outreach] = request.acting.once(("outreach", case.pk), lambda: list(rows))
    return found


def outreach_panel(request: Any, case: CaseFile) -> Panel | None:
    """Outreach of one's own body on this case: where it stands, and the next visit."""
    rows = outreach_of(request, case)[:3]
    if not rows:
        return None
    visits = PlannedVisit.objects.visible_to(request.user).planned().of_case(case)
    upcoming = visits.filter(on__gte=timezone.localdate()).select_related("visitor", "companion")
    context = {
        "rows": [(row, TONES[row.state], NEXT_STEP[row.state]) for row in rows],
        "next_visit": upcoming.first(),
        "counts": VisitAttempt.objects.visible_to(request.user)
        .that_count()
        .filter(outreach=rows[0])
        .counts(),
    }
    return Panel("アウトリーチ", "outreach/_panel.html", context, order=35)


def outreach_timeline(request: Any, case: CaseFile) -> list[TimelineEntry]:
    """Attempts and steps, for who reads the record."""
    attempts = VisitAttempt.objects.visible_to(request.user).that_count().of_case(case)
    told = [
        TimelineEntry(
            at=row.at,
            title=f"働きかけ：{row.get_method_display()}　{row.get_result_display()}",
            text=row.words,
            url=reverse("outreach:detail", args=[row.outreach_id]),
            icon="home",
            meta=row.who,
        )
        for row in attempts.with_people()[:MOST]
    ]
    steps = OutreachStep.objects.visible_to(request.user).of_case(case)
    moved = [
        TimelineEntry(
            at=_moment(row),
            title=f"アウトリーチ：{row.get_state_display()}",
            text=row.words,
            url=reverse("outreach:detail", args=[row.outreach_id]),
            meta=row.created_by.name,
        )
        for row in steps.select_related("created_by").order_by("-created_at")[:MOST]
    ]
    return told + moved


def _moment(step: OutreachStep) -> datetime.datetime:
    """The day that the step is of, at the hour of writing."""
    written = timezone.localtime(step.created_at)
    return written.replace(year=step.on.year, month=step.on.month, day=step.on.day)


def outreach_action(request: Any, case: CaseFile) -> Action | None:
    """Who writes in a record of the case may begin to seek the household out."""
    if not records_written(request, case):
        return None
    if any(row.state != OutreachState.CLOSED for row in outreach_of(request, case)):
        return None
    return Action("アウトリーチを始める", reverse("outreach:begin", args=[case.pk]), order=60)


def begin_page(request: Any, case: CaseFile) -> str:
    """Where the result 「アウトリーチへ」 of a screening leads (cases.screening)."""
    action = outreach_action(request, case)
    return action.url if action else ""


def open_outreach(user: Any, record: CaseRecord) -> list[OpenMatter]:
    """An outreach under way is ended with its own reason before the body ends its work."""
    rows = Outreach.objects.visible_to(user).going_on().filter(record=record)
    return [
        OpenMatter(
            "アウトリーチが続いています。理由を書いて終結してください",
            reverse("outreach:detail", args=[row.pk]),
            stops=True,
        )
        for row in rows
    ]
