"""Two states of a plan side by side, with the changed words marked; and what changed since the last
meeting, for the comparison and for the marks on the plan's page."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.changes import Part, marked

from .choices import LEVELS
from .editions import (
    CANDIDATES,
    ON_CANDIDATE,
    ON_CONTENT,
    ON_GOAL,
    ON_PLAN,
    ON_TASK,
    Section,
    bodies_changed,
    differences,
    in_words,
    names_of,
    title_of_kind,
)
from .kind_models import CONTENT_OF, CandidateResource
from .models import FixedPlan, Goal, Plan, PlanContent, PlanTask
from .past import Past, Snapshot, Span
from .states import TaskState


def label(model: Any, name: str) -> str:
    """What a column is called."""
    return str(model._meta.get_field(name).verbose_name)


@dataclass(frozen=True)
class Row:
    """One field in both columns, in parts; a row that is the same is not marked."""

    label: str
    was: list[Part]
    is_now: list[Part]
    is_same: bool


@dataclass(frozen=True)
class SideBySide:
    """One part of the plan, field by field."""

    title: str
    rows: list[Row]


def side_by_side(
    before: Snapshot, after: Snapshot, *, everything: bool = False, progress: bool = False
) -> list[SideBySide]:
    """What differs, or everything; with `progress`, how far goals and tasks came in between."""
    sections = differences(before, after)
    if everything:
        sections = _everything(before, after, sections)
    if progress:
        sections.append(Section("進み具合", _progress(before, after)))
    return [
        SideBySide(section.title, [_row(row) for row in section.rows])
        for section in sections
        if section.rows
    ]


def _row(row: dict[str, str]) -> Row:
    was, is_now = marked(row["before"], row["after"])
    return Row(row["label"], was, is_now, row["before"] == row["after"])


def _everything(before: Snapshot, after: Snapshot, changed: list[Section]) -> list[Section]:
    """Fields and rows that did not change stand beside those that did."""
    found = {section.title: list(section.rows) for section in changed}
    kind = CONTENT_OF[after.plan.kind]
    # Not written yet is blank; who does not read the words reads none of these either (R9).
    own = None if after.content is None else after.own or kind()
    single: list[tuple[str, Any, tuple[str, ...], Any, Any]] = [
        ("基本の事項", Plan, ON_PLAN, before.plan, after.plan),
        ("内容", PlanContent, ON_CONTENT, before.content, after.content),
        (title_of_kind(kind), kind, kind.words, before.own or kind(), own),
    ]
    for title, model, names, old, new in single:
        if new is not None:
            found[title] = [
                _pair(label(model, n), in_words(old, n), in_words(new, n)) for n in names
            ]
    many: list[tuple[str, Any, tuple[str, ...], Sequence[Any], Sequence[Any]]] = [
        ("目標", Goal, ON_GOAL, before.goals, after.goals),
        ("役割分担", PlanTask, ON_TASK, before.tasks, after.tasks),
        (CANDIDATES, CandidateResource, ON_CANDIDATE, before.candidates, after.candidates),
    ]
    for title, model, names, rows, others in many:
        old_by_id = {row.id: row for row in rows}
        same = [
            row
            for row in others
            if row.id in old_by_id
            and all(in_words(row, n) == in_words(old_by_id[row.id], n) for n in names)
        ]
        kept = [_pair("変わらない行", _line(model, names, r), _line(model, names, r)) for r in same]
        found[title] = [*found.get(title, []), *kept]
    order = ("基本の事項", "内容", title_of_kind(kind), "目標", "役割分担", CANDIDATES, "参加機関")
    return [Section(title, found[title]) for title in order if found.get(title)]


def _line(model: Any, names: tuple[str, ...], row: Any) -> str:
    return "、".join(f"{label(model, n)}：{in_words(row, n)}" for n in names if in_words(row, n))


def _pair(name: str, before: str, after: str) -> dict[str, str]:
    return {"label": name, "before": before, "after": after}


def _progress(before: Snapshot, after: Snapshot) -> list[dict[str, str]]:
    levels = {number: f"{number}　{words}" for number, words in LEVELS}
    goals, tasks = ({r.id: r for r in rows} for rows in (before.goals, before.tasks))
    return [
        *(
            _pair(f"目標「{g.text}」", levels[goals[g.id].level], levels[g.level])
            for g in after.goals
            if g.id in goals and goals[g.id].level != g.level
        ),
        *(
            _pair(
                f"役割「{t.content}」",
                TaskState(tasks[t.id].state).label,
                TaskState(t.state).label,
            )
            for t in after.tasks
            if t.id in tasks and tasks[t.id].state != t.state
        ),
    ]


@dataclass(frozen=True)
class Since:
    """What changed after the last meeting: words of a mark by id of a row or name of a field."""

    on: datetime.date
    edition: int
    marks: dict[Any, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        return bool(self.marks or self.gone)


def fixed_versions(past: Past) -> list[Any]:
    """The fixed versions of a plan from their history, the newest first: they never change, and
    history knows the moment at which each was kept."""
    rows = FixedPlan.history.filter(compartment_id=past.plan.compartment_id).visible_to(past.user)
    return list(rows.order_by("-history_date", "-id"))


def at_last_meeting(past: Past, fixed: Sequence[Any]) -> tuple[Any, Span] | None:
    """The last conference on the plan, and how long the plan had stood that it had before it."""
    met = [row for row in fixed if row.moment == FixedPlan.Moment.MEETING]
    if not met:
        return None
    last = max(met, key=lambda row: row.stood_at or row.history_date)
    span = past.span_at(last.stood_at or last.history_date)
    return (last, span) if span else None


def since_last_meeting(plan: Plan, user: Any) -> Since | None:
    """Marks for the page of the plan; None while no conference has met."""
    past = Past(plan, user)
    found = at_last_meeting(past, fixed_versions(past))
    if found is None:
        return None
    (fixed, span), now = found, past.span_now()
    past.expect(span.end, now.end)
    before, after = past.snapshot(span), past.snapshot(now)
    kind = CONTENT_OF[plan.kind]
    marks: dict[Any, str] = {}
    for names, old, new in (
        (ON_PLAN, before.plan, after.plan),
        (ON_CONTENT, before.content, after.content),
        (kind.words, before.own or kind(), after.own or kind()),
    ):
        marks |= {n: "変更" for n in names if in_words(old, n) != in_words(new, n)}
    marks |= _marks_of_rows(ON_GOAL, before.goals, after.goals)
    marks |= _marks_of_rows(ON_TASK, before.tasks, after.tasks)
    marks |= _marks_of_candidates(before.candidates, after.candidates)
    marks |= _marks_of_bodies(before, after)
    gone = [f"目標「{g.text}」" for g in before.goals if g.id not in {r.id for r in after.goals}]
    gone += [
        f"役割「{t.content}」" for t in before.tasks if t.id not in {r.id for r in after.tasks}
    ]
    gone += _bodies_gone(before, after)
    return Since(fixed.on, fixed.edition, marks, gone)


def _marks_of_bodies(before: Snapshot, after: Snapshot) -> dict[Any, str]:
    """A body that joined is new; one that stayed with somebody else in charge says who was it."""
    return {
        row.id: (
            f"担当者：{names_of(change.left)} → {row.appointment.staff.name}"
            if change.stays and change.left
            else "担当者を追加"
            if change.stays
            else "追加"
        )
        for change in bodies_changed(before.bodies, after.bodies)
        for row in change.joined
    }


def _bodies_gone(before: Snapshot, after: Snapshot) -> list[str]:
    """Bodies that left; of one that stays, only who has nobody in her place."""
    return [
        f"「{change.body}」の担当者「{names_of(change.left)}」"
        if change.stays
        else f"参加機関「{change.body}」"
        for change in bodies_changed(before.bodies, after.bodies)
        if change.left and not change.joined
    ]


def _marks_of_candidates(before: Sequence[Any], after: Sequence[Any]) -> dict[Any, str]:
    old = {row.id: [in_words(row, name) for name in ON_CANDIDATE] for row in before}
    return {
        row.id: "変更" if row.id in old else "追加"
        for row in after
        if old.get(row.id) != [in_words(row, name) for name in ON_CANDIDATE]
    }


def _marks_of_rows(
    names: tuple[str, ...], before_rows: list[Any], new: list[Any]
) -> dict[Any, str]:
    old = {row.id: row for row in before_rows}
    marks = {}
    for row in new:
        if row.id not in old:
            marks[row.id] = "追加"
            continue
        before, words = old[row.id], []
        if any(in_words(row, name) != in_words(before, name) for name in names):
            words.append("変更")
        if getattr(row, "level", None) != getattr(before, "level", None):
            words.append(f"進み具合 {before.level}から{row.level}へ")
        elif getattr(row, "level", None) is None and row.state != before.state:
            words.append(
                f"「{TaskState(before.state).label}」から「{TaskState(row.state).label}」へ"
            )
        if words:
            marks[row.id] = "、".join(words)
    return marks
