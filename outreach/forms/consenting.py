"""Forms of the way to consent that cases, meetings and plans do not have: what is shared, on what the
plan rests, and why an outreach goes back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from cases.consent_entry import WhatIsShared
from cases.models import Consent, Note
from documents.wareki import format_date

from .base import OutreachForm


def words_of_consent(consent: Consent) -> str:
    """令和8年11月26日の同意（令和9年3月31日まで）：関係機関が連携して支援するため"""
    until = format_date(consent.valid_until_on)
    return f"{format_date(consent.given_on)}の同意（{until}まで）：{consent.purpose}"


class _UnderConsent(OutreachForm):
    """A form that acts under one of the consents that hold; one alone is chosen already."""

    consent = forms.ChoiceField(label="どの同意によるか", widget=forms.RadioSelect)

    def __init__(self, *args: Any, consents: Sequence[Consent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.consents = {str(row.pk): row for row in consents}
        field: Any = self.fields["consent"]
        field.choices = [(key, words_of_consent(row)) for key, row in self.consents.items()]
        if len(self.consents) == 1:
            self.initial.setdefault("consent", next(iter(self.consents)))

    @property
    def chosen_consent(self) -> Consent:
        return self.consents[self.cleaned_data["consent"]]


class ShareForm(WhatIsShared, _UnderConsent):
    """Which notes of the record are shared, as what kind of information, about whom."""

    draft_name, draft_label = "outreach-share", "同意のもとで共有する記録"
    field_order = ("consent", "notes", "category", "person")

    notes = forms.MultipleChoiceField(label="共有する記録", widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, notes: Sequence[Note], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(row.pk): row for row in notes}
        choice: Any = self.fields["notes"]
        choice.choices = [(key, _line(row)) for key, row in self.known.items()]
        self.offer(self.consents.values())

    @property
    def texts_sent(self) -> list[str]:
        """Of the notes that are ticked, before anything is checked."""
        sent: Any = self.data
        ticked = sent.getlist(self.add_prefix("notes")) if hasattr(sent, "getlist") else ()
        sent = [self.known[key] for key in ticked if key in self.known]
        return [part for note in sent for part in (note.words, note.source)]

    @property
    def chosen_notes(self) -> list[Note]:
        return [self.known[key] for key in self.cleaned_data["notes"]]


def _line(note: Note) -> str:
    words = " ".join(note.words.split())
    day = timezone.localdate(note.occurred_at)  # the ward's day, not that of UTC
    return f"{format_date(day)}　{words[:60]}{'…' if len(words) > 60 else ''}"


class PlanForm(_UnderConsent):
    """On which consent the plan rests."""

    draft_name, draft_label = "outreach-plan", "同意のあるプラン"

    subject = forms.CharField(label="対象（本人・世帯）", required=False, max_length=200)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:  # a plan that goes on keeps whose it is
            self.fields["subject"].widget = forms.HiddenInput()


class BackForm(OutreachForm):
    """The consent is gone: why the outreach goes back to building the relation."""

    draft_name, draft_label = "outreach-back", "段階を戻す理由"

    words = forms.CharField(label="理由", max_length=300)
