"""Records of a body of which nobody is in charge: whoever received the case may be kin of the household
(R23), or was kept out of it (R12)."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from access.rounds import Asking, inside, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

from .models import CaseRecord, RecordState, StaffInCharge

MOST = 20


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """For those who answer for the body's work: supervisors, and the coordinators of the secretariat."""
    bodies = request.acting.bodies_with(Role.SUPERVISOR, Role.COORDINATOR)
    if not bodies:
        return []
    in_charge = StaffInCharge.objects.visible_to(request.user).filter(
        record=OuterRef("pk"), until__isnull=True
    )
    records = (
        CaseRecord.objects.changeable_by(request.user)
        .filter(~Exists(in_charge), body__in=bodies)
        .exclude(state=RecordState.CLOSED)
        .select_related("body")
        .order_by("created_at", "pk")
    )
    [rows] = yield [records[:MOST]]
    here = yield inside(request.user, rows)
    return [
        TodayItem(
            action="担当する人がいないケースの担当を決める",
            url=reverse("cases:staff", args=[row.compartment.case_id]),
            waiting=row.body.name,
            case_number=row.compartment.case.number,
            button="決める",
        )
        for row in here.placed(rows)
    ]
