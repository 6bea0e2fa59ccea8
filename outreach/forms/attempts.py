"""An attempt, told on the way back with a thumb: one choice is asked for, the rest has a default."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from documents.forms import ClockField, WarekiDateField
from outreach.models import IN_PERSON, Method, Mood, PlannedVisit, Result, Sign, VisitAttempt
from outreach.services import AttemptFacts

from .base import ColleagueForm, lines

NOT_YET = (
    "訪問・同行の予定は、まだ入れられません。「決めない」にして記録し、"
    "事前調整を書いて段階を「働きかけ中」に進めてから、予定を立ててください"
)
# Days until the next attempt, as buttons; a day of its own is written below.
UNDECIDED = "0"
SOON = (
    (UNDECIDED, "決めない"),
    ("3", "3日後"),
    ("7", "1週間後"),
    ("14", "2週間後"),
    ("30", "1か月後"),
)


class AttemptForm(ColleagueForm):
    """今、自分が、訪問した: only the result has to be chosen."""

    draft_name, draft_label = "outreach-attempt", "働きかけの記録"
    # As the page asks them: what is wrong is told in this order.
    field_order = (
        *("result", "method", "met", "mood", "signs", "words", "next_in", "reason"),
        *("visitor", "companion", "companion_words", "on", "clock", "next_on"),
    )

    result = forms.ChoiceField(
        label="結果",
        choices=Result.choices,
        widget=forms.RadioSelect,
        help_text="電話やオンラインで話せたときも「会えた」を選びます",
    )
    method = forms.ChoiceField(
        label="方法", choices=Method.choices, widget=forms.RadioSelect, initial=Method.VISIT
    )
    met = forms.CharField(
        label="会えた人（家族のとき）",
        required=False,
        max_length=100,
        help_text="例：長男、同居の妹",
    )
    mood = forms.ChoiceField(
        label="本人のようす", choices=Mood.choices, widget=forms.RadioSelect, required=False
    )
    signs = forms.MultipleChoiceField(
        label="気になるサイン",
        choices=Sign.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    words = lines("メモ", 2, required=False)
    next_in = forms.ChoiceField(
        label="次の予定",
        choices=SOON,
        widget=forms.RadioSelect,
        required=False,
        initial=UNDECIDED,
    )
    next_on = WarekiDateField(label="次の予定日（上にないとき）", required=False, allow_future=True)
    on = WarekiDateField(label="日付", required=False, help_text="空けておくと、今日になります")
    clock = ClockField(
        label="時刻", required=False, help_text="空けておくと、今の時刻になります。例：14:00"
    )
    visitor = forms.ChoiceField(label="行った人")
    companion = forms.ChoiceField(label="もう1人（職員）", required=False)
    companion_words = forms.CharField(
        label="同行した人（ほかの機関など）", required=False, max_length=100
    )

    def __init__(self, *args: Any, is_before_approach: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_before_approach = is_before_approach

    @staticmethod
    def initial_of_visit(visit: PlannedVisit) -> dict[str, Any]:
        """Who was to go, and how; of a day that is over, which day it was and from when."""
        found: dict[str, Any] = {
            "visitor": str(visit.visitor_id),
            "companion": str(visit.companion_id or ""),
            "companion_words": visit.companion_words,
            "method": visit.method,
        }
        if visit.on < timezone.localdate():
            found |= {"on": visit.on, "clock": visit.starts}
        return found

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        goes_again = data.get("next_on") or data.get("next_in", UNDECIDED) not in ("", UNDECIDED)
        if self.is_before_approach and goes_again and data.get("method") in IN_PERSON:
            self.add_error("next_on" if data.get("next_on") else "next_in", NOT_YET)
        if data.get("on") and data["on"] != timezone.localdate() and not data.get("clock"):
            self.add_error("clock", "今日でない日のことは、時刻も書いてください")
        return data

    def facts(self) -> AttemptFacts:
        data = self.cleaned_data
        return AttemptFacts(
            result=data["result"],
            visitor=self.colleague("visitor"),
            method=data["method"],
            at=self._moment(),
            companion=self.colleague("companion"),
            companion_words=data["companion_words"],
            met=data["met"],
            mood=data["mood"],
            signs=tuple(data["signs"]),
            words=data["words"],
            next_on=self._next(),
        )

    def _moment(self) -> datetime.datetime | None:
        day, clock = self.cleaned_data["on"], self.cleaned_data["clock"]
        if clock is None:
            return None
        return timezone.make_aware(datetime.datetime.combine(day or timezone.localdate(), clock))

    def _next(self) -> datetime.date | None:
        if self.cleaned_data["next_on"]:
            day: datetime.date = self.cleaned_data["next_on"]
            return day
        days = int(self.cleaned_data["next_in"] or UNDECIDED)
        return timezone.localdate() + datetime.timedelta(days=days) if days else None


class CorrectAttemptForm(AttemptForm):
    """What was told, corrected by a row of its own."""

    draft_name, draft_label = "outreach-correct", "働きかけの記録の訂正"

    reason = forms.CharField(label="訂正の理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("next_in", "next_on"):
            del self.fields[name]

    def _next(self) -> None:
        return None

    @staticmethod
    def initial_of(attempt: VisitAttempt) -> dict[str, Any]:
        local = timezone.localtime(attempt.at)
        names = ("result", "method", "met", "mood", "signs", "words", "companion_words")
        found = {name: getattr(attempt, name) for name in names}
        people = {"visitor": attempt.visitor_id, "companion": attempt.companion_id}
        found |= {name: str(key) for name, key in people.items() if key}
        return found | {"on": local.date(), "clock": local.time()}
