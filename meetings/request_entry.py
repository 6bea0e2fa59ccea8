"""多機関協働の依頼 is written: the form, and the sheet as the secretariat will see it (R22).

Used by the pages of meetings and by the way to consent of an outreach, which may not import their forms.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.utils import timezone

from access.explain import Audience, future_audience
from bunkyo_support.forms import BaseForm
from cases import codes
from cases.models import CaseRecord, Person
from documents.births import decade_words
from organizations.models import Body, LegalBasis, Role

from .forms.base import text_field
from .models import CoordinationRequest


class RequestForm(BaseForm):
    """多機関協働の依頼: what was done, what is asked, what the sender keeps doing."""

    read_by = "自分の機関の相談員・管理者と、依頼先の事務局"
    draft_name, draft_label = "ma-request", "多機関協働の依頼"

    done_so_far = text_field("自機関・今ある制度で対応したこと", 4)
    asked_for = text_field("多機関協働に求めること")
    sender_continues = text_field(
        "自機関が続けること",
        help_text="依頼しても、担当は自機関のままです。続けることを書いてください",
    )
    why_now = text_field("今、必要な理由", 2, required=False)
    secretariat = forms.ModelChoiceField(label="依頼先", queryset=Body.objects.none())
    urgency = forms.ChoiceField(label="緊急度", widget=forms.RadioSelect)
    consent_state = forms.ChoiceField(label="本人の同意")
    legal_basis = forms.ModelChoiceField(
        label="伝える根拠",
        queryset=LegalBasis.objects.none(),
        help_text="本人の同意がなくても依頼できます。その場合は、ほかの根拠を選んでください",
    )
    persons = forms.MultipleChoiceField(
        label="伝える世帯の人", required=False, widget=forms.CheckboxSelectMultiple
    )
    naming = forms.ChoiceField(
        label="氏名",
        choices=[("named", "伝える"), ("unnamed", "伝えない（続柄と年代だけ）")],
        widget=forms.RadioSelect,
        initial="named",
    )

    def __init__(self, *args: Any, people: Sequence[Person], own: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        fields: dict[str, Any] = self.fields
        secretariats = Body.objects.secretariat().exclude(pk=own.pk)
        fields["secretariat"].queryset = secretariats
        if len(secretariats) == 1:
            self.initial.setdefault("secretariat", secretariats[0].pk)
        fields["legal_basis"].queryset = LegalBasis.objects.on().filter(for_hand_off=True)
        fields["urgency"].choices = codes.choices(codes.URGENCY)
        fields["consent_state"].choices = codes.choices(codes.CONSENT_STATE)
        fields["persons"].choices = [
            (key, f"{person}（{person.relation or '続柄未記入'}）")
            for key, person in self.people.items()
        ]
        if not self.people:
            del self.fields["persons"], self.fields["naming"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        basis = data.get("legal_basis")
        if basis and basis.needs_consent and data.get("consent_state") not in codes.CONSENTED:
            self.add_error(
                "legal_basis", "本人の同意がないときは、「本人同意」のほかの根拠を選んでください"
            )
        return data

    def sheet(self) -> dict[str, Any]:
        """What the request holds, as the service and the preview take it."""
        data = self.values()
        chosen = [self.people[key] for key in data.pop("persons", [])]
        with_names = data.pop("naming", "") == "named"
        return data | {"household": [_told(person, with_names) for person in chosen]}


def _told(person: Person, with_name: bool) -> dict[str, str]:
    """What is told about a person: the secretariat sees this and nothing else of her."""
    named = (
        {"name": person.name_told, "kana": person.kana, "person": str(person.pk)}
        if with_name
        else {}
    )
    return named | {
        "relation": person.relation,
        "age": decade_words(person.birth_on, person.birth_estimate),
    }


def preview_of(record: CaseRecord, form: RequestForm) -> dict[str, Any]:
    """The sheet as the secretariat will see it, from the same partial as its page."""
    row = CoordinationRequest(sender_body=record.body, requested_at=timezone.now(), **form.sheet())
    readers = future_audience(row.secretariat, (Role.COORDINATOR,))
    return {"row": row, "readers": readers, **words_of(row)}


def typed_for(now: Audience) -> Audience:
    """Who reads what is typed into the sheet: the body until it is sent, then the secretariat too (R18)."""
    note = "依頼すると、依頼先の事務局の担当者も読みます"
    return replace(now, level_label="依頼するまで自機関のみ", note=note)


def words_of(row: CoordinationRequest) -> dict[str, Any]:
    """Its codes in words."""
    return {
        "urgency": codes.urgency_words(row.urgency),
        "consent_state": codes.label(codes.CONSENT_STATE, row.consent_state),
    }
