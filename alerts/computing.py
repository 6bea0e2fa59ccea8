"""What scheduled work does: ask every rule what is due, write what is new, close what is over.

As the role for scheduled work, which reads ids, states and dates (docs/jobs.md). It may be killed
anywhere and may run twice at once: each rule is one transaction, each row is unique, and rows are
written in one order, so that two runs wait for each other and never for ever.
"""

import datetime
import logging
from typing import Any

from django.db import Error as DatabaseErrorOfAnyKind
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from organizations.figures import Figures

from .models import Alert
from .registry import AlertRule, Due, all_rules

logger = logging.getLogger("alerts")

AT_ONCE = 500
Key = tuple[str, str, str]


def compute(today: datetime.date | None = None) -> int:
    """Bring the alerts of all rules to this day; how many are new. A rule that fails stops no other."""
    day, figures, made = today or timezone.localdate(), Figures(), 0
    for rule in all_rules():
        try:
            made += compute_rule(rule, day, figures)
        except DatabaseErrorOfAnyKind as error:
            # The text of an error may hold content: only its kind is logged (S-40).
            logger.error("alert rule %s: %s", rule.code, type(error).__name__)
    return made


def compute_rule(rule: AlertRule, today: datetime.date, figures: Figures) -> int:
    """One rule, in one transaction."""
    with transaction.atomic(using="jobs"):
        due = {_key(row): row for row in rule.question(today, figures)}
        known = {
            (str(object_id), str(due_on), turn): (pk, resolved_at)
            for pk, object_id, due_on, turn, resolved_at in _rows_of(rule, list(due.values()))
        }
        over = [pk for key, (pk, at) in known.items() if at is None and key not in due]
        again = [pk for key, (pk, at) in known.items() if at is not None and key in due]
        _set_resolved(over, timezone.now())
        _set_resolved(again, None)
        new = [due[key] for key in sorted(due.keys() - known.keys())]
        Alert.objects.scheduled().bulk_create(
            [_row(rule, row) for row in new], ignore_conflicts=True, batch_size=AT_ONCE
        )
    return len(new)


def _rows_of(rule: AlertRule, due: list[Due]) -> Any:
    """Rows that stand, and former ones about the same."""
    about = Q(resolved_at__isnull=True) | Q(object_id__in={row.object_id for row in due})
    rows = Alert.objects.scheduled().filter(about, rule=rule.code)
    return rows.values_list("pk", "object_id", "due_on", "turn", "resolved_at")


def _key(row: Due) -> Key:
    return (str(row.object_id), str(row.due_on), row.turn)


def _row(rule: AlertRule, due: Due) -> Alert:
    return Alert(
        rule=rule.code,
        object_id=due.object_id,
        due_on=due.due_on,
        turn=due.turn,
        compartment_id=due.compartment_id,
        body_id=due.body_id,
    )


def _set_resolved(ids: list[object], moment: datetime.datetime | None) -> None:
    """Rows that another run holds are left to it: it comes to the same answer."""
    if not ids:
        return
    rows = Alert.objects.scheduled().select_for_update(skip_locked=True).filter(pk__in=ids)
    mine = list(rows.values_list("pk", flat=True))
    Alert.objects.scheduled().filter(pk__in=mine).update(resolved_at=moment)
