"""What every page of an outreach shows: head, tabs, what comes next, who reads it."""

import datetime
from functools import cached_property
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from access.explain import Audience, audience, restrictions
from access.shortcuts import may_write
from cases import codes, surroundings
from cases.models import Consent, Household, Person, SafetyNote
from cases.services import offices_at
from cases.services.shield import undecided
from drawings import Drawing
from drawings.ladder import Mark, Rise, draw_ladder
from organizations.models import Staff
from plans.models import Plan
from plans.services.outreach import meeting_of_case

from .models import (
    Outreach,
    OutreachSource,
    OutreachStep,
    PlannedVisit,
    Preparation,
    Result,
    VisitAttempt,
)
from .names import UNNAMED
from .next_step import NextStep, next_step
from .services.guards import missing
from .states import BEFORE_APPROACH, MOVES, RUNG_OF, RUNGS, TONES, OutreachState, is_back

# Marks on the picture: the latest so many attempts.
MOST_MARKS = 120
SORTS = {
    Result.PERSON: "met",
    Result.FAMILY: "met",
    Result.DOOR: "heard",
    Result.ABSENT: "none",
    Result.SIGNS: "none",
    Result.REFUSED: "refused",
}


class OutreachPage:
    """An outreach as the user of the request sees it."""

    def __init__(self, request: Any, outreach: Outreach, tab: str = "detail") -> None:
        self.request, self.user, self.outreach, self.tab = request, request.user, outreach, tab
        self.case = outreach.compartment.case

    def require(self, is_open: object) -> None:
        """404 unless what the page is for is open to the user (R14)."""
        if not is_open:
            raise Http404

    @cached_property
    def may_write(self) -> bool:
        return may_write(self.user, self.outreach.compartment)

    @cached_property
    def audience(self) -> Audience:
        return audience(self.user, self.outreach.compartment)

    @cached_property
    def target(self) -> Person | None:
        rows = Person.objects.visible_to(self.user).of_case(self.case).filter(is_subject=True)
        found: Person | None = rows.first()
        return found

    @cached_property
    def considerations(self) -> str:
        """配慮してほしいこと of the household: 筆談, a woman, …"""
        rows = Household.objects.visible_to(self.user).of_case(self.case)
        return str(rows.values_list("considerations", flat=True).first() or "")

    @property
    def name(self) -> str:
        return (self.target.name or UNNAMED) if self.target else ""

    @property
    def is_named(self) -> bool:
        if self.target is None or not self.target.name:
            return False
        return bool(self.target.name_kind == Person.NameKind.REAL)

    @cached_property
    def is_protected(self) -> bool:
        return surroundings.has_protected(self.request, self.case)

    @cached_property
    def safety_notes(self) -> list[SafetyNote]:
        """What to mind when one meets the household: told before somebody goes (domain.md 7)."""
        return list(surroundings.safety_notes_of(self.request, self.case))

    @cached_property
    def must_check_relations(self) -> bool:
        """Whether who is in charge shares a surname with a name that was learnt since, undecided (R23)."""
        if not self.is_named:
            return False
        people = [self.target] if self.target else []
        lead = [self.outreach.in_charge]
        return undecided(record=self.outreach.record, staff=lead, people=people, by=self.user)

    @property
    def tone(self) -> str:
        return TONES[self.outreach.state]

    @cached_property
    def next_step(self) -> NextStep | None:
        return next_step(self)

    @property
    def is_before_approach(self) -> bool:
        """Whether nobody goes to the door yet: a visit is not planned (services/visiting.py)."""
        return self.outreach.state in BEFORE_APPROACH

    @cached_property
    def colleagues(self) -> list[Staff]:
        """Who may go: staff of the body, oneself first; nobody who is kept out of the case (R12)."""
        offices = offices_at(self.outreach.body)
        found = {a.staff_id: a.staff for a in offices if a.staff_id not in self._kept_out}
        own = found.pop(self.user.pk, None)
        return [*([own] if own else []), *found.values()]

    @cached_property
    def _kept_out(self) -> set[Any]:
        return {row.user_id for row in restrictions(self.case)}

    def who_was_to_go(self, visit: PlannedVisit) -> list[Staff]:
        """Who may have gone as planned, though she may have left the body since; nobody who is kept out (R12)."""
        people = filter(None, (visit.visitor, visit.companion))
        return [one for one in people if one.pk not in self._kept_out]

    @cached_property
    def due_visits(self) -> list[PlannedVisit]:
        """Planned for today or before, and nobody has told what came of them; the latest first."""
        rows = PlannedVisit.objects.visible_to(self.user).planned().filter(outreach=self.outreach)
        due = rows.filter(on__lte=timezone.localdate()).with_people()
        return list(due.order_by("-on", "-created_at")[:3])

    @cached_property
    def attempts(self) -> Any:
        return VisitAttempt.objects.visible_to(self.user).filter(outreach=self.outreach)

    @cached_property
    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.attempts.that_count().counts()
        return found

    @cached_property
    def latest(self) -> list[VisitAttempt]:
        return list(self.attempts.that_count().with_people()[:5])

    @cached_property
    def urgent(self) -> VisitAttempt | None:
        """What was seen with which nobody waits, and which she has not answered since."""
        found: VisitAttempt | None = (
            None if self.outreach.is_closed else self.attempts.urgent().first()
        )
        return found

    @cached_property
    def visits(self) -> list[PlannedVisit]:
        """Planned, or not back yet."""
        rows = PlannedVisit.objects.visible_to(self.user).filter(outreach=self.outreach)
        found = [*rows.not_back().for_list(), *rows.planned().for_list()]
        return list({row.pk: row for row in found}.values())

    @cached_property
    def preparation(self) -> Preparation | None:
        rows = Preparation.objects.visible_to(self.user).filter(outreach=self.outreach)
        found: Preparation | None = rows.select_related("created_by").first()
        return found

    @cached_property
    def source_kinds(self) -> list[str]:
        """Who told, by kind: never the name (domain.md 2.3)."""
        rows = OutreachSource.objects.visible_to(self.user).filter(outreach=self.outreach)
        return [row.get_kind_display() for row in rows.only("kind")]

    @cached_property
    def steps(self) -> list[OutreachStep]:
        rows = OutreachStep.objects.visible_to(self.user).filter(outreach=self.outreach)
        return list(rows.select_related("created_by"))

    @cached_property
    def plans(self) -> list[Plan]:
        """Plans of the household that the user sees; to others there are none (R5)."""
        return list(Plan.objects.visible_to(self.user).of_case(self.case).going_on().for_list())

    @cached_property
    def meeting(self) -> Any:
        """The 支援会議 of the case, to its members; to all others there is none (R4, R7)."""
        return meeting_of_case(self.case, self.user)

    @cached_property
    def consents(self) -> list[Consent]:
        return list(Consent.objects.visible_to(self.user).valid().of_case(self.case))

    @cached_property
    def ways(self) -> list[dict[str, str]]:
        """States ahead: where the outreach may go now, and what is missing for the others."""
        state = self.outreach.state
        ahead = [to for to in MOVES[state] if to != OutreachState.CLOSED and not is_back(state, to)]
        return [
            {
                "to": to,
                "label": str(OutreachState(to).label),
                "missing": missing(self.outreach, to, self.user),
            }
            for to in ahead
        ]

    @property
    def open_states(self) -> list[tuple[str, str]]:
        """States that can be chosen: those whose guards are met, and those back."""
        state = self.outreach.state
        return [
            (to, f"{OutreachState(to).label}{'（戻す）' if is_back(state, to) else ''}")
            for to in MOVES[state]
            if to not in (OutreachState.CLOSED, OutreachState.LINKED)
            and not missing(self.outreach, to, self.user)
        ]

    @property
    def may_link(self) -> bool:
        return OutreachState.LINKED in MOVES[self.outreach.state]

    @property
    def route_words(self) -> str:
        return codes.label(codes.ROUTE, self.outreach.route)

    @property
    def closing_words(self) -> str:
        return codes.label(codes.CLOSING, self.outreach.closing_reason)

    @cached_property
    def ladder(self) -> Drawing:
        """The relation over time; the table beside it says the same."""
        rises = [
            Rise(row.on, RUNG_OF[row.state], str(row.get_state_display()))
            for row in self.steps
            if row.state in RUNG_OF
        ]
        rows = self.attempts.that_count().values_list("at", "result")[:MOST_MARKS]
        marks = [
            Mark(timezone.localdate(at), SORTS[Result(result)], str(Result(result).label))
            for at, result in reversed(rows)
        ]
        until: datetime.date = self.outreach.closed_on or timezone.localdate()
        return draw_ladder(RUNGS, rises, marks, until=until, title="関係の段階のうつりかわり")

    @property
    def rung_rows(self) -> list[dict[str, Any]]:
        """The steps with the rung on which each stands, for the table."""
        return [
            {"step": row, "rung": RUNGS[RUNG_OF[row.state]] if row.state in RUNG_OF else "―"}
            for row in self.steps
        ]

    @property
    def tabs(self) -> list[dict[str, Any]]:
        key = [self.outreach.pk]
        entries = [
            ("detail", "概要", 0),
            ("attempts", "働きかけの記録", self.counts["attempts"]),
            ("consent", "同意への手順", 0),
        ]
        return [
            {
                "url": reverse(f"outreach:{name}", args=key),
                "label": label,
                "is_current": name == self.tab,
                "count": count,
            }
            for name, label, count in entries
        ]

    def context(self, **extra: Any) -> dict[str, Any]:
        """Context of a page of an outreach."""
        return {
            "page": self,
            "outreach": self.outreach,
            "case": self.case,
            "tabs": self.tabs,
            "audience": self.audience,
            **extra,
        }
