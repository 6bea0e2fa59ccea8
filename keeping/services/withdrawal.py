"""A request is taken back 取下げ by whoever made it: it is over without a decision, and no day counts any more."""

import datetime
from typing import Any, TypeVar

from django.db import transaction

from access.errors import DomainError
from keeping.asked_models import AskedOfBody, RequestState
from keeping.models import DisclosureRequest

from .asked import move
from .disclosure_tasks import REST, done_task, task_of
from .rest import rest_of
from .third_parties import stop_waiting
from .time_limits import require_since_receipt

A = TypeVar("A", bound=AskedOfBody)


@transaction.atomic
def withdraw(
    *, request: A, withdrawn_on: datetime.date, how: str, by: Any, version: int | None = None
) -> A:
    """Whoever asked says, before the decision, that she does not ask any more. What was to be done for it is done with;
    a rest that is a request of its own by now goes on (Art. 84)."""
    if request.is_decided:
        raise DomainError("決定のあとは、取下げを記録できません")
    if not how.strip():
        raise DomainError("取下げを確かめた方法を書いてください")
    require_since_receipt(request, withdrawn_on, "取り下げた日")
    done_task(request, task_of(request), request.due_on, by)
    if isinstance(request, DisclosureRequest):
        stop_waiting(request, by)
        if request.rest_told_on and request.rest_due_on and rest_of(request, by) is None:
            done_task(request, REST, request.rest_due_on, by)
    facts = {"withdrawn_on": withdrawn_on, "withdrawn_how": how.strip()}
    return move(request, RequestState.WITHDRAWN, by, version=version, **facts)
