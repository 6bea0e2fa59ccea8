"""F1 to F5 and G1 (domain.md 5): one definition each, as a queryset, and the numbers of a period.

They are counted from dates, states and codes, never from texts (domain.md R34), and each of them is
the list of its rows (R30).
"""

import datetime
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from access.counting import Source
from access.seen_by import SeenBy
from access.small_numbers import hide_small
from cases.models import Intake
from organizations.models import Area

from .choices import RUNNING, STARTING
from .models import (
    BANDS,
    STANDING_TARGET,
    Concern,
    ConcernState,
    Gathering,
    Partner,
    Place,
    PlacePartner,
    PlaceState,
    PlaceStep,
    SupportEntry,
    Weight,
)
from .models.gathering import NAMES
from .periods import Period
from .services.concerns import ROUTE


class Days(Protocol):
    """From a day to a day, both in it: a period of the pages here, or of the indicators."""

    @property
    def first(self) -> datetime.date: ...

    @property
    def last(self) -> datetime.date: ...


def _of(who: Any, model: Any, *, body: str = "") -> Any:
    """Rows of a model: those that a member of staff sees, or those of a source (access.counting)."""
    source: Source = who if hasattr(who, "of") else SeenBy(who)
    return source.of(model, body=body)


def open_places(user: Any, on: datetime.date) -> Any:
    """F1 居場所・拠点数: places that are open on the last day."""
    steps = _of(user, PlaceStep).filter(place=OuterRef("pk"), on__lte=on)
    latest = steps.order_by("-on", "-created_at", "-id").values("state")[:1]
    rows = _of(user, Place).annotate(state_then=Subquery(latest))
    return rows.filter(state_then=PlaceState.OPEN)


def as_they_stood(user: Any, places: Any, on: datetime.date) -> Any:
    """Places with area, origin and 常設 of that day: a month that is over is told as it was. Of who was entered
    afterwards the first version says it."""
    source: Source = user if hasattr(user, "past") else SeenBy(user)
    versions = source.past(Place).filter(id=OuterRef("pk"))
    before = versions.filter(history_date__date__lte=on).order_by("-history_date", "-history_id")
    first = versions.order_by("history_date", "history_id")
    then = {"area_then": "area_id", "standing_then": "is_standing", "origin_then": "origin"}
    known = places.annotate(latest_version=Subquery(before.values("history_id")[:1]))
    known = known.annotate(
        version_then=Coalesce("latest_version", Subquery(first.values("history_id")[:1]))
    )
    return known.annotate(
        **{
            name: Subquery(
                source.past(Place).filter(history_id=OuterRef("version_then")).values(column)[:1]
            )
            for name, column in then.items()
        }
    )


def gatherings(user: Any, period: Days) -> Any:
    """F2 開催回数・延べ参加者数: what took place in the period."""
    rows = _of(user, Gathering)
    return rows.filter(on__range=(period.first, period.last), is_withdrawn=False)


def partners(user: Any, on: datetime.date) -> Any:
    """F3 参加機関数: groups and bodies that take part in an open place on the last day."""
    ties = _of(user, PlacePartner).filter(
        Q(until__isnull=True) | Q(until__gt=on),
        since__lte=on,
        place__in=open_places(user, on).values("pk"),
    )
    return _of(user, Partner).filter(pk__in=ties.values("partner"))


def supports(user: Any, period: Days) -> Any:
    """F4 立上げ支援・運営支援件数."""
    return work(user, period).filter(weight=Weight.COMMUNITY, kind__in=(STARTING, RUNNING))


def intakes(user: Any, period: Days) -> Any:
    """F5 居場所から把握した相談件数: intakes by way of a place, as far as the user reads records (R2)."""
    rows = _of(user, Intake, body="record__body")
    return rows.filter(route=ROUTE, received_on__range=(period.first, period.last))


def work(user: Any, period: Days) -> Any:
    """G1 個別支援・地域支援: what CSW did in the period."""
    rows = _of(user, SupportEntry)
    return rows.filter(on__range=(period.first, period.last), is_withdrawn=False)


def concerns(user: Any, period: Period) -> Any:
    """Memos of one's body that were taken into intake in the period."""
    rows = Concern.objects.visible_to(user).filter(state=ConcernState.INTAKE)
    return rows.filter(closed_at__date__range=(period.first, period.last))


