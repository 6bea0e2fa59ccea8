"""Every change of a plan: who, when, why, and what; read from history, page by page.

A service changes the plan's row first and what belongs to it after, so each version of that row is
one event, and rows of goals, tasks, bodies and words until the next one belong to it. What the bodies
say of their progress are events of their own. What a reader does not see is not in it (R9).
"""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery, Value
from django.utils import timezone

from documents.changes import Part, marked
from meetings.models import PlanConference

from .choices import END_REASONS, LEVELS, basis_labels, codes
from .comparing import label
from .editions import (
    CANDIDATES,
    ON_CANDIDATE,
    ON_CONTENT,
    ON_GOAL,
    ON_PLAN,
    ON_TASK,
    in_words,
    shown,
)
from .kind_models import CONTENT_OF, CandidateResource, KindContent
from .models import Goal, Plan, PlanBody, PlanContent, PlanReason, PlanTask, ProgressEntry
from .states import PlanState, TaskState

PLAN_FIELDS = (
    *("state", *ON_PLAN, "consent_until", "applied_on", "agreed_on", "agreed_how"),
    "conference_result",
    *("decided_on", "decision_number", "decided_by_title", "confirmed_on", "confirmed_by_title"),
    *("ended_on", "end_reason", "look_again_on"),
)
CONTENT_FIELDS = (*ON_CONTENT, "agreement_note", "proxy", "proxy_reason", "conditions", "follow_up")
# Rows within this time of the plan's row were written by the same service.
ONE_SAVE = datetime.timedelta(minutes=1)


@dataclass(frozen=True)
class Line:
    """One field that changed, before and after; or one sentence, without either."""

    label: str
    was: list[Part] = field(default_factory=list)
    is_now: list[Part] = field(default_factory=list)


@dataclass
class Event:
    """One change: by whom, for which body, when, why, and what it did."""

    at: datetime.datetime
    who: str
    body: str
    title: str
    edition: int | None = None
    why: str = ""
    lines: list[Line] = field(default_factory=list)


class Changes:
    """The events of a plan, the newest first: a list to be cut into pages. The number of questions
    does not grow with the number of events, nor of rows."""

    def __init__(self, plan: Plan, user: Any) -> None:
        self.plan, self.user = plan, user
        own = Plan.history.filter(id=plan.pk).visible_to(user)
        told = ProgressEntry.history.filter(plan_id=plan.pk).visible_to(user)
        named = [
            rows.order_by()
            .annotate(source=Value(source))
            .values_list("source", "history_id", "history_date")
            for source, rows in (("plan", own), ("progress", told))
        ]
        self.rows = named[0].union(named[1], all=True).order_by("-history_date", "history_id")

    def count(self) -> int:
        """How many there are."""
        return int(self.rows.count())

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Event]:
        page = list(self.rows[part])
        by_id = {
            **self._of_plan([key for source, key, _ in page if source == "plan"]),
            **self._of_progress([key for source, key, _ in page if source == "progress"]),
        }
        return [by_id[key] for _, key, _ in page]

    def _of_progress(self, ids: list[Any]) -> dict[Any, Event]:
        rows = ProgressEntry.history.filter(history_id__in=ids).visible_to(self.user)
        found = {}
        for row in rows.select_related("history_user", "body", "goal", "task"):
            what = f"目標「{row.goal.text}」" if row.goal else f"役割「{row.task.content}」"
            event = Event(row.history_date, _name(row), str(row.body), f"{what}の進み具合")
            if row.goal:
                levels = dict(LEVELS)
                was = "" if row.level_before is None else levels[row.level_before]
                event.lines.append(_line("進み具合", was, levels[row.level]))
            else:
                event.lines.append(_line("状態", "", TaskState(row.task_state).label))
            event.why = row.text
            found[row.history_id] = event
        return found

    def _of_plan(self, ids: list[Any]) -> dict[Any, Event]:
        pairs = self._pairs(Plan, {"history_id__in": ids}, "history_user", "changed_by_body")
        if not pairs:
            return {}
        pairs.sort(key=lambda pair: pair[0].history_date)
        reasons = dict(
            PlanReason.objects.visible_to(self.user)
            .filter(plan=self.plan, of_version__in=[row.version for row, _ in pairs])
            .values_list("of_version", "text")
        )
        words = self._words()
        events = []
        for row, before in pairs:
            event = Event(
                row.history_date,
                _name(row),
                str(row.changed_by_body),
                _title(row, before),
                row.edition,
                reasons.get(row.version, ""),
            )
            if before is not None:
                event.lines = _fields(Plan, PLAN_FIELDS, before, row, words)
            events.append((row, event))
        self._add_parts(events, words)
        return {row.history_id: event for row, event in events}

    def _words(self) -> dict[str, dict[Any, str]]:
        """Codes in words, by field."""
        return {
            "state": dict(PlanState.choices),
            "agreed_how": dict(Plan.Agreed.choices),
            "conference_result": dict(PlanConference.Result.choices),
            "end_reason": dict(codes(END_REASONS)),
            "basis": basis_labels(),
            "goal": {
                goal.pk: goal.text
                for goal in Goal.objects.visible_to(self.user).filter(plan=self.plan)
            },
        }

    def _add_parts(self, events: list[tuple[Any, Event]], words: dict[str, Any]) -> None:
        """What was written with each change of the plan, as far as the reader sees it."""
        oldest, newest = events[0][0].history_date, events[-1][0].history_date
        window: dict[str, Any] = {"plan_id": self.plan.pk, "history_date__gte": oldest}
        later = (
            Plan.history.filter(id=self.plan.pk, history_date__gt=newest)
            .visible_to(self.user)
            .order_by("history_date")
            .first()
        )
        if later is not None:
            window["history_date__lt"] = later.history_date
        of_kind = CONTENT_OF[self.plan.kind]
        parts: tuple[tuple[Any, str, tuple[str, ...], tuple[str, ...]], ...] = (
            (PlanContent, "", CONTENT_FIELDS, ()),
            (of_kind, "", of_kind.words, ()),
            (PlanBody, "参加機関", (), ("body", "appointment__staff")),
            (Goal, "目標", ON_GOAL, ()),
            (PlanTask, "役割", ON_TASK, ("body",)),
            (CandidateResource, CANDIDATES, ON_CANDIDATE, ()),
        )
        for model, name, fields, related in parts:
            # A candidate has a state of its own, whose words it knows itself.
            known = {} if model is CandidateResource else words
            for row, before in self._pairs(model, window, "history_user", *related):
                lines = _of_part(model, name, fields, before, row, known)
                owner = next(
                    (
                        event
                        for own, event in reversed(events)
                        if own.history_date <= row.history_date
                    ),
                    None,
                )
                if owner is not None and lines:
                    owner.lines += lines if _together(owner, row) else _told_apart(lines, row)

    def _pairs(self, model: Any, where: dict[str, Any], *related: str) -> list[tuple[Any, Any]]:
        """Rows of history, each with the one before it."""
        earlier = (
            model.history.filter(id=OuterRef("id"), history_date__lt=OuterRef("history_date"))
            .visible_to(self.user)
            .order_by("-history_date", "-version")
            .values("history_id")[:1]
        )
        rows = list(
            model.history.filter(**where)
            .visible_to(self.user)
            .annotate(earlier=Subquery(earlier))
            .select_related(*related)
            .order_by("history_date", "version")
        )
        known = {row.history_id: row for row in rows}
        missing = [r.earlier for r in rows if r.earlier and r.earlier not in known]
        others = model.history.filter(history_id__in=missing).visible_to(self.user)
        known |= {row.history_id: row for row in others.select_related(*related)}
        return [(row, known.get(row.earlier)) for row in rows]


