"""つなぎ to a place outside, and what came of it."""

import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import OutsideHandOff, Person
from cases.services import OutsideFacts
from cases.services.outside_hand_offs import AGREED, ANOTHER_BASIS, is_inside_only
from documents.forms import WarekiDateField
from organizations.models import LegalBasis

from .base import CaseForm, required_text

Way = OutsideHandOff.Way
WAY_HELP = {
    Way.PAPER.value: "記録したあとに印刷します。渡したことは、印刷したときに提供の記録に残ります",
}


def _explained(basis: LegalBasis) -> str:
    """What stands beside a basis: its article, and what it is for."""
    return "　".join(filter(None, (basis.article, basis.explanation)))


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
        help_text="選んだ人の氏名・ふりがな・続柄・性別・生年月日・年齢・備考が、つなぐシートに載ります。"
        "本人を選ぶと、本人の住所と電話も載ります。本人に案内しただけのときは、記録に残りません",
    )
    consent_state = forms.ChoiceField(
        label="本人の同意",
        help_text="この機関に伝えることについての、いまの状態を選びます。"
        "ほかの機関についての同意書があっても、この機関のことは本人に確かめます",
    )
    legal_basis = forms.ModelChoiceField(
        label="相手に伝えた根拠",
        queryset=LegalBasis.objects.none(),
        required=False,
        empty_label="選ばない",
        widget=forms.RadioSelect,
        help_text="相手に伝えたときは、一つだけ選びます。同意があるときは「本人同意」。"
        "本人に案内しただけのときは、選びません",
    )
    agreed_on = WarekiDateField(
        label="この機関に伝えることを、本人に確かめた日",
        required=False,
        help_text="根拠が「本人同意」のときに書きます",
    )
    continues = required_text("自機関が続けること", 2, required=False)
    ask_on = WarekiDateField(
        label="結果を確かめる日",
        required=False,
        allow_future=True,
        help_text="書くと、自分の「今日の仕事」に入ります",
    )

    def __init__(self, *args: Any, persons: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(p.pk): p for p in persons}
        fields: dict[str, Any] = self.fields
        # The first of thirty-three kinds would be recorded by whoever overlooks it.
        fields["kind"].choices = [("", "選んでください"), *fields["kind"].choices]
        bases = LegalBasis.objects.on().filter(for_hand_off=True)
        fields["legal_basis"].queryset = bases
        fields["legal_basis"].choice_help = {str(b.pk): _explained(b) for b in bases}
        fields["way"].choice_help = WAY_HELP
        fields["persons"].choices = [
            (key, f"{p.name_words}（{'本人' if p.is_subject else p.relation or '続柄未記入'}）")
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
        elif way and way != Way.PERSON and basis:
            if is_inside_only(data.get("kind", ""), basis):
                self.add_error("legal_basis", ANOTHER_BASIS)
            self._check_agreement(data, basis)
        return data

    def _check_agreement(self, data: dict[str, Any], basis: LegalBasis) -> None:
        """Where the basis is 本人同意: when and how she was asked about this very place (R3)."""
        told_on, agreed_on = data.get("told_on"), data.get("agreed_on")
        if not basis.needs_consent:
            if agreed_on:
                self.add_error(
                    "agreed_on", "本人に確かめた日は、根拠が「本人同意」のときだけ書きます"
                )
            return
        if data.get("consent_state") not in AGREED:
            self.add_error(
                "consent_state",
                "根拠が「本人同意」のときは、「同意（書面）」か「同意（口頭）」を選んでください。"
                "同意がないときは、ほかの根拠を選びます",
            )
        if agreed_on is None and "agreed_on" not in self.errors:
            self.add_error("agreed_on", "この機関に伝えることを、本人に確かめた日を書いてください")
        elif agreed_on and told_on and agreed_on > told_on:
            self.add_error("agreed_on", "本人に確かめた日は、つないだ日までの日付にしてください")

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


class AskAgainForm(CaseForm):
    """Nothing is known yet: on which day to ask again, and what was heard meanwhile."""

    draft_name, draft_label = "outside-again", "外部の機関へのつなぎの、次に確かめる日"
    code_lists: ClassVar[dict[str, str]] = {"method": codes.NOTE_METHOD}

    ask_on = WarekiDateField(label="次に確かめる日", allow_future=True)
    heard = required_text(
        "相手から聞いたこと", 3, required=False, help_text="まだ聞いていないときは、空けておきます"
    )
    method = forms.ChoiceField(label="方法", initial=codes.BY_PHONE_TO_A_BODY)

    def clean_ask_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["ask_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError("次に確かめる日は、あしたからあとの日にしてください")
        return day


class OutsideCancelForm(BaseForm):
    """Why it was wrong."""

    draft_name, draft_label = "outside-cancel", "外部の機関へのつなぎの取り消し"

    reason = forms.CharField(
        label="取り消す理由", max_length=200, help_text="何が誤りだったかを書きます"
    )
