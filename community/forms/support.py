"""地域支援の記録."""

from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from community.choices import PERSON, SUPPORT, offered_in
from community.models import Place, SupportEntry, Weight
from community.services import SupportFacts
from organizations.models import Area

from .base import NO_NAMES, buttons, day, lines, number


class SupportForm(BaseForm):
    """One piece of work, for a place or for a person."""

    draft_name, draft_label = "support-entry", "地域支援の記録"

    on = day("いつ", initial=timezone.localdate)
    weight = buttons("区分（重みのある方）", Weight.choices, initial=Weight.COMMUNITY)
    kind = buttons("内容", ())
    place = forms.ModelChoiceField(label="居場所", queryset=Place.objects.none(), required=False)
    area = forms.ModelChoiceField(
        label="圏域",
        queryset=Area.objects.none(),
        required=False,
        help_text="居場所がまだないときに選びます",
    )
    minutes = number("かかった時間（分）", 1440, initial=60, required=True)
    words = lines("場のこと", 3, NO_NAMES, max_length=400)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = Place.objects.visible_to(user)
        self.fields["area"].queryset = Area.objects.all()
        fields: Any = self.fields
        fields["kind"].required = False
        fields["kind"].choices = offered_in(self, SUPPORT)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("weight") == Weight.INDIVIDUAL:
            data["kind"] = PERSON
        elif not data.get("kind"):
            self.add_error("kind", "内容を選んでください")
        return data

    def facts(self) -> SupportFacts:
        return SupportFacts(**self.values())

    @staticmethod
    def initial_of(entry: SupportEntry) -> dict[str, Any]:
        names = (*SupportFacts.__dataclass_fields__, "version")
        return {name: getattr(entry, name) for name in names}
