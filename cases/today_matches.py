"""What waits because two bodies seem to know the same person (R15): for coordinators."""

from typing import Any

from django.urls import reverse

from access.models import MatchNotice
from bunkyo_support.today import TodayItem
from organizations.models import Role

MOST = 50


def items(request: Any) -> list[TodayItem]:
    """Notices of which nobody has decided yet what to do."""
    if Role.COORDINATOR not in request.acting.roles:
        return []
    rows = MatchNotice.objects.visible_to(request.user).undecided()
    return [
        TodayItem(
            action="同じ人かもしれない相談が、二つの機関にあります",
            url=reverse("cases:match", args=[row.pk]),
            case_label=f"{row.body_a}・{row.body_b}",
            button="決める",
        )
        for row in rows.select_related("body_a", "body_b")[:MOST]
    ]
