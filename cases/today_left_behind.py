"""Records whose person in charge has moved or left (R16): nobody sees to them until the supervisor hands them over."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone

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
    return [_item(body, rows) for body, rows in zip(bodies, found, strict=True) if len(rows)]


def _records(body: Body, user: Any) -> Any:
    """With the moment since when nobody sees to them. Asked from the few who held an office there once, and not from
    all that is in charge of somebody."""
    offices = Appointment.objects.filter(role_group__body=body)
    rows = left_behind(body, user).filter(staff__in=offices.values("staff"))
    ended = offices.filter(staff=OuterRef("staff"), valid_until__lte=timezone.now())
    last = ended.order_by("-valid_until").values("valid_until")[:1]
    return rows.order_by().values_list("record_id", Subquery(last))[:MOST]


def _item(body: Body, rows: Sequence[tuple[Any, datetime.datetime | None]]) -> TodayItem:
    """Due on the day on which the first of them left: without one it would stand below all that is late."""
    number = len({record for record, _ in rows})
    ends = [timezone.localdate(ended) for _, ended in rows if ended is not None]
    more = "以上" if number >= MOST else ""
    return TodayItem(
        action=f"担当の職員が異動・離職したケース（{number}件{more}）を、ほかの職員に引き継ぐ",
        url=f"{reverse('cases:handing_over')}?body={body.pk}",
        waiting=body.name,
        due_on=min(ends, default=None),
        button="引き継ぐ",
    )
