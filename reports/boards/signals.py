"""The signals of the silence radar: the question of each, and how a page of it is told.

Each is one definition: what it counts is what it lists. The definitions live where their rows do and serve other
pages as well (cases.contacts, plans.querysets, cases.querysets, outreach.lists,
cases.services.handing_over); here they are put side by side.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from cases.contacts import NOT_SILENT, with_contact
from cases.models import CaseRecord, Person, Referral, StaffInCharge
from cases.services.handing_over import left_behind
from documents.addressing import household_name
from documents.wareki import format_date
from organizations.models import Body
from outreach.lists import never_reached
from outreach.models import MET, VisitAttempt
from plans.models import Goal, PlanBody, ProgressEntry
from plans.standing import UNTOUCHED


class Reader(Protocol):
    """Who looks, and at which bodies."""

    user: Any
    bodies: list[Body]


@dataclass(frozen=True)
class Line:
    """One thing about which nothing is heard: whose household, what, since when, who, where to go on."""

    number: str
    label: str
    what: str
    since: datetime.date | None
    staff: str
    url: str
    button: str = "開く"

    @property
    def days(self) -> int | None:
        return (timezone.localdate() - self.since).days if self.since else None


@dataclass(frozen=True)
class Signal:
    """One kind of silence: its question, and how a page of it is told."""

    code: str
    label: str
    definition: str
    rows: Callable[[Reader], Any]
    lines: Callable[[list[Any], "Said"], list[Line]]


@dataclass(frozen=True)
class Said:
    """Of the cases of a page: names of households by case, who is in charge by record, and the state of
    those that were handed on."""

    names: dict[uuid.UUID, str]
    charge: dict[uuid.UUID, str]
    states: dict[uuid.UUID, str]


def heard_of(records: Any, user: Any) -> Any:
    """These records, each with `heard_at`: the last contact, or that outreach met somebody since. (The greatest
    of several is that of those which are there.)"""
    met = VisitAttempt.objects.visible_to(user).that_count()
    met = met.filter(outreach__record=OuterRef("pk"), result__in=MET)
    last = Subquery(met.order_by("-at").values("at")[:1])
    return with_contact(records, user).annotate(heard_at=Greatest(F("contact_at"), last))


def tried_of(user: Any) -> Subquery:
    """When outreach last tried to reach the household of a record, whatever came of it."""
    tries = (
        VisitAttempt.objects.visible_to(user).that_count().filter(outreach__record=OuterRef("pk"))
    )
    return Subquery(tries.order_by("-at").values("at")[:1])


def silent_households(radar: Reader) -> Any:
    """Open records, the longest unheard of first; a suspended one has a day of its own."""
    records = CaseRecord.objects.visible_to(radar.user).filter(body__in=radar.bodies)
    records = records.exclude(state__in=NOT_SILENT)
    heard = heard_of(records, radar.user).annotate(tried_at=tried_of(radar.user))
    return heard.order_by("heard_at", "pk")


def unmoved_goals(radar: Reader) -> Any:
    """Goals of plans in which one of the bodies takes part."""
    entries = ProgressEntry.objects.visible_to(radar.user)
    told = entries.filter(goal=OuterRef("pk")).order_by("-on").values("on")[:1]
    own = PlanBody.objects.visible_to(radar.user).filter(
        body__in=radar.bodies, ended_at__isnull=True
    )
    rows = Goal.objects.visible_to(radar.user).unmoved(timezone.localdate() - UNTOUCHED, entries)
    return (
        rows.filter(plan__in=own.values("plan"))
        .annotate(told_on=Coalesce(Subquery(told), F("created_at__date")))
        .order_by("told_on", "pk")
    )


def unanswered(radar: Reader) -> Any:
    """Without what has closed to its receiver, who cannot answer it (R3)."""
    rows = Referral.objects.visible_to(radar.user).between_bodies(radar.bodies)
    return rows.awaiting_answer().not_shut().overdue().most_urgent_first()


def never_met(radar: Reader) -> Any:
    return never_reached(radar.user).filter(body__in=radar.bodies)


def left_alone(radar: Reader, records: Iterable[uuid.UUID] | None = None) -> Any:
    """Of all the bodies at once; a body at a time is what handing over does. `records`: those that are open,
    where they are known."""
    rows = StaffInCharge.objects.visible_to(radar.user).none()
    for body in radar.bodies:
        rows = rows | left_behind(body, radar.user)
    if records is not None:
        rows = rows.filter(record__in=list(records))
    return rows.order_by("staff__kana", "record__created_at", "pk")


def names_of(radar: Reader, cases: list[uuid.UUID]) -> Any:
    """Names of households by case, where the basic information is open."""
    people = Person.objects.visible_to(radar.user)
    return people.filter(compartment__case__in=cases, is_subject=True).values_list(
        "compartment__case", "name", "name_kind"
    )


def charge_of(radar: Reader, records: list[uuid.UUID]) -> Any:
    """Who is in charge, by record."""
    rows = StaffInCharge.objects.visible_to(radar.user)
    return rows.filter(record__in=records, until__isnull=True).values_list("record", "staff__name")


def said_of(
    names: list[tuple[Any, str, str]], charge: list[tuple[Any, str]], states: dict[uuid.UUID, str]
) -> Said:
    found: dict[uuid.UUID, list[str]] = {}
    for record, name in charge:
        found.setdefault(record, []).append(name)
    return Said(
        {
            case: household_name(name, kept_as=Person.mark_of(kind))
            for case, name, kind in names
            if name
        },
        {record: "、".join(staff) for record, staff in found.items()},
        states,
    )


def _case_line(row: Any, said: Said, **values: Any) -> Line:
    case = row.compartment.case
    return Line(number=case.number, label=said.names.get(case.pk, ""), **values)


def _tried(row: Any) -> str:
    """Somebody went since and met nobody: she is not told that nobody has gone."""
    if row.tried_at is None or row.tried_at <= row.heard_at:
        return ""
    return f"（{format_date(timezone.localdate(row.tried_at))}に働きかけ、会えていません）"


def _of_households(rows: list[Any], said: Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"{said.states.get(row.pk) or row.get_state_display()}・最後の関わり{_tried(row)}",
            since=timezone.localdate(row.heard_at),
            staff=said.charge.get(row.pk, "決まっていません"),
            url=reverse("cases:detail", args=[row.compartment.case_id]),
        )
        for row in rows
    ]


def _of_goals(rows: list[Any], said: Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"目標「{row.text}」（進み具合 {row.level}）",
            since=row.told_on,
            staff="",
            url=reverse("plans:detail", args=[row.plan_id]),
        )
        for row in rows
    ]


def _of_hand_offs(rows: list[Any], said: Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"{row.sender_body}から{row.receiver_body}へ・{row.get_state_display()}",
            since=timezone.localdate(row.sent_at),
            staff=str(row.receiver_body),
            url=reverse("cases:referral", args=[row.pk]),
        )
        for row in rows
    ]


def _of_unreached(rows: list[Any], said: Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what=f"働きかけ {row.tries}回・会えていません",
            since=timezone.localdate(row.first_at),
            staff=row.in_charge.name,
            url=reverse("outreach:detail", args=[row.pk]),
        )
        for row in rows
    ]


def _of_left(rows: list[Any], said: Said) -> list[Line]:
    return [
        _case_line(
            row,
            said,
            what="担当の職員に、この機関の所属がありません",
            since=None,
            staff=row.staff.name,
            url=reverse("cases:staff", args=[row.compartment.case_id]),
            button="担当を決める",
        )
        for row in rows
    ]


WITH_CASE = ("compartment__case",)
RELATED: dict[str, tuple[str, ...]] = {
    "hand_offs": (*WITH_CASE, "sender_body", "receiver_body"),
    "unreached": (*WITH_CASE, "in_charge"),
    "left": (*WITH_CASE, "staff"),
}
SIGNALS: dict[str, Signal] = {
    signal.code: signal
    for signal in (
        Signal(
            "households",
            "関わりのない世帯",
            "終わっても中断してもいない自機関の記録で、選んだ日数のあいだ、相談受付も支援経過記録もなく、"
            "アウトリーチで会えてもいないもの。",
            silent_households,
            _of_households,
        ),
        Signal(
            "goals",
            "動きのない目標",
            f"自機関が参加して実施中のプランの、取り組み中の目標で、{UNTOUCHED.days}日以上、"
            "進み具合の記録がないもの。",
            unmoved_goals,
            _of_goals,
        ),
        Signal(
            "hand_offs",
            "返事のないつなぎ",
            "自機関が送った、または受けたつなぎで、引き受けるかどうかの返事がなく、"
            "その段階の期限を過ぎたもの。",
            unanswered,
            _of_hand_offs,
        ),
        Signal(
            "unreached",
            "一度も会えていない人",
            "続いているアウトリーチで、1回以上働きかけ、本人にも家族にも会えていないもの。",
            never_met,
            _of_unreached,
        ),
        Signal(
            "left",
            "担当がいなくなったケース",
            "終わっていない自機関の記録で、担当の職員が離職したか、この機関の所属が終わっているもの。",
            left_alone,
            _of_left,
        ),
    )
}
