"""What somebody sees of the alerts: asked while she looks, of every rule that has one for her (R17).

A row of `Alert` says only that scheduled work found a reason at some time. Whether the row that it is
about is open to her now, whether the reason still holds and whether she is to be told, its rule asks
again through `visible_to`. One question for the rows, one for her marks, a few for each rule, put
together in rounds; computed once a request.

Of each rule the first `MOST` are told, those due first: a secretariat may have twenty thousand late minutes, and
nobody reads them in a list (docs/decisions/0870). Where more are open to her than that, the rule says which may be
hers (`AlertRule.concerns`), and the first of those are taken.
"""

import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from access.rounds import Asking, ask_first, at_once, inside, one, part

from .models import Alert, AlertMark
from .registry import AlertRule, Line, rule_of

# Of one rule so many are told at a time.
MOST = 200


@dataclass(frozen=True)
class Shown:
    """An alert with its words, and what this reader did with it. `goes_on`: it is the last of those of its rule
    that are told, and there may be more."""

    alert: Alert
    rule: AlertRule
    line: Line
    mark: AlertMark | None
    goes_on: bool = False

    @property
    def due_on(self) -> datetime.date:
        return self.alert.due_on

    @property
    def title(self) -> str:
        """What is the matter, and of which of several on one case."""
        return f"{self.rule.title}（{self.line.about}）" if self.line.about else self.rule.title

    @property
    def is_seen(self) -> bool:
        return bool(self.mark and self.mark.seen_at)

    @property
    def is_put_off(self) -> bool:
        """Put off, and the day has not come."""
        until = self.mark.snoozed_until if self.mark else None
        return until is not None and until > timezone.localdate()


@part
def shown(request: Any) -> Asking[list[Shown]]:
    """What is told to who asks, the ones that are due first at the top; asked with the other parts of a page."""
    rows = _open_to(request).put_off_by(request.user, until_later=False)
    found: list[Shown] = yield from _told(request, rows)
    return found


def shown_to(request: Any) -> list[Shown]:
    """The same, once a request."""
    found: list[Shown] = request.acting.once("alerts", lambda: shown(request))
    return found


@part
def put_off_ones(request: Any) -> Asking[list[Shown]]:
    """What she has put off."""
    found: list[Shown] = yield from _told(request, _open_to(request).put_off_by(request.user))
    return found


@part
def shown_as(request: Any, alert: uuid.UUID) -> Asking[list[Shown]]:
    """This one, if it is for who asks now; put off or not."""
    found: list[Shown] = yield from _told(request, _open_to(request).filter(pk=alert))
    return found


def _open_to(request: Any) -> Any:
    return Alert.objects.visible_to(request.user).standing()


def _told(request: Any, alerts: Any) -> Asking[list[Shown]]:
    """Of these alerts what is for who asks. Of what lies in compartments within their cases."""
    [rows] = yield [alerts.first_of_each_rule(MOST).order_by("due_on", "pk")]
    if not rows:
        return []
    of_rules, cut = yield from _hers(request, alerts, _latest_by_rule(rows))
    ask_first(request, *(start for rule in of_rules for start in rule.starts))
    of_bodies = {rule: own for rule, own in of_rules.items() if own[0].compartment_id is None}
    lines = dict(zip(of_bodies, (yield from _lines(request, of_bodies)), strict=True))
    of_cases = {rule: own for rule, own in of_rules.items() if rule not in of_bodies}
    if of_cases:
        yield inside(request.user, *of_cases.values())
    keys = [row.pk for own in of_rules.values() for row in own]
    found_marks, found = yield from at_once(
        [
            one(AlertMark.objects.visible_to(request.user).filter(alert_id__in=keys)),
            _lines(request, of_cases),
        ]
    )
    lines |= dict(zip(of_cases, found, strict=True))
    marks = {mark.alert_id: mark for mark in found_marks}
    told = [
        row
        for rule, known in lines.items()
        for row in _of_rule(rule, of_rules[rule], known, marks, goes_on=rule in cut)
    ]
    return sorted(told, key=lambda row: (row.due_on, row.rule.code, str(row.alert.pk)))


def _hers(
    request: Any, alerts: Any, of_rules: dict[AlertRule, list[Alert]]
) -> Asking[tuple[dict[AlertRule, list[Alert]], set[AlertRule]]]:
    """Of rules with more than are told: the first that may be hers, and not of all that are open to her. With the
    rules of which there are more even so."""
    full = [rule for rule, own in of_rules.items() if own[0].of_rule > MOST]
    if not full:
        return of_rules, set()
    ask_first(request, *(start for rule in full for start in rule.starts))
    narrowed = [
        alerts.filter(rule.concerns(request) if rule.concerns else Q(), rule=rule.code).order_by(
            "due_on", "pk"
        )[: MOST + 1]
        for rule in full
    ]
    answers = yield narrowed
    found = dict(zip(full, answers, strict=True))
    cut = {rule for rule, own in found.items() if len(own) > MOST}
    first = _latest_by_rule([row for own in found.values() for row in own[:MOST]])
    return {rule: own for rule, own in of_rules.items() if rule not in found} | first, cut


def _of_rule(
    rule: AlertRule,
    alerts: list[Alert],
    known: dict[uuid.UUID, Line],
    marks: dict[uuid.UUID, AlertMark],
    *,
    goes_on: bool,
) -> list[Shown]:
    """Those of one rule that have a line; the last of them says whether there are more."""
    told = sorted(
        (alert for alert in alerts if alert.object_id in known),
        key=lambda alert: (alert.due_on, str(alert.pk)),
    )
    return [
        Shown(
            alert,
            rule,
            known[alert.object_id],
            marks.get(alert.pk),
            goes_on and number == len(told),
        )
        for number, alert in enumerate(told, 1)
    ]


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
