"""What waits because of protections (R11, S-91): requests to lift one, reviews that come near, papers to approve."""

import datetime
from typing import Any

from django.db.models import F, Q, Value
from django.db.models.lookups import IsNull
from django.urls import reverse
from django.utils import timezone

from access.models import OutputHold, Protection
from access.output import news_for, to_decide
from access.protecting import DecidesOnList, IsShortList
from access.rounds import Asking, inside, part
from bunkyo_support.today import TodayItem
from cases.services.protection import ALERT_DAYS, DECIDING_ROLES

from .protection_measures import measures_of

MOST = 50


@part
def items(request: Any) -> Asking[list[TodayItem]]:
    """Reviews and requests to lift for the lists on which the user stands; outputs that wait for her, or that
    she asked for and on which somebody has decided within a day."""
    user = request.user
    may_decide = bool(request.acting.roles & set(DECIDING_ROLES))
    reviews, waiting, answered = yield [_reviews(user, may_decide=may_decide), *_holds(user)]
    known: dict[Any, Any] = {}

    def is_asked(one: Any) -> bool:
        return one.decides and _asked_by_another(one, user)

    if reviews:
        yield inside(user, reviews)
        known = dict((yield [measures_of(user, reviews)])[0])
    words = "書類を作ってよいか、もう1人として確かめる"
    return [
        *(
            _short(p, known[p.compartment_id])
            for p in reviews
            if p.is_short and p.compartment_id in known
        ),
        *(
            (_request if is_asked(p) else _review)(p, known[p.compartment_id])
            for p in reviews
            if p.compartment_id in known and (p.review_on <= _soon() or is_asked(p))
        ),
        *(_hold(h, words, "確かめる") for h in waiting),
        *(_answered(h) for h in answered),
    ]


def _reviews(user: Any, *, may_decide: bool) -> Any:
    """Those to look at soon, and, however far off that is, those that another asks her to lift: these first; and those
    whose list is too short for two to decide, for somebody has left it or moved. An office that she holds elsewhere decides
    nothing (`may_decide`: she has one that might)."""
    which = Q(review_on__lte=_soon()) | Q(is_short=True)
    decides = DecidesOnList("pk") if may_decide else Value(False)
    if may_decide:
        which |= Q(lift_asked_by__isnull=False, decides=True) & ~Q(lift_asked_by=user)
    hers = Protection.objects.in_force().on_list_of(user)
    rows = hers.annotate(is_short=IsShortList("pk"), decides=decides).filter(which)
    nobody_asks = IsNull(F("lift_asked_by"), True)
    return rows.select_related("case", "lift_asked_by").order_by(nobody_asks, "review_on", "id")[
        :MOST
    ]


def _soon() -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=max(ALERT_DAYS))


def _short(protection: Protection, measure: Any) -> TodayItem:
    """While somebody is left on it: a list from which all have gone is renewed by two (today_renewing)."""
    return TodayItem(
        action="保護の名簿に職員を加える（いまの名簿では、2人で決めることができません）",
        url=reverse("cases:protection", args=[measure]),
        case_number=protection.case.number,
        button="加える",
        kind="protection",
    )


def _asked_by_another(protection: Protection, user: Any) -> bool:
    return protection.lift_asked_by_id not in (None, user.pk)


def _request(protection: Protection, measure: Any) -> TodayItem:
    """Two lift a protection: whoever asked waits for her answer, yes or no."""
    left = (protection.review_on - timezone.localdate()).days
    return TodayItem(
        action="保護の解除の申し出に答える",
        url=reverse("cases:protection", args=[measure]),
        case_number=protection.case.number,
        due_on=protection.review_on if left <= min(ALERT_DAYS) else None,
        waiting=protection.lift_asked_by.name,
        button="答える",
        kind="protection",
    )


def _review(protection: Protection, measure: Any) -> TodayItem:
    """60 days before it is news, from 30 days on it is work; a provisional lock always is."""
    left = (protection.review_on - timezone.localdate()).days
    is_provisional = protection.state == Protection.State.PROVISIONAL
    is_work = is_provisional or left <= min(ALERT_DAYS)
    action = "仮の保護を、保護にするか解除するか決める" if is_provisional else "保護の期限を見直す"
    return TodayItem(
        action=action if left >= 0 else f"{action}（期限が過ぎています。保護は続いています）",
        url=reverse("cases:protection", args=[measure]),
        case_number=protection.case.number,
        due_on=protection.review_on if is_work else None,
        waiting="" if is_work else f"あと{left}日",
        button="見る",
        group="todo" if is_work else "news",
        kind="protection",
    )


def _holds(user: Any) -> tuple[Any, Any]:
    return _first(to_decide(user)), _first(news_for(user))


def _first(rows: Any) -> Any:
    return rows.select_related("case").order_by("requested_at", "id")[:MOST]


def _answered(hold: OutputHold) -> TodayItem:
    """Whoever asked goes on with it, or learns that she does not get it."""
    if hold.is_approved:
        return _hold(hold, "認められた書類を作成する", "作成する")
    return _hold(hold, "頼んだ書類は、もう1人に認められませんでした", "理由を読む", group="news")


def _hold(hold: OutputHold, action: str, button: str, group: str = "todo") -> TodayItem:
    return TodayItem(
        group=group,
        action=action,
        url=reverse("cases:hold", args=[hold.pk]),
        case_number=hold.case.number,
        button=button,
        kind="protection",
    )
