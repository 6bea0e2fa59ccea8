"""The board of multi-agency cases for coordinators: step, days in it, and for whom it waits (R6).

A row is a case, and it stands where its plan is; without a plan where the 支援会議 is, if its reader is
secretary of it (R4, R7); else where the request is. Nothing is stored: a constant number of questions,
each through `visible_to`.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone

from access import sources
from access.context import within
from access.models import CaseFile
from access.together import ask_together
from cases.models import Person
from documents.addressing import household_name
from documents.wareki import format_date
from meetings.doors import open_rows
from meetings.models import REQUEST_OVER, CoordinationRequest, RequestState, Sitting, SupportMeeting
from organizations.models import Body, Role
from plans.models import Plan
from plans.services.conferring import GOOD_RESULTS
from plans.since import states_entered
from plans.standing import Light, Standing, Standings
from plans.states import PlanState
from reports.plan_board import COLUMNS, OF_COMPARTMENT, tasks_by_body, tasks_to_do

from .steps import OF_PLAN, ORDER, Step, Who, awaited_in

LONG = datetime.timedelta(days=60)
KINDS: dict[str, int] = {Plan.Kind.MULTI: 0, Plan.Kind.OUTREACH: 1, Plan.Kind.PARTICIPATION: 2}


@dataclass(frozen=True)
class CaseRow:
    """A case on the board."""

    case: CaseFile
    step: Step
    since: datetime.date
    url: str
    who: Who
    awaited: str
    label: str = ""
    standing: Standing | None = None
    more_plans: int = 0
    urgency: int = len(Light)  # after all lights

    @property
    def days(self) -> int:
        return (timezone.localdate() - self.since).days

    @property
    def is_long(self) -> bool:
        return self.days >= LONG.days


ORDERS: dict[str, tuple[str, Callable[[CaseRow], Any]]] = {
    "days": ("段階が長いもの", lambda row: (-row.days, row.case.number)),
    "step": ("段階の順", lambda row: (ORDER[row.step], -row.days)),
    "light": (
        "急ぐもの",
        lambda row: (row.urgency, -row.days, row.case.number),
    ),
    "number": ("ケース番号", lambda row: (row.case.fiscal_year, row.case.serial)),
}
# Days in a step, as the picture and its table part them.
SPANS = (("30日まで", 0), ("31〜60日", 31), ("61日以上", 61))


@dataclass(frozen=True)
class _Found:
    """What stands on the board, by case: plans (the one by which the case is shown first), meetings, days."""

    plans: dict[uuid.UUID, list[Plan]]
    meetings: dict[uuid.UUID, SupportMeeting]
    sittings: dict[uuid.UUID, datetime.date]
    requests: dict[uuid.UUID, CoordinationRequest]


class TogetherBoard:
    """The cases that the secretariat keeps, as they stand at this moment."""

    def __init__(self, acting: Any, user: Any) -> None:
        self.user = user
        self.kept: list[Body] = acting.bodies_with(Role.COORDINATOR)

    @cached_property
    def _found(self) -> "_Found":
        """Plans, meetings and the next day of each in one statement, and the requests, of which there are by far
        the most."""
        plans, meetings, sittings = ask_together(
            [
                Plan.objects.visible_to(self.user)
                .filter(compartment__organization__in=self.kept)
                .going_on()
                .select_related("compartment__case")
                .only(
                    *COLUMNS,
                    "subject",
                    *OF_COMPARTMENT,
                    "compartment__case__fiscal_year",
                    "compartment__case__serial",
                ),
                self._meetings(),
                open_rows(Sitting, self.user)
                .planned()
                .filter(held_at__gte=timezone.now())
                .order_by("-held_at")
                .values_list("meeting", "held_at"),
            ]
        )
        by_case: dict[uuid.UUID, list[Plan]] = {}
        for plan in plans:
            by_case.setdefault(plan.compartment.case_id, []).append(plan)
        for same in by_case.values():
            same.sort(key=lambda plan: (KINDS[plan.kind], plan.created_at))
        return _Found(
            by_case,
            {row.compartment.case_id: row for row in meetings},
            {meeting: timezone.localdate(at) for meeting, at in sittings},
            {row.compartment.case_id: row for row in self._requests()},
        )

    def _meetings(self) -> Any:
        """支援会議 of which the user is secretary or member herself (R4)."""
        return (
            open_rows(SupportMeeting, self.user)
            .filter(secretariat__in=self.kept)
            .going_on()
            .select_related("compartment__case")
            .order_by("established_on", "created_at")
        )

    def _requests(self) -> Any:
        """Requests that were neither returned nor taken back, the latest of a case last; none since which a plan of the case was
        completed: the case has come to its end."""
        ended = Plan.objects.visible_to(self.user).filter(
            compartment__organization__in=self.kept,
            state=PlanState.COMPLETED,
            compartment__case=OuterRef("compartment__case"),
            ended_on__gte=OuterRef("requested_on"),
        )
        return (
            CoordinationRequest.objects.visible_to(self.user)
            .alias(requested_on=TruncDate("requested_at"))
            .filter(~Exists(ended), secretariat__in=self.kept)
            .exclude(state__in=REQUEST_OVER)
            .select_related("compartment__case", "sender_body")
            .only(
                *("state", "requested_at", "answered_at", "sender_body__name", "compartment__case"),
                *("compartment__case__fiscal_year", "compartment__case__serial"),
            )
            .order_by("requested_at", "id")
        )

    @cached_property
    def rows(self) -> list[CaseRow]:
        """Every case of the board; `named` says whose household it is."""
        found = self._found
        return [
            *self._of_plans(list(found.plans.values())),
            *(
                _of_meeting(row, found.sittings.get(row.pk))
                for case, row in found.meetings.items()
                if case not in found.plans
            ),
            *(
                _of_request(row)
                for case, row in found.requests.items()
                if case not in found.plans and case not in found.meetings
            ),
        ]

    def _of_plans(self, cases: list[list[Plan]]) -> list[CaseRow]:
        """Cases with a plan, by the first of their plans: one statement about these cases, one for the names
        of bodies that are late, one for consents that are gone."""
        shown = [same[0] for same in cases]
        if not shown:
            return []
        keys = [plan.pk for plan in shown]
        with within(plan.compartment.case_id for plan in shown):
            asked = Standings(shown, self.user)
            since, tasks, *answers = ask_together(
                [
                    states_entered(keys, self.user),
                    tasks_to_do(keys, self.user),
                    *asked.questions,
                ]
            )
        standings, moments, late = asked.told(answers), dict(since), _late_bodies(tasks)
        held = {plan.consent_id for plan in shown if plan.consent_id and standings[plan.pk].is_held}
        gone = sources.ended(held) if held else {}
        return [
            _of_plan(plan, standings[plan.pk], moments, gone, late.get(plan.pk, []), len(same) - 1)
            for plan, same in zip(shown, cases, strict=True)
        ]

    def named(self, rows: list[CaseRow]) -> list[CaseRow]:
        """These rows with the name of the household where the basic information is open; one question."""
        unnamed = [row.case.pk for row in rows if not row.label]
        with within(unnamed):
            people = Person.objects.visible_to(self.user).filter(
                compartment__case__in=unnamed, is_subject=True
            )
            found = people.values_list("compartment__case", "name", "name_kind")
            names = {case: (name, kind) for case, name, kind in found if name}
        return [
            row if row.label else replace(row, label=self._label(row.case.pk, names))
            for row in rows
        ]

    def _label(self, case: uuid.UUID, names: dict[uuid.UUID, tuple[str, str]]) -> str:
        if case in names:
            name, kind = names[case]
            return household_name(name, kept_as=Person.mark_of(kind))
        request = self._found.requests.get(case)
        return f"{request.sender_body}からの依頼" if request else ""

    def chosen(self, codes: dict[str, str]) -> list[CaseRow]:
        """Rows by filters and order; unknown codes filter nothing."""
        rows: Iterable[CaseRow] = self.rows
        if codes.get("step") in Step.values:
            rows = [row for row in rows if row.step == codes["step"]]
        if codes.get("who") in Who.values:
            rows = [row for row in rows if row.who == codes["who"]]
        if codes.get("long"):
            rows = [row for row in rows if row.is_long]
        order = ORDERS.get(codes.get("order", ""), ORDERS["days"])[1]
        return sorted(rows, key=order)

    @cached_property
    def counts(self) -> list[tuple[Step, int, tuple[int, ...]]]:
        """Cases by step: all of them, and by the days that they have been in it."""
        found = []
        for step in Step:
            days = [row.days for row in self.rows if row.step == step]
            ends = [start for _, start in SPANS[1:]] + [None]
            spans = tuple(
                sum(1 for day in days if day >= first and (end is None or day < end))
                for (_, first), end in zip(SPANS, ends, strict=True)
            )
            found.append((step, len(days), spans))
        return found

    @cached_property
    def waiting(self) -> list[tuple[Who, int]]:
        return [(who, sum(1 for row in self.rows if row.who == who)) for who in Who]

    @property
    def long(self) -> int:
        return sum(1 for row in self.rows if row.is_long)


def _late_bodies(counted: list[dict[str, Any]]) -> dict[uuid.UUID, list[tuple[str, int]]]:
    """Bodies with roles that are overdue, and how many, by plan; one question."""
    overdue = {key: n for key, (_, n) in tasks_by_body(counted).items() if n}
    names = dict(
        Body.objects.filter(pk__in={body for _, body in overdue}).values_list("pk", "name")
    )
    found: dict[uuid.UUID, list[tuple[str, int]]] = {}
    for (plan, body), number in overdue.items():
        found.setdefault(plan, []).append((names.get(body, "担当の決まっていない役割"), number))
    return {plan: sorted(rows) for plan, rows in found.items()}


def _of_plan(
    plan: Plan,
    standing: Standing,
    since: dict[uuid.UUID, datetime.datetime],
    gone: dict[uuid.UUID, datetime.datetime],
    late: list[tuple[str, int]],
    more_plans: int,
) -> CaseRow:
    step = OF_PLAN[plan.state_shown(not standing.is_held)]
    if step == Step.SUBMITTED and plan.conference_result in GOOD_RESULTS:
        step = Step.DECIDING
    who, awaited = awaited_in(step)
    if step == Step.SUPPORT and plan.state == PlanState.DECIDED:
        who, awaited = Who.SECRETARIAT, "支援を始める"
    elif step == Step.SUPPORT and late:
        awaited = "、".join(f"{body}（期限を過ぎた役割 {number}件）" for body, number in late)
    elif step == Step.SUPPORT and standing.is_monitoring_overdue:
        who, awaited = Who.SECRETARIAT, "モニタリングをする"
    elif step == Step.SUSPENDED and plan.look_again_on:
        awaited = f"{format_date(plan.look_again_on)}に見直す"
    came = since.get(plan.pk, plan.created_at)
    if standing.is_held and plan.consent_id in gone:
        came = max(came, gone[plan.consent_id])
    return CaseRow(
        case=plan.compartment.case,
        step=step,
        since=timezone.localdate(came),
        url=reverse("plans:detail", args=[plan.pk]),
        who=who,
        awaited=awaited,
        label=plan.subject,
        standing=standing,
        urgency=standing.urgency,
        more_plans=more_plans,
    )


def _of_meeting(meeting: SupportMeeting, next_on: datetime.date | None) -> CaseRow:
    who, awaited = awaited_in(Step.MEETING)
    if next_on is not None:
        who, awaited = Who.MEETING, f"{format_date(next_on)}の開催"
    return CaseRow(
        case=meeting.compartment.case,
        step=Step.MEETING,
        since=meeting.established_on,
        url=reverse("meetings:meeting", args=[meeting.pk]),
        who=who,
        awaited=awaited,
        label=meeting.subject,
    )


def _of_request(request: CoordinationRequest) -> CaseRow:
    is_new = request.state == RequestState.REQUESTED
    step = Step.REQUESTED if is_new else Step.ACCEPTED
    who, awaited = awaited_in(step)
    return CaseRow(
        case=request.compartment.case,
        step=step,
        since=timezone.localdate(request.requested_at if is_new else request.answered_at),
        url=reverse("meetings:request", args=[request.pk]),
        who=who,
        awaited=awaited,
    )
