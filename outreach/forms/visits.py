"""The next visit is planned, changed, or does not take place."""

from typing import Any

from django import forms

from documents.forms import ClockField, WarekiDateField
from outreach.models import IN_PERSON, Method, PlannedVisit
from outreach.services import VisitFacts

from .base import ColleagueForm, OutreachForm


class VisitForm(ColleagueForm):
    """When, who, how, and when they are back."""

    draft_name, draft_label = "outreach-visit", "訪問の予定"

    on = WarekiDateField(label="日", allow_future=True)
    method = forms.ChoiceField(
        label="方法", choices=Method.choices, widget=forms.RadioSelect, initial=Method.VISIT
    )
    starts = ClockField(label="出る時刻", required=False)
    return_by = ClockField(
        label="帰着の予定",
        required=False,
        help_text="この時刻を過ぎて帰着の確認がないと、同じ機関の人の「今日の仕事」に出ます",
    )
    visitor = forms.ChoiceField(label="行く人")
    companion = forms.ChoiceField(label="もう1人（職員）", required=False)
    companion_words = forms.CharField(
        label="同行する人（ほかの機関など）", required=False, max_length=100
    )
    purpose = forms.CharField(label="すること", required=False, max_length=200)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("method") in IN_PERSON:
            for name, words in (("starts", "出る時刻"), ("return_by", "帰着の予定の時刻")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, f"訪問・同行のときは、{words}を書いてください")
        return data

    def facts(self) -> VisitFacts:
        data = self.cleaned_data
        return VisitFacts(
            on=data["on"],
            visitor=self.colleague("visitor"),
            method=data["method"],
            starts=data["starts"],
            return_by=data["return_by"],
            companion=self.colleague("companion"),
            companion_words=data["companion_words"],
            purpose=data["purpose"],
        )

    @staticmethod
    def initial_of(visit: PlannedVisit) -> dict[str, Any]:
        names = ("on", "method", "starts", "return_by", "companion_words", "purpose", "version")
        found = {name: getattr(visit, name) for name in names}
        people = {"visitor": visit.visitor_id, "companion": visit.companion_id}
        return found | {name: str(key) for name, key in people.items() if key}


class CancelForm(OutreachForm):
    """It does not take place."""

    draft_name, draft_label = "outreach-cancel", "訪問の取りやめ"

    reason = forms.CharField(label="取りやめる理由", max_length=200)