@dataclass(frozen=True)
class AreaRow:
    """One area and how far it is from its target of standing bases."""

    area: Area
    standing: int
    preparing: int
    others: int

    @property
    def missing(self) -> int:
        return max(STANDING_TARGET - self.standing, 0)

    @property
    def label(self) -> str:
        if not self.missing:
            return "目標に届いている"
        ahead = f"（準備中 {self.preparing}）" if self.preparing else ""
        return f"あと{self.missing}か所{ahead}"

    @property
    def tone(self) -> str:
        if not self.missing:
            return "green"
        return "yellow" if self.standing + self.preparing >= STANDING_TARGET else "orange"


def areas(user: Any, on: datetime.date | None = None) -> list[AreaRow]:
    """Two standing bases are wanted in each area: how many there are, and are being prepared.

    Without a day: as it is now, which everybody may ask who reads places. The steps of a place, from
    which a former day is told, are read by those alone who keep them.
    """
    standing = Q(is_standing=True)
    if on:
        opened = as_they_stood(user, open_places(user, on), on)
        area, stood = "area_then", Q(standing_then=True)
    else:
        opened = Place.objects.visible_to(user).filter(state=PlaceState.OPEN)
        area, stood = "area", standing
    counted = {
        row[area]: row
        for row in opened.order_by()
        .values(area)
        .annotate(standing=Count("pk", filter=stood), others=Count("pk", filter=~stood))
    }
    waiting = dict(
        Place.objects.visible_to(user)
        .filter(standing, state=PlaceState.PREPARING)
        .order_by()
        .values_list("area")
        .annotate(number=Count("pk"))
    )
    return [
        AreaRow(
            area,
            counted.get(area.pk, {}).get("standing", 0),
            waiting.get(area.pk, 0),
            counted.get(area.pk, {}).get("others", 0),
        )
        for area in Area.objects.order_by("order", "pk")
    ]


class Figures:
    """The numbers of one period, asked once each."""

    def __init__(self, user: Any, period: Period) -> None:
        self.user, self.period = user, period

    @cached_property
    def places(self) -> dict[str, int]:
        standing, last = Q(standing_then=True), self.period.last
        rows = as_they_stood(self.user, open_places(self.user, last), last)
        found: dict[str, int] = rows.aggregate(
            all=Count("pk"),
            standing=Count("pk", filter=standing),
            others=Count("pk", filter=~standing),
        )
        return found

    @cached_property
    def attendance(self) -> dict[str, int]:
        total = sum((F(name) for name in NAMES[1:]), F(NAMES[0]))
        found = gatherings(self.user, self.period).aggregate(
            times=Count("pk"),
            total=Sum(total),
            newcomers=Sum("newcomers"),
            volunteers=Sum("volunteers"),
            staff=Sum("staff"),
            caught=Count("pk", filter=Q(caught=True)),
            **{f"band_{name}": Sum(name) for name in NAMES},
        )
        return {name: value or 0 for name, value in found.items()}

    @property
    def bands(self) -> list[tuple[str, int]]:
        return [(words, self.attendance[f"band_{name}"]) for name, words in BANDS]

    @cached_property
    def partners(self) -> int:
        return int(partners(self.user, self.period.last).count())

    @cached_property
    def work(self) -> dict[str, Any]:
        community, person = Q(weight=Weight.COMMUNITY), Q(weight=Weight.INDIVIDUAL)
        found = work(self.user, self.period).aggregate(
            starting=Count("pk", filter=community & Q(kind=STARTING)),
            running=Count("pk", filter=community & Q(kind=RUNNING)),
            community=Count("pk", filter=community),
            individual=Count("pk", filter=person),
            minutes=Sum("minutes"),
        )
        return {name: value or 0 for name, value in found.items()}

    @cached_property
    def intakes(self) -> int:
        return int(intakes(self.user, self.period).count())

    @cached_property
    def concerns(self) -> int:
        return int(concerns(self.user, self.period).count())

    def to_leave(self) -> list[tuple[str, str, str]]:
        """Totals alone, of a half year that is over; nothing by area or age band, so that no two numbers
        give a hidden one away (R20). F5 is of those who read records, and does not leave here."""
        numbers = (
            ("F1", "居場所・拠点（末日に開いている）", self.places["all"]),
            ("F1", "うち常設", self.places["standing"]),
            ("F2", "開催回数", self.attendance["times"]),
            ("F2", "延べ参加者数", self.attendance["total"]),
            ("F3", "参加機関数", self.partners),
            ("F4", "立上げ支援", self.work["starting"]),
            ("F4", "運営支援", self.work["running"]),
        )
        about_people = ("延べ参加者数",)
        return [
            (code, words, hide_small(number) if words in about_people else str(number))
            for code, words, number in numbers
        ]
