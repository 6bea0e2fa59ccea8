"""Every change of a plan: who, when, why, and what; read from history, page by page.

A service changes the plan's row first and what belongs to it after, so each version of that row is
one event, and rows of goals, tasks, bodies and words until the next one belong to it. What the bodies
say of their progress, and supervisors of an edition, are events of their own. What a reader does not
see is not in it; that something of it was changed is (R9).
"""

import datetime
import itertools
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db.models import Value
from django.utils import timezone

from .change_parts import CONFIRMED, Line, Words, line, lines_of, lines_of_circle, models_of
from .choices import LEVELS
from .comparing import label
from .editions import ON_PLAN, in_words, shown
from .models import Plan, PlanBody, PlanContent, PlanReason, PlanReview, PlanTask, ProgressEntry
from .past import Past, Window
from .states import PlanState, TaskState

PLAN_FIELDS = (
    *("state", *ON_PLAN, "consent_until", "applied_on", "agreed_on", "agreed_how"),
    "conference_result",
    *("decided_on", "decision_number", "decided_by_title", "refused_on", "refusal_number"),
    *("confirmed_on", "confirmed_by_title"),
    *("ended_on", "end_reason", "look_again_on"),
)
# Rows within this time of the plan's row were written by the same service.
ONE_SAVE = datetime.timedelta(minutes=1)
# Said to who does not read the words: that they were written, and nothing of them (R9).
WORDS_UNSEEN = "あなたには出していない部分（本人の希望・課題などのことば、会議のこと）を書いた"
CHANGED = "プランを変えた"
NOTHING = "どの欄も変えずに保存した"


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

    def __init__(self, plan: Plan, user: Any, past: Past | None = None) -> None:
        self.plan, self.user = plan, user
        self.past = past or Past(plan, user)

    @cached_property
    def rows(self) -> list[tuple[datetime.datetime, str, Any]]:
        """When, of which kind, and the key in history; the newest first."""
        told = [
            model.history.filter(compartment_id=self.plan.compartment_id)
            .visible_to(self.user)
            .order_by()
            .annotate(source=Value(source))
            .values_list("history_date", "source", "history_id")
            for source, model in (("progress", ProgressEntry), ("review", PlanReview))
        ]
        own = [(row.history_date, "plan", row.history_id) for row in self.past.plan_rows]
        found = [*own, *told[0].union(told[1], all=True)]
        return sorted(found, key=lambda row: (row[0], str(row[2])), reverse=True)

    def count(self) -> int:
        """How many there are."""
        return len(self.rows)

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Event]:
        page = self.rows[part]
        if not page:
            return []
        # Until the next change of the plan: what was written up to it belongs to the one before. From
        # a little earlier: what a service wrote just before an entry of progress stands with it.
        later = (r.history_date for r in self.past.plan_rows if r.history_date > page[0][0])
        self.past.expect(window=Window(page[-1][0] - ONE_SAVE, next(later, None)))
        keys: dict[str, list[Any]] = {"plan": [], "progress": [], "review": []}
        for _, source, key in page:
            keys[source].append(key)
        by_id = {
            **self._of_plan(set(keys["plan"])),
            **self._of_progress(keys["progress"]),
            **self._of_reviews(keys["review"]),
        }
        return [by_id[key] for _, _, key in page]

    @cached_property
    def words(self) -> Words:
        return Words(self.past)

    @property
    def sees_words(self) -> bool:
        """A plan has its words from its first day: who finds none does not read them (R9)."""
        return bool(self.past.rows(PlanContent))

    def _of_progress(self, ids: list[Any]) -> dict[Any, Event]:
        if not ids:
            return {}
        rows = ProgressEntry.history.filter(history_id__in=ids).visible_to(self.user)
        found = {}
        for row in rows.select_related("history_user", "body", "goal", "task"):
            what = f"目標「{row.goal.text}」" if row.goal else f"役割「{row.task.content}」"
            event = Event(row.history_date, _name(row), str(row.body), f"{what}の進み具合")
            if row.goal:
                levels = dict(LEVELS)
                was = "" if row.level_before is None else levels[row.level_before]
                event.lines.append(line("進み具合", was, levels[row.level]))
            else:
                event.lines.append(
                    line("状態", self._state_before(row), TaskState(row.task_state).label)
                )
            event.lines += self.words.changed(ProgressEntry, ("degree", "obstacles"), None, row)
            event.why = row.text
            found[row.history_id] = event
        return found

    def _state_before(self, entry: Any) -> str:
        """In which state a task was before an entry: of its rows until then, the last but one."""
        states = [
            row.state
            for row in self.past.rows(PlanTask)
            if row.id == entry.task_id and row.history_date <= entry.history_date
        ]
        return str(TaskState(states[-2]).label) if len(states) > 1 else ""

    def _of_reviews(self, ids: list[Any]) -> dict[Any, Event]:
        if not ids:
            return {}
        rows = PlanReview.history.filter(history_id__in=ids).visible_to(self.user)
        found = {}
        for row in rows.select_related("history_user", "body"):
            event = Event(row.history_date, _name(row), str(row.body), "管理者の確認")
            event.lines.append(line(f"第{row.edition}版", "", in_words(row, "verdict")))
            event.why = row.comment
            found[row.history_id] = event
        return found

    def _of_plan(self, ids: set[Any]) -> dict[Any, Event]:
        pairs = [
            (row, before)
            for before, row in itertools.pairwise([None, *self.past.plan_rows])
            if row.history_id in ids
        ]
        if not pairs:
            return {}
        reasons = dict(
            PlanReason.objects.visible_to(self.user)
            .filter(plan=self.plan, of_version__in=[row.version for row, _ in pairs])
            .values_list("of_version", "text")
        )
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
            event.lines = self._fields(before, row)
            events.append((row, event))
        self._add_parts(events)
        for row, event in events:
            self._say_the_rest(event, row)
        return {row.history_id: event for row, event in events}

    def _fields(self, before: Any, row: Any) -> list[Line]:
        if before is None:
            return self.words.changed(Plan, ("kind", *PLAN_FIELDS), None, row)
        lines = self.words.changed(Plan, PLAN_FIELDS, before, row)
        if before.consent_id != row.consent_id:
            lines.append(Line("もとにする同意を、別の同意に替えた"))
        return lines

    def _add_parts(self, events: list[tuple[Any, Event]]) -> None:
        """What was written with each change of the plan, as far as the reader sees it."""
        self._add_circle(events)
        for model in models_of(self.past):
            for row, before in self.past.pairs(model):
                lines = lines_of(model, before, row, self.words, self.past.of_kind)
                _add_to(_owner(events, row), lines, row)

    def _add_circle(self, events: list[tuple[Any, Event]]) -> None:
        """Bodies and who is in charge there: the rows of one save are told together."""
        opened = self.past.before_window(PlanBody)
        standing = {key: row for key, row in opened.items() if row.ended_at is None}
        saves: list[tuple[Event | None, list[tuple[Any, Any]]]] = []
        for row, before in self.past.pairs(PlanBody):
            owner = _owner(events, row)
            if saves and saves[-1][0] is owner and _one_save(saves[-1][1][0][1], row):
                saves[-1][1].append((before, row))
            else:
                saves.append((owner, [(before, row)]))
        for owner, written in saves:
            lines, standing = lines_of_circle(standing, written)
            _add_to(owner, lines, written[0][1])
            if owner is not None and owner.title == CHANGED and _confirms(lines):
                owner.title = CONFIRMED

    def _say_the_rest(self, event: Event, row: Any) -> None:
        """A change of which this reader sees no field says so, and does not stand there bare."""
        if event.lines:
            return
        event.lines.append(Line(NOTHING if self.sees_words else WORDS_UNSEEN))


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
    if row.conference_result != before.conference_result and row.conference_result:
        return "会議の結果を記録した"
    if row.edition != before.edition:
        return f"第{row.edition}版を保存した"
    changed = [name for name in PLAN_FIELDS if getattr(row, name) != getattr(before, name)]
    if changed:
        return f"{'・'.join(label(Plan, name) for name in changed)}を変えた"
    return CHANGED


def _owner(events: list[tuple[Any, Event]], row: Any) -> Event | None:
    """The change of the plan with which a row was written: the last one before it."""
    earlier = (event for own, event in reversed(events) if own.history_date <= row.history_date)
    return next(earlier, None)


def _add_to(owner: Event | None, lines: list[Line], row: Any) -> None:
    if owner is not None and lines:
        owner.lines += lines if _together(owner, row) else _told_apart(lines, row)


def _confirms(lines: list[Line]) -> bool:
    return any(CONFIRMED in one.label for one in lines)


def _one_save(first: Any, row: Any) -> bool:
    is_hers = first.history_user_id == row.history_user_id
    return is_hers and row.history_date - first.history_date < ONE_SAVE


def _together(event: Event, row: Any) -> bool:
    return _name(row) == event.who and row.history_date - event.at < ONE_SAVE


def _told_apart(lines: list[Line], row: Any) -> list[Line]:
    """Written later than the plan's row, or by somebody else: the line says by whom and when."""
    at = f"{shown(timezone.localdate(row.history_date))}　{_name(row)}"
    return [Line(f"{one.label}（{at}）", one.was, one.is_now) for one in lines]
