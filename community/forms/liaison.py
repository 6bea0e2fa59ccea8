"""関係者連絡会."""

from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from community import choices
from community.models import MissingResource, MissingState, Partner
from community.models.liaison import MISSING_MOVES
from community.services import LiaisonFacts, MissingFacts
from meetings.models import ResourceGap
from organizations.models import Area, Body

from .base import PICK, buttons, day, line, lines, number

NOBODY = "どの世帯のことか分かることは書かないでください"


class LiaisonForm(BaseForm):
    """One meeting."""

    draft_name, draft_label = "liaison", "関係者連絡会"

    kind = buttons("種別", [], initial=choices.LIAISON)
    held_on = day("開催日", ahead=True, initial=timezone.localdate)
    venue = line("場所", 100)
    agenda = lines("話し合うこと", 2, NOBODY, required=True, max_length=300)
    outcome = lines("話し合ったこと・決まったこと", 6, NOBODY)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = choices.offered_in(self, choices.GATHERING)

    def facts(self) -> LiaisonFacts:
        return LiaisonFacts(**self.values())


class PresenceForm(BaseForm):
    """Who came."""

    draft_name, draft_label = "liaison-presence", "関係者連絡会の出席"

    body = forms.ModelChoiceField(label="機関", queryset=Body.objects.none(), required=False)
    partner = forms.ModelChoiceField(
        label="地域の団体", queryset=Partner.objects.none(), required=False
    )
    people = number("人数", 99, initial=1, required=True)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.in_force()
        self.fields["partner"].queryset = Partner.objects.visible_to(user)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("body")) == bool(data.get("partner")):
            self.add_error("body", "機関か団体の、どちらか1つを選んでください")
        return data


class MissingForm(BaseForm):
    """A missing resource, and who follows it up."""

    draft_name, draft_label = "liaison-missing", "足りない資源の対応"

    kind = forms.ChoiceField(label="足りないもの", choices=[PICK, *ResourceGap.Kind.choices])
    text = lines("どんな支えが足りないか", 2, NOBODY, required=True, max_length=200)
    area = forms.ModelChoiceField(label="圏域", queryset=Area.objects.none(), required=False)
    who = forms.ModelChoiceField(label="進める機関", queryset=Body.objects.none())
    due_on = day("いつまでに", ahead=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Area.objects.all()
        self.fields["who"].queryset = Body.objects.in_force()

    def facts(self) -> MissingFacts:
        return MissingFacts(**self.values())


class FollowForm(BaseForm):
    """How far it has come."""

    draft_name, draft_label = "liaison-follow", "足りない資源の進み具合"

    state = buttons("状態", ())
    due_on = day("いつまでに", ahead=True)
    outcome = lines("進み具合・結果", 3, NOBODY, max_length=300)

    def __init__(self, *args: Any, missing: MissingResource, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = (missing.state, *MISSING_MOVES[missing.state])
        self.fields["state"].choices = [(s, MissingState(s).label) for s in states]
