"""What waits for this user in 重層的支援会議: to hold, to attend or not any more, minutes to look through or to finish."""

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, inside
from access.sources import asked_in_force
from bunkyo_support.today import TodayItem
from documents.wareki import format_date
from organizations.models import Role

from .models import ConferenceAttendance, ConferenceItem, PlanConference
from .telling_apart import apart
from .words import conference_name

MOST = 50


def items(request: Any) -> Asking[list[TodayItem]]:
    """Of conferences that the user sees; one without consent waits for its plan, not for its day."""
    mine = {body.pk for body in request.acting.bodies_with(Role.COORDINATOR)}
    seen = PlanConference.objects.visible_to(request.user).filter(
        Q(state__in=("planned", "held")) if mine else _still_to_do_for_a_body()
    )
    [rows] = yield [seen.order_by("held_on", "created_at", "id")[:MOST]]
    if not rows:
        return []
    here = yield inside(request.user, rows)
    asked = ConferenceAttendance.objects.visible_to(request.user).filter(
        conference__in=rows, body__in=request.acting.bodies, is_invited=True
    )
    brought = ConferenceItem.objects.visible_to(request.user).filter(conference__in=rows)
    attended, in_force, items = yield [
        asked,
        asked_in_force({row.consent_id for row in rows}),
        brought.order_by("position", "id"),
    ]
    about: dict[Any, list[str]] = {}
    for item in items:
        about.setdefault(item.conference_id, []).append(str(item.get_purpose_display()))
    valid = {source for (source,) in in_force}
    own: dict[Any, ConferenceAttendance] = {a.conference_id: a for a in attended}
    kind, found = conference_name(), []
    placed = here.placed(rows)
    which = apart(placed, about)
    for row in placed:
        name = _named(row, kind, about.get(row.pk, []), which.get(row.pk, ""))
        if row.compartment.organization_id in mine:
            found += _of_coordinator(row, name, row.consent_id in valid)
        elif row.pk in own and row.consent_id in valid:
            found += _of_body(row, own[row.pk], name)
    if found and len(rows) == MOST:
        found[-1] = replace(found[-1], goes_on=True)
    return found


def _still_to_do_for_a_body() -> Q:
    """What a body that takes part may have to do or to know: what it has had takes no room from that. One that is
    called off is told until its day is over: nobody comes to a room in which nothing is (domain.md 3.9)."""
    to_come = Q(state__in=("planned", "cancelled"), held_on__gte=timezone.localdate())
    return to_come | Q(state="held", sent_at__isnull=False)


def _named(row: PlanConference, kind: str, purposes: list[str], which: str) -> str:
    """With its day and what it is about: a case has several, and each line says which."""
    about = "、".join([*purposes, *([which] if which else [])])
    return f"{format_date(row.held_on)}の{kind}" + (f"（{about}）" if about else "")


def _item(row: PlanConference, action: str, **fields: Any) -> TodayItem:
    values: dict[str, Any] = {
        "action": action,
        "url": reverse("meetings:conference", args=[row.pk]),
        "case_number": row.compartment.case.number,
        "waiting": "プランの参加機関",
    }
    return TodayItem(**values | fields)


def _of_coordinator(row: PlanConference, name: str, has_consent: bool) -> list[TodayItem]:
    if row.state == "held":
        return [_item(row, f"{name}の会議録を仕上げる", button="書く")]
    if row.opened_at is None and not has_consent:
        return []
    if row.opened_at or row.held_on < timezone.localdate():
        words = f"{name}の結果を記録する"
        return [_item(row, words, due_on=row.held_on, button="書く")]
    return [_item(row, f"{name}を開く", due_on=row.held_on, at=row.starts_at, button="見る")]


def _of_body(row: PlanConference, own: ConferenceAttendance, name: str) -> list[TodayItem]:
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
    if row.sent_at and own.is_present and own.answered_at is None:
        return [
            _item(
                row,
                f"{name}の会議録を確かめる",
                url=reverse("meetings:answer_conference", args=[own.pk]),
                due_on=row.answer_until_on,
                waiting="事務局",
                button="確かめる",
            )
        ]
    return []
