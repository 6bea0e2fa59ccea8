"""From one state to the next: the only function that changes it."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from documents.wareki import format_date
from outreach.models import Outreach, OutreachStep
from outreach.states import OutreachState, is_back

from .guards import missing
from .targets import settle_record


@transaction.atomic
def move_on(
    *,
    outreach: Outreach,
    to: str,
    by: Any,
    on: datetime.date | None = None,
    words: str = "",
    version: int | None = None,
) -> Outreach:
    """Move to another state when its guards are met; whoever goes back says why."""
    if to == OutreachState.CLOSED:
        raise DomainError("終結は、「終結する」の画面から、理由を書いて行ってください")
    if words_missing := missing(outreach, to, by):
        raise DomainError(words_missing)
    if is_back(outreach.state, to) and not words.strip():
        raise DomainError("前の段階に戻すときは、理由を書いてください")
    moved = step(outreach, to, by=by, on=on, words=words, version=version)
    if to == OutreachState.APPROACHING:
        settle_record(moved, by)
    return moved


def last_day(outreach: Outreach, by: Any) -> datetime.date:
    """The day of the last step; nothing is written before it."""
    last = OutreachStep.objects.visible_to(by).filter(outreach=outreach).last()
    return last.on if last else outreach.identified_on


def step(
    outreach: Outreach,
    to: str,
    *,
    by: Any,
    on: datetime.date | None = None,
    words: str = "",
    version: int | None = None,
    fields: dict[str, Any] | None = None,
) -> Outreach:
    """Write the state and its step. Guards are the caller's; the day lies between the last step and
    today."""
    day = on or timezone.localdate()
    if day > timezone.localdate():
        raise DomainError("日付は、今日までにしてください")
    if day < (last := last_day(outreach, by)):
        raise DomainError(f"前の段階の日（{format_date(last)}）より前の日付にはできません")
    before = outreach.state
    moved = save_changed(outreach, by=by, fields={"state": to, **(fields or {})}, version=version)
    OutreachStep.objects.create(
        compartment_id=outreach.compartment_id,
        created_by=by,
        outreach=outreach,
        before=before,
        state=to,
        on=day,
        words=words,
    )
    return moved
