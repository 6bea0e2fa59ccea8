"""The days of a request: those of its correction do not count, and it is extended once (Art. 83, 94, 102). Those of
one that takes longer: rest.py (Art. 84), amendment.py (Art. 95, 103)."""

import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.wareki import format_date
from keeping.asked_models import AskedOfBody
from keeping.time_limits import MOST_MORE

from .asked import require_corrected
from .disclosure_tasks import move_task, task_of

A = TypeVar("A", bound=AskedOfBody)

ENDED = "決定のあと、移送のあと、取下げのあとは、変えられません"


@transaction.atomic
def ask_correction(
    *,
    request: A,
    asked_on: datetime.date,
    words: str,
    by: Any,
    version: int | None = None,
) -> A:
    """Something is missing in the request: its days stand still until it has been corrected (Art. 77 (3), 91 (3), 99 (3)).
    Raises DomainError of a day that was counted for an earlier correction, or that lies after the time limit."""
    if request.is_rest:
        raise DomainError("補正は、はじめの請求の画面で記録します")
    if not request.is_open:
        raise DomainError("補正を求められるのは、確認を頼む前です。差し戻してもらってください")
    if request.correction_asked_on is not None:
        raise DomainError("もう補正を求めています")
    if not words.strip():
        raise DomainError("補正を求めた内容を書いてください")
    require_since_receipt(request, asked_on, "補正を求めた日")
    if request.corrected_on is not None and asked_on < request.corrected_on:
        raise DomainError(
            f"前の補正が終わった日（{format_date(request.corrected_on)}）より前です。"
            "同じ日を二重に数えないよう、補正を求めた日は、その日からあとの日にしてください"
        )
    if asked_on > request.due_on:
        raise DomainError(
            f"決定の期限（{format_date(request.due_on)}）を過ぎています。補正を求めた日は、期限までの日にしてください"
        )
    fields = {"correction_asked_on": asked_on, "correction_words": words.strip()}
    return save_changed(request, by=by, fields=fields, version=version)


@transaction.atomic
def note_correction(
    *,
    request: A,
    corrected_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> A:
    """The request has been corrected: the days that it took are added to the time limit."""
    asked_on = request.correction_asked_on
    if asked_on is None:
        raise DomainError("補正を求めていません")
    if not request.is_open:
        raise DomainError(
            "補正されたことを記録できるのは、準備中のときです。差し戻してもらうか、決定を準備に戻してください"
        )
    if not asked_on <= corrected_on <= timezone.localdate():
        raise DomainError("補正された日は、補正を求めた日からきょうまでの日にしてください")
    days = request.correction_days + (corrected_on - asked_on).days
    fields = {
        "correction_asked_on": None,
        "corrected_on": corrected_on,
        "correction_days": days,
    }
    return _counted(request, by, version, fields)


@transaction.atomic
def extend(
    *,
    request: A,
    days: int,
    reason: str,
    told_on: datetime.date,
    by: Any,
    version: int | None = None,
) -> A:
    """The time limit is extended, once, and whoever asked is told why (Art. 83 (2), 94 (2), 102 (2))."""
    if request.is_decided or request.is_over_undecided:
        raise DomainError(ENDED)
    if request.extended_by:
        raise DomainError("延長できるのは1回だけです。もう延長しています")
    if request.is_special:
        raise DomainError(f"期限の特例（{request.law.special}）を使った請求は、延長できません")
    if not 1 <= days <= MOST_MORE:
        raise DomainError(f"延長できるのは{MOST_MORE}日までです")
    if not reason.strip():
        raise DomainError("延長の理由を書いてください。請求した人に知らせる理由です")
    require_since_receipt(request, told_on, "知らせた日")
    if told_on > request.due_on and request.correction_asked_on is None:
        raise DomainError("決定の期限を過ぎています。延長は、期限のうちに知らせます")
    fields = {"extended_by": days, "extension_reason": reason.strip(), "extended_on": told_on}
    return _counted(request, by, version, fields)


def require_may_tell(request: AskedOfBody, reason: str, told_on: datetime.date) -> None:
    """Raises DomainError unless whoever asked may be told, on that day and with a reason, that it takes longer than an
    extension (Art. 84, 95, 103): before it is checked, within the thirty days, and beside no extension."""
    if request.is_special:
        raise DomainError("期限の特例は、もう使っています")
    if not request.is_open:
        raise DomainError("期限の特例を使うのは、確認を頼む前です。差し戻してもらってください")
    if request.extended_by:
        raise DomainError("期限を延長したあとは、この特例を使えません")
    require_corrected(request)
    if not reason.strip():
        raise DomainError("特例を使う理由を書いてください。請求した人に知らせる理由です")
    require_since_receipt(request, told_on, "知らせた日")
    if told_on > request.due_on:
        raise DomainError(
            f"特例は、{format_date(request.due_on)}までに知らせなければなりません（{request.law.special}）"
        )


def _counted(request: A, by: Any, version: int | None, fields: dict[str, Any]) -> A:
    """With the day on which it falls due now; the task moves with it."""
    counted = {"correction_days": request.correction_days, "extended_by": request.extended_by}
    counted |= {name: value for name, value in fields.items() if name in counted}
    until = request.due_after(**counted)
    move_task(request, task_of(request), request.due_on, until, by)
    return save_changed(request, by=by, fields=fields | {"due_on": until}, version=version)


def require_since_receipt(request: AskedOfBody, day: datetime.date, words: str) -> None:
    """Raises DomainError unless it lies between the receipt and today."""
    if not request.received_on <= day <= timezone.localdate():
        raise DomainError(f"{words}は、受け付けた日からきょうまでの日にしてください")
