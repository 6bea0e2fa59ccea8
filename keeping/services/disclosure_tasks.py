"""What a request asks of the body, among its other tasks: so it stands in 「今日の仕事」."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from access.shortcuts import save_changed
from cases.models import NextAction
from keeping.amendment_models import AmendmentKind, AmendmentRequest
from keeping.asked_models import AskedOfBody

TASK = "開示請求への決定（期限）"
REST = "開示請求の残りの部分への決定（期限）"
OPINION = "開示請求の第三者からの意見書（期限）"
TELLING = "開示に反対した第三者に、決定を知らせる"
AMENDING = {
    AmendmentKind.AMEND: "訂正請求への決定（期限）",
    AmendmentKind.STOP: "利用停止請求への決定（期限）",
}
CARRYING = {
    AmendmentKind.AMEND: "決定した訂正を行う",
    AmendmentKind.STOP: "決定した利用停止を行う",
}
OF_A_DISCLOSURE = (TASK, REST, OPINION, TELLING, *AMENDING.values(), *CARRYING.values())


def open_task(
    request: AskedOfBody, what: str, due_on: datetime.date, assignee: uuid.UUID, by: Any
) -> None:
    """Something is to be done until a day; no name stands in it."""
    NextAction.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        record_id=request.record_id,
        what=what,
        due_on=due_on,
        assignee_id=assignee,
    )


def task_of(request: AskedOfBody) -> str:
    """What its decision is called among the tasks."""
    if isinstance(request, AmendmentRequest):
        return AMENDING[AmendmentKind(request.kind)]
    return REST if request.is_rest else TASK


def keep_task(request: AskedOfBody, what: str, due_on: datetime.date, by: Any) -> None:
    """It stands there, once."""
    tasks = NextAction.objects.visible_to(by).filter(record=request.record_id, what=what)
    if not tasks.filter(due_on=due_on, done_at__isnull=True).exists():
        open_task(request, what, due_on, by.pk, by)


def done_task(request: AskedOfBody, what: str, due_on: datetime.date, by: Any) -> None:
    """It is done; nothing where somebody has ticked it before."""
    _change(request, what, due_on, {"done_at": timezone.now()}, by)


def move_task(
    request: AskedOfBody, what: str, due_on: datetime.date, to: datetime.date, by: Any
) -> None:
    """It falls due on another day."""
    _change(request, what, due_on, {"due_on": to}, by)


def _change(
    request: AskedOfBody, what: str, due_on: datetime.date, fields: dict[str, Any], by: Any
) -> None:
    tasks = NextAction.objects.changeable_by(by).filter(record=request.record_id, what=what)
    for task in tasks.filter(due_on=due_on, done_at__isnull=True)[:1]:
        save_changed(task, by=by, fields=fields)
