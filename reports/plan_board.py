"""The board of plans: whose it is, what each row says, what is counted, and who carries how much.

A supervisor sees the plans in which her body takes part (R9), a coordinator those that her secretariat
keeps (R6). Everything comes through `visible_to`; the standing of a plan is that of plans.standing, so
that a count here and a mark on the plan's page never differ.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import starmap
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from access.context import within
from access.models import Compartment
from access.shared_sets import among
from access.together import ask_together
from organizations.models import Body, Role
from plans.models import Plan, PlanBody, PlanReview, PlanTask
from plans.services.conferring import GOOD_RESULTS
from plans.services.reviewing import last_words, reviews_of
from plans.standing import Light, Standing, Standings, has_not_begun
from plans.states import EDITABLE, IN_SUPPORT, PlanState

MONITORING_AHEAD = datetime.timedelta(days=14)  # domain.md 11.3
NEVER = datetime.datetime(1, 1, 1, tzinfo=datetime.UTC)
ROLES = (Role.SUPERVISOR, Role.COORDINATOR)


# What a board asks of each plan: what its standing rests on, and by what it is sorted. A page of the board
# asks for the rest of the plans that it shows.
COLUMNS = (
    *(
        "kind",
        "state",
        "edition",
        "consent_id",
        "consent_until",
        "next_monitoring_on",
        "created_at",
    ),
    *("period_from", "period_until", "look_again_on", "conference_result"),
    "compartment",
)
OF_COMPARTMENT = ("compartment__case", "compartment__organization")


@dataclass(frozen=True)
class InCharge:
    """Who carries a plan for a body."""

    plan_id: uuid.UUID
    organization_id: uuid.UUID
    body_id: uuid.UUID
    body: str
    appointment_id: uuid.UUID
    name: str


@dataclass(frozen=True)
class BoardRow:
    """A plan on the board."""

    plan: Plan
    standing: Standing
    in_charge: tuple[InCharge, ...] = ()
    reviews: tuple[PlanReview, ...] = ()
    may_review: bool = False

    @property
    def state(self) -> PlanState:
        return self.plan.state_shown(not self.standing.is_held)

    @property
    def days_silent(self) -> int | None:
        """Days since anybody last changed the plan or told its progress."""
        touched = self.standing.last_touched
        return (timezone.localdate() - timezone.localdate(touched)).days if touched else None

    @property
    def is_monitored_soon(self) -> bool:
        on = self.plan.next_monitoring_on
        return (
            self.plan.state in IN_SUPPORT
            and on is not None
            and on <= timezone.localdate() + MONITORING_AHEAD
        )

    @property
    def waits_for(self) -> str:
        """On whom the plan waits before support can begin."""
        if self.plan.state == PlanState.PERSON_AGREED:
            return "会議への付議"
        if self.plan.state == PlanState.SUBMITTED:
            found = self.plan.conference_result in GOOD_RESULTS
            return "区の支援決定" if found else "会議の結果"
        return ""

    @property
    def is_returned(self) -> bool:
        returned = PlanReview.Verdict.RETURNED
        return self.plan.state in EDITABLE and any(
            row.verdict == returned and row.edition == self.plan.edition for row in self.reviews
        )

    @property
    def waits_for_word(self) -> bool:
        """The person has agreed, and the supervisor who looks has not said her word on it."""
        return (
            self.may_review
            and self.plan.state == PlanState.PERSON_AGREED
            and not any(row.edition == self.plan.edition for row in self.reviews)
        )


# Why a plan is looked at: code, words, and which rows it means. One definition for count and list.
WHY: dict[str, tuple[str, Callable[[BoardRow], bool]]] = {
    "red": ("要対応", lambda row: row.standing.light == Light.RED),
    "yellow": ("注意", lambda row: row.standing.light == Light.YELLOW),
    "green": ("順調", lambda row: row.standing.light == Light.GREEN),
    "not_begun": ("開始前", lambda row: row.standing.light == Light.NOT_BEGUN),
    "overdue": ("期限を過ぎた役割がある", lambda row: row.standing.overdue_tasks > 0),
    "silent": ("60日以上動きがない", lambda row: row.standing.is_untouched),
    "monitoring": ("モニタリングの時期", lambda row: row.is_monitored_soon),
    "waiting": ("会議・決定を待っている", lambda row: bool(row.waits_for)),
    "held": ("同意がなく保留", lambda row: row.standing.is_held),
    "word": ("管理者の確認を待っている", lambda row: row.waits_for_word),
    "returned": ("管理者が差し戻した", lambda row: row.is_returned),
}

ORDERS: dict[str, tuple[str, Callable[[BoardRow], Any]]] = {
    "light": ("急ぐもの", lambda row: (row.standing.urgency, -len(row.standing.why))),
    "monitoring": (
        "モニタリングの日",
        lambda row: row.plan.next_monitoring_on or datetime.date.max,
    ),
    "percent": (
        "進み具合の低いもの",
        lambda row: (
            # after those that are under way
            has_not_begun(row.plan) and row.standing.percent is None,
            -1 if row.standing.percent is None else row.standing.percent,
        ),
    ),
    "silent": ("長く動きのないもの", lambda row: row.standing.last_touched or NEVER),
    "overdue": ("遅れの多いもの", lambda row: -row.standing.overdue_tasks),
}


@dataclass
class Load:
    """What one member of staff carries for her body."""

    name: str
    body: str
    plans: int = 0
    red: int = 0
    yellow: int = 0
    not_begun: int = 0
    tasks: int = 0
    overdue: int = 0
    key: str = ""
    body_id: uuid.UUID | None = None


@dataclass
class Told:
    """What one statement says of the plans of a board."""

    in_charge: dict[uuid.UUID, list[InCharge]] = field(default_factory=dict)
    reviews: dict[uuid.UUID, list[PlanReview]] = field(default_factory=dict)
    tasks: dict[tuple[uuid.UUID, Any], tuple[int, int]] = field(default_factory=dict)
    standings: dict[uuid.UUID, Standing] = field(default_factory=dict)


class Asked:
    """What is asked about the plans of a board, and what the answers tell."""

    def __init__(self, board: "PlanBoard", plans: list[Plan], user: Any) -> None:
        keys = [plan.pk for plan in plans]
        self.board, self.standings = board, Standings(plans, user)
        self.questions = [
            in_charge_of(keys, user),
            reviews_of(keys, user),
            tasks_to_do(keys, user),
            *self.standings.questions,
        ]

    def told(self, answers: Sequence[list[Any]]) -> Told:
        people, said, tasks, *rest = answers
        return Told(
            self.board.of_hers(starmap(InCharge, people)),
            last_words(said),
            tasks_by_body(tasks),
            self.standings.told(rest),
        )


class PlanBoard:
    """The plans that somebody answers for, as they stand at this moment."""

    def __init__(self, acting: Any, user: Any) -> None:
        self.user = user
        self.supervised: list[Body] = acting.bodies_with(Role.SUPERVISOR)
        self.kept: list[Body] = acting.bodies_with(Role.COORDINATOR)

    @property
    def question(self) -> Any:
        """Whose plans; for a page that asks it together with more."""
        rows = Plan.objects.visible_to(self.user).going_on()
        kept = Q(compartment__organization__in=self.kept)
        own = Q(bodies__body__in=self.supervised, bodies__ended_at__isnull=True)
        if self.supervised:
            rows = rows.filter(own | kept if self.kept else own).distinct()
            return rows.only(*COLUMNS).by_monitoring()
        # What her secretariat keeps: who takes part is not asked, and the compartments are.
        rows = rows.filter(kept).select_related("compartment")
        return rows.only(*COLUMNS, *OF_COMPARTMENT).by_monitoring()

    @cached_property
    def plans(self) -> list[Plan]:
        found = list(self.question)
        return placed(found, self.user) if self.supervised else found

    @cached_property
    def told(self) -> Told:
        """All that the rows say, in one statement about the cases of these plans."""
        if not self.plans:
            return Told()
        with within(plan.compartment.case_id for plan in self.plans):
            asked = self.asked()
            return asked.told(ask_together(asked.questions))

    def asked(self) -> "Asked":
        """What the rows say, for a page that asks it together with more and puts it into `told`."""
        return Asked(self, self.plans, self.user)

    def of_hers(self, people: Iterable[InCharge]) -> dict[uuid.UUID, list[InCharge]]:
        """Staff in charge, plan by plan: of one's own bodies, or of all for who keeps the plan."""
        own = {body.pk for body in self.supervised}
        kept = {body.pk for body in self.kept}
        found: dict[uuid.UUID, list[InCharge]] = {}
        for row in people:
            if row.body_id in own or row.organization_id in kept:
                found.setdefault(row.plan_id, []).append(row)
        return found

    @property
    def in_charge(self) -> dict[uuid.UUID, list[InCharge]]:
        return self.told.in_charge

    @cached_property
    def rows(self) -> list[BoardRow]:
        """Every plan of the board, in a constant number of questions."""
        own = {body.pk for body in self.supervised}
        return [
            BoardRow(
                plan,
                self.told.standings[plan.pk],
                tuple(self.in_charge.get(plan.pk, ())),
                tuple(
                    row
                    for row in self.told.reviews.get(plan.pk, ())
                    if not own or row.body_id in own
                ),
                plan.state in EDITABLE
                and not plan.is_before_consent
                and any(row.body_id in own for row in self.in_charge.get(plan.pk, ())),
            )
            for plan in self.plans
        ]

    def shown(self, rows: Sequence[BoardRow]) -> list[BoardRow]:
        """These rows with all that a page or paper shows of their plans; one question."""
        with within(row.plan.compartment.case_id for row in rows):
            asked = Plan.objects.visible_to(self.user).for_list()
            plans = {p.pk: p for p in asked.filter(pk__in=[row.plan.pk for row in rows])}
        return [replace(row, plan=plans[row.plan.pk]) for row in rows if row.plan.pk in plans]

    def chosen(self, codes: dict[str, str]) -> list[BoardRow]:
        """Rows by filters and order; unknown codes filter nothing."""
        rows: Iterable[BoardRow] = self.rows
        if codes.get("why") in WHY:
            rows = filter(WHY[codes["why"]][1], rows)
        if codes.get("kind") in Plan.Kind.values:
            rows = [row for row in rows if row.plan.kind == codes["kind"]]
        if codes.get("state") in PlanState.values:
            rows = [row for row in rows if str(row.state) == codes["state"]]
        if codes.get("staff") in {key for key, _ in self.staff}:
            rows = [
                row
                for row in rows
                if codes["staff"] in {str(one.appointment_id) for one in row.in_charge}
            ]
        order = ORDERS.get(codes.get("order", ""), ORDERS["light"])[1]
        return sorted(rows, key=order)

    @cached_property
    def counts(self) -> list[tuple[str, str, int]]:
        """Code, words and number of plans for each reason to look."""
        return [
            (code, words, sum(1 for row in self.rows if fits(row)))
            for code, (words, fits) in WHY.items()
        ]

    @cached_property
    def staff(self) -> list[tuple[str, str]]:
        """Staff in charge who can be chosen: id of the appointment, and name."""
        found = {
            str(row.appointment_id): f"{row.name}（{row.body}）"
            for rows in self.in_charge.values()
            for row in rows
        }
        return sorted(found.items(), key=lambda pair: pair[1])

    @cached_property
    def loads(self) -> list[Load]:
        """Who carries how much: plans in charge, and the roles of her body in them."""
        found: dict[Any, Load] = {}
        for row in self.rows:
            for one in row.in_charge:
                load = found.setdefault(
                    one.appointment_id,
                    Load(one.name, one.body, key=str(one.appointment_id), body_id=one.body_id),
                )
                load.plans += 1
                load.red += row.standing.light == Light.RED
                load.yellow += row.standing.light == Light.YELLOW
                load.not_begun += row.standing.light == Light.NOT_BEGUN
                open_tasks, overdue = self.told.tasks.get((row.plan.pk, one.body_id), (0, 0))
                load.tasks += open_tasks
                load.overdue += overdue
        return sorted(found.values(), key=lambda load: (-load.plans, load.name))


