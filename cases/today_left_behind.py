"""Records whose person in charge has moved or left (R16): nobody sees to them until the supervisor hands them over."""

from typing import Any

from django.urls import reverse

from access.rounds import Asking, part
from bunkyo_support.today import TodayItem
from organizations.models import Appointment, Body, Role

from .services.handing_over import left_behind

MOST = 50


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """One line a body, for its supervisor (R9), where one hands over."""
    bodies = list(request.acting.bodies_with(Role.SUPERVISOR))
    if not bodies:
        return []
    found = yield [_records(body, request.user) for body in bodies]
    return [
        _item(body, len(set(rows))) for body, rows in zip(bodies, found, strict=True) if len(rows)
    ]


def _records(body: Body, user: Any) -> Any:
    """Asked from the few who held an office there once, and not from all that is in charge of somebody."""
    were_here = Appointment.objects.filter(role_group__body=body).values("staff")
    rows = left_behind(body, user).filter(staff__in=were_here)
    return rows.order_by().values_list("record_id", flat=True)[:MOST]


def _item(body: Body, number: int) -> TodayItem:
    more = "以上" if number >= MOST else ""
    return TodayItem(
        action=f"担当の職員が異動・離職したケース（{number}件{more}）を、ほかの職員に引き継ぐ",
        url=f"{reverse('cases:handing_over')}?body={body.pk}",
        waiting=body.name,
        button="引き継ぐ",
    )
