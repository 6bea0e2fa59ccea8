"""What happens around a consent: its withdrawal, its paper. Entering one: cases.consent_entry."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from bunkyo_support.forms import BaseForm
from cases.models import Consent
from cases.services import Withdrawn
from cases.services.consent_papers import EASY, PLAIN
from documents.forms import WarekiDateField
from documents.wareki import format_date
from organizations.models import Appointment

PARTS = ("persons", "bodies", "categories")


class WithdrawalForm(BaseForm):
    """All or a part is taken back: one person of several, one body, one kind (domain.md R08)."""

    draft_name, draft_label = "withdrawal", "同意の撤回"

    scope = forms.ChoiceField(
        label="撤回の範囲",
        choices=[("all", "全部"), ("part", "一部（下で選ぶ）")],
        initial="all",
        widget=forms.RadioSelect,
    )
    persons = forms.MultipleChoiceField(
        label="撤回する人", required=False, widget=forms.CheckboxSelectMultiple
    )
    bodies = forms.MultipleChoiceField(
        label="共有をやめる機関", required=False, widget=forms.CheckboxSelectMultiple
    )
    categories = forms.MultipleChoiceField(
        label="共有をやめる情報", required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label="撤回のようす", max_length=300, help_text="いつ、だれから、どのように申し出があったか"
    )
    told = forms.BooleanField(
        label="撤回の効果と、不利益がないことを、本人に説明した", required=False
    )

    def __init__(
        self,
        *args: Any,
        persons: list[tuple[str, str]],
        bodies: list[tuple[str, str]],
        categories: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, choices in (("persons", persons), ("bodies", bodies), ("categories", categories)):
            fields[name].choices = choices

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        named = any(data.get(name) for name in PARTS)
        if data.get("scope") == "part" and not named:
            self.add_error(
                "scope", "撤回する人、機関、情報のどれかを選ぶか、「全部」を選んでください"
            )
        elif data.get("scope") == "all" and named:
            self.add_error("scope", "「全部」のときは、人・機関・情報のチェックを外してください")
        return data

    def taken(self) -> Withdrawn:
        """What is taken back; nothing named means everything."""
        data = self.cleaned_data
        return Withdrawn(
            {uuid.UUID(key) for key in data["persons"]},
            {uuid.UUID(key) for key in data["bodies"]},
            set(data["categories"]),
        )


class PaperForm(BaseForm):
    """The written form that follows an oral consent has come."""

    draft_name, draft_label = "consent-paper", "同意書の受け取り"

    received_on = WarekiDateField(label="受け取った日", initial=timezone.localdate)
    paper_number = forms.CharField(label="同意書の番号", required=False, max_length=50)
    paper_place = forms.CharField(label="同意書の保管場所", max_length=100)


class NamedPersonForm(BaseForm):
    """Who is in charge at a body that a consent names, from now on."""

    draft_name, draft_label = "consent-person", "同意の共有先の担当者"

    successor = forms.ChoiceField(label="替わりの担当者", widget=forms.RadioSelect)

    def __init__(self, *args: Any, offices: list[Appointment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offices = {str(office.pk): office for office in offices}
        field: Any = self.fields["successor"]
        field.choices = [
            (key, f"{o.staff.name}（{o.role_group.get_role_display()}）")
            for key, o in self.offices.items()
        ]

    def chosen(self) -> Appointment:
        """Who comes."""
        return self.offices[self.cleaned_data["successor"]]


class ConsentPaperForm(BaseForm):
    """Which paper: blank with the case number, or filled from a consent; plain or easy."""

    paper = forms.ChoiceField(label="書面", widget=forms.RadioSelect)
    variant = forms.ChoiceField(
        label="ことば",
        choices=[(PLAIN, "ふつうの文"), (EASY, "やさしい日本語（大きい字）")],
        initial=PLAIN,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, consents: list[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.papers: dict[str, tuple[str, Consent | None]] = {}
        choices = []
        for form, words in (("consent_form", "情報共有同意書"), ("withdrawal_form", "撤回届")):
            self.papers[form] = (form, None)
            choices.append((form, f"{words}（空欄）"))
            for consent in consents:
                key = f"{form}:{consent.pk}"
                self.papers[key] = (form, consent)
                choices.append(
                    (key, f"{words}（{format_date(consent.given_on)} の同意を記入済み）")
                )
        fields: dict[str, Any] = self.fields
        fields["paper"].choices = choices

    def chosen(self) -> tuple[str, Consent | None]:
        """The kind of paper, and the consent that fills it."""
        return self.papers[self.cleaned_data["paper"]]
