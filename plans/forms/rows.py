"""Goals and tasks: a table of rows, those that there are and some blank ones."""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django import forms

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from organizations.models import Body
from plans.choices import BASES, basis_labels, codes
from plans.models import Goal, PlanTask
from plans.services import GoalFacts, TaskFacts
from plans.states import TaskState

from .common import PICK, reason_field

BLANK_ROWS = 3


class RowsForm(BaseForm):
    """A table of rows: those that there are, by id, and some blank ones at the end.

    The fields are declared for each request (`rows_form`), so that they pass through the base class
    like any others.
    """

    keys: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    needed: str = ""
    word: str = ""
    # How a row that there is already is given up.
    way_out: str = "取りやめを選んでください"
    # What a blank row holds already: no reason to keep it.
    usual: ClassVar[dict[str, str]] = {}

    reason = reason_field()

    def rows(self) -> Iterator[dict[str, Any]]:
        """Bound fields of each row by column, for the page."""
        for number, key in enumerate(self.keys, start=1):
            found = {
                name: self[f"{name}_{key}"]
                for name in self.columns
                if f"{name}_{key}" in self.fields
            }
            is_new = key.startswith("new")
            yield {"number": number, "is_new": is_new, "fields": found}

    def filled(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Key and values of each row that says something."""
        for key in self.keys:
            values = {
                name: self.cleaned_data.get(f"{name}_{key}")
                for name in self.columns
                if f"{name}_{key}" in self.fields
            }
            if not key.startswith("new") or self._says_something(values):
                yield key, values

    def _says_something(self, values: dict[str, Any]) -> bool:
        return any(value and value != self.usual.get(name) for name, value in values.items())

    def _sent_of(self, key: str, data: Mapping[str, Any]) -> dict[str, Any]:
        return {name: data.get(f"{name}_{key}") for name in self.columns}

    def clean(self) -> dict[str, Any]:
        """A row says what it is about, or it is a new one that says nothing."""
        data = super().clean() or {}
        for key in self.keys:
            is_new = key.startswith("new")
            if is_new and not self._says_something(self._sent_of(key, data)):
                continue
            field = f"{self.needed}_{key}"
            if not data.get(field) and field not in self.errors:
                label = self.fields[field].label
                way = "この行を空欄にしてください" if is_new else self.way_out
                self.add_error(field, f"{label}を書くか、{way}")
        return data

    def names_of(self, key: str) -> list[str]:
        """Names of the fields of one row."""
        return [f"{name}_{key}" for name in self.columns if f"{name}_{key}" in self.fields]

    def not_sent(self) -> list[str]:
        """Fields of rows that were not on the page that was sent: a colleague added them since."""
        return [
            name
            for key in self.keys
            if not key.startswith("new") and f"{self.needed}_{key}" not in self.data
            for name in self.names_of(key)
        ]

    def unsaid(self) -> set[str]:
        """Fields of blank rows: what they hold already is nobody's change."""
        return {
            name
            for key in self.keys
            if key.startswith("new")
            and not self._says_something(self._sent_of(key, self.cleaned_data))
            for name in self.names_of(key)
        }

    def guarded(self) -> dict[str, list[str]]:
        """Giving a row up, with the rest of the row (documents.merging)."""
        return {
            f"ended_{key}": self.names_of(key) for key in self.keys if f"ended_{key}" in self.fields
        }

    def label_of(self, name: str) -> str:
        """A field with the number of its row."""
        key = name.rpartition("_")[2]
        if key not in self.keys:
            return str(self.fields[name].label)
        return f"{self.word}{self.keys.index(key) + 1}　{self.fields[name].label}"


def rows_form(base: type[RowsForm], columns: Any, ids: Iterable[uuid.UUID]) -> type[RowsForm]:
    """A form with the fields of `columns` for every id and for the blank rows."""
    keys = (*(key.hex for key in ids), *(f"new{n}" for n in range(1, BLANK_ROWS + 1)))
    fields = {
        f"{name}_{key}": make()
        for key in keys
        for name, make in columns.items()
        if name != "ended" or not key.startswith("new")
    }
    made: Any = type(base)
    return made(base.__name__, (base,), {**fields, "keys": keys, "columns": tuple(columns)})


class GoalRowsForm(RowsForm):
    """Goals of a plan."""

    draft_name, draft_label = "plan-goals", "支援プランの目標"
    needed, word = "text", "目標"
    usual: ClassVar[dict[str, str]] = {"term": Goal.Term.SHORT}

    def facts(self) -> list[GoalFacts]:
        """Rows for the service."""
        return [
            GoalFacts(
                id=None if key.startswith("new") else uuid.UUID(key),
                text=values["text"],
                term=values["term"],
                measure=values["measure"],
                due_on=values["due_on"],
                ended=bool(values.get("ended")),
            )
            for key, values in self.filled()
        ]


def goals_form(goals: Sequence[Goal], *args: Any, **kwargs: Any) -> GoalRowsForm:
    """The form for these goals."""
    columns = {
        "text": lambda: forms.CharField(label="目標", required=False, max_length=200),
        "term": lambda: forms.ChoiceField(
            label="目標の種類", choices=Goal.Term.choices, initial=Goal.Term.SHORT
        ),
        "measure": lambda: forms.CharField(
            label="評価の目安", required=False, max_length=200, help_text="できたと分かるしるし"
        ),
        "due_on": lambda: WarekiDateField(
            label="達成の時期", required=False, allow_future=True, help_text=""
        ),
        "ended": lambda: forms.BooleanField(label="この目標を取りやめる", required=False),
    }
    made: Any = rows_form(GoalRowsForm, columns, [goal.pk for goal in goals])
    kwargs["initial"] = {**values_of_goals(goals), **kwargs.get("initial", {})}
    form: GoalRowsForm = made(*args, **kwargs)
    return form


def values_of_goals(goals: Iterable[Any]) -> dict[str, Any]:
    """What the fields hold for these goals, or for their rows in history."""
    return {
        f"{name}_{goal.id.hex}": value
        for goal in goals
        for name, value in {
            "text": goal.text,
            "term": goal.term,
            "measure": goal.measure,
            "due_on": goal.due_on,
            "ended": goal.state == Goal.State.ENDED,
        }.items()
    }


class TaskRowsForm(RowsForm):
    """Who does what by when."""

    draft_name, draft_label = "plan-tasks", "支援プランの役割分担"
    needed, word = "content", "役割"
    bodies: dict[str, Body]

    def clean(self) -> dict[str, Any]:
        """A role has a body, or somebody who is in no list."""
        data = super().clean()
        for key in self.keys:
            body, outside = f"body_{key}", f"outside_name_{key}"
            if not (data.get(f"content_{key}") or not key.startswith("new")):
                continue
            if not (data.get(body) or data.get(outside) or body in self.errors):
                self.add_error(
                    body, "だれが行うか、機関を選ぶか、一覧にない機関・人の名前を書いてください"
                )
            elif data.get(body) and data.get(outside):
                self.add_error(outside, "機関を選んだときは、空欄にしてください。どちらか1つです")
        return data

    def facts(self) -> list[TaskFacts]:
        """Rows for the service."""
        return [
            TaskFacts(
                id=None if key.startswith("new") else uuid.UUID(key),
                goal_id=uuid.UUID(values["goal"]) if values["goal"] else None,
                body=self.bodies[values["body"]] if values["body"] else None,
                ended=bool(values.get("ended")),
                **{
                    name: values[name]
                    for name in (
                        *("content", "outside_name", "person_in_charge"),
                        *("person_does", "family_does"),
                        *("frequency", "due_on", "basis", "basis_service"),
                    )
                },
            )
            for key, values in self.filled()
        ]


def _task_columns(
    goals: Sequence[Goal], bodies: dict[str, Body], bases: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    def text(label: str, most: int, support: str = "") -> Any:
        return lambda: forms.CharField(
            label=label, required=False, max_length=most, help_text=support
        )

    of_goals = [("", "目標と結び付けない"), *((str(g.pk), g.text) for g in goals)]
    of_bodies = [PICK, *((key, body.name) for key, body in bodies.items())]
    return {
        "content": text("何をする", 300),
        "body": lambda: forms.ChoiceField(
            label="だれが（機関）", required=False, choices=of_bodies
        ),
        "outside_name": text(
            "一覧にない機関・人", 100, "機関を選ばないときに名前を書く。プランは見られません"
        ),
        "person_in_charge": text("担当", 100),
        "due_on": lambda: WarekiDateField(
            label="いつまで", required=False, allow_future=True, help_text=""
        ),
        "frequency": text("頻度", 100, "例：月2回"),
        "goal": lambda: forms.ChoiceField(label="どの目標のため", required=False, choices=of_goals),
        "person_does": text("本人がすること", 200),
        "family_does": text("家族がすること", 200),
        "basis": lambda: forms.ChoiceField(
            label="根拠の制度", required=False, choices=[("", "選ばない"), *bases]
        ),
        "basis_service": text("使う制度・サービス", 100, "名前。例：訪問看護"),
        "ended": lambda: forms.BooleanField(label="この役割を取りやめる", required=False),
    }


def _bases(tasks: Sequence[PlanTask]) -> list[tuple[str, str]]:
    """Laws and services in force, and those that a task was given before (CL-46)."""
    offered, labels = dict(codes(BASES)), basis_labels()
    former = {t.basis: labels.get(t.basis, t.basis) for t in tasks if t.basis}
    return list((offered | former).items())


def tasks_form(
    tasks: Sequence[PlanTask],
    *args: Any,
    goals: Sequence[Goal],
    bodies: Iterable[Body],
    **kwargs: Any,
) -> TaskRowsForm:
    """The form for these tasks; `bodies` may take them on."""
    held = (task.body for task in tasks if task.body is not None)
    offered = {str(body.pk): body for body in [*bodies, *held]}
    columns = _task_columns(goals, offered, _bases(tasks))
    made: Any = rows_form(TaskRowsForm, columns, [task.pk for task in tasks])
    made.bodies = offered
    kwargs["initial"] = {**values_of_tasks(tasks), **kwargs.get("initial", {})}
    form: TaskRowsForm = made(*args, **kwargs)
    return form


TASK_TEXTS = (
    *("content", "outside_name", "person_in_charge", "due_on", "frequency"),
    *("person_does", "family_does", "basis", "basis_service"),
)


def values_of_tasks(tasks: Iterable[Any]) -> dict[str, Any]:
    """What the fields hold for these tasks, or for their rows in history."""
    return {
        f"{name}_{task.id.hex}": value
        for task in tasks
        for name, value in {
            **{name: getattr(task, name) for name in TASK_TEXTS},
            "body": str(task.body_id or ""),
            "goal": str(task.goal_id or ""),
            "ended": task.state == TaskState.STOPPED,
        }.items()
    }
