"""The silence radar of a supervisor: where nothing has been heard for long, in her own body (R9).

Each signal is one definition: what it counts is what it lists. The definitions live where their rows do
and serve other pages as well (cases.contacts, plans.querysets, cases.querysets, outreach.lists,
cases.services.handing_over); here they are put side by side.
"""

import datetime
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from cases.contacts import SILENT_FOR, silent_records
from cases.models import CaseRecord, Person, RecordState, Referral, StaffInCharge
from cases.services.handing_over import left_behind
from organizations.models import Body, Role
from outreach.lists import never_reached
from outreach.models import MET, VisitAttempt
from plans.models import Goal, ProgressEntry
from plans.standing import UNTOUCHED

DAYS = (30, 60, 90, 180)
SPANS = ((180, "180日以上"), (90, "90〜179日"), (60, "60〜89日"), (30, "30〜59日"))


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
    rows: Callable[["Radar"], Any]
    lines: Callable[["Radar", list[Any]], list[Line]]


@dataclass
class Radar:
    """What is silent in the bodies that the user supervises, at this moment."""

    acting: Any
    user: Any
    days: int = SILENT_FOR.days
    bodies: list[Body] = field(init=False)

    def __post_init__(self) -> None:
        self.bodies = self.acting.bodies_with(Role.SUPERVISOR)

    @property
    def period(self) -> datetime.timedelta:
        return datetime.timedelta(days=self.days)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many of each signal: its question, counted."""
        return {code: signal.rows(self).order_by().count() for code, signal in SIGNALS.items()}

    @cached_property
    def spans(self) -> list[tuple[str, int]]:
        """Households without contact, parted by how long; one question."""
        now = timezone.now()
        rows = households(self, datetime.timedelta(days=SPANS[-1][0])).order_by()
        whens = {
            f"from_{days}": Count(
                "pk", filter=Q(heard_at__lt=now - datetime.timedelta(days=days)), distinct=True
            )
            for days, _ in SPANS
        }
        total, found = rows.aggregate(**whens), []
        longer = 0
        for days, words in SPANS:
            found.append((words, total[f"from_{days}"] - longer))
            longer = total[f"from_{days}"]
        return found

    @cached_property
    def states(self) -> list[tuple[str, str, int]]:
        """Records of the bodies by their state: code, words, number; one question."""
        rows = CaseRecord.objects.visible_to(self.user).filter(body__in=self.bodies)
        counted = dict(rows.order_by().values_list("state").annotate(number=Count("pk")))
        return [
            (str(code), str(label), counted.get(code, 0))
            for code, label in RecordState.choices
            if code != RecordState.CLOSED
        ]


def households(radar: Radar, period: datetime.timedelta) -> Any:
    """Open records of which nothing was heard for that long, each with `heard_at`: the last contact, or
    that outreach met somebody since; the longest first."""
    met = VisitAttempt.objects.visible_to(radar.user).that_count()
    met = met.filter(outreach__record=OuterRef("pk"), result__in=MET)
    last = met.order_by("-at").values("at")[:1]
    rows = silent_records(radar.user, radar.bodies, period).annotate(
        heard_at=Greatest(F("contact_at"), Coalesce(Subquery(last), F("contact_at")))
    )
    return rows.filter(heard_at__lt=timezone.now() - period).order_by("heard_at", "pk")


def _households(radar: Radar) -> Any:
    return households(radar, radar.period)


def _goals(radar: Radar) -> Any:
    """Goals of plans in which one of the bodies takes part."""
    entries = ProgressEntry.objects.visible_to(radar.user)
    told = entries.filter(goal=OuterRef("pk")).order_by("-on").values("on")[:1]
    own = Q(plan__bodies__body__in=radar.bodies, plan__bodies__ended_at__isnull=True)
    rows = Goal.objects.visible_to(radar.user).unmoved(timezone.localdate() - UNTOUCHED, entries)
    return (
        rows.filter(own)
        .annotate(told_on=Coalesce(Subquery(told), F("created_at__date")))
        .distinct()
        .order_by("told_on", "pk")
    )


def _hand_offs(radar: Radar) -> Any:
    rows = Referral.objects.visible_to(radar.user).between_bodies(radar.bodies)
    return rows.awaiting_answer().overdue().most_urgent_first()


def _unreached(radar: Radar) -> Any:
    return never_reached(radar.user).filter(body__in=radar.bodies)


def _left(radar: Radar) -> Any:
    """Of all the bodies at once; a body at a time is what handing over does."""
    rows = StaffInCharge.objects.visible_to(radar.user).none()
    for body in radar.bodies:
        rows = rows | left_behind(body, radar.user)
    return rows.order_by("staff__kana", "record__created_at", "pk")


def _names(radar: Radar, rows: list[Any]) -> dict[uuid.UUID, str]:
    """Names of households by case, where the basic information is open; one question."""
    cases = [row.compartment.case_id for row in rows]
    people = Person.objects.visible_to(radar.user).filter(
        compartment__case__in=cases, is_subject=True
    )
    found = people.values_list("compartment__case", "name")
    return {case: f"{name} さんの世帯" for case, name in found if name}


def _charge(radar: Radar, records: list[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Who is in charge, by record; one question."""
    found: dict[uuid.UUID, list[str]] = {}
    rows = StaffInCharge.objects.visible_to(radar.user).filter(
        record__in=records, until__isnull=True
    )
    for record, name in rows.values_list("record", "staff__name"):
        found.setdefault(record, []).append(name)
    return {record: "、".join(names) for record, names in found.items()}


