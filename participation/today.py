"""What waits for this user in 参加支援: entries to look at again, candidates to call, people to ask."""

import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from access import sources
from access.open_registers import KEEPERS
from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem
from organizations.models import Role
from plans.models import PlanBody
from plans.states import ENDED, PlanState

from .asked_for import to_plan
from .models import (
    OPEN_PLACEMENTS,
    LeadState,
    Participation,
    ParticipationState,
    Placement,
    Resource,
    ResourceLead,
)
from .models.resource import ResourceState, stale

AHEAD = datetime.timedelta(days=7)
GONE = "終了した受入先での参加支援を、どうするか決める"
MOST = 50
NOT_YET = (ParticipationState.NEED, ParticipationState.PLANNED)
TAKES_PART = (ParticipationState.PARTICIPATING, ParticipationState.SETTLING)


def parts(request: Any) -> list[Asking[list[TodayItem]]]:
    """Parts of the home page; each only of what is visible to the user."""
    return [_stale(request), _leads(request), _going_on(request), to_plan(request)]


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


def _going_on(request: Any) -> Asking[list[TodayItem]]:
    """Participations in the charge of one's own bodies: to be looked at within a week, or left over in a
    plan that has ended, or at a place that is there no more. What is left over waits for the coordinator of the plan as well: when the consent
    ends, she is the only one who still reads it (R5, R6). So does one whose body has left the plan: that body
    reads it no more."""
    if not request.acting.appointments:
        return []
    keeping = request.acting.bodies_with(Role.COORDINATOR)
    left, mine = Q(plan__state__in=ENDED), Q(body__in=request.acting.bodies)
    gone = Q(is_gone=True)
    soon = Q(next_look_on__lte=timezone.localdate() + AHEAD)
    kept = Q(compartment__organization__in=keeping)
    wanted = (mine & (left | soon | gone)) | (kept & (left | Q(nobodys=True)))
    [rows] = yield [
        Participation.objects.changeable_by(request.user)
        .annotate(nobodys=_nobodys(request.user), is_gone=_is_gone(request.user))
        .filter(wanted, ended_on__isnull=True)
        .annotate(plan_state=F("plan__state"), consent=F("plan__consent_id"))
        .order_by("next_look_on", "pk")[:MOST]
    ]
    if not rows:
        return []
    here = yield inside(request.user, rows)
    [in_force] = yield [sources.asked_in_force({row.consent for row in rows if row.consent})]
    valid = {source for (source,) in in_force}
    return [item for row in here.placed(rows) for item in _items(row, row.consent in valid)]


def _nobodys(user: Any) -> Q:
    """In the charge of a body that is neither in the plan now nor its secretariat (R5)."""
    there = PlanBody.objects.visible_to(user).filter(
        plan=OuterRef("plan"), body=OuterRef("body"), ended_at__isnull=True
    )
    return ~Exists(there) & ~Q(body=F("compartment__organization"))


def _is_gone(user: Any) -> Exists:
    """She is tried, or takes part, at a place of which the register says that it has ended."""
    ended = Resource.objects.visible_to(user).filter(
        pk=OuterRef("resource_id"), state=ResourceState.ENDED
    )
    tries = Placement.objects.visible_to(user).filter(
        Exists(ended), participation=OuterRef("pk"), state__in=OPEN_PLACEMENTS
    )
    return Exists(tries)


def _items(row: Any, has_consent: bool) -> list[TodayItem]:
    """What is to be done about a participation; nothing where nothing could be written now (plans.today tells of it).
    A place that is there no more does not hide the visit that is due at another."""
    item = _item(row, has_consent)
    if item is None:
        return []
    is_due = row.next_look_on and row.next_look_on <= timezone.localdate() + AHEAD
    return [item, _look(row)] if item.action == GONE and is_due else [item]


def _item(row: Any, has_consent: bool) -> TodayItem | None:
    if row.plan_state in ENDED:
        action = "終わったプランに残っている参加支援をどうするか決める"
        return _of(row, action, button="決める")
    if not has_consent or row.plan_state == PlanState.SUSPENDED:
        return None
    if row.nobodys:
        action = "担当の機関がプランから外れた参加支援の、次の担当を決める"
        url = reverse("participation:charge", args=[row.pk])
        return _of(row, action, url=url, button="決める")
    if row.is_gone:
        return _of(row, GONE, button="決める")
    return _look(row)


def _look(row: Any) -> TodayItem:
    if row.state in NOT_YET:  # no place is looked for, and none is tried
        return _of(row, "参加支援の準備を進める", due_on=row.next_look_on, button="進める")
    if row.state == ParticipationState.SEARCHING:  # nobody to call yet, or no more
        url = reverse("participation:matching", args=[row.pk])
        return _of(row, "参加先を探す", url=url, due_on=row.next_look_on, button="探す")
    if row.state == ParticipationState.UNMATCHED:
        return _of(row, "もう一度探すかを決める", due_on=row.next_look_on, button="決める")
    # Before she begins the day is that of a visit or a call.
    action = "参加先での様子を聞く" if row.state in TAKES_PART else "参加先との連絡・調整をする"
    return _of(row, action, due_on=row.next_look_on, button="書く")


def _of(row: Any, action: str, url: str = "", **fields: Any) -> TodayItem:
    return TodayItem(
        action=action,
        url=url or reverse("participation:detail", args=[row.pk]),
        case_label=row.subject,
        case_number=row.compartment.case.number,
        **fields,
    )
