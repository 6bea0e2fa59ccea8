"""Records of a body of which nobody is in charge: whoever received the case may be kin of the household
(R23), or was kept out of it (R12)."""

from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q
from django.urls import reverse

from access.querysets import kept_out
from access.rounds import Asking, inside, part
from bunkyo_support.today import TodayItem
from organizations.models import Appointment, Role

from .models import CaseRecord, RecordState, StaffInCharge

MOST = 20


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """For those who answer for the body's work: supervisors, and the coordinators of the secretariat."""
    bodies = request.acting.bodies_with(Role.SUPERVISOR, Role.COORDINATOR)
    if not bodies:
        return []
    records = CaseRecord.objects.changeable_by(request.user).filter(body__in=bodies)
    records = records.exclude(state=RecordState.CLOSED).order_by("created_at", "pk")
    # Those in charge lie in the compartment of the record: first by its policy alone, then, of the few records
    # that are left, by both walls.
    now = FilteredRelation("staff_in_charge", condition=Q(staff_in_charge__until__isnull=True))
    lonely = records.annotate(charged=now).filter(charged__isnull=True)
    charge = StaffInCharge.objects.visible_to(request.user).filter(until__isnull=True)
    is_kept_out = kept_out("compartment__case", "staff")
    # Another body of the case has kept them out: that body does not end what they are in charge of here. Whoever is in
    # charge came to be it in an office of the body, held or over.
    here_once = Appointment.objects.filter(role_group__body__in=bodies).order_by().values("staff")
    is_kept_out_of_many = kept_out("compartment__case", "staff", among=here_once)
    shut = charge.filter(is_kept_out_of_many, record__body__in=bodies).order_by()
    found, shut_out = yield [
        lonely.only("compartment_id", "created_at"),
        shut.only("compartment_id", "record_id"),
    ]
    if not found and not shut_out:
        return []
    here = yield inside(request.user, found, shut_out)
    in_charge = charge.filter(~is_kept_out, record=OuterRef("pk"))
    perhaps = {row.pk for row in found} | {row.record_id for row in shut_out}
    these = records.filter(~Exists(in_charge), pk__in=perhaps)
    [rows] = yield [these.select_related("body")[:MOST]]
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
