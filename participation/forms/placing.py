"""Forms about a try at a place, and about what the host is told."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import Consent
from participation.models import HostTelling, Placement, PlacementEntry, PlacementState
from participation.models.states import PLACEMENT_MOVES, REFUSED
from participation.services.placing import ENDED_ON, SETTLED_ON, why_before_start

from .base import day, lines, text


def _today() -> datetime.date:
    return timezone.localdate()


class StepForm(BaseForm):
    """The next step with a place: when, and what both sides said."""

    draft_name, draft_label = "placement-step", "参加先での経過"

    on = day("日", initial=_today)
    person_says = text("本人の言葉", 300, "本人が言ったとおりに")
    host_says = text("受入先の言葉", 300)
    text = lines("様子・支えたこと", 3, max_length=500)
    day_words = SETTLED_ON

    def __init__(self, *args: Any, placement: Placement | None = None, **kwargs: Any) -> None:
        """`placement`: one in which this comes after the beginning."""
        super().__init__(*args, **kwargs)
        self.placement = placement

    def clean_on(self) -> datetime.date:
        on: datetime.date = self.cleaned_data["on"]
        if self.placement and (reason := why_before_start(self.placement, on, self.day_words)):
            raise forms.ValidationError(reason, code="too_early")
        return on


class RefusalForm(StepForm):
    """It came to nothing, or is over: who said so, and why."""

    to = forms.ChoiceField(label="どうなったか", widget=forms.RadioSelect)
    reason = lines(
        "理由", 2, "次に探すときの手がかりになります。前に断られた受入先は、はじめに出なくなります",
        required=True, max_length=300,
    )  # fmt: skip
    field_order = ("to", "reason", "on", "person_says", "host_says")
    day_words = ENDED_ON

    def __init__(self, *args: Any, placement: Placement, **kwargs: Any) -> None:
        super().__init__(*args, placement=placement, **kwargs)
        del self.fields["text"]
        ends = (*REFUSED, PlacementState.ENDED)
        # Of a try that is over meanwhile all of them: the service says what happened, not this field.
        ahead = [s for s in PLACEMENT_MOVES[placement.state] if s in ends] or ends
        self.fields["to"].choices = [(s, PlacementState(s).label) for s in ahead]


class SupportForm(StepForm):
    """How the person is doing there, or what the host was helped with; before she begins, what was arranged."""

    draft_name, draft_label = "placement-support", "定着の支援"

    kind = forms.ChoiceField(
        label="何の記録か",
        choices=[c for c in PlacementEntry.Kind.choices if c[0] != PlacementEntry.Kind.STEP],
        widget=forms.RadioSelect,
    )
    next_look_on = day("次に様子を見る日", ahead=True, required=False)
    field_order = ("kind", "on", "person_says", "host_says", "text", "next_look_on")

    def __init__(self, *args: Any, is_there: bool, is_over: bool = False, **kwargs: Any) -> None:
        """`is_over`: the participation has ended, and nobody is told of a day any more."""
        super().__init__(*args, **kwargs)
        if is_over and not self.is_bound:
            del self.fields["next_look_on"]
        if is_there:
            return
        kind: Any = self.fields["kind"]
        kind.choices = [(PlacementEntry.Kind.NOTE, PlacementEntry.Kind.NOTE.label)]
        kind.initial = PlacementEntry.Kind.NOTE
        self.fields["next_look_on"].help_text = "見学・体験の日が決まったら、その日を入れます"


class TellingForm(BaseForm):
    """What the host is told, kind by kind: seen as a whole before anything is told (R22)."""

    draft_name, draft_label = "host-telling", "受入先に伝えること"

    consent = forms.ChoiceField(label="もとになる同意", widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label="伝え方", choices=HostTelling.Way.choices, widget=forms.RadioSelect
    )
    told_on = day("伝える日（伝えた日）", initial=_today)

    def __init__(self, *args: Any, consents: list[tuple[Consent, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {str(consent.pk): consent for consent, _ in consents}
        fields: Any = self.fields
        fields["consent"].choices = [(str(consent.pk), words) for consent, words in consents]
        in_any = {kind for consent, _ in consents for kind in consent.categories}
        for kind, label in codes.choices(codes.CATEGORY):
            if kind in in_any:
                self.fields[f"about_{kind}"] = lines(label, 2, max_length=500)

    @property
    def told(self) -> dict[str, str]:
        return {
            name.removeprefix("about_"): str(value).strip()
            for name, value in self.cleaned_data.items()
            if name.startswith("about_") and str(value).strip()
        }

    @property
    def chosen(self) -> Consent:
        return self.consents[self.cleaned_data["consent"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(str(v).strip() for k, v in data.items() if k.startswith("about_")):
            self.add_error(
                None,
                "伝えることを1つ以上書いてください。何も伝えないときは、下の「何も伝えない」を押します",
            )
        return data
