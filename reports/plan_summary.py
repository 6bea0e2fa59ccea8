"""The board of plans as a page opens it: which plans there are, why each is looked at, in which orders, and who
carries how much. Of a secretariat, which keeps those of the whole ward, it is kept for a minute (kept.py).

What is kept are ids, codes and numbers of `PlanBoard`, by its own definitions. The rows of a page are asked anew
within their cases, so that nothing shows that is not open at that moment (R17).
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils import timezone

from access.context import within
from access.together import ask_together
from organizations.models import Appointment, Body
from plans.models import Plan
from plans.standing import Light
from plans.states import PlanState

from .kept import kept
from .plan_board import ORDERS, WHY, BoardRow, Load, PlanBoard


@dataclass(frozen=True)
class Stub:
    """A plan of the board, as far as filters ask."""

    plan: uuid.UUID
    case: uuid.UUID
    kind: str
    state: str
    why: tuple[str, ...]
    staff: tuple[str, ...]


class PlanSummary:
    """The board in numbers, and its rows by page."""

    def __init__(self, acting: Any, user: Any) -> None:
        self.acting, self.user = acting, user
        self.board = PlanBoard(acting, user)
        self.is_kept = bool(self.board.kept)
        self.counted_at = timezone.now()
        self._numbers = self._kept() if self.is_kept else self._count()

    def _kept(self) -> dict[str, Any]:
        board = self.board
        how = [
            *sorted(str(body.pk) for body in board.supervised),
            "keeps",
            *Light.values,  # what was kept before there was another light is counted anew
            *sorted(str(body.pk) for body in board.kept),
        ]
        found = kept(self.user, "plans", how, self._count)
        self.counted_at = found.counted_at
        return found.numbers

    def _count(self) -> dict[str, Any]:
        rows = self.board.rows
        orders = {
            code: sorted(range(len(rows)), key=lambda place: order(rows[place]))
            for code, (_, order) in ORDERS.items()
        }
        loads = [
            [
                *(one.key, str(one.body_id), one.plans, one.red, one.yellow, one.not_begun),
                *(one.tasks, one.overdue),
            ]
            for one in self.board.loads
        ]
        return {"rows": [_stub(row) for row in rows], "orders": orders, "loads": loads}

    @cached_property
    def rows(self) -> list[Stub]:
        """All plans of the board."""
        return [
            Stub(uuid.UUID(plan), uuid.UUID(case), kind, state, tuple(why), tuple(staff))
            for plan, case, kind, state, why, staff in self._numbers["rows"]
        ]

    def chosen(self, codes: dict[str, str]) -> list[Stub]:
        """Rows by filters and order; unknown codes filter nothing (as `PlanBoard.chosen`)."""
        order = codes.get("order", "")
        places = self._numbers["orders"][order if order in ORDERS else "light"]
        rows: Iterable[Stub] = [self.rows[place] for place in places]
        if codes.get("why") in WHY:
            rows = [row for row in rows if codes["why"] in row.why]
        if codes.get("kind") in Plan.Kind.values:
            rows = [row for row in rows if row.kind == codes["kind"]]
        if codes.get("state") in PlanState.values:
            rows = [row for row in rows if row.state == codes["state"]]
        if codes.get("staff") in {load.key for load in self.loads}:
            rows = [row for row in rows if codes["staff"] in row.staff]
        return list(rows)

    def shown(self, stubs: list[Stub]) -> list[BoardRow]:
        """The rows of a page as they stand now."""
        board = self.board
        if self.is_kept:
            with within(stub.case for stub in stubs):
                board = PlanBoard(self.acting, self.user)
                _ = board.rows
        known = {row.plan.pk: row for row in board.rows}
        return board.shown([known[stub.plan] for stub in stubs if stub.plan in known])

    @cached_property
    def counts(self) -> list[tuple[str, str, int]]:
        """Code, words and number of plans for each reason to look."""
        return [
            (code, words, sum(1 for row in self.rows if code in row.why))
            for code, (words, _) in WHY.items()
        ]

    @cached_property
    def loads(self) -> list[Load]:
        """Who carries how much; one question for the names."""
        found = self._numbers["loads"]
        people, bodies = ask_together(
            [
                Appointment.objects.filter(pk__in=[row[0] for row in found]).values_list(
                    "pk", "staff__name"
                ),
                Body.objects.filter(pk__in={row[1] for row in found}).values_list("pk", "name"),
            ]
        )
        names = {str(pk): name for pk, name in [*people, *bodies]}
        loads = [
            Load(
                names.get(key, ""),
                names.get(body, ""),
                plans,
                red,
                yellow,
                not_begun,
                tasks,
                overdue,
                key,
                uuid.UUID(body),
            )
            for key, body, plans, red, yellow, not_begun, tasks, overdue in found
        ]
        return sorted(loads, key=lambda load: (-load.plans, load.name))

    @property
    def staff(self) -> list[tuple[str, str]]:
        """Staff in charge who can be chosen: id of the appointment, and name."""
        found = [(load.key, f"{load.name}（{load.body}）") for load in self.loads]
        return sorted(found, key=lambda pair: pair[1])


def _stub(row: BoardRow) -> list[Any]:
    return [
        str(row.plan.pk),
        str(row.plan.compartment.case_id),
        row.plan.kind,
        str(row.state),
        [code for code, (_, fits) in WHY.items() if fits(row)],
        sorted({str(one.appointment_id) for one in row.in_charge}),
    ]
