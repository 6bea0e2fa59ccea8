"""Rules of alerts. An app registers its own, from `ready` of its configuration.

register(AlertRule("screening", "受付の見立てが、期限を過ぎています", figure="screening_days",
                   told="担当者…", question=unscreened, lines=to_screen))
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from access.rounds import Asking, Kept
from organizations.figures import FIGURES, Figures
from organizations.names import own_names


class Turn:
    """What may be told twice of one date: that it comes near, and that it has passed."""

    AHEAD, LATE = "ahead", "late"


@dataclass(frozen=True)
class Due:
    """What the question of a rule yields: ids and a date, never a word."""

    object_id: uuid.UUID
    due_on: datetime.date
    turn: str
    compartment_id: uuid.UUID | None = None
    body_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Line:
    """One alert as its reader sees it: where to go, and of which case. `about`: which of several on one case."""

    object_id: uuid.UUID
    url: str
    case_number: str = ""
    waiting: str = ""
    button: str = "見る"
    about: str = ""


@dataclass(frozen=True)
class AlertRule:
    """One kind of alert.

    written_title  what is the matter, in one sentence for every reader; no word of a case. Told as `title`
    figure    the setting of the body that says when (organizations.figures)
    told      who is told, in words (docs/alerts.md and the page say the same)
    question  (today, figures): what is due, as scheduled work, through `scheduled()`
    lines     (request, alerts): those of the alerts of this rule that still have their reason and
              are for this reader, asked through `visible_to` while she looks (R1, R17), in rounds
              with the other rules (access.rounds) and, where its alerts lie in compartments, within
              their cases. A constant number of questions, whatever the number of alerts
    starts    what its lines start from and other parts of a page as well
    kind      the kind under which the home page counts it (bunkyo_support.today.KINDS)
    """

    code: str
    written_title: str
    figure: str
    told: str
    question: Callable[[datetime.date, Figures], Iterable[Due]]
    lines: Callable[[Any, list[Any]], Asking[list[Line]]]
    kind: str = "deadline"
    starts: tuple[Kept[Any], ...] = ()
    concerns: Callable[[Any], Q] | None = None

    @property
    def title(self) -> str:
        """As it is told, with the ward's own names of its meetings."""
        return own_names(self.written_title)


_rules: dict[str, AlertRule] = {}


def register(rule: AlertRule) -> AlertRule:
    """Make a rule known. Its code stands in rows: it stays when the words change."""
    if rule.code in _rules:
        raise ValueError(f"alert rule {rule.code} is registered twice")
    if rule.figure not in FIGURES:
        raise ValueError(f"alert rule {rule.code} names no figure of the bodies")
    _rules[rule.code] = rule
    return rule


def all_rules() -> tuple[AlertRule, ...]:
    return tuple(_rules.values())


def rule_of(code: str) -> AlertRule | None:
    """The rule, or None when the version that knew it is gone."""
    return _rules.get(code)


def ahead_or_late(due_on: datetime.date, today: datetime.date, ahead: int) -> str | None:
    """The turn of a date: late when it has passed, ahead within so many days, else nothing."""
    if due_on < today:
        return Turn.LATE
    return Turn.AHEAD if due_on - datetime.timedelta(days=ahead) <= today else None
