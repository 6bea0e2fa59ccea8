"""What a list of targets says of each: read for a page of them in a constant number of questions."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from .models import MET, Outreach, PlannedVisit, VisitAttempt
from .names import names_of
from .states import RUNG_OF, RUNGS, TONES, OutreachState


def targets(user: Any, asked: Mapping[str, str]) -> Any:
    """Targets by the codes of an address; those with a sign with which nobody waits, the next day first, then the
    longest unvisited."""
    rows = Outreach.objects.visible_to(user).for_list()
    group, state = asked.get("group", ""), asked.get("state", "")
    if group == "closed":
        return rows.filter(state=OutreachState.CLOSED).order_by("-closed_on", "-id")
    rows = rows.going_on()
    if group == "mine":
        rows = rows.filter(in_charge=user)
    if state in OutreachState.values:
        rows = rows.filter(state=state)
    following = PlannedVisit.objects.visible_to(user).planned().filter(outreach=OuterRef("pk"))
    first = following.order_by("on").values("on")[:1]
    urgent = VisitAttempt.objects.visible_to(user).urgent().filter(outreach=OuterRef("pk"))
    return rows.annotate(next_on=Subquery(first), is_urgent=Exists(urgent)).order_by(
        "-is_urgent", Coalesce("next_on", timezone.localdate()), "identified_on", "id"
    )


def never_reached(user: Any) -> Any:
    """Targets that were sought at least once and never met, each with how often (`tries`) and when first
    and last; who was sought most often comes first (D2, D3 of domain.md 5)."""
    attempts = VisitAttempt.objects.visible_to(user).that_count().filter(outreach=OuterRef("pk"))
    tried = attempts.order_by().values("outreach")
    return (
        Outreach.objects.visible_to(user)
        .going_on()
        .filter(Exists(attempts), ~Exists(attempts.filter(result__in=MET)))
        .annotate(
            tries=Subquery(tried.annotate(n=Count("pk")).values("n")),
            first_at=Subquery(tried.annotate(first=Min("at")).values("first")),
            last_at=Subquery(tried.annotate(last=Max("at")).values("last")),
        )
        .order_by("-tries", "first_at", "id")
    )


@dataclass(frozen=True)
class Row:
    """A target in the list."""

    outreach: Outreach
    name: str
    attempts: int
    contacts: int
    last_at: Any
    next_on: Any

    @property
    def tone(self) -> str:
        return TONES[self.outreach.state]

    @property
    def rung(self) -> str:
        return RUNGS[RUNG_OF[self.outreach.state]] if self.outreach.state in RUNG_OF else ""


def list_rows(rows: list[Outreach], user: Any) -> list[Row]:
    """Four questions, however many rows."""
    names = names_of(rows, user)
    wanted = [row.pk for row in rows]
    attempts = VisitAttempt.objects.visible_to(user).that_count().filter(outreach__in=wanted)
    counted: dict[uuid.UUID, dict[str, Any]] = {
        found["outreach"]: found
        for found in attempts.order_by()
        .values("outreach")
        .annotate(
            attempts=Count("pk"),
            contacts=Count("pk", filter=Q(result__in=("person", "family"))),
            last_at=Max("at"),
        )
    }
    visits = PlannedVisit.objects.visible_to(user).planned().filter(outreach__in=wanted)
    following = dict(visits.order_by().values_list("outreach").annotate(day=Min("on")))
    return [
        Row(
            row,
            names[row.pk],
            counted.get(row.pk, {}).get("attempts", 0),
            counted.get(row.pk, {}).get("contacts", 0),
            counted.get(row.pk, {}).get("last_at"),
            following.get(row.pk),
        )
        for row in rows
    ]
