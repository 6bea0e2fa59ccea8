"""What waits because nobody has written what came of a つなぎ to a place outside, though the day of asking has passed.

For who is in charge of the record, until the result is written or she says when it is asked again
(`services.ask_again`). Where the day still stands as a thing to do of the same reader, it is told there.
"""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from bunkyo_support.today import TodayItem

from .models import OutsideHandOff, StaffInCharge
from .standing_in import instead_of, own_and_absent

# Of the records in her charge, those that she took over last.
LOOKED_AT = 200
MOST = 50


def charge(request: Any) -> Any:
    """Of which records the user is in charge, or an absent colleague for whom she stands in."""
    rows = StaffInCharge.objects.visible_to(request.user).filter(
        staff__in=own_and_absent(request), until__isnull=True
    )
    return rows.order_by("-created_at", "pk")[:LOOKED_AT]


def overdue(request: Any, charge: list[StaffInCharge]) -> Any:
    """Of these records, the つなぎ whose result is overdue; asked within their cases."""
    told_as_task = Q(reminder__done_at__isnull=True, reminder__assignee__in=own_and_absent(request))
    rows = OutsideHandOff.objects.visible_to(request.user).overdue().exclude(told_as_task)
    these = rows.filter(record__in={row.record_id for row in charge})
    return these.select_related("reminder").most_urgent_first()[:MOST]


def item(
    request: Any, row: OutsideHandOff, charge: list[StaffInCharge], about: dict[str, Any]
) -> TodayItem:
    """One of them as a thing to do."""
    instead = instead_of(
        request, *(one.staff_id for one in charge if one.record_id == row.record_id)
    )
    return TodayItem(
        action=f"{row.place}へのつなぎの結果を聞いて、書く",
        url=reverse("cases:outside", args=[row.pk]),
        waiting="" if instead else "（自分）",
        instead=instead,
        due_on=row.ask_on,
        button="書く",
        kind="hand_off",
        tick_url=reverse("cases:later_here", args=[row.pk]),
        tick="1週間延ばす",
        **about,
    )
