"""What outreach adds to the case page: panel, time line, the button that begins it, and what is open
when the body wants to end its work. Each by its own `visible_to`."""

import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from access.shared_sets import OneOf
from cases.closing import OpenMatter
from cases.contacts import Tried, Trying
from cases.models import CaseRecord
from cases.page_parts import Action, Panel, TimelineEntry
from cases.questions import RECORD, question
from cases.surroundings import records_written
from cases.unread import came

from .models import Outreach, OutreachStep, PlannedVisit, VisitAttempt
from .states import NEXT_STEP, TONES, OutreachState

MOST = 30
NOBODY_TRIED = dict.fromkeys(("attempts", "contacts", "door", "absent", "refused", "signs"), 0)


@question(Outreach, RECORD)
def outreach_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Outreach of one's own body (R2)."""
    return Outreach.objects.visible_to(request.user).of_case(case).for_list()


@question(PlannedVisit, RECORD)
def visits_to_come(request: Any, case: CaseFile) -> QuerySet[Any]:
    """Planned from today on, the next one first."""
    rows = PlannedVisit.objects.visible_to(request.user).planned().of_case(case)
    upcoming = rows.filter(on__gte=timezone.localdate())
    return upcoming.select_related("visitor", "companion")[:1]


@question(dict, RECORD)
def counts_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """How often somebody tried, for each outreach."""
    rows = VisitAttempt.objects.visible_to(request.user).that_count().of_case(case)
    return rows.counts_by_outreach()


@question(tuple, RECORD)
def tried_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """By record: when somebody was met last, and when somebody tried last."""
    return VisitAttempt.objects.visible_to(request.user).that_count().of_case(case).last_tries()


def tried_of_cases(user: Any, of_these: OneOf) -> QuerySet[Any, Tried]:
    """The same by case, for a list of them."""
    rows = VisitAttempt.objects.visible_to(user).that_count().filter(of_these)
    return rows.last_tries("compartment__case")


TRYING = Trying(tried_of, tried_of_cases)


@question(VisitAttempt, RECORD)
def attempts_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """The latest attempts."""
    rows = VisitAttempt.objects.visible_to(request.user).that_count().of_case(case)
    return rows.with_people()[:MOST]


@question(VisitAttempt, RECORD)
def urgent_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """What was seen with which nobody waits, by an outreach that goes on."""
    rows = VisitAttempt.objects.visible_to(request.user).urgent().of_case(case)
    return rows.exclude(outreach__state=OutreachState.CLOSED)


@question(OutreachStep, RECORD)
def steps_of(request: Any, case: CaseFile) -> QuerySet[Any]:
    """The latest steps."""
    rows = OutreachStep.objects.visible_to(request.user).of_case(case)
    return rows.select_related("created_by").order_by("-created_at")[:MOST]


QUESTIONS = (outreach_of, visits_to_come, counts_of, tried_of, attempts_of, urgent_of, steps_of)


def outreach_panel(request: Any, case: CaseFile) -> Panel | None:
    """Outreach of one's own body on this case: where it stands, and the next visit."""
    rows = outreach_of(request, case)[:3]
    if not rows:
        return None
    counts = {row["outreach"]: row for row in counts_of(request, case)}
    context = {
        "rows": [(row, TONES[row.state], NEXT_STEP[row.state]) for row in rows],
        "next_visit": next(iter(visits_to_come(request, case)), None),
        "counts": counts.get(rows[0].pk, NOBODY_TRIED),
        "urgent": urgent_of(request, case)[:3],
    }
    return Panel("アウトリーチ", "outreach/_panel.html", context, order=35)


def outreach_timeline(request: Any, case: CaseFile) -> list[TimelineEntry]:
    """Attempts and steps, for who reads the record."""
    told = [
        TimelineEntry(
            at=row.at,
            title=f"働きかけ：{row.get_method_display()}　{row.get_result_display()}",
            text=_in_words(row),
            url=reverse("outreach:detail", args=[row.outreach_id]),
            icon="home",
            meta=row.who,
            **came(row),
        )
        for row in attempts_of(request, case)
    ]
    moved = [
        TimelineEntry(
            at=_moment(row),
            title=f"アウトリーチ：{row.get_state_display()}",
            text=row.words,
            url=reverse("outreach:detail", args=[row.outreach_id]),
            meta=row.created_by.name,
            **came(row),
        )
        for row in steps_of(request, case)
    ]
    return told + moved


def _in_words(attempt: VisitAttempt) -> str:
    """What was written of it, after the signs that were seen."""
    signs = f"気になるサイン：{'、'.join(attempt.sign_words)}" if attempt.signs else ""
    return "\n".join(filter(None, [signs, attempt.words]))


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
