"""A request about so much that it is decided in two parts: first a considerable one, then the rest (Art. 84)."""

import datetime
import uuid
from typing import Any

from django.db import transaction

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.wareki import format_date
from keeping.disclosing import (
    Paragraph,
    grounds_of,
    now_decided,
    paragraphs,
    proposals,
    torn_apart,
)
from keeping.models import Decision, DisclosureRequest
from keeping.time_limits import due_on

from .disclosure_tasks import REST, TASK, done_task, keep_task, move_task, open_task
from .marks import mark_paragraphs
from .time_limits import require_may_tell

# What the second row says of the request as the first one does. Of meetings the first paper has spoken.
SAME = (
    *("record_id", "person_id", "subject", "is_subject", "asker", "asker_name", "received_on"),
    *("confirmed_how", "no_conflict", "asks_for_readings"),
)


@transaction.atomic
def tell_of_rest(
    *,
    request: DisclosureRequest,
    reason: str,
    told_on: datetime.date,
    rest_due_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> DisclosureRequest:
    """Whoever asked is told that a considerable part is decided within sixty days, why, and until when the rest is.
    Both days are tasks from now on."""
    require_may_tell(request, reason, told_on)
    until = due_on(request.received_on, correction_days=request.correction_days, in_parts=True)
    if rest_due_on <= until:
        raise DomainError(
            f"残りの部分の期限は、はじめの決定の期限（{format_date(until)}）よりあとの日にしてください"
        )
    move_task(request, TASK, request.due_on, until, by)
    open_task(request, REST, rest_due_on, by.pk, by)
    fields = {
        "rest_reason": reason.strip(),
        "rest_told_on": told_on,
        "rest_due_on": rest_due_on,
        "due_on": until,
    }
    return save_changed(request, by=by, fields=fields, version=version)


def rest_of(request: DisclosureRequest, user: Any) -> DisclosureRequest | None:
    """The row in which the rest of it is decided, once there is one."""
    rows = DisclosureRequest.objects.visible_to(user).filter(rest_of=request.pk)
    found: DisclosureRequest | None = rows.first()
    return found


# --- what the decisions ask of it ------------------------------------------------------------------


def require_fits(
    request: DisclosureRequest,
    decision: str,
    words: str,
    found: list[Paragraph],
    grounds: dict[uuid.UUID, str],
) -> None:
    """Raises DomainError if the decision is not what the marks say. It is about what is not put off."""
    decided = now_decided(found, grounds)
    withheld = [one for one in decided if grounds.get(one.key)]
    if len(decided) < len(found):
        _require_considerable(decided, words, torn_apart(found, grounds))
    if decision == Decision.WHOLE and withheld:
        raise DomainError("開示しない段落があります。「一部を開示する」を選んでください")
    if decision == Decision.WHOLE and request.asks_for_meetings:
        raise DomainError("支援会議の記録も求められています。「一部を開示する」を選んでください")
    if decision == Decision.PARTIAL and not withheld and not request.asks_for_meetings:
        raise DomainError("開示しない段落がありません。「全部を開示する」を選んでください")
    if request.is_in_parts and found:
        _require_grounds(decision, is_all=len(withheld) == len(decided))


def _require_considerable(decided: list[Paragraph], words: str, torn: list[int]) -> None:
    """A part is decided now, in whole columns, and whoever asked can tell which."""
    if not decided:
        raise DomainError(
            "すべての段落を「あとで決定する」にはできません。相当の部分を、いま決定します（第84条）"
        )
    if torn:
        numbers = "、".join(map(str, torn[:10]))
        raise DomainError(
            f"「あとで決定する」は、同じ欄の段落をまとめて選びます（{numbers}番目も、同じ欄です）"
        )
    if not words.strip():
        raise DomainError(
            "「決定の説明」に、どの部分についての決定かを書いてください。例：令和7年3月までの記録"
        )


def _require_grounds(decision: str, *, is_all: bool) -> None:
    """Whoever asked knows that there are records: "not disclosed" says on what grounds, of all that is decided."""
    if decision == Decision.REFUSED and not is_all:
        raise DomainError(
            "期限の特例（第84条）を使った請求で「開示しない」を選べるのは、"
            "決定するすべての段落に、開示しない理由があるときです"
        )
    if decision == Decision.PARTIAL and is_all:
        raise DomainError("開示する段落がありません。「開示しない」を選んでください")


def begin_rest(request: DisclosureRequest, by: Any) -> DisclosureRequest:
    """The first part is decided: what was put off is a request of its own from now on, with marks to look through
    as at the beginning. Its day does not wait until the first papers are handed over. Nothing put off: over."""
    if request.rest_told_on is None or request.rest_due_on is None:
        return request
    if rest_of(request, by) is not None:  # decided anew
        return request
    found = paragraphs(request, by)
    if len(now_decided(found, grounds_of(request, by))) == len(found):
        done_task(request, REST, request.rest_due_on, by)
        return request
    made = DisclosureRequest.objects.create(
        compartment_id=request.compartment_id,
        created_by=by,
        rest_of=request,
        rest_due_on=request.rest_due_on,
        due_on=request.rest_due_on,
        **{name: getattr(request, name) for name in SAME},
    )
    parts = paragraphs(made, by)
    mark_paragraphs(request=made, grounds=proposals(made, parts, by), found=parts, by=by)
    keep_task(made, REST, made.due_on, by)
    return request


def reopen_rest_task(request: DisclosureRequest, by: Any) -> None:
    """The first decision is taken back: until the next one nobody knows whether something is put off."""
    if request.rest_due_on is None or request.is_rest or rest_of(request, by) is not None:
        return
    keep_task(request, REST, request.rest_due_on, by)
