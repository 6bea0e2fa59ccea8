"""What people type about plans: validated here, written by the services."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from documents.forms import WarekiDateField
from meetings.models import PlanConference
from organizations.models import Appointment, Body

from .choices import LEVELS
from .models import Goal, Plan, PlanPrint, PlanTask
from .services import ContentFacts, GoalFacts, TaskFacts
from .states import PlanState, TaskState

BLANK_ROWS = 3
PICK = ("", "選んでください")


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NewPlanForm(BaseForm):
    """A plan begins: on which consent, for whom, of which kind."""

    consent = forms.ChoiceField(label="もとになる本人の同意", widget=forms.RadioSelect)
    subject = forms.CharField(
        label="対象（本人・世帯）",
        max_length=200,
        help_text="プランの表に出る呼び方です。例：架空 花子さんの世帯",
    )
    kind = forms.ChoiceField(label="種類", choices=Plan.Kind.choices, widget=forms.RadioSelect)

    draft_name, draft_label = "plan-new", "支援プランの作成"
    name_fields = ("subject",)

    def __init__(self, *args: Any, consents: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = [(str(consent.pk), words) for consent, words in consents]
        self.fields["kind"].initial = Plan.Kind.MULTI


class ContentForm(BaseForm):
    """The words of a plan; everything but the name may come later."""

    draft_name, draft_label = "plan-content", "支援プランの内容"
    name_fields = ("subject",)

    wishes = forms.CharField(
        label="本人の希望",
        required=False,
        widget=_lines(4),
        help_text="本人の言葉で書きます。例：「前のように、友だちを家に呼びたい」",
    )
    subject = forms.CharField(label="対象（本人・世帯）", max_length=200)
    issues = forms.CharField(label="課題", required=False, widget=_lines(4))
    long_term_goal = forms.CharField(label="目指す姿", required=False, widget=_lines(3))
    direction = forms.CharField(label="支援の方向性", required=False, widget=_lines(3))
    emergency = forms.CharField(
        label="緊急時の対応",
        required=False,
        widget=_lines(3),
        help_text="だれが、だれに、どう連絡するか",
    )
    period_from = WarekiDateField(label="計画期間の始まり", required=False, allow_future=True)
    period_until = WarekiDateField(
        label="計画期間の終わり（この日まで）",
        required=False,
        allow_future=True,
        help_text="12か月以内が目安です",
    )
    next_monitoring_on = WarekiDateField(
        label="次のモニタリング",
        required=False,
        allow_future=True,
        help_text="初回は3か月後、その後は6か月以内が目安です",
    )
    lead_body = forms.ChoiceField(label="主担当機関", required=False)

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        self.fields["lead_body"].choices = [
            ("", "あとで決める"),
            *((key, body.name) for key, body in self.bodies.items()),
        ]

    def facts(self) -> ContentFacts:
        """What was typed, for the service."""
        data = self.values()
        return ContentFacts(**{**data, "lead_body": self.bodies.get(data["lead_body"])})


class RowsForm(BaseForm):
    """A table of rows: those that there are, by id, and some blank ones at the end.

    The fields are declared for each request (`rows_form`), so that they pass through the base class
    like any others.
    """

    keys: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    needed: str = ""

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
            if not key.startswith("new") or any(values.values()):
                yield key, values

    def clean(self) -> dict[str, Any]:
        """A new row that says something says what it is about."""
        data = super().clean() or {}
        for key in self.keys:
            names = [n for n in self.columns if f"{n}_{key}" in self.fields]
            if not any(data.get(f"{n}_{key}") for n in names):
                continue
            field = f"{self.needed}_{key}"
            if not data.get(field) and field not in self.errors:
                label = self.fields[field].label
                self.add_error(field, f"{label}を書くか、この行を空欄にしてください")
        return data


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
    needed = "text"

    def facts(self) -> list[GoalFacts]:
        """Rows for the service."""
        return [
            GoalFacts(
                id=None if key.startswith("new") else uuid.UUID(key),
                text=values["text"],
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
        "measure": lambda: forms.CharField(
            label="評価の目安", required=False, max_length=200, help_text="できたと分かるしるし"
        ),
        "due_on": lambda: WarekiDateField(
            label="達成の時期", required=False, allow_future=True, help_text=""
        ),
        "ended": lambda: forms.BooleanField(label="この目標を取りやめる", required=False),
    }
    initial = {
        f"{name}_{goal.pk.hex}": value
        for goal in goals
        for name, value in {
            "text": goal.text,
            "measure": goal.measure,
            "due_on": goal.due_on,
            "ended": goal.state == Goal.State.ENDED,
        }.items()
    }
    made: Any = rows_form(GoalRowsForm, columns, [goal.pk for goal in goals])
    kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
    form: GoalRowsForm = made(*args, **kwargs)
    return form


class TaskRowsForm(RowsForm):
    """Who does what by when."""

    draft_name, draft_label = "plan-tasks", "支援プランの役割分担"
    needed = "content"
    bodies: dict[str, Body]

    def clean(self) -> dict[str, Any]:
        """A role has a body."""
        data = super().clean()
        for key in self.keys:
            if data.get(f"content_{key}") and not data.get(f"body_{key}"):
                self.add_error(f"body_{key}", "だれが行うか、機関を選んでください")
        return data

    def facts(self) -> list[TaskFacts]:
        """Rows for the service."""
        return [
            TaskFacts(
                id=None if key.startswith("new") else uuid.UUID(key),
                goal_id=uuid.UUID(values["goal"]) if values["goal"] else None,
                body=self.bodies[values["body"]],
                ended=bool(values.get("ended")),
                **{
                    name: values[name]
                    for name in (
                        *("content", "person_in_charge", "person_does"),
                        *("frequency", "due_on", "basis_service"),
                    )
                },
            )
            for key, values in self.filled()
        ]


def _task_columns(goals: Sequence[Goal], bodies: dict[str, Body]) -> dict[str, Any]:
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
        "person_in_charge": text("担当", 100),
        "due_on": lambda: WarekiDateField(
            label="いつまで", required=False, allow_future=True, help_text=""
        ),
        "frequency": text("頻度", 100, "例：月2回"),
        "goal": lambda: forms.ChoiceField(label="どの目標のため", required=False, choices=of_goals),
        "person_does": text("本人がすること", 200),
        "basis_service": text("使う制度・サービス", 100),
        "ended": lambda: forms.BooleanField(label="この役割を取りやめる", required=False),
    }


def tasks_form(
    tasks: Sequence[PlanTask],
    *args: Any,
    goals: Sequence[Goal],
    bodies: Iterable[Body],
    **kwargs: Any,
) -> TaskRowsForm:
    """The form for these tasks; `bodies` may take them on."""
    offered = {str(body.pk): body for body in [*bodies, *(task.body for task in tasks)]}
    columns = _task_columns(goals, offered)
    initial = {}
    for task in tasks:
        for name in columns:
            value = getattr(task, name) if name != "ended" else task.state == TaskState.STOPPED
            initial[f"{name}_{task.pk.hex}"] = (
                str(value.pk) if isinstance(value, Goal | Body) else value
            )
    made: Any = rows_form(TaskRowsForm, columns, [task.pk for task in tasks])
    made.bodies = offered
    kwargs["initial"] = {**initial, **kwargs.get("initial", {})}
    form: TaskRowsForm = made(*args, **kwargs)
    return form


class BodiesForm(BaseForm):
    """Staff in charge at bodies that the consent covers."""

    staff = forms.MultipleChoiceField(
        label="加える機関と担当者", widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, offices: Iterable[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        self.fields["staff"].choices = [
            (key, f"{o.body}　{o.staff.name}（{o.role_group.get_role_display()}）")
            for key, o in self.offices.items()
        ]

    def chosen(self) -> list[Appointment]:
        return [self.offices[key] for key in self.cleaned_data["staff"]]


class ConfirmForm(BaseForm):
    """A step that needs no words, only a second look."""


class RenewalForm(BaseForm):
    """Another consent for the plan to rest on."""

    consent = forms.ChoiceField(label="新しくもとにする同意", widget=forms.RadioSelect)

    def __init__(self, *args: Any, consents: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = [(str(consent.pk), words) for consent, words in consents]


class AgreementForm(BaseForm):
    """The person has agreed to the plan."""

    draft_name, draft_label = "plan-agreement", "プランへの本人同意"
    name_fields = ("note",)

    agreed_on = WarekiDateField(label="本人が同意した日", initial=timezone.localdate)
    how = forms.ChoiceField(
        label="同意の方法", choices=Plan.Agreed.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label="代筆した人と理由など",
        required=False,
        max_length=200,
        help_text="代筆のときは、必ず書いてください",
    )


class SubmissionForm(BaseForm):
    """When and where the conference considers the plan."""

    draft_name, draft_label = "plan-submission", "会議への付議"

    held_on = WarekiDateField(label="会議の日", allow_future=True)
    place = forms.CharField(label="場所", required=False, max_length=100)


class ResultForm(BaseForm):
    """What the conference found."""

    draft_name, draft_label = "plan-result", "会議の結果"

    result = forms.ChoiceField(
        label="結果", choices=PlanConference.Result.choices, widget=forms.RadioSelect
    )
    bodies = forms.MultipleChoiceField(label="出席した機関", widget=forms.CheckboxSelectMultiple)
    minutes = forms.CharField(label="会議録（要点）", widget=_lines(8))

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.attended_by = {str(body.pk): body for body in bodies}
        self.fields["bodies"].choices = [(key, body.name) for key, body in self.attended_by.items()]
        self.fields["bodies"].initial = list(self.attended_by)

    def attending(self) -> list[Body]:
        return [self.attended_by[key] for key in self.cleaned_data["bodies"]]


class DecisionForm(BaseForm):
    """支援決定 of the ward, or why not."""

    draft_name, draft_label = "plan-decision", "支援決定"

    decided = forms.ChoiceField(
        label="区の決定",
        choices=[("yes", "支援を決定する"), ("no", "決定しない（要修正に戻す）")],
        widget=forms.RadioSelect,
    )
    decided_on = WarekiDateField(label="決定の日", required=False, initial=timezone.localdate)
    number = forms.CharField(label="決定番号", required=False, max_length=50)
    title = forms.CharField(
        label="決裁者（職名）", required=False, max_length=100, help_text="例：福祉政策課長"
    )
    reason = forms.CharField(label="決定しない理由", required=False, max_length=500)

    def clean(self) -> dict[str, Any]:
        """A decision has a day, a number and an office; a refusal has a reason."""
        data = super().clean() or {}
        wanted = {"yes": ("decided_on", "number", "title"), "no": ("reason",)}
        for name in wanted.get(data.get("decided", ""), ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}を書いてください")
        return data


class MoveForm(BaseForm):
    """What comes next for a decided plan, or for one that is given up."""

    draft_name, draft_label = "plan-move", "プランの進め方"

    to = forms.ChoiceField(label="どうするか", widget=forms.RadioSelect)
    next_monitoring_on = WarekiDateField(
        label="次のモニタリング",
        required=False,
        allow_future=True,
        help_text="このまま続けるときに決めます",
    )
    end_reason = forms.ChoiceField(label="終結の理由", required=False)
    lead_body = forms.ChoiceField(
        label="終結のあとの主担当機関",
        required=False,
        help_text="多機関協働が終わっても、本人に関わり続ける機関です",
    )
    note = forms.CharField(
        label="理由・残された課題",
        required=False,
        max_length=500,
        widget=_lines(3),
        help_text="中断と取下げのときは、必ず書いてください",
    )

    def __init__(
        self,
        *args: Any,
        moves: Sequence[tuple[str, str]],
        bodies: Iterable[Body],
        reasons: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        offered: dict[str, list[tuple[str, str]]] = {
            "to": list(moves),
            "end_reason": [PICK, *reasons],
            "lead_body": [PICK, *((key, body.name) for key, body in self.bodies.items())],
        }
        for name, choices in offered.items():
            self.fields[name].choices = choices
        if PlanState.COMPLETED not in dict(moves):
            del self.fields["end_reason"], self.fields["lead_body"]
        if PlanState.ACTIVE not in dict(moves):
            del self.fields["next_monitoring_on"]


class _ProgressForm(BaseForm):
    on = WarekiDateField(label="日", initial=timezone.localdate)
    text = forms.CharField(
        label="様子", required=False, widget=_lines(4), help_text="見たこと、聞いたことを短く"
    )
    body = forms.ChoiceField(label="どの機関として書くか")

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        if len(self.bodies) == 1:
            del self.fields["body"]
        else:
            self.fields["body"].choices = [
                PICK,
                *((key, body.name) for key, body in self.bodies.items()),
            ]

    def acting_body(self) -> Body:
        return self.bodies[self.cleaned_data.get("body") or next(iter(self.bodies))]


class GoalProgressForm(_ProgressForm):
    """How far a goal has come."""

    draft_name, draft_label = "plan-goal-progress", "目標の進み具合"

    level = forms.TypedChoiceField(
        label="いまの進み具合", choices=LEVELS, coerce=int, widget=forms.RadioSelect
    )
    field_order = ("level", "text", "on", "body")


class TaskProgressForm(_ProgressForm):
    """How far a task has come."""

    draft_name, draft_label = "plan-task-progress", "役割の進み具合"

    state = forms.ChoiceField(
        label="いまの状態", choices=TaskState.choices, widget=forms.RadioSelect
    )
    field_order = ("state", "text", "on", "body")


class PrintForm(BaseForm):
    """For whom the copy is."""

    made_for = forms.ChoiceField(
        label="だれに渡すか", choices=PlanPrint.For.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, may_leave: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_leave:
            self.fields["made_for"].choices = [(PlanPrint.For.SELF.value, PlanPrint.For.SELF.label)]
