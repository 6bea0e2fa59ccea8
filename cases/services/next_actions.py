"""What is to be done next: changed, and taken back when it was ticked by mistake."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import CaseRecord, NextAction
from organizations.models import Staff

from .records import offices_at, require_going_on, staff_in_charge
from .restrictions import kept_out_of


def possible_assignees(*, record: CaseRecord, by: Any) -> list[Staff]:
    """Who keeps the record: the staff of the body, or those in charge of a narrowed case (R2); nobody who is kept out
    of it (R12)."""
    if record.is_narrowed:
        people = [row.staff for row in staff_in_charge(record, by)]
    else:
        people = list({a.staff_id: a.staff for a in offices_at(record.body)}.values())
    kept_out = kept_out_of(record.compartment.case)
    return [person for person in people if person.pk not in kept_out]


@transaction.atomic
def change_action(
    *,
    action: NextAction,
    what: str,
    due_on: datetime.date,
    assignee: Staff,
    by: Any,
    version: int | None = None,
) -> NextAction:
    """Another thing, day or person. What is done stays as it is; a stale change is refused."""
    record = _record_of(action, by)
    require_going_on(record)
    if action.done_at is not None:
        raise DomainError("済んだ予定は直せません。先に「済んだ」を取り消してください")
    known = {person.pk for person in possible_assignees(record=record, by=by)}
    if assignee.pk not in known | {action.assignee_id}:
        raise DomainError("する人を、この記録を担当できる職員から選んでください")
    fields = {"what": what, "due_on": due_on, "assignee_id": assignee.pk}
    return save_changed(action, by=by, fields=fields, version=version)


@transaction.atomic
def undo_action(*, action: NextAction, by: Any) -> NextAction:
    """Take back 済んだ on the day it was ticked. Doing it twice changes nothing.

    What was given up when the support ended was not ticked: DomainError, as for another day.
    """
    if action.done_at is None:
        return action
    require_going_on(_record_of(action, by))
    if action.is_dropped:
        raise DomainError(
            "支援を終えたときにとりやめたことは、元に戻せません。"
            "必要なら、記録を書くときに、もう一度付けてください"
        )
    if timezone.localdate(action.done_at) != timezone.localdate():
        raise DomainError("「済んだ」を取り消せるのは、その日のうちだけです")
    return save_changed(action, by=by, fields={"done_at": None})


def open_or_done_today(rows: QuerySet[NextAction]) -> QuerySet[NextAction]:
    """Those to do, and those done today, which can still be taken back, or given up today."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return rows.filter(Q(done_at__isnull=True) | Q(done_at__gte=midnight))


def by_day(rows: Iterable[NextAction], by: Any) -> list[NextAction]:
    """Open ones by their day, on the same day one's own first; then those that are done."""
    found = list(rows)
    waiting = [row for row in found if row.done_at is None]
    done = [row for row in found if row.done_at is not None]
    return sorted(waiting, key=lambda row: (row.due_on, row.assignee_id != by.pk)) + done


def _record_of(action: NextAction, by: Any) -> CaseRecord:
    rows = CaseRecord.objects.visible_to(by).select_related("body", "compartment")
    found: CaseRecord = rows.get(pk=action.record_id)
    return found
