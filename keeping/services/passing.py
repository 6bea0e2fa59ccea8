"""A request is passed on 事案の移送: another body answers it, with its consent (Art. 85, 96). Two people decide that, as
everything else; then it is over here, and no day counts any more."""

import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from keeping.asked_models import PASS_ON, AskedOfBody, RequestState
from keeping.models import DisclosureRequest

from .asked import AWAITS_CORRECTION, answer, move
from .disclosure_tasks import done_task, task_of
from .third_parties import stop_waiting
from .time_limits import require_since_receipt

A = TypeVar("A", bound=AskedOfBody)


@transaction.atomic
def propose_passing(
    *,
    request: AskedOfBody,
    passed_to: str,
    agreed_on: datetime.date,
    words: str,
    by: Any,
    version: int | None = None,
) -> Any:
    """Put before a second person that another body, which has agreed, answers it. Raises DomainError of a request to
    stop using, for which the Act knows none, and of one about which it was told that it is decided in parts."""
    if why_not := why_not_passed(request):
        raise DomainError(why_not)
    if not passed_to.strip():
        raise DomainError("移送する相手を書いてください")
    if not words.strip():
        raise DomainError("移送する理由を書いてください。請求した人に知らせる理由です")
    require_since_receipt(request, agreed_on, "相手が承知した日")
    move(request, RequestState.CHECKING, by, version=version)
    meta: Any = request._meta
    submissions = meta.get_field("submissions").related_model
    facts: dict[str, Any] = {"passed_to": passed_to.strip(), "agreed_on": agreed_on}
    if isinstance(request, DisclosureRequest):
        facts["digest"] = request.pk  # nothing of the records is decided
    return submissions.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        request=request,
        decision=PASS_ON,
        words=words.strip(),
        **facts,
    )


def why_not_passed(request: AskedOfBody) -> str:
    """Why it cannot be put forward to be passed on now, in words; empty where it can. Button and page ask the same."""
    if not request.law.passing:
        return f"{request.called}には、移送の決まりがありません。この機関で決定してください"
    if isinstance(request, DisclosureRequest) and request.is_in_parts:
        return "期限の特例（第84条）を知らせた請求は、移送できません。この機関で決定してください"
    if not request.is_open:
        return "移送の確認を頼めるのは、準備中のときです。差し戻してもらってください"
    return AWAITS_CORRECTION if request.correction_asked_on is not None else ""


def check_passing(
    request: A, submission: Any, *, is_right: bool, words: str, by: Any, version: int | None
) -> A:
    """The second person agrees, and it ends here without a decision; or it goes back. Within the transaction of whoever
    has made sure that she may."""
    answer(submission, is_right=is_right, words=words, by=by)
    if not is_right:
        return move(request, RequestState.OPEN, by, version=version)
    done_task(request, task_of(request), request.due_on, by)
    if isinstance(request, DisclosureRequest):
        stop_waiting(request, by)
    facts = {
        "passed_to": submission.passed_to,
        "passed_why": submission.words,
        "passed_on": timezone.localdate(),
    }
    return move(request, RequestState.PASSED, by, version=version, **facts)
