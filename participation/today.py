"""What waits for this user in 参加支援: entries to look at again, candidates to call, people to ask."""

import datetime
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from access.open_registers import KEEPERS
from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem

from .models import LeadState, Participation, Resource, ResourceLead
from .models.resource import stale

AHEAD = datetime.timedelta(days=7)
MOST = 50


def parts(request: Any) -> list[Asking[list[TodayItem]]]:
    """Parts of the home page; each only of what is visible to the user."""
    return [_stale(request), _leads(request), _looks(request)]


def _stale(request: Any) -> Asking[list[TodayItem]]:
    """One item for all entries of one's own bodies at which nobody has looked for half a year."""
    bodies = request.acting.bodies_with(*KEEPERS)
    if not bodies:
        return []
    rows = stale(Resource.objects.visible_to(request.user)).filter(kept_by_body__in=bodies)
    [counts] = yield [rows.order_by().values("kept_by_body").annotate(number=Count("pk"))]
    count = sum(row["number"] for row in counts)
    if not count:
        return []
    return [
        TodayItem(
            action=f"社会資源台帳の{count}件が、いまもそのとおりか確かめる",
            url=reverse("participation:resources") + "?check=stale",
            button="確かめる",
        )
    ]


def _leads(request: Any) -> Asking[list[TodayItem]]:
    """Candidates of one's own bodies that are to be called within a week."""
    bodies = request.acting.bodies_with(*KEEPERS)
    if not bodies:
        return []
    waiting = ResourceLead.objects.visible_to(request.user).filter(
        body__in=bodies, next_on__lte=timezone.localdate() + AHEAD
    )
    waiting = waiting.exclude(state__in=(LeadState.AGREED, LeadState.DECLINED))
    [rows] = yield [waiting[:MOST]]
    return [
        TodayItem(
            action=f"資源の開拓：「{row.name}」に連絡する",
            url=reverse("participation:lead", args=[row.pk]),
            due_on=row.next_on,
            button="書く",
        )
        for row in rows
    ]


def _looks(request: Any) -> Asking[list[TodayItem]]:
    """Participations in the charge of one's own bodies that are to be looked at within a week."""
    offices = request.acting.appointments
    if not offices:
        return []
    [rows] = yield [
        Participation.objects.changeable_by(request.user)
        .filter(
            body__in=request.acting.bodies,
            ended_on__isnull=True,
            next_look_on__lte=timezone.localdate() + AHEAD,
        )
        .order_by("next_look_on", "pk")[:MOST]
    ]
    here = yield inside(request.user, rows)
    return [
        TodayItem(
            action="参加先での様子を聞く",
            url=reverse("participation:detail", args=[row.pk]),
            case_label=row.subject,
            case_number=row.compartment.case.number,
            due_on=row.next_look_on,
            button="書く",
        )
        for row in here.placed(rows)
    ]
