"""What waits for system administrators: offices that end soon, so that nobody loses access unforeseen, and contracts of
entrusted bodies, so that what follows from their end is entered in time. For them and supervisors: whether a colleague's lost
second factor may be taken away, and for who asked that it waits (S-55)."""

import datetime
from collections.abc import Generator
from typing import Any

from django.urls import reverse
from django.utils import timezone

from bunkyo_support.today import TodayItem

from . import contracts
from .contracts import ending_contracts
from .lost_factors import WAITS_FOR
from .models import FactorRequest, Role
from .staff_filters import ENDS, ending_soon


def items(request: Any) -> Generator[Any, Any, list[TodayItem]]:
    """One line for all of each (R16: access ends with the office, and with no contract)."""
    if not request.acting.roles & {Role.SYSTEM_ADMINISTRATOR, Role.SUPERVISOR}:
        return []
    requests = FactorRequest.objects.order_by()
    asked: list[Any] = [requests.answerable().values_list("asked_at", flat=True)]
    if Role.SYSTEM_ADMINISTRATOR in request.acting.roles:
        mine = requests.waiting().filter(asked_by=request.user)
        asked += [
            mine.values_list("asked_at", flat=True),
            ending_soon().order_by("valid_until").values_list("valid_until", flat=True),
            ending_contracts().order_by("contract_until").values_list("contract_until", flat=True),
        ]
    lost, *more = yield asked
    if not more:
        return _lost_factors(lost)
    waiting, *masters = more
    return [*_lost_factors(lost), *_own_requests(waiting), *_of_masters(*masters)]


def _lost_factors(asked: list[datetime.datetime]) -> list[TodayItem]:
    """As a number: whose account it is, the page says."""
    if not asked:
        return []
    return [
        TodayItem(
            action=f"本人の確認の手段を外す申し出（{len(asked)}件）に答える",
            url=reverse("alerts:factor_requests"),
            due_on=timezone.localdate(),
            button="答える",
        )
    ]


def _own_requests(asked: list[datetime.datetime]) -> list[TodayItem]:
    """What she has asked for herself, until somebody answers."""
    if not asked:
        return []
    return [
        TodayItem(
            action=f"本人の確認の手段を外す申し出（{len(asked)}件、返事待ち）",
            url=reverse("alerts:factor_requests"),
            waiting="本人の機関の管理者か、ほかのシステム管理者",
            due_on=timezone.localdate(min(asked) + WAITS_FOR),
            button="見る",
            group="waiting",
        )
    ]


def _of_masters(offices: list[Any], bodies: list[Any]) -> list[TodayItem]:
    found = []
    if offices:
        found.append(
            TodayItem(
                action=f"30日以内に終わる所属（{len(offices)}件）を確かめる",
                url=f"{reverse('admin:organizations_staff_changelist')}?look={ENDS}",
                due_on=timezone.localdate(offices[0]),
                button="確かめる",
            )
        )
    if bodies:
        found.append(
            TodayItem(
                action=f"委託期間の終わりを確かめる（機関{len(bodies)}件）",
                url=f"{reverse('admin:organizations_body_changelist')}?look={contracts.ENDS}",
                due_on=bodies[0],
                button="確かめる",
            )
        )
    return found
