"""What waits because the work of a body pauses or has ended: looking again, seeing how they are."""

import datetime
from typing import Any

from django.db.models import Case, OuterRef, Q, Subquery, When
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem

from .models import CaseRecord, RecordState, StaffInCharge
from .standing_in import own_and_absent

SOON = datetime.timedelta(days=7)
MOST = 50


def near(request: Any) -> Any:
    """Records of the user's bodies whose day comes near."""
    soon = timezone.localdate() + SOON
    found = CaseRecord.objects.changeable_by(request.user).filter(
        Q(review_on__lte=soon) | Q(follow_up_on__lte=soon), body__in=request.acting.bodies
    )
    return found.order_by().only("compartment_id")


def rows(request: Any, near: list[CaseRecord]) -> Any:
    """Those of these in the user's charge, each with its `holder`; asked within their cases."""
    if not near:
        return None
    mine = StaffInCharge.objects.visible_to(request.user).filter(
        staff__in=own_and_absent(request), until__isnull=True
    )
    found = CaseRecord.objects.changeable_by(request.user).filter(
        Q(pk__in=mine.values("record")), pk__in={row.pk for row in near}
    )
    return found.annotate(holder=_holder(request, mine)).order_by("review_on", "id")[:MOST]


def _holder(request: Any, charge: Any) -> Subquery:
    """Who of them is in charge of the record: the user, if she is one of them."""
    here = charge.filter(record=OuterRef("pk")).annotate(
        is_other=Case(When(staff=request.user, then=0), default=1)
    )
    return Subquery(here.order_by("is_other", "pk").values("staff")[:1])


def item(row: CaseRecord, about: dict[str, Any]) -> TodayItem:
    """One of them as a thing to do."""
    case = row.compartment.case_id
    if row.state == RecordState.SUSPENDED:
        words, url = "中断した支援を見直す", reverse("cases:resume", args=[case])
        return TodayItem(words, url, due_on=row.review_on, button="見直す", **about)
    words, url = "支援を終えたあとの様子を確かめる", reverse("cases:look_after", args=[case])
    return TodayItem(words, url, due_on=row.follow_up_on, button="書く", **about)
