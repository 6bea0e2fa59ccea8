"""What waits because everybody has gone from a protection list (R11, R12, R16): to ask, to answer who asked, and what was
answered. Told to those who may renew it, and to nobody else."""

import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from access.models import ListRenewal
from access.renewing import LEFT_ALONE, LeftAlone, of_row, renewals_asked_by
from access.rounds import Asking, part
from bunkyo_support.today import TodayItem
from organizations.models import Role

MOST = 50
NEWS_FOR = datetime.timedelta(days=1)
WHO = {Role.CASEWORKER, Role.SUPERVISOR, Role.COORDINATOR}
Outcome = ListRenewal.Outcome


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """Lists that the user may renew; and for a day what was answered to her."""
    user = request.user
    if not WHO & request.acting.roles:
        return []
    alone, answered = yield [LEFT_ALONE, _answered(user)]
    lists = [of_row(row) for row in alone[:MOST]]
    return [
        *(_to_do(one, user) for one in lists),
        *(_news(row) for row in answered),
    ]


def _answered(user: Any) -> Any:
    lately = renewals_asked_by(user).filter(ended_at__gt=timezone.now() - NEWS_FOR)
    told = lately.filter(outcome__in=(Outcome.AGREED, Outcome.REFUSED))
    return told.select_related("case").order_by("-ended_at", "id")[:MOST]


def _to_do(alone: LeftAlone, user: Any) -> TodayItem:
    """Who asked waits for her answer; so does a caseworker for that to another, which takes somebody who decides."""
    action, button, group = "保護の名簿に、だれもいなくなりました。決め直す", "決め直す", "todo"
    if alone.may_answer:
        action, button = "保護の名簿を決め直す申し出に答える", "答える"
    elif alone.request is not None:
        awaited = "もう1人" if alone.asked_by == user.pk else "管理者"
        action = f"保護の名簿に、だれもいません。{awaited}の返事を待っています"
        button, group = "見る", "waiting"
    return TodayItem(
        action=action,
        url=_url(alone.protection),
        case_number=alone.number,
        waiting="" if alone.asked_by == user.pk else alone.asker,
        button=button,
        group=group,
        kind="protection",
    )


def _news(row: ListRenewal) -> TodayItem:
    is_agreed = row.outcome == Outcome.AGREED
    return TodayItem(
        action="申し出が認められて、保護の名簿に入りました"
        if is_agreed
        else "保護の名簿を決め直す申し出は、認められませんでした",
        url=_url(row.protection_id),
        case_number=row.case.number,
        button="見る" if is_agreed else "理由を読む",
        group="news",
        kind="protection",
    )


def _url(protection: Any) -> str:
    return reverse("cases:renew_list", args=[protection])
