"""What a change of a plan did to what belongs to it: goals, roles, bodies, words, sheets, conferences.

One table says for each kind of row which columns are told, and how the row is called. A reader who does
not see a row finds nothing of it here (R9): the rows come from `Past`, under its policies.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.changes import Part, marked
from meetings.models import ConferenceItem, PlanConference

from .choices import BASES, DEGREES, END_REASONS, LEVELS
from .comparing import label
from .editions import (
    CANDIDATES,
    ON_CANDIDATE,
    ON_CONTENT,
    ON_GOAL,
    ON_TASK,
    bodies_in_words,
    in_words,
)
from .kind_models import CandidateResource
from .models import Evaluation, EvaluationContent, Goal, GoalReview, PlanContent, PlanTask
from .past import CHANGES, METHODS, Past
from .states import PlanState, TaskState

CONTENT_FIELDS = (*ON_CONTENT, "agreement_note", "proxy", "proxy_reason", "conditions", "follow_up")
ON_SHEET = (
    *("held_on", "method", "result", "end_reason", "lead_body"),
    *("follow_up_is_needed", "follow_up_on", "next_monitoring_on", "look_again_on"),
    "conference_on",
)
ON_SHEET_WORDS = (
    *("participants", "changes", "changes_note", "remaining", "person_wish", "person_words"),
    *("family_wish", "family_words", "reason", "follow_up"),
)
ON_GOAL_REVIEW = ("degree", "level", "text")
ON_CONFERENCE = (
    *("state", "held_on", "starts_at", "ends_at", "place", "chair", "cancel_reason"),
    *("opinion", "next_on", "minutes"),
)
ON_ITEM = (
    *("purpose", "question", "result", "opinion", "decided", "conditions", "achievement"),
    *("changes", "remaining", "end_reason", "lead_body", "follow_up", "reason", "look_again_on"),
)
# Code lists by the name of the column that holds a value of theirs.
LISTS = {
    "basis": BASES,
    "end_reason": END_REASONS,
    "degree": DEGREES,
    "achievement": DEGREES,
    "method": METHODS,
    "changes": CHANGES,
}
# Columns without choices of their own, whose values are another model's.
CHOSEN: Mapping[str, Mapping[Any, str]] = {
    "conference_result": dict(PlanConference.Result.choices),
    "level": dict(LEVELS),
}


@dataclass(frozen=True)
class Line:
    """One field that changed, before and after; or one sentence, without either."""

    label: str
    was: list[Part] = field(default_factory=list)
    is_now: list[Part] = field(default_factory=list)


def line(name: str, before: str, after: str) -> Line:
    """A field before and after, with the changed words marked."""
    was, is_now = marked(before, after)
    return Line(name, was, is_now)


class Words:
    """Values in words: codes by their lists, goals by their text."""

    def __init__(self, past: Past) -> None:
        self.goals = {row.id: row.text for row in past.rows(Goal)}
        self.codes = past.codes

    def of(self, row: Any, name: str) -> str:
        """A column of a row in words."""
        if name == "goal":
            return str(self.goals.get(row.goal_id, ""))
        value = getattr(row, name, None)
        if name in CHOSEN:
            return str(CHOSEN[name].get(value, ""))
        if name in LISTS:
            known = self.codes[LISTS[name]]
            values = value if isinstance(value, list) else [value]
            return "、".join(known.get(str(v), str(v)) for v in values if v)
        return in_words(row, name)

    def changed(self, model: Any, names: tuple[str, ...], before: Any, row: Any) -> list[Line]:
        """The columns that differ; a row that was not there before differs in what it says."""
        pairs = [
            (name, self.of(before, name) if before is not None else "", self.of(row, name))
            for name in names
        ]
        return [line(label(model, name), old, new) for name, old, new in pairs if old != new]


@dataclass(frozen=True)
class Told:
    """How one kind of row is told: which columns, and what one row is called."""

    names: tuple[str, ...]
    title: Callable[[Any, Words], str] | None = None
    word: str = ""

    def lines(self, model: Any, before: Any, row: Any, words: Words) -> list[Line]:
        if before is None and self.word:
            said = [(name, words.of(row, name)) for name in self.names]
            text = "、".join(f"{label(model, name)}：{v}" for name, v in said if v)
            return [line(f"{self.word}（追加）", "", text)]
        found = words.changed(model, self.names, before, row)
        if self.title is None:
            return found
        own = self.title(before or row, words)
        return [Line(f"{own}の{one.label}", one.was, one.is_now) for one in found]


def _goal_of_review(row: Any, words: Words) -> str:
    return f"目標「{words.goals.get(row.goal_id, '')}」の評価"


def _conference(row: Any, _: Words) -> str:
    return f"会議（{in_words(row, 'held_on')}）"


def _item(row: Any, _: Words) -> str:
    return f"会議の案件「{in_words(row, 'purpose')}」"


def _named(word: str, column: str) -> Callable[[Any, Words], str]:
    return lambda row, _: f"{word}「{getattr(row, column)}」"


WITH_STOP: Mapping[Any, tuple[str, str]] = {
    Goal: (Goal.State.ENDED, "目標"),
    PlanTask: (TaskState.STOPPED, "役割"),
}
TOLD: Mapping[Any, Told] = {
    PlanContent: Told(CONTENT_FIELDS),
    Goal: Told(ON_GOAL, _named("目標", "text"), "目標"),
    PlanTask: Told(ON_TASK, _named("役割", "content"), "役割"),
    CandidateResource: Told(ON_CANDIDATE, _named(CANDIDATES, "name"), CANDIDATES),
    PlanConference: Told(ON_CONFERENCE, _conference, "会議"),
    ConferenceItem: Told(ON_ITEM, _item, "会議の案件"),
    Evaluation: Told(ON_SHEET, lambda row, _: "評価シート", "評価シート"),
    EvaluationContent: Told(ON_SHEET_WORDS, lambda row, _: "評価シート"),
    GoalReview: Told(ON_GOAL_REVIEW, _goal_of_review),
}
CONFIRMED = "担当者を確かめた"
WITH_CONFERENCES = (PlanConference, ConferenceItem)
WITH_SHEETS = (Evaluation, EvaluationContent, GoalReview)


def models_of(past: Past) -> Iterator[Any]:
    """The kinds of rows that a plan may have beside its own, each told by itself; no question for what it
    never had. Of the circle several rows are one change: see `lines_of_circle`."""
    yield from (PlanContent, past.of_kind, Goal, PlanTask)
    if past.plan.kind == past.plan.Kind.PARTICIPATION:
        yield CandidateResource
    if not past.plan.is_before_consent:  # nobody confers on such a plan (R8)
        yield from WITH_CONFERENCES
    if any(row.state == PlanState.EVALUATING for row in past.plan_rows):
        yield from WITH_SHEETS


def lines_of(model: Any, before: Any, row: Any, words: Words, of_kind: Any) -> list[Line]:
    """What one row beside the plan says of a change."""
    if model is of_kind:
        return words.changed(model, of_kind.words, before or of_kind(), row)
    lines = TOLD[model].lines(model, before, row, words)
    if model in WITH_STOP and before is not None:
        stopped, word = WITH_STOP[model]
        if (row.state == stopped) != (before.state == stopped):
            own = TOLD[model].title
            name = own(before, words) if own else word
            lines.append(
                Line(f"{name}を{'取りやめた' if row.state == stopped else '取りやめから戻した'}")
            )
    return lines


def lines_of_circle(
    standing: Mapping[Any, Any], written: Sequence[tuple[Any, Any]]
) -> tuple[list[Line], dict[Any, Any]]:
    """What one save did to the circle, and who is in it then. `standing`: rows in it before, by id;
    `written`: the rows of the save, each with the one that it replaced.

    Who comes and whom she replaces are two rows; the body has not left.
    """
    now = dict(standing)
    for _, row in written:
        now.pop(row.id, None)
        if row.ended_at is None:
            now[row.id] = row
    changed = bodies_in_words(list(standing.values()), list(now.values()))
    lines = [line(one["label"], one["before"], one["after"]) for one in changed]
    lines += [
        Line(f"{row.body}の{CONFIRMED}（{row.appointment.staff.name}のまま）")
        for before, row in written
        if before is not None and row.confirmed_on and row.ended_at is None
    ]
    return lines, now
