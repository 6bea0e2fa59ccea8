"""モニタリング・評価シート: one form, goal by goal; what a result asks for stands beside its field."""

import datetime
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from cases import codes
from documents.forms import WarekiDateField
from organizations.models import Body
from plans.choices import LEVELS
from plans.models import Goal
from plans.monitoring_models import EvaluationContent, EvaluationResult
from plans.services import EvaluationFacts, GoalFinding

from .common import DAY, PICK, MonitoringForm, lines

DEGREES, CHANGES, METHODS = "CL-12", "CL-13", "CL-10"
RESULTS, END_REASONS = "CL-14", "CL-15"
CODE_LISTS = (METHODS, DEGREES, CHANGES, RESULTS, END_REASONS)
# What must stand there for a result, and the words beside the field that lacks it.
ASKED: dict[str, tuple[tuple[str, str], ...]] = {
    EvaluationResult.CLOSE: (
        ("end_reason", "終結の理由を選んでください"),
        ("lead_body", "終結のあとの主担当機関を選んでください"),
    ),
    EvaluationResult.SUSPEND: (
        ("look_again_on", "中断を見直す日を書いてください"),
        ("reason", "中断と判断した理由を書いてください"),
    ),
}

ACHIEVED, FULL = "1", max(level for level, _ in LEVELS)
NOT_FULL = (
    "達成度は「達成」ですが、いまの進み具合は{level}/{full}です。どちらかを直してください。"
    "このままでよいときは、下の欄にチェックを付けて、もう一度保存してください"
)

# The fields that the page has below the goals.
AFTER_GOALS = (
    *(
        "changes",
        "changes_note",
        "remaining",
        "outcome",
        "person_wish",
        "person_words",
        "family_wish",
    ),
    *(
        "family_words",
        "result",
        "reason",
        "conference_on",
        "monitoring_after",
        "next_monitoring_on",
    ),
    *(
        "end_reason",
        "lead_body",
        "follow_up_is_needed",
        "follow_up_on",
        "follow_up",
        "look_again_on",
    ),
)


