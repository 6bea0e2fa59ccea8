"""The days of a request of disclosure: those of its correction do not count, and it is extended once (Art. 83).
Those of a request that is decided in parts: rest.py (Art. 84)."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from keeping.models import DisclosureRequest
from keeping.time_limits import MOST_MORE, due_on

from .disclosure_tasks import TASK, move_task

ENDED = "決定のあとは変えられません"


@transaction.atomic
def ask_correction(
    *,
    request: DisclosureRequest,
    asked_on: datetime.date,
    words: str,
    by: Any,
    version: int | None = None,
) -> DisclosureRequest:
    """Something is missing in the request: its days stand still until it has been corrected (Art. 77 (3))."""
    if request.is_rest:
        raise DomainError("補正は、はじめの請求の画面で記録します")
    if not request.is_open:
        raise DomainError("補正を求められるのは、確認を頼む前です。差し戻してもらってください")
    if request.correction_asked_on is not None:
        raise DomainError("もう補正を求めています")
    if not words.strip():
        raise DomainError("補正を求めた内容を書いてください")
    require_since_receipt(request, asked_on, "補正を求めた日")
    fields = {"correction_asked_on": asked_on, "correction_words": words.strip()}
    return save_changed(request, by=by, fields=fields, version=version)


@transaction.atomic
def note_correction(
    *,
    request: DisclosureRequest,
    corrected_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> DisclosureRequest:
    """The request has been corrected: the days that it took are added to the time limit."""
    asked_on = request.correction_asked_on
    if asked_on is None:
        raise DomainError("補正を求めていません")
    if not asked_on <= corrected_on <= timezone.localdate():
        raise DomainError("補正された日は、補正を求めた日からきょうまでの日にしてください")
    days = request.correction_days + (corrected_on - asked_on).days
    return _counted(request, by, version, {"correction_asked_on": None, "correction_days": days})


@transaction.atomic
def extend(
    *,
    request: DisclosureRequest,
    days: int,
    reason: str,
    told_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> DisclosureRequest:
    """The time limit is extended, once, and whoever asked is told why (Art. 83 (2))."""
    if request.is_decided:
        raise DomainError(ENDED)
    if request.extended_by:
        raise DomainError("延長できるのは1回だけです。もう延長しています")
    if request.is_in_parts:
        raise DomainError("期限の特例（第84条）を使った請求は、延長できません")
    if not 1 <= days <= MOST_MORE:
        raise DomainError(f"延長できるのは{MOST_MORE}日までです")
    if not reason.strip():
        raise DomainError("延長の理由を書いてください。請求した人に知らせる理由です")
    require_since_receipt(request, told_on, "知らせた日")
    if told_on > request.due_on and request.correction_asked_on is None:
        raise DomainError("決定の期限を過ぎています。延長は、期限のうちに知らせます")
    fields = {"extended_by": days, "extension_reason": reason.strip(), "extended_on": told_on}
    return _counted(request, by, version, fields)


def _counted(
    request: DisclosureRequest, by: Any, version: int | None, fields: dict[str, Any]
) -> DisclosureRequest:
    """With the day on which it falls due now; the task moves with it."""
    counted = {"correction_days": request.correction_days, "extended_by": request.extended_by}
    counted |= {name: value for name, value in fields.items() if name in counted}
    in_parts = request.rest_told_on is not None
    until = due_on(request.received_on, in_parts=in_parts, **counted)
    move_task(request, TASK, request.due_on, until, by)
    return save_changed(request, by=by, fields=fields | {"due_on": until}, version=version)


def require_since_receipt(request: DisclosureRequest, day: datetime.date, words: str) -> None:
    """Raises DomainError unless it lies between the receipt and today."""
    if not request.received_on <= day <= timezone.localdate():
        raise DomainError(f"{words}は、受け付けた日からきょうまでの日にしてください")