def placed(plans: list[Plan], user: Any) -> list[Plan]:
    """With the compartment of each, which says of which case they are; one question."""
    wanted = [plan.compartment_id for plan in plans]
    known = Compartment.objects.visible_to(user).in_bulk(wanted) if wanted else {}
    return put_in_place(plans, known)


def put_in_place(plans: list[Plan], known: Mapping[uuid.UUID, Compartment]) -> list[Plan]:
    """The same from compartments that were asked for already."""
    found = [plan for plan in plans if plan.compartment_id in known]
    for plan in found:
        plan.compartment = known[plan.compartment_id]
    return found


def in_charge_of(plans: Iterable[uuid.UUID], user: Any) -> Any:
    """Who takes part in these plans now, as `InCharge` names it."""
    rows = PlanBody.objects.visible_to(user).filter(plan__in=among(plans), ended_at__isnull=True)
    return rows.values_list(
        *("plan", "compartment__organization", "body", "body__name"),
        *("appointment", "appointment__staff__name"),
    )


def tasks_to_do(plans: Iterable[uuid.UUID], user: Any) -> Any:
    """Roles still to do and those overdue, counted by plan and body."""
    overdue = Q(due_on__lt=timezone.localdate(), plan__state__in=IN_SUPPORT)
    rows = PlanTask.objects.visible_to(user).to_do().filter(plan__in=among(plans)).order_by()
    return rows.values("plan", "body").annotate(
        to_do=Count("pk"), overdue=Count("pk", filter=overdue)
    )


def tasks_by_body(
    counted: Iterable[dict[str, Any]],
) -> dict[tuple[uuid.UUID, Any], tuple[int, int]]:
    """The same by plan and body: to do, overdue."""
    return {(row["plan"], row["body"]): (row["to_do"], row["overdue"]) for row in counted}
