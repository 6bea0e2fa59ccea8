"""What somebody sees of the alerts: asked while she looks, of every rule that has one for her (R17).

A row of `Alert` says only that scheduled work found a reason at some time. Whether the row that it is
about is open to her now, whether the reason still holds and whether she is to be told, its rule asks
again through `visible_to`. One question for the rows, one for her marks, a few for each rule; computed
once a request.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from .models import Alert, AlertMark
from .registry import AlertRule, Line, rule_of


@dataclass(frozen=True)
class Shown:
    """An alert with its words, and what this reader did with it."""

    alert: Alert
    rule: AlertRule
    line: Line
    mark: AlertMark | None

    @property
    def due_on(self) -> datetime.date:
        return self.alert.due_on

    @property
    def is_seen(self) -> bool:
        return bool(self.mark and self.mark.seen_at)

    @property
    def is_put_off(self) -> bool:
        """Put off, and the day has not come."""
        until = self.mark.snoozed_until if self.mark else None
        return until is not None and until > timezone.localdate()


def shown_to(request: Any) -> list[Shown]:
    """Every alert for who asks, the ones that are due first at the top; put off or not."""
    known: list[Shown] | None = getattr(request.acting, "alerts_shown", None)
    if known is None:
        known = request.acting.alerts_shown = _ask(request)
    return known


def open_to(request: Any) -> list[Shown]:
    """Without what she has put off."""
    return [row for row in shown_to(request) if not row.is_put_off]


def _ask(request: Any) -> list[Shown]:
    rows = list(Alert.objects.visible_to(request.user).standing().order_by("due_on", "pk"))
    if not rows:
        return []
    marks = {
        mark.alert_id: mark
        for mark in AlertMark.objects.visible_to(request.user).filter(
            alert_id__in=[row.pk for row in rows]
        )
    }
    found = []
    for code, alerts in _latest_by_rule(rows).items():
        rule = rule_of(code)
        if rule is not None:
            lines = {line.object_id: line for line in rule.lines(request, alerts)}
            found += [
                Shown(alert, rule, lines[alert.object_id], marks.get(alert.pk))
                for alert in alerts
                if alert.object_id in lines
            ]
    return sorted(found, key=lambda row: (row.due_on, row.rule.code, str(row.alert.pk)))


def _latest_by_rule(rows: list[Alert]) -> dict[str, list[Alert]]:
    """Of one object the last word alone: that a date has passed, and not that it came near."""
    latest: dict[tuple[str, Any], Alert] = {}
    for row in rows:
        known = latest.get((row.rule, row.object_id))
        if known is None or (row.due_on, row.turn) >= (known.due_on, known.turn):
            latest[row.rule, row.object_id] = row
    by_rule = defaultdict(list)
    for row in latest.values():
        by_rule[row.rule].append(row)
    return by_rule
