"""What waits for this user in 重層的支援会議: dates to answer or to choose from, to hold, to attend or not any more,
minutes to look through or to finish."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, inside
from access.sources import asked_in_force, asked_last_days
from bunkyo_support.today import TodayItem
from cases.services.consent_at_hand import readable
from documents.wareki import format_date
from organizations.models import Role

from .models import ConferenceAttendance, ConferenceItem, DatePoll, PlanConference
from .telling_apart import apart
from .waiting_dates import Waiting, of_conferences, waits_for
from .words import conference_name

MOST = 50
NAMED = "事務局の、同意の担当者"


@dataclass(frozen=True)
class Known:
    """What the lines are made of beside the conferences: the bodies that the user coordinates, consents in force and those
    of them that are at hand, their last days, bodies for which she speaks and open polls, both by
    conference."""

    mine: Collection[Any]
    valid: Collection[Any]
    at_hand: Collection[Any]
    until: Mapping[Any, datetime.date]
    own: Mapping[Any, list[ConferenceAttendance]]
    polls: Mapping[Any, Waiting]


def items(request: Any) -> Asking[list[TodayItem]]:
    """Of conferences that the user sees; one without consent waits for its plan, not for its day."""
    mine = {body.pk for body in request.acting.bodies_with(Role.COORDINATOR)}
    every = PlanConference.objects.visible_to(request.user)
    if mine:
        seen = every.filter(state__in=("planned", "held"))
    else:
        every = every.with_dates_asked(DatePoll.objects.visible_to(request.user))
        seen = every.filter(_still_to_do_for_a_body())
    [rows] = yield [seen.order_by("held_on", "created_at", "id")[:MOST]]
    if not rows:
        return []
    here = yield inside(request.user, rows)
    bodies = ConferenceAttendance.objects.visible_to(request.user).filter(conference__in=rows)
    brought = ConferenceItem.objects.visible_to(request.user).filter(conference__in=rows)
    consents = {row.consent_id for row in rows}
    attended, in_force, read, ends, items, *dates = yield [
        bodies.invited().spoken_for_by(request.user).select_related("body"),
        asked_in_force(consents),
        readable(consents, request.user) if mine else None,
        asked_last_days(consents),
        brought.order_by("position", "id"),
        *of_conferences(request.user, rows),
    ]
    valid, at_hand = {source for (source,) in in_force}, set(read or ())
    own, polls = _by_conference(attended), waits_for(request.user, *dates)
    known = Known(mine, valid, at_hand, dict(ends), own, polls)
    kind, found, about = conference_name(), [], _by_conference(items)
    placed = here.placed(rows)
    purposes = {
        row.pk: [str(item.get_purpose_display()) for item in about.get(row.pk, [])]
        for row in placed
    }
    which = apart(placed, purposes)
    for row in placed:
        name = _about(kind, purposes[row.pk], which.get(row.pk, ""))
        found += _of_one(row, name, known)
    if found and len(rows) == MOST:
        found[-1] = replace(found[-1], goes_on=True)
    return found


def _by_conference(rows: list[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row.conference_id, []).append(row)
    return found


def _of_one(row: PlanConference, name: str, known: Known) -> list[TodayItem]:
    """Of one conference; while its day is not settled nobody is asked to come on it, or to open it."""
    has_consent, own = row.consent_id in known.valid, known.own.get(row.pk, [])
    poll = known.polls.get(row.pk)
    if poll is not None and row.state == "planned" and row.opened_at is None:
        return _of_dates(row, poll, name, own, known) if has_consent else []
    # With its day: a case has several, and each line says which.
    name = f"{format_date(row.held_on)}の{name}"
    if has_consent and row.is_beyond(known.until.get(row.consent_id)):
        return _of_day_beyond(row, name, known)
    if row.compartment.organization_id in known.mine:
        return _of_coordinator(row, name, has_consent, row.consent_id in known.at_hand)
    return _of_body(row, own, name) if own and has_consent else []


def _still_to_do_for_a_body() -> Q:
    """What a body that takes part may have to do or to know: what it has had takes no room from that. One that is
    called off is told until its day is over: nobody comes to a room in which nothing is (domain.md 3.9)."""
    to_come = Q(state__in=("planned", "cancelled"), held_on__gte=timezone.localdate())
    return to_come | Q(state="held", sent_at__isnull=False) | Q(asks_dates=True)


def _about(kind: str, purposes: list[str], which: str) -> str:
    """With what it is about."""
    about = "、".join([*purposes, *([which] if which else [])])
    return kind + (f"（{about}）" if about else "")


def _item(row: PlanConference, action: str, **fields: Any) -> TodayItem:
    values: dict[str, Any] = {
        "action": action,
        "url": reverse("meetings:conference", args=[row.pk]),
        "case_number": row.compartment.case.number,
        "waiting": "プランの参加機関",
    }
    return TodayItem(**values | fields)


def _of_dates(
    row: PlanConference,
    waiting: Waiting,
    name: str,
    own: list[ConferenceAttendance],
    known: Known,
) -> list[TodayItem]:
    """Of an open poll: to choose or to wait, for a coordinator; to answer, for who has not."""
    if row.compartment.organization_id in known.mine:
        return [_of_choosing(row, waiting, name, row.consent_id in known.at_hand)]
    hers = next((one for one in own if one.pk in waiting.asked), None)
    if hers is None or waiting.has_answered(hers.pk):
        return []
    return [
        _item(
            row,
            f"{name}の日程に答える",
            url=reverse("meetings:answer_dates", args=[waiting.poll.pk]),
            quick_url=reverse("meetings:answer_dates_here", args=[waiting.poll.pk]),
            due_on=waiting.poll.answer_until_on,
            waiting="事務局",
            button="答える",
        )
    ]


def _of_choosing(row: PlanConference, waiting: Waiting, name: str, at_hand: bool) -> TodayItem:
    """To choose, for a coordinator whom the consent names, once all have answered or the day is over. Before, and for
    another coordinator, it waits."""
    until, today = waiting.poll.answer_until_on, timezone.localdate()
    url = reverse("meetings:date_poll", args=[waiting.poll.pk])
    asked = "招集した機関" if at_hand else NAMED
    if not at_hand:
        words = f"{name}の日程を、同意の担当者が決めるのを待つ"
    elif waiting.is_complete:
        words = f"{name}の日程の回答がそろいました。開く日を決める"
    elif until < today:
        words = f"{name}の日程の回答の期限が過ぎました。まだの機関に聞くか、日を決める"
    else:
        words = f"{name}の日程の回答を待つ"
    if at_hand and (waiting.is_complete or until < today):
        # It is hers to do now.
        due_on = min(until, today)
        return _item(row, words, url=url, due_on=due_on, waiting=asked, button="決める")
    return _item(row, words, url=url, due_on=until, waiting=asked, button="見る", group="waiting")


def _of_day_beyond(row: PlanConference, name: str, known: Known) -> list[TodayItem]:
    """The plan was put on a consent that ends before the day (R8): hers to change who planned it, and nobody is asked
    to come on it."""
    if row.compartment.organization_id not in known.mine or row.consent_id not in known.at_hand:
        return []
    words = f"{name}は、本人の同意の期限より後です。日を変えるか、同意を受け直す"
    return [_item(row, words, due_on=known.until[row.consent_id], button="見る")]


def _of_coordinator(
    row: PlanConference, name: str, has_consent: bool, at_hand: bool
) -> list[TodayItem]:
    if row.state == "held":
        return [_item(row, f"{name}の会議録を仕上げる", button="書く")]
    if row.opened_at is None and not has_consent:
        return []
    if row.opened_at is None and not at_hand:
        words = f"{name}を、同意の担当者が開くのを待つ"
        return [
            _item(row, words, due_on=row.held_on, waiting=NAMED, button="見る", group="waiting")
        ]
    if row.opened_at or row.held_on < timezone.localdate():
        words = f"{name}の結果を記録する"
        return [_item(row, words, due_on=row.held_on, button="書く")]
    return [_item(row, f"{name}を開く", due_on=row.held_on, at=row.starts_at, button="見る")]


def _of_body(row: PlanConference, own: list[ConferenceAttendance], name: str) -> list[TodayItem]:
    if row.state == "cancelled":
        words = f"{name}は、中止になりました"
        return [_item(row, words, waiting="事務局", button="理由を見る", group="news")]
    if row.state == "planned":
        if row.held_on < timezone.localdate():
            return []
        before = row.moved_from_on
        words = f"{name}に出席する" + (
            f"（{format_date(before)}から変わりました）" if before else ""
        )
        return [
            _item(row, words, due_on=row.held_on, at=row.starts_at, waiting="事務局", button="見る")
        ]
    open_ones = [one for one in own if one.is_present and one.answered_at is None]
    if not row.sent_at:
        return []
    return [
        _item(
            row,
            f"{name}の会議録を確かめる" + (f"（{one.body.name}）" if len(open_ones) > 1 else ""),
            url=reverse("meetings:answer_conference", args=[one.pk]),
            due_on=row.answer_until_on,
            waiting="事務局",
            button="確かめる",
        )
        for one in open_ones
    ]
