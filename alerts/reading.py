"""What somebody sees of the alerts: asked while she looks, of every rule that has one for her (R17).

A row of `Alert` says only that scheduled work found a reason at some time. Whether the row that it is
about is open to her now, whether the reason still holds and whether she is to be told, its rule asks
again through `visible_to`. One question for the rows, one for her marks, a few for each rule, put
together in rounds; computed once a request.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from access.rounds import Asking, ask_first, at_once, inside, one, part

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
    found: list[Shown] = request.acting.once("alerts", lambda: shown(request))
    return found


@part
def shown(request: Any) -> Asking[list[Shown]]:
    """The same, asked with the other parts of a page. Of what lies in compartments within their cases."""
    alerts = Alert.objects.visible_to(request.user).standing().order_by("due_on", "pk")
    [rows] = yield [alerts]
    if not rows:
        return []
    of_rules = _latest_by_rule(rows)
    ask_first(request, *(one for rule in of_rules for one in rule.starts))
    of_bodies = {rule: own for rule, own in of_rules.items() if own[0].compartment_id is None}
    lines = dict(zip(of_bodies, (yield from _lines(request, of_bodies)), strict=True))
    of_cases = {rule: own for rule, own in of_rules.items() if rule not in of_bodies}
    if of_cases:
        yield inside(request.user, *of_cases.values())
    keys = [row.pk for row in rows]
    found_marks, found = yield from at_once(
        [
            one(AlertMark.objects.visible_to(request.user).filter(alert_id__in=keys)),
            _lines(request, of_cases),
        ]
    )
    lines |= dict(zip(of_cases, found, strict=True))
    marks = {mark.alert_id: mark for mark in found_marks}
    told = [
        Shown(alert, rule, line, marks.get(alert.pk))
        for rule, known in lines.items()
        for alert in of_rules[rule]
        if (line := known.get(alert.object_id))
    ]
    return sorted(told, key=lambda row: (row.due_on, row.rule.code, str(row.alert.pk)))


def _lines(
    request: Any, of_rules: dict[AlertRule, list[Alert]]
) -> Asking[list[dict[uuid.UUID, Line]]]:
    """For each rule its lines by what they are about."""
    found = yield from at_once([rule.lines(request, own) for rule, own in of_rules.items()])
    return [{line.object_id: line for line in lines} for lines in found]


def _latest_by_rule(rows: list[Alert]) -> dict[AlertRule, list[Alert]]:
    """Of one object the last word alone: that a date has passed, and not that it came near."""
    latest: dict[tuple[str, Any], Alert] = {}
    for row in rows:
        known = latest.get((row.rule, row.object_id))
        if known is None or (row.due_on, row.turn) >= (known.due_on, known.turn):
            latest[row.rule, row.object_id] = row
    by_rule: dict[AlertRule, list[Alert]] = {}
    for row in latest.values():
        rule = rule_of(row.rule)
        if rule is not None:
            by_rule.setdefault(rule, []).append(row)
    return by_rule
