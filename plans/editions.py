"""Editions of a plan: what it said at each save, read from history under the plan's own policies.

An edition begins when the plan's row takes its number and ends when it takes the next one; goals,
tasks, bodies and words are those that held just before that end (see `services.changing.change`).
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from documents.wareki import format_date

from .choices import basis_labels
from .kind_models import CONTENT_OF, CandidateResource
from .models import Goal, Plan, PlanContent, PlanTask
from .past import Past, Snapshot, Span
from .states import PlanState

ON_PLAN = ("subject", "period_from", "period_until", "next_monitoring_on", "lead_body")
ON_CONTENT = ("wishes", "issues", "long_term_goal", "direction", "emergency")
ON_GOAL = ("text", "term", "measure", "due_on")
ON_TASK = (
    *("content", "body", "outside_name", "person_in_charge", "person_does", "family_does"),
    *("frequency", "due_on", "basis", "basis_service", "goal"),
)
CANDIDATES = "候補の資源"
ON_CANDIDATE = ("name", "state", "visit_on", "trial_on", "person_says", "host_says")


@dataclass
class Edition:
    """One edition: who saved it when, and what happened to it afterwards."""

    number: int
    saved_at: datetime.datetime
    saved_by: str
    body: str
    events: list[tuple[datetime.datetime, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Section:
    """Differences of one part; each row has a label, and the text before and after."""

    title: str
    rows: list[dict[str, str]]


def editions(plan: Plan, user: Any) -> list[Edition]:
    """All editions, the newest first."""
    return editions_of(Past(plan, user))


def editions_of(past: Past) -> list[Edition]:
    """The same, of a history that the page has read already."""
    found: list[Edition] = []
    state = ""
    for row in past.plan_rows:
        if not found or row.edition != found[-1].number:
            found.append(
                Edition(
                    row.edition,
                    row.history_date,
                    row.history_user.name if row.history_user else "",
                    row.changed_by_body.name,
                )
            )
        if row.state != state:
            found[-1].events.append((row.history_date, PlanState(row.state).label))
            state = row.state
    return found[::-1]


def snapshot(plan: Plan, number: int, user: Any) -> Snapshot | None:
    """What edition `number` said; None when there is no such edition to see."""
    return _of_span(past := Past(plan, user), past.span("edition", number))


def opened_at(plan: Plan, version: int, user: Any) -> Snapshot | None:
    """What stood in the plan when its row had this version: what a form showed when it was opened."""
    return _of_span(past := Past(plan, user), past.span("version", version))


def now_said(plan: Plan, user: Any) -> Snapshot:
    """What the plan says now; the user sees it."""
    past = Past(plan, user)
    return past.snapshot(past.span_now())


def _of_span(past: Past, span: Span | None) -> Snapshot | None:
    return past.snapshot(span) if span else None


class OwnField(NamedTuple):
    """A field of the kind in words; `name` is for marks of what changed."""

    label: str
    text: str
    name: str


def rows_of_kind(kind: str, own: Any | None, left_out: Collection[str] = ()) -> list[OwnField]:
    """The fields of a kind, now or as an edition had them."""
    model = CONTENT_OF[kind]
    row = own or model()
    return [
        OwnField(_label(model, n), in_words(row, n), n) for n in model.words if n not in left_out
    ]


def shown(value: Any) -> str:
    """A value in words."""
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(value, datetime.date):
        return format_date(value)
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def differences(before: Snapshot, after: Snapshot, left_out: Collection[str] = ()) -> list[Section]:
    """What changed between two editions, part by part, only what differs. `left_out`: fields of the
    kind that the reader of a copy must not have."""
    kind = CONTENT_OF[after.plan.kind]
    words = tuple(name for name in kind.words if name not in left_out)
    sections = [
        Section("基本の事項", _fields(Plan, ON_PLAN, before.plan, after.plan)),
        Section("内容", _fields(PlanContent, ON_CONTENT, before.content, after.content)),
        Section(
            title_of_kind(kind), _fields(kind, words, before.own or kind(), after.own or kind())
        ),
        Section("目標", _listed(Goal, ON_GOAL, before.goals, after.goals, "目標")),
        Section("役割分担", _listed(PlanTask, ON_TASK, before.tasks, after.tasks, "役割")),
        Section(
            CANDIDATES,
            _listed(
                CandidateResource, ON_CANDIDATE, before.candidates, after.candidates, CANDIDATES
            ),
        ),
        Section("参加機関", bodies_in_words(before.bodies, after.bodies)),
    ]
    return [section for section in sections if section.rows]


def title_of_kind(model: Any) -> str:
    """What the part with the fields of a kind is called."""
    return str(model._meta.verbose_name)


def _label(model: Any, name: str) -> str:
    return str(model._meta.get_field(name).verbose_name)


def in_words(row: Any, name: str) -> str:
    """A field of a row in words: the label of a choice, a date as 和暦."""
    if name in ("goal", "basis") and (text := getattr(row, f"{name}_text", None)) is not None:
        return str(text)
    if name == "basis":
        return basis_labels().get(getattr(row, name, ""), "")
    label = getattr(row, f"get_{name}_display", None)
    return str(label()) if label else shown(getattr(row, name, None))


def _fields(
    model: Any, names: tuple[str, ...], before: Any, after: Any, prefix: str = ""
) -> list[dict[str, str]]:
    pairs = [(name, in_words(before, name), in_words(after, name)) for name in names]
    return [
        {"label": f"{prefix}{_label(model, name)}", "before": old, "after": new}
        for name, old, new in pairs
        if old != new
    ]


def _summary(model: Any, names: tuple[str, ...], row: Any) -> str:
    parts = [f"{_label(model, n)}：{in_words(row, n)}" for n in names if in_words(row, n)]
    return "、".join(parts)


def _listed(
    model: Any, names: tuple[str, ...], before: Sequence[Any], after: Sequence[Any], word: str
) -> list[dict[str, str]]:
    old, new = ({row.id: row for row in rows} for rows in (before, after))
    found = []
    for key, row in new.items():
        if key not in old:
            found.append(
                {"label": f"{word}（追加）", "before": "", "after": _summary(model, names, row)}
            )
        else:
            prefix = f"{word}「{shown(getattr(old[key], names[0]))}」の"
            found += [
                {**changed, "label": f"{changed['label']}（変更）"}
                for changed in _fields(model, names, old[key], row, prefix)
            ]
    found += [
        {"label": f"{word}（取りやめ）", "before": _summary(model, names, row), "after": ""}
        for key, row in old.items()
        if key not in new
    ]
    return found


@dataclass(frozen=True)
class BodyChange:
    """Whom a body of the circle has in charge no more, and whom it has now; rows of PlanBody."""

    left: list[Any]
    joined: list[Any]
    # The body is in the circle before and after: only the people in charge there are others.
    stays: bool

    @property
    def body(self) -> Any:
        return (self.left or self.joined)[0].body


def bodies_changed(before: Sequence[Any], after: Sequence[Any]) -> list[BodyChange]:
    """Bodies that joined or left, and those that stayed with other people in charge (R5)."""
    had, has = ({row.appointment_id for row in rows} for rows in (before, after))
    stay = {row.body_id for row in before} & {row.body_id for row in after}
    found: dict[Any, BodyChange] = {}
    for row in (*after, *before):
        if row.appointment_id not in had & has:
            change = found.setdefault(row.body_id, BodyChange([], [], row.body_id in stay))
            (change.left if row.appointment_id in had else change.joined).append(row)
    return list(found.values())


def names_of(rows: Sequence[Any]) -> str:
    """Who is in charge, by name."""
    return "、".join(row.appointment.staff.name for row in rows)


def bodies_in_words(before: Sequence[Any], after: Sequence[Any]) -> list[dict[str, str]]:
    """What changed in the circle: label, before and after. A body that stays has not left because
    somebody else is in charge there."""
    found = []
    for change in bodies_changed(before, after):
        if change.stays:
            label = f"{change.body}の担当者"
            pair = {"before": names_of(change.left), "after": names_of(change.joined)}
            found.append({"label": f"{label}（{_happened(**pair)}）", **pair})
            continue
        for row in (*change.joined, *change.left):
            said = f"{row.body}　{row.appointment.staff.name}"
            pair = {"before": "", "after": said} if change.joined else {"before": said, "after": ""}
            found.append({"label": f"参加機関（{_happened(**pair)}）", **pair})
    return found


def _happened(before: str, after: str) -> str:
    return "変更" if before and after else "追加" if after else "外れた"