def _case_line(row: Any, names: dict[uuid.UUID, str], **values: Any) -> Line:
    case = row.compartment.case
    return Line(number=case.number, label=names.get(case.pk, ""), **values)


def _of_households(radar: Radar, rows: list[Any]) -> list[Line]:
    names, charge = _names(radar, rows), _charge(radar, [row.pk for row in rows])
    return [
        _case_line(
            row,
            names,
            what=f"{row.get_state_display()}・最後の関わり",
            since=timezone.localdate(row.heard_at),
            staff=charge.get(row.pk, "決まっていません"),
            url=reverse("cases:detail", args=[row.compartment.case_id]),
        )
        for row in rows
    ]


def _of_goals(radar: Radar, rows: list[Any]) -> list[Line]:
    names = _names(radar, rows)
    return [
        _case_line(
            row,
            names,
            what=f"目標「{row.text}」（進み具合 {row.level}）",
            since=row.told_on,
            staff="",
            url=reverse("plans:detail", args=[row.plan_id]),
        )
        for row in rows
    ]


def _of_hand_offs(radar: Radar, rows: list[Any]) -> list[Line]:
    names = _names(radar, rows)
    return [
        _case_line(
            row,
            names,
            what=f"{row.sender_body}から{row.receiver_body}へ・{row.get_state_display()}",
            since=timezone.localdate(row.sent_at),
            staff=str(row.receiver_body),
            url=reverse("cases:referral", args=[row.pk]),
        )
        for row in rows
    ]


def _of_unreached(radar: Radar, rows: list[Any]) -> list[Line]:
    names = _names(radar, rows)
    return [
        _case_line(
            row,
            names,
            what=f"働きかけ {row.tries}回・会えていません",
            since=timezone.localdate(row.first_at),
            staff=row.in_charge.name,
            url=reverse("outreach:detail", args=[row.pk]),
        )
        for row in rows
    ]


def _of_left(radar: Radar, rows: list[Any]) -> list[Line]:
    names = _names(radar, rows)
    return [
        _case_line(
            row,
            names,
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
            "終わっても中断してもいない自機関の記録で、選んだ日数のあいだ、支援経過記録がなく、"
            "アウトリーチで会えてもいないもの。",
            _households,
            _of_households,
        ),
        Signal(
            "goals",
            "動きのない目標",
            f"自機関が参加して実施中のプランの、取り組み中の目標で、{UNTOUCHED.days}日以上、"
            "進み具合の記録がないもの。",
            _goals,
            _of_goals,
        ),
        Signal(
            "hand_offs",
            "返事のないつなぎ",
            "自機関が送った、または受けたつなぎで、引き受けるかどうかの返事がなく、"
            "その段階の期限を過ぎたもの。",
            _hand_offs,
            _of_hand_offs,
        ),
        Signal(
            "unreached",
            "一度も会えていない人",
            "続いているアウトリーチで、1回以上働きかけ、本人にも家族にも会えていないもの。",
            _unreached,
            _of_unreached,
        ),
        Signal(
            "left",
            "担当がいなくなったケース",
            "終わっていない自機関の記録で、担当の職員が離職したか、この機関の所属が終わっているもの。",
            _left,
            _of_left,
        ),
    )
}


def page_lines(radar: Radar, code: str, rows: list[Any]) -> list[Line]:
    """A page of a signal in words, in a constant number of questions."""
    return SIGNALS[code].lines(radar, rows)


def rows_of(radar: Radar, code: str) -> Any:
    """The rows of a signal, with what its lines need."""
    return SIGNALS[code].rows(radar).select_related(*RELATED.get(code, WITH_CASE))
