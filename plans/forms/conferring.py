"""重層的支援会議 on a plan: convening it, what it found, what the ward confirms."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from documents.forms import WarekiDateField
from meetings.hours import HoursForm
from meetings.models import (
    RESULTS,
    ConferenceAttendance,
    ConferenceItem,
    ConferenceParticipant,
    ItemResult,
    Purpose,
    contradicting,
    words_of_contradiction,
)
from meetings.services import ItemFacts, Outcome, Present
from organizations.models import Body

from .common import DAY, PICK, lines
from .result_checks import astray

NOT_SETTLED = "決まっていないときは、仮の日を書きます。あとで、会議の画面の「日程を調整する」から都合を聞けます"
MASKED = "同意していない世帯員の氏名を、資料と会議録に書かない"


class _WhenForm(HoursForm):
    held_on = WarekiDateField(
        label="会議の日", allow_future=True, help_text=f"{DAY}。{NOT_SETTLED}"
    )
    place = forms.CharField(label="場所", required=False, max_length=100)
    field_order: tuple[str, ...] = (
        "form_key",
        "version",
        "held_on",
        "starts_at",
        "ends_at",
        "place",
        "others_masked",
    )
    others_masked = forms.BooleanField(label=MASKED, required=False)

    def __init__(self, *args: Any, others: Sequence[str], **kwargs: Any) -> None:
        """`others`: how those of the household are called who have not consented (R03)."""
        super().__init__(*args, **kwargs)
        if others:
            self.fields["others_masked"].help_text = (
                f"{'、'.join(others)}は、この会議の資料を見せることに同意していません。"
                "同意を受けるか、続柄だけで書いてください"
            )
        else:
            del self.fields["others_masked"]


class SubmissionForm(_WhenForm):
    """When and where the conference considers the plan."""

    draft_name, draft_label = "plan-submission", "会議への付議"
    words = ("place",)


class CallForm(_WhenForm):
    """A conference on a plan that goes on."""

    draft_name, draft_label = "plan-conference-call", "会議の招集"
    words = ("question",)

    purposes = forms.MultipleChoiceField(label="案件", widget=forms.CheckboxSelectMultiple)
    question = forms.CharField(
        label="とくに話し合うこと", required=False, max_length=200, help_text="初めの案件に付きます"
    )
    bodies = forms.MultipleChoiceField(label="招集する機関", widget=forms.CheckboxSelectMultiple)
    field_order = (
        *("form_key", "version", "purposes", "question", "held_on", "starts_at", "ends_at"),
        *("place", "bodies", "others_masked"),
    )

    def __init__(
        self, *args: Any, purposes: Sequence[Purpose], bodies: Iterable[Body], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {str(body.pk): body for body in bodies}
        self.fields["purposes"].choices = [(p.value, p.label) for p in purposes]
        self.fields["bodies"].choices = [(key, body.name) for key, body in self.offered.items()]
        self.fields["bodies"].initial = list(self.offered)

    def content(self) -> dict[str, Any]:
        data = self.values()
        question = data.pop("question")
        items = [
            ItemFacts(purpose, question if number == 0 else "")
            for number, purpose in enumerate(data.pop("purposes"))
        ]
        return data | {"items": items, "bodies": [self.offered[key] for key in data["bodies"]]}


class ItemForm(BaseForm):
    """One more item for the conference that is planned."""

    draft_name, draft_label = "plan-conference-item", "会議の案件"
    words = ("question",)

    purpose = forms.ChoiceField(label="案件", widget=forms.RadioSelect)
    question = forms.CharField(label="話し合うこと", required=False, max_length=200)

    def __init__(self, *args: Any, purposes: Sequence[Purpose], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = [(p.value, p.label) for p in purposes]


EVALUATING = (Purpose.EVALUATION,)
ENDING = (Purpose.EVALUATION, Purpose.CLOSURE)
PAUSING = (Purpose.EVALUATION, Purpose.SUSPENSION)
GOING_ON = (Purpose.EVALUATION, Purpose.SUSPENSION, Purpose.CLOSURE, Purpose.REPLAN)


class ResultForm(BaseForm):
    """What the conference found, item by item; who came; the person and her family."""

    draft_name, draft_label = "plan-result", "会議の結果"
    puts_right = False  # its version is of the plan, and what it is filled in with is of the sheet

    met_on = WarekiDateField(
        label="会議を開いた日",
        help_text=f"{DAY}。日程調整が続いているため、仮の日のほかに書きます。記録すると、日程調整は終わります",
    )
    bodies = forms.MultipleChoiceField(label="出席した機関", widget=forms.CheckboxSelectMultiple)
    chair = forms.CharField(label="進行", required=False, max_length=100)
    person_came = forms.ChoiceField(
        label="本人の出席",
        choices=[("yes", "出席した"), ("no", "出席していない")],
        widget=forms.RadioSelect,
    )
    person_told = forms.ChoiceField(
        label="本人への説明", choices=ConferenceParticipant.Told.choices, widget=forms.RadioSelect
    )
    person_told_note = forms.CharField(
        label="説明した日・説明できない理由", required=False, max_length=200
    )
    person_words = forms.CharField(label="本人の発言・意向", required=False, widget=lines(3))
    family = forms.CharField(
        label="出席した家族など",
        required=False,
        max_length=100,
        help_text="続柄で書いてください。例：長男",
    )
    family_words = forms.CharField(label="家族の発言・意向", required=False, widget=lines(2))
    minutes = forms.CharField(label="会議録（要点）", widget=lines(8))
    opinion = forms.CharField(label="会議全体の意見", required=False, widget=lines(3))
    next_on = WarekiDateField(
        label="次の会議の予定", required=False, allow_future=True, help_text=DAY
    )

    def __init__(
        self,
        *args: Any,
        items: Sequence[ConferenceItem],
        invited: Sequence[ConferenceAttendance],
        leads: Iterable[Body],
        code_choices: dict[str, list[tuple[str, str]]],
        asks_day: bool = False,
        asks_next: bool = False,
        **kwargs: Any,
    ) -> None:
        """`asks_day`: its dates are still asked for, so that the day that it has is none to go by.
        `asks_next`: going on needs a day to come (`asks_next_day`)."""
        super().__init__(*args, **kwargs)
        self.asks_next = asks_next
        if not asks_day:
            del self.fields["met_on"]
        self.items, self.code_choices = list(items), code_choices
        self.invited = {str(row.body_id): row for row in invited}
        self.leads = {str(body.pk): body for body in leads}
        self.fields["bodies"].choices = [(k, row.body.name) for k, row in self.invited.items()]
        self.fields["bodies"].initial = list(self.invited)
        for number, row in enumerate(self.invited.values(), 1):
            self.fields[f"people_{number}"] = forms.CharField(
                label=f"{row.body.name}の出席者", required=False, max_length=100
            )
        of_items = {
            f"{name}_{item.position}": field
            for item in self.items
            for name, field in self._fields_of(item).items()
        }
        self.fields.update(of_items)
        people = [name for name in self.fields if name.startswith("people_")]
        # As the page asks them: what is wrong is told in this order.
        self.order_fields(["met_on", *of_items, "bodies", *people, "chair"])

    def _fields_of(self, item: ConferenceItem) -> dict[str, forms.Field]:
        """The fields of an item, by what it is for."""
        results, at = [(r.value, r.label) for r in RESULTS[item.purpose]], item.position
        found: dict[str, forms.Field] = {
            "result": forms.ChoiceField(label="結果", choices=results, widget=forms.RadioSelect),
        }
        if item.purpose == Purpose.ADEQUACY:
            found["conditions"] = _text("条件", "「条件付きで適切」のときに書きます")
        if item.purpose in EVALUATING:
            found["achievement"] = self._pick("目標の達成度", f"achievement_{at}", "CL-12")
            found["changes"] = forms.MultipleChoiceField(
                label="見られた変化",
                required=False,
                choices=self._offered(f"changes_{at}", "CL-13"),
                widget=forms.CheckboxSelectMultiple,
            )
        if item.purpose in ENDING:
            found["remaining"] = _text("残された課題")
            found["end_reason"] = self._pick("終結の理由", f"end_reason_{at}", "CL-15")
            found["lead_body"] = forms.ChoiceField(
                label="終結のあとの主担当機関",
                required=False,
                choices=[PICK, *((key, body.name) for key, body in self.leads.items())],
                help_text="「終結が適当」のときに選びます。本人に関わり続ける機関です",
            )
            found["follow_up"] = forms.CharField(
                label="終結のあとのフォロー",
                required=False,
                max_length=300,
                help_text="時期と、再開の目安",
            )
        if item.purpose in PAUSING:
            found["reason"] = forms.CharField(
                label="中断の理由",
                required=False,
                max_length=300,
                help_text="「中断が適当」のときに書きます",
            )
        if item.purpose in GOING_ON:
            found["look_again_on"] = WarekiDateField(
                label="次に見直す日",
                required=False,
                allow_future=True,
                help_text="続けるときは次のモニタリング、中断のときは見直す日",
            )
        found["opinion"] = _text("意見", "「修正が必要」のときは、直してほしいことを必ず書きます")
        if item.purpose != Purpose.ADEQUACY:
            found["opinion"].help_text = ""
        found["decided"] = _text("決まったこと")
        return found

    def _offered(self, name: str, code_list: str) -> list[tuple[str, str]]:
        return codes.offered(self, name, code_list, self.code_choices[code_list])

    def _pick(self, label: str, name: str, code_list: str) -> forms.ChoiceField:
        choices = [PICK, *self._offered(name, code_list)]
        return forms.ChoiceField(label=label, required=False, choices=choices)

    def sections(self) -> list[dict[str, Any]]:
        """Items with their fields, for the page."""
        return [
            {
                "item": item,
                "fields": [self[f"{name}_{item.position}"] for name in self._fields_of(item)],
            }
            for item in self.items
        ]

    def people_fields(self) -> list[Any]:
        return [self[f"people_{number}"] for number in range(1, len(self.invited) + 1)]

    def clean(self) -> dict[str, Any]:
        """What a result asks for stands beside its field."""
        data: dict[str, Any] = super().clean() or {}
        for item in self.items:
            for name, words in ASKED.get(data.get(f"result_{item.position}", ""), ()):
                key = f"{name}_{item.position}"
                if key in self.fields and not data.get(key) and key not in self.errors:
                    self.add_error(key, words)
        results = {item.position: self._result_of(item, data) for item in self.items}
        if ways := contradicting(results.values()):
            asked = [at for at, result in results.items() if result in ways]
            last = max(at for at in asked if f"result_{at}" in self.fields)
            self.add_error(f"result_{last}", words_of_contradiction(ways))
        for key, words in astray(self, data):
            self.add_error(key, words)
        if data.get("person_told") == "not" and not data.get("person_told_note"):
            self.add_error("person_told_note", "説明できない理由を書いてください")
        if self.asks_next:
            self._check_next_day([at for at, one in results.items() if one == ItemResult.GO_ON])
        return data

    def _check_next_day(self, going: Sequence[int]) -> None:
        """One of the items on which the plan goes on says until when; no day that is over."""
        keys = [key for at in going if (key := f"look_again_on_{at}") in self.fields]
        days = {key: self.cleaned_data.get(key) for key in keys}
        wrong = [key for key, day in days.items() if day and day <= timezone.localdate()]
        if keys and not any(days.values()) and not set(keys) & set(self.errors):
            wrong = keys[:1]
        for key in wrong:
            self.add_error(key, "次に見直す日は、今日より後の日を書いてください")

    def _result_of(self, item: ConferenceItem, data: dict[str, Any]) -> str:
        return str(data.get(f"result_{item.position}", ""))

    def _kept_of(self, item: ConferenceItem) -> dict[str, Any]:
        """What is on record of an item and not asked for."""
        return {}

    def outcomes(self) -> dict[uuid.UUID, Outcome]:
        """Items with what was found; what belongs to another result than the chosen one is left out."""
        found = {}
        for item in self.items:
            asked = self._fields_of(item)
            values = {name: self.cleaned_data[f"{name}_{item.position}"] for name in asked}
            if "lead_body" in values:
                values["lead_body"] = self.leads.get(values["lead_body"])
            for name, results in ONLY_WITH.items():
                if self._result_of(item, self.cleaned_data) not in results:
                    values.pop(name, None)  # prefilled from the sheet, or typed before she chose
            found[item.pk] = Outcome(**values | self._kept_of(item))
        return found

    def participants(self) -> list[Present]:
        data = self.cleaned_data
        found = [
            Present(
                who="person",
                is_present=data["person_came"] == "yes",
                told=data["person_told"],
                told_note=data["person_told_note"],
                words=data["person_words"],
            )
        ]
        if data["family"] or data["family_words"]:
            found.append(
                Present(
                    who="family",
                    is_present=bool(data["family"]),
                    told=data["person_told"],
                    told_note=data["person_told_note"],
                    name=data["family"],
                    words=data["family_words"],
                )
            )
        return found

    def content(self) -> dict[str, Any]:
        data = self.cleaned_data
        people = {
            row.body_id: data[f"people_{number}"]
            for number, row in enumerate(self.invited.values(), 1)
        }
        return {
            "outcomes": self.outcomes(),
            "participants": self.participants(),
            "people": people,
            "bodies": [self.invited[key].body for key in data["bodies"]],
            **{name: data[name] for name in ("minutes", "opinion", "chair", "next_on")},
            **{name: data[name] for name in ("met_on",) if name in data},
        }


ASKED: dict[str, tuple[tuple[str, str], ...]] = {
    ItemResult.CONDITIONAL: (("conditions", "条件を書いてください"),),
    ItemResult.REVISE: (("opinion", "直してほしいことを書いてください"),),
    ItemResult.CLOSE: (
        ("end_reason", "終結の理由を選んでください"),
        ("lead_body", "終結のあとの主担当機関を選んでください"),
    ),
    ItemResult.SUSPEND: (
        ("reason", "中断の理由を書いてください"),
        ("look_again_on", "次に見直す日を書いてください"),
    ),
}


# What is said with these results only.
ONLY_WITH: dict[str, tuple[str, ...]] = {
    "conditions": (ItemResult.CONDITIONAL,),
    "end_reason": (ItemResult.CLOSE,),
    "lead_body": (ItemResult.CLOSE,),
    "follow_up": (ItemResult.CLOSE,),
    "reason": (ItemResult.SUSPEND,),
    "look_again_on": (ItemResult.GO_ON, ItemResult.SUSPEND),
}


def _text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, required=False, widget=lines(2), help_text=help_text)


class CarryOutForm(BaseForm):
    """The ward confirms what the conference found."""

    draft_name, draft_label = "plan-carry-out", "会議の結果の確認"
    words = kept_on_plan = ("title",)

    confirmed_on = WarekiDateField(
        label="区が確認した日", initial=timezone.localdate, help_text=DAY
    )
    title = forms.CharField(
        label="確認した人（職名）", max_length=100, help_text="例：福祉政策課長"
    )