class EvaluationForm(MonitoringForm):
    """A sheet of one look at the plan."""

    draft_name, draft_label = "plan-evaluation", "モニタリング・評価シート"

    held_on = WarekiDateField(label="実施日", initial=timezone.localdate, help_text=DAY)
    method = forms.ChoiceField(label="方法")
    participants = forms.CharField(
        label="参加者", required=False, max_length=300, help_text="例：本人、長男、相談員"
    )
    changes = forms.MultipleChoiceField(
        label="見られた変化", required=False, widget=forms.CheckboxSelectMultiple
    )
    changes_note = forms.CharField(label="変化の様子", required=False, max_length=500)
    remaining = forms.CharField(label="残された課題", required=False, widget=lines(3))
    outcome = forms.CharField(required=False, widget=lines(3))
    person_wish = forms.ChoiceField(
        label="本人の希望", choices=EvaluationContent.Wish.choices, widget=forms.RadioSelect
    )
    person_words = forms.CharField(
        label="本人の言葉", required=False, widget=lines(2), help_text="本人の言葉のまま書きます"
    )
    family_wish = forms.ChoiceField(
        label="家族の希望",
        required=False,
        choices=EvaluationContent.Wish.choices,
        widget=forms.RadioSelect,
    )
    family_words = forms.CharField(label="家族の言葉", required=False, widget=lines(2))
    result = forms.ChoiceField(label="評価結果", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="そう判断した理由",
        required=False,
        max_length=500,
        widget=lines(2),
        help_text="中断のときは、必ず書いてください",
    )
    end_reason = forms.ChoiceField(label="終結の理由", required=False)
    lead_body = forms.ChoiceField(
        label="終結のあとの主担当機関",
        required=False,
        help_text="多機関協働が終わっても、本人に関わり続ける機関です",
    )
    follow_up_is_needed = forms.BooleanField(label="終結のあとにフォローが要る", required=False)
    follow_up_on = WarekiDateField(
        label="フォローの時期", required=False, allow_future=True, help_text=DAY
    )
    follow_up = forms.CharField(
        label="再開の目安・フォローの内容",
        required=False,
        max_length=300,
        help_text="例：家賃の遅れが2か月続いたら、事務局に連絡する",
    )
    look_again_on = WarekiDateField(
        label="中断を見直す日", required=False, allow_future=True, help_text=DAY
    )
    conference_on = WarekiDateField(label="会議で確認した日", required=False, help_text=DAY)

    def __init__(
        self,
        *args: Any,
        goals: Sequence[Goal],
        reviewed: Mapping[uuid.UUID, tuple[int, datetime.date]],
        bodies: Iterable[Body],
        code_choices: dict[str, list[tuple[str, str]]],
        outcome: str = "",
        **kwargs: Any,
    ) -> None:
        """`reviewed`: level and day of each goal at the last review. `outcome`: how the plan calls what came of
        it; empty for a kind of plan that does not say so."""
        super().__init__(*args, **kwargs)
        if outcome:
            self.fields["outcome"].label = f"プランの「{outcome}」"
            self.fields["outcome"].help_text = f"プランの画面と紙の「{outcome}」に入ります"
        else:
            del self.fields["outcome"]
        self.goals, self.reviewed = list(goals), reviewed
        self.falling_short: set[uuid.UUID] = set()
        self.bodies = {str(body.pk): body for body in bodies}
        known = [v for v in code_choices[RESULTS] if v[0] in EvaluationResult.values]

        def of_list(name: str, code_list: str) -> list[tuple[str, str]]:
            return codes.offered(self, name, code_list, code_choices[code_list])

        offered: dict[str, list[tuple[str, str]]] = {
            "method": [PICK, *of_list("method", METHODS)],
            "changes": of_list("changes", CHANGES),
            "result": codes.offered(self, "result", RESULTS, known),
            "end_reason": [PICK, *of_list("end_reason", END_REASONS)],
            "lead_body": [PICK, *((key, body.name) for key, body in self.bodies.items())],
            "family_wish": [("", "聞いていない"), *EvaluationContent.Wish.choices],
        }
        for name in (f"degree_{goal.pk.hex}" for goal in self.goals):
            offered[name] = [PICK, *of_list(name, DEGREES)]
        for name, choices in offered.items():
            field: Any = self.fields[name]
            field.choices = choices
        self.propose(timezone.localdate())

    def goal_rows(self) -> Iterator[dict[str, Any]]:
        """Goals with their bound fields, for the page."""
        for number, goal in enumerate(self.goals, start=1):
            names = ("degree", "level", "text", "meant")
            fields = {name: self[f"{name}_{goal.pk.hex}"] for name in names}
            level, day = self.reviewed.get(goal.pk, (None, None))
            row = {"number": number, "goal": goal, "fields": fields}
            yield row | {
                "level_reviewed": level,
                "reviewed_on": day,
                "is_asked": goal.pk in self.falling_short,
            }

    def label_of(self, name: str) -> str:
        """What the form calls a field; of a goal, with its number."""
        label = str(self.fields[name].label)
        for number, goal in enumerate(self.goals, start=1):
            if name.endswith(goal.pk.hex):
                return f"目標 {number} の{label}"
        return label

    def clean(self) -> dict[str, Any]:
        """What the result asks for."""
        data: dict[str, Any] = super().clean() or {}
        self._ask_of_goals(data)
        result, today = data.get("result", ""), timezone.localdate()
        for name, words in ASKED.get(result, ()):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, words)
        if result == EvaluationResult.GO_ON and "next_monitoring_on" not in self.errors:
            day = self.monitoring_day()
            if day is None:
                self.add_error(
                    "monitoring_after", "続けるときは、次のモニタリングの日を決めてください"
                )
            elif day <= today:
                self.add_error("next_monitoring_on", "今日より後の日にしてください")
        again = data.get("look_again_on")
        if result == EvaluationResult.SUSPEND and again and again <= today:
            self.add_error("look_again_on", "今日より後の日にしてください")
        return data

    def _ask_of_goals(self, data: dict[str, Any]) -> None:
        """A goal that is called achieved below its full level is asked about once, not refused: the supervisor
        sees both words of it."""
        for goal in self.goals:
            key = goal.pk.hex
            level = data.get(f"level_{key}")
            if data.get(f"degree_{key}") != ACHIEVED or level is None or level == FULL:
                continue
            self.falling_short.add(goal.pk)
            if not data.get(f"meant_{key}"):
                self.add_error(f"meant_{key}", NOT_FULL.format(level=level, full=FULL))

    def facts(self) -> EvaluationFacts:
        """The sheet, for the service; days that belong to another result are left out."""
        data = self.cleaned_data
        result = data["result"]
        is_close = result == EvaluationResult.CLOSE
        plain = (
            *("held_on", "method", "participants", "changes", "changes_note", "remaining"),
            *("person_wish", "person_words", "family_wish", "family_words", "reason"),
            "conference_on",
        )
        return EvaluationFacts(
            **{name: data[name] for name in plain},
            result=result,
            end_reason=data["end_reason"] if is_close else "",
            lead_body=self.bodies.get(data["lead_body"]) if is_close else None,
            follow_up_is_needed=is_close and data["follow_up_is_needed"],
            follow_up_on=data["follow_up_on"] if is_close else None,
            follow_up=data["follow_up"] if is_close else "",
            next_monitoring_on=(
                self.monitoring_day() if result == EvaluationResult.GO_ON else None
            ),
            look_again_on=data["look_again_on"] if result == EvaluationResult.SUSPEND else None,
            goals=[self._finding(goal.pk) for goal in self.goals],
            outcome=data.get("outcome"),
        )

    def _finding(self, key: uuid.UUID) -> GoalFinding:
        data = self.cleaned_data
        return GoalFinding(
            goal_id=key,
            degree=data[f"degree_{key.hex}"],
            level=data[f"level_{key.hex}"],
            text=data[f"text_{key.hex}"],
        )


def evaluation_form(*args: Any, goals: Sequence[Goal], **kwargs: Any) -> EvaluationForm:
    """The form for these goals: the fields of each pass through the base class like any others."""
    found: dict[str, forms.Field] = {}
    for goal in goals:
        key = goal.pk.hex
        of_goal = f"目標「{Truncator(goal.text).chars(30)}」の"
        found[f"degree_{key}"] = forms.ChoiceField(
            label="達成度",
            error_messages={"required": f"{of_goal}達成度を選んでください"},
        )
        found[f"level_{key}"] = forms.TypedChoiceField(
            label="いまの進み具合",
            error_messages={"required": f"{of_goal}いまの進み具合を選んでください"},
            choices=LEVELS,
            coerce=int,
            initial=goal.level,
            widget=forms.RadioSelect,
        )
        found[f"meant_{key}"] = forms.BooleanField(
            label="達成度と進み具合は、このままでよい", required=False
        )
        found[f"text_{key}"] = forms.CharField(label="様子", required=False, widget=lines(2))
    # As the page asks them: what is wrong is told in this order.
    order = ("held_on", "method", "participants", *found, *AFTER_GOALS)
    made: Any = type(EvaluationForm)
    members = {**found, "field_order": order}
    form: EvaluationForm = made(EvaluationForm.__name__, (EvaluationForm,), members)(
        *args, goals=goals, **kwargs
    )
    return form