def _name(row: Any) -> str:
    return row.history_user.name if row.history_user else "（利用者によらない変更）"


def _title(row: Any, before: Any) -> str:
    if before is None:
        return "プランを作り始めた"
    if row.state != before.state:
        return f"状態を「{PlanState(row.state).label}」にした"
    if row.consent_id != before.consent_id:
        return "もとにする同意を替えた"
    if row.followed_id != before.followed_id:
        return "会議の結果をプランに移した"
    if row.conference_id != before.conference_id:
        return "会議を招集した"
    return f"第{row.edition}版を保存した" if row.edition != before.edition else "プランを変えた"


def _line(name: str, before: str, after: str) -> Line:
    was, is_now = marked(before, after)
    return Line(name, was, is_now)


def _said(row: Any, name: str, words: dict[str, Any]) -> str:
    if name == "goal":
        return str(words["goal"].get(row.goal_id, ""))
    return str(words[name].get(getattr(row, name), "")) if name in words else in_words(row, name)


def _fields(
    model: Any, names: tuple[str, ...], before: Any, row: Any, words: dict[str, Any]
) -> list[Line]:
    pairs = [(n, _said(before, n, words), _said(row, n, words)) for n in names]
    return [_line(label(model, n), old, new) for n, old, new in pairs if old != new]


def _of_part(
    model: Any, name: str, fields: tuple[str, ...], before: Any, row: Any, words: dict[str, Any]
) -> list[Line]:
    """Lines of one row beside the plan."""
    if model is PlanBody:
        return _of_body(before, row)
    if model is PlanContent:
        return _fields(model, fields, before, row, words) if before is not None else []
    if issubclass(model, KindContent):
        return _fields(model, fields, before or model(), row, words)
    if before is None:
        said = [(n, _said(row, n, words)) for n in fields]
        text = "、".join(f"{label(model, n)}：{v}" for n, v in said if v)
        return [_line(f"{name}（追加）", "", text)]
    own = f"{name}「{getattr(before, fields[0])}」"
    lines = [
        Line(f"{own}の{line.label}", line.was, line.is_now)
        for line in _fields(model, fields, before, row, words)
    ]
    stopped = (Goal.State.ENDED, TaskState.STOPPED)
    if (row.state in stopped) != (before.state in stopped):
        lines.append(
            Line(f"{own}を{'取りやめた' if row.state in stopped else '取りやめから戻した'}")
        )
    return lines


def _of_body(before: Any, row: Any) -> list[Line]:
    words = f"{row.body}　{row.appointment.staff.name}"
    if before is None:
        return [_line("参加機関（追加）", "", words)]
    return [_line("参加機関（外れた）", words, "")] if row.ended_at and not before.ended_at else []


def _together(event: Event, row: Any) -> bool:
    return _name(row) == event.who and row.history_date - event.at < ONE_SAVE


def _told_apart(lines: list[Line], row: Any) -> list[Line]:
    """Written later than the plan's row, or by somebody else: the line says by whom and when."""
    at = f"{shown(timezone.localdate(row.history_date))}　{_name(row)}"
    return [Line(f"{line.label}（{at}）", line.was, line.is_now) for line in lines]
