"""つなぎ to a place outside, and what came of it."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import OutsideHandOff, Person
from cases.services import OutsideFacts
from documents.forms import WarekiDateField
from organizations.models import LegalBasis

from .base import CaseForm, required_text

Way = OutsideHandOff.Way


class OutsideForm(CaseForm):
    """Where to, for what, by what means it was told and on which basis."""

    draft_name, draft_label = "outside-hand-off", "外部の機関へのつなぎ"
    code_lists: ClassVar[dict[str, str]] = {
        "kind": codes.OUTSIDE,
        "consent_state": codes.CONSENT_STATE,
    }

    kind = forms.ChoiceField(label="つなぎ先の種別")
    place = forms.CharField(
        label="つなぎ先の名前", max_length=100, help_text="例：見本病院 医療相談室"
    )
    reason = required_text("つなぐ理由", 3, help_text="相談してほしいこと")
    told_on = WarekiDateField(label="つないだ日", initial=timezone.localdate)
    way = forms.ChoiceField(label="つないだ方法", choices=Way.choices, widget=forms.RadioSelect)
    persons = forms.MultipleChoiceField(
        label="相手に伝えた人",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="氏名を伝えた人です。本人に案内しただけのときは、記録に残りません",
    )
    consent_state = forms.ChoiceField(label="本人の同意", help_text="いまの状態を選びます")
    legal_basis = forms.ModelChoiceField(
        label="相手に伝えた根拠",
        queryset=LegalBasis.objects.none(),
        required=False,
        empty_label="選ばない",
        help_text="相手に伝えたときは、一つだけ選びます。同意があるときは「本人同意」。"
        "本人に案内しただけのときは、選びません",
    )
    continues = required_text("自機関が続けること", 2, required=False)
    ask_on = WarekiDateField(
        label="結果を確かめる日",
        required=False,
        allow_future=True,
        help_text="書くと、自分の「次の予定」に入ります",
    )

    def __init__(self, *args: Any, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in persons}
        fields: dict[str, Any] = self.fields
        fields["legal_basis"].queryset = LegalBasis.objects.on().filter(for_hand_off=True)
        fields["persons"].choices = [
            (key, f"{p}（{'本人' if p.is_subject else p.relation or '続柄未記入'}）")
            for key, p in self.people.items()
        ]

    def clean_ask_on(self) -> datetime.date | None:
        day: datetime.date | None = self.cleaned_data["ask_on"]
        if day and day < timezone.localdate():
            raise forms.ValidationError(
                "結果を確かめる日は、今日か、今日より後の日付にしてください"
            )
        return day

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        way, basis = data.get("way"), data.get("legal_basis")
        if way == Way.PERSON and basis:
            self.add_error(
                "legal_basis", "本人に案内しただけのときは、根拠を「選ばない」に戻してください"
            )
        elif way and way != Way.PERSON and basis is None and "legal_basis" not in self.errors:
            self.add_error("legal_basis", "相手に伝えた根拠を、一つ選んでください")
        elif basis and basis.needs_consent and data.get("consent_state") not in codes.CONSENTED:
            self.add_error(
                "legal_basis", "本人の同意がないので、「本人同意」のほかの根拠を選んでください"
            )
        return data

    def facts(self) -> OutsideFacts:
        """What the service is told."""
        data = self.values()
        people = [self.people[key] for key in data.pop("persons")]
        return OutsideFacts(people=people, **data)


class OutsideResultForm(BaseForm):
    """What came of it."""

    draft_name, draft_label = "outside-result", "外部の機関へのつなぎの結果"

    replied_on = WarekiDateField(label="対応日", initial=timezone.localdate)
    result = required_text("対応結果", 4, help_text="だれから聞いたかも書きます")
