"""移行: what becomes of one thing told in the meeting, and the answer of a second person."""

from collections.abc import Sequence
from typing import Any

from django import forms

from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import Consent
from documents.wareki import format_date

from ..models import CarryChoice, Nature
from ..words import words_of_meeting
from .base import text_field

Way = CarryChoice.Way
TELLS = "話した人、ほかの機関、第三者（近所の人など）が分かりますか"
REWORD_IT = (
    "話した人などが分かる文は、そのままは移せません。"
    "「書き直して移す」か「支援会議に残す」を選んでください"
)
SAID = [("yes", "分かる"), ("no", "分からない")]


def said(value: str | None) -> bool | None:
    """What was answered; None when it was not asked."""
    return value == "yes" if value else None


class CarryForm(BaseForm):
    """Carry over, reword or leave behind."""

    read_by = "会議の構成員。移したあとは、同意の範囲の機関の担当者も"
    draft_name, draft_label = "carry", "支援会議からの移行の案"

    way = forms.ChoiceField(label="どうするか", choices=Way.choices, widget=forms.RadioSelect)
    consent_id = forms.ChoiceField(label="もとになる同意", required=False, widget=forms.RadioSelect)
    category = forms.ChoiceField(label="情報の種類", required=False)
    person_id = forms.ChoiceField(
        label="だれについてか", required=False, help_text="世帯全体のことなら、選ばないでください"
    )
    tells_who = forms.ChoiceField(
        label=f"元の文から、{TELLS}",
        choices=SAID,
        required=False,
        widget=forms.RadioSelect,
        help_text="「分かる」ものは、書き直して移すか、支援会議に残します",
    )
    text = text_field(
        "移す文",
        4,
        required=False,
        help_text="「書き直して移す」のとき。だれが話したかが分からない文にします",
    )
    nature = forms.ChoiceField(
        label="内容の性質", choices=Nature.choices, required=False, widget=forms.RadioSelect
    )
    tells_origin = forms.BooleanField(
        label="出どころに「支援会議」と書く",
        required=False,
        help_text="書くと、会議が開かれたことが、本人と共有先に伝わります",
    )
    reason = forms.CharField(
        label="残す理由",
        required=False,
        max_length=200,
        help_text="「支援会議に残す」のとき",
    )

    def __init__(
        self,
        *args: Any,
        consents: Sequence[Consent],
        basis: str,
        asks_who: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["way"].choices = [(v, words_of_meeting(w, basis)) for v, w in Way.choices]
        fields["tells_origin"].label = words_of_meeting(fields["tells_origin"].label, basis)
        fields["reason"].help_text = words_of_meeting(fields["reason"].help_text, basis)
        self.basis = basis
        if asks_who:
            words = words_of_meeting(fields["tells_who"].help_text, basis)
            fields["tells_who"].help_text = words
        else:
            del fields["tells_who"]
        fields["consent_id"].choices = [
            (
                str(c.pk),
                f"{format_date(c.given_on)} の同意（{format_date(c.valid_until_on)} まで）　"
                + "、".join(p.name for p in c.persons.all()),
            )
            for c in consents
        ]
        allowed = {value for c in consents for value in c.categories}
        kinds = [choice for choice in codes.choices(codes.CATEGORY) if choice[0] in allowed]
        fields["category"].choices = [("", "選んでください"), *kinds]
        persons = {str(p.person_id): p.name for c in consents for p in c.persons.all()}
        fields["person_id"].choices = [("", "世帯全体"), *persons.items()]
        if len(consents) == 1:
            fields["consent_id"].initial = str(consents[0].pk)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        way = data.get("way")
        if way == Way.LEAVE:
            if not data.get("reason"):
                self.add_error("reason", "会議に残す理由を書いてください")
        elif way:
            if not data.get("consent_id"):
                self.add_error("consent_id", "もとになる同意を選んでください")
            if not data.get("category"):
                self.add_error("category", "情報の種類を選んでください")
            if "tells_who" in self.fields and not data.get("tells_who"):
                self.add_error("tells_who", "元の文を読み、分かるかどうかを選んでください")
            if way == Way.CARRY and data.get("tells_who") == "yes":
                self.add_error("way", words_of_meeting(REWORD_IT, self.basis))
            if way == Way.REWORD and not data.get("text"):
                self.add_error("text", "移す文を書いてください")
        return data

    @property
    def leaves(self) -> bool:
        return bool(self.cleaned_data["way"] == Way.LEAVE)

    def draft(self) -> dict[str, Any]:
        """What the service is told of a thing that goes over."""
        data = self.values()
        data.pop("reason")
        data["person_id"] = data["person_id"] or None
        data["nature"] = data["nature"] or Nature.FACT
        data["tells_who"] = said(data.get("tells_who"))
        return data


class CarryAnswerForm(BaseForm):
    """Agree, or not and why."""

    draft_name, draft_label = "carry-answer", "移行への答え"

    tells_who = forms.ChoiceField(
        label=f"移す文から、{TELLS}",
        choices=SAID,
        widget=forms.RadioSelect,
        help_text="「分かる」ときは「移さないほうがよい」を選び、分かる言葉を理由に書いてください",
    )
    is_approved = forms.ChoiceField(
        label="答え",
        choices=[("yes", "この文のとおりなら、移してよい"), ("no", "移さないほうがよい")],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label="理由", required=False, max_length=200, help_text="「移さないほうがよい」のとき"
    )

    def __init__(self, *args: Any, asks_who: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_who:
            del self.fields["tells_who"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if data.get("is_approved") == "yes" and data.get("tells_who") == "yes":
            self.add_error("is_approved", "話した人などが分かる文は、移せません")
        if data.get("is_approved") == "no" and not data.get("reason"):
            self.add_error("reason", "移さないほうがよい理由を書いてください")
        return data

    def answer(self) -> dict[str, Any]:
        """What the service is told."""
        data = self.cleaned_data
        approved = data["is_approved"] == "yes"
        return {
            "is_approved": approved,
            "reason": "" if approved else data["reason"],
            "tells_who": said(data.get("tells_who")),
        }
