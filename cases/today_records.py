"""What waits because the work of a body pauses or has ended: looking again, seeing how they are."""

import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem

from .models import CaseRecord, RecordState, StaffInCharge
from .standing_in import own_and_absent

SOON = datetime.timedelta(days=7)
MOST = 50


def charge(request: Any) -> Any:
    """In which records the user is in charge now, or somebody for whom she stands in."""
    mine = StaffInCharge.objects.visible_to(request.user).filter(
        staff__in=own_and_absent(request), until__isnull=True
    )
    return mine.order_by("pk").only("compartment_id", "record_id", "staff_id", "created_at")


def rows(request: Any, charge: list[StaffInCharge]) -> Any:
    """Those of these records whose day comes near."""
    if not charge:
        return None
    soon = timezone.localdate() + SOON
    found = CaseRecord.objects.changeable_by(request.user).filter(
        Q(review_on__lte=soon) | Q(follow_up_on__lte=soon), pk__in={row.record_id for row in charge}
    )
    return found.order_by("review_on", "id")[:MOST]


def with_holders(request: Any, found: list[Any], charge: list[StaffInCharge]) -> list[Any]:
    """Each with who of them is in charge of it: the user, if she is one of them."""
    holders: dict[Any, Any] = {}
    for row in charge:
        if row.staff_id == request.user.pk:
            holders[row.record_id] = row.staff_id
        holders.setdefault(row.record_id, row.staff_id)
    for record in found:
        record.holder = holders[record.pk]
    return found


def item(row: CaseRecord, about: dict[str, Any]) -> TodayItem:
    """One of them as a thing to do."""
    case = row.compartment.case_id
    if row.state == RecordState.SUSPENDED:
        words, url = "中断した支援を見直す", reverse("cases:resume", args=[case])
        return TodayItem(words, url, due_on=row.review_on, button="見直す", **about)
    words, url = "支援を終えたあとの様子を確かめる", reverse("cases:detail", args=[case])
    return TodayItem(words, url, due_on=row.follow_up_on, button="開く", **about)
