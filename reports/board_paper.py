"""進行管理 as PDF for the monthly review: the plans of a board, on one page where they fit."""

import uuid
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from access.models import AccessLog, OutputHold
from access.output import Output
from access.reading import ReadingLog
from jobs.papers import Paper, as_pdf
from jobs.registry import JobKind, NotPermitted, page_at
from organizations.models import Appointment, Body
from plans.models import Plan

from .models import BoardExport
from .plan_board import WHY, PlanBoard
from .services import JOB_KIND

FILE_NAME = "plan-board.pdf"
TITLE = "支援プラン 進行管理"


class Offices:
    """The offices that a member of staff holds at this moment, as a request knows them."""

    def __init__(self, user: Any) -> None:
        self._held = list(Appointment.objects.current().with_body().filter(staff=user))

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(a.role for a in self._held)

    @property
    def bodies(self) -> list[Body]:
        return list(dict.fromkeys(a.body for a in self._held))

    def bodies_with(self, *roles: str) -> list[Body]:
        """Bodies at which she holds one of the roles."""
        return list(dict.fromkeys(a.body for a in self._held if a.role in roles))


def may(user: Any, object_id: uuid.UUID) -> BoardExport | None:
    """The board that was asked for, while every plan on it is still open to who asked (S-06)."""
    export: BoardExport | None = BoardExport.objects.visible_to(user).filter(pk=object_id).first()
    if export is None:
        return None
    seen = Plan.objects.visible_to(user).filter(pk__in=_plans_of(export)).count()
    return export if seen == len(export.plan_ids) else None


def _plans_of(export: BoardExport) -> list[uuid.UUID]:
    return [uuid.UUID(plan) for plan in export.plan_ids]


def gate(user: Any, export: BoardExport, option: str) -> Output:
    """It stays on the desk of who asked, and names the case of every plan."""
    plans = Plan.objects.visible_to(user).filter(pk__in=_plans_of(export))
    cases = plans.values_list("compartment__case_id", flat=True).distinct()
    return Output(OutputHold.Use.OWN, tuple(cases))


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> Paper:
    """Read the board anew, in the order of the screen; what has left it meanwhile is left out."""
    export = may(user, object_id)
    if export is None:
        raise NotPermitted
    board = PlanBoard(Offices(user), user)
    by_id = {str(row.plan.pk): row for row in board.rows}
    rows = board.shown([by_id[key] for key in export.plan_ids if key in by_id])
    log.note_cases(
        AccessLog.Action.PRINT, [row.plan.compartment.case for row in rows], kind=BOARD_PDF.label
    )
    bodies = [*board.supervised, *board.kept]
    context = {
        "paper": {
            "title": TITLE,
            "number": "",
            "audience": "印刷した人の手元の控え",
            "printed_by": f"{user}（{'、'.join(body.name for body in bodies)}）",
            "printed_at": timezone.now(),
        },
        "rows": rows,
        "counts": _counts(rows),
        "loads": board.loads,
        "asked": WHY[export.codes["why"]][0] if export.codes.get("why") in WHY else "",
        "bodies": bodies,
    }
    return Paper(render_to_string("reports/plan_board_paper.html", context), TITLE)


def _counts(rows: Any) -> list[tuple[str, int]]:
    return [(words, sum(1 for row in rows if fits(row))) for words, fits in WHY.values()]


make = as_pdf(FILE_NAME)


BOARD_PDF = JobKind(
    name=JOB_KIND,
    label="支援プランの進行管理",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("reports:plans", of_object=False),
)
