"""What waits because two bodies seem to know the same person (R15): for coordinators."""

from typing import Any

from django.urls import reverse

from access.models import MatchNotice
from access.rounds import Asking, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

MOST = 50


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """Notices of which nobody has decided yet what to do."""
    if Role.COORDINATOR not in request.acting.roles:
        return []
    notices = MatchNotice.objects.visible_to(request.user).undecided()
    [rows] = yield [notices.select_related("body_a", "body_b")[:MOST]]
    return [
        TodayItem(
            action="同じ人かもしれない相談が、二つの機関にあります",
            url=reverse("cases:match", args=[row.pk]),
            case_label=f"{row.body_a}・{row.body_b}",
            button="決める",
        )
        for row in rows
    ]
