"""What waits for this user in 地域づくり: memos without a decision, missing resources that are due, places
that should have opened."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, inside
from bunkyo_support.today import TodayItem
from organizations.models import Role

from .models import Concern, ConcernState, MissingResource, MissingState, Place, PlaceState, Urgency
from .models.place import KEPT_BY

MOST = 50
DECIDES = frozenset({Role.COMMUNITY_WORKER, Role.CASEWORKER})
# A memo is looked at within so many days.
WITHIN = {
    Urgency.AT_ONCE: datetime.timedelta(0),
    Urgency.SOON: datetime.timedelta(days=3),
    Urgency.WATCH: datetime.timedelta(days=14),
}
AHEAD = datetime.timedelta(days=14)


def parts(request: Any) -> list[Asking[list[TodayItem]]]:
    """Parts of the home page; each only of what is visible to the user."""
    return [_concerns(request), _missing(request), _places(request)]


def _concerns(request: Any) -> Asking[list[TodayItem]]:
    """Memos of the user's body of which nobody has decided yet. The item names nobody; supervisors find
    them in the list."""
    if not request.acting.roles & DECIDES:
        return []
    memos = Concern.objects.visible_to(request.user).filter(state=ConcernState.WAITING)
    [rows] = yield [memos.select_related("place").order_by("noticed_on")[:MOST]]
    here = yield inside(request.user, rows)
    return [
        TodayItem(
            action="気になる人メモの見立てをする",
            url=reverse("community:concern", args=[row.pk]),
            case_label=row.place.name if row.place else "",
            case_number=row.compartment.case.number,
            due_on=row.noticed_on + WITHIN[Urgency(row.urgency)],
            button="見る",
        )
        for row in here.placed(rows)
    ]


def _missing(request: Any) -> Asking[list[TodayItem]]:
    """Missing resources that one's own bodies follow up."""
    bodies = request.acting.bodies_with(*KEPT_BY)
    if not bodies:
        return []
    missing = MissingResource.objects.visible_to(request.user).filter(
        who__in=bodies,
        state__in=(MissingState.OPEN, MissingState.DOING),
        due_on__lte=timezone.localdate() + AHEAD,
    )
    [rows] = yield [missing[:MOST]]
    return [
        TodayItem(
            action=f"連絡会で決めた対応を進める（{row.get_kind_display()}）",
            url=reverse("community:missing", args=[row.pk]),
            due_on=row.due_on,
            button="書く",
        )
        for row in rows
    ]


def _places(request: Any) -> Asking[list[TodayItem]]:
    """Places of one's own bodies that should be open by now."""
    bodies = request.acting.bodies_with(*KEPT_BY)
    if not bodies:
        return []
    places = Place.objects.visible_to(request.user).filter(
        kept_by_body__in=bodies,
        state=PlaceState.PREPARING,
        opens_on__lte=timezone.localdate(),
    )
    [rows] = yield [places[:MOST]]
    return [
        TodayItem(
            action=f"「{row.name}」が開いたか確かめる",
            url=reverse("community:place", args=[row.pk]),
            due_on=row.opens_on,
            button="確かめる",
        )
        for row in rows
    ]
