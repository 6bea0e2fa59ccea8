"""What came of a つなぎ that the user's bodies sent: who answered, and what, until she has opened it.

That it was taken on is told to who sent it, and to who stands in for her; that it was declined to everybody of the
body, for somebody has to go on. Asked through `visible_to` like all that a page shows (R1).
"""

import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem

from .models import Referral, ReferralOpening, StaffInCharge
from .standing_in import instead_of, own_and_absent

NEWS = datetime.timedelta(days=14)


def unread(request: Any, rows: Any) -> Any:
    """Of these hand-offs those with an answer of the last two weeks that she has not opened since."""
    opened = ReferralOpening.objects.visible_to(request.user).filter(
        referral_id=OuterRef("pk"), opened_at__gte=OuterRef("answered_at")
    )
    taken_on = Q(accepted_at__isnull=False, created_by__in=own_and_absent(request))
    return rows.filter(
        Q(state="declined") | taken_on,
        ~Exists(opened),
        sender_body__in=request.acting.bodies,
        answered_at__gte=timezone.now() - NEWS,
    )


def told(request: Any, charge: list[StaffInCharge]) -> Any:
    """Case and moment of those answers in the cases in her charge, which are no unread changes besides."""
    rows = Referral.objects.visible_to(request.user).filter(
        compartment__case__in={row.compartment.case_id for row in charge}
    )
    return unread(request, rows).order_by().values_list("compartment__case_id", "answered_at")


def item(request: Any, row: Referral, about: dict[str, Any]) -> TodayItem:
    """One line an answer."""
    said = (
        "から、つなぎに、対応できないという返事がありました"
        if row.state == "declined"
        else "が、つなぎを引き受けました"
    )
    return TodayItem(
        action=f"{row.receiver_body}{said}",
        url=reverse("cases:referral", args=[row.pk]),
        button="読む",
        group="news",
        kind="hand_off",
        instead="" if row.state == "declined" else instead_of(request, row.created_by_id),
        **about,
    )
