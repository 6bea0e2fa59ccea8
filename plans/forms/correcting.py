"""What was recorded of a conference, put right: the form of the result, filled in with what is on record."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django import forms

from meetings.models import ConferenceItem, ConferenceParticipant, PlanConference
from meetings.services import Outcome, Present, outcome_of
from organizations.models import Body
from plans.services.correcting import taken

from .conferring import ResultForm


class CorrectionForm(ResultForm):
    """An item on whose result something rests asks for its words alone; the page says why (`stays`)."""

    draft_name, draft_label = "plan-result-correction", "会議の結果の訂正"
    puts_right = True

    def __init__(
        self,
        *args: Any,
        items: Sequence[ConferenceItem],
        leads: Iterable[Body],
        stays: dict[uuid.UUID, str],
        participants: Iterable[ConferenceParticipant],
        **kwargs: Any,
    ) -> None:
        self.stays = stays
        self.noted = {row.who: row for row in participants}
        recorded = [item.lead_body for item in items if item.lead_body is not None]
        super().__init__(*args, items=items, leads=[*leads, *recorded], **kwargs)
        # Who came is what is on record; for the first record everybody who was invited is offered as present.
        self.fields["bodies"].initial = [key for key, row in self.invited.items() if row.is_present]
        for number, row in enumerate(self.invited.values(), 1):
            self.fields[f"people_{number}"].initial = row.person

    def _fields_of(self, item: ConferenceItem) -> dict[str, forms.Field]:
        asked = super()._fields_of(item)
        if self.stays.get(item.pk):
            return {name: field for name, field in asked.items() if name not in taken(item.result)}
        return asked

    def _kept_of(self, item: ConferenceItem) -> dict[str, Any]:
        """Also what this item is never asked for."""
        asked = self._fields_of(item)
        return {name: value for name, value in vars(outcome_of(item)).items() if name not in asked}

    def _result_of(self, item: ConferenceItem, data: dict[str, Any]) -> str:
        return item.result if self.stays.get(item.pk) else super()._result_of(item, data)

    def participants(self) -> list[Present]:
        """Of the family the form asks for a name alone: who was noted as absent stays so, and how she was told,
        until something else is filled in."""
        return [self._as_noted(one) for one in super().participants()]

    def _as_noted(self, one: Present) -> Present:
        noted = self.noted.get(one.who)
        if one.who != ConferenceParticipant.Who.FAMILY or noted is None:
            return one
        kept: dict[str, Any] = {}
        if one.name == noted.name:
            kept["is_present"] = noted.is_present
        if not {"person_told", "person_told_note"} & set(self.changed_data):
            kept |= {"told": noted.told, "told_note": noted.told_note}
        return replace(one, **kept)

    def sections(self) -> list[dict[str, Any]]:
        return [
            section | {"stays": self.stays.get(section["item"].pk, "")}
            for section in super().sections()
        ]


def on_record(
    conference: PlanConference,
    items: Iterable[ConferenceItem],
    participants: Iterable[ConferenceParticipant],
) -> dict[str, Any]:
    """Initial values of the form."""
    found: dict[str, Any] = {
        name: getattr(conference, name)
        for name in ("minutes", "opinion", "chair", "next_on", "version")
    }
    for item in items:
        for name, value in _shown(outcome_of(item)).items():
            found[f"{name}_{item.position}"] = value
    rows = {row.who: row for row in participants}
    if (person := rows.get("person")) is not None:
        found |= {
            "person_came": "yes" if person.is_present else "no",
            "person_told": person.told,
            "person_told_note": person.told_note,
            "person_words": person.words,
        }
    if (family := rows.get("family")) is not None:
        found |= {"family": family.name, "family_words": family.words}
    return found


def _shown(outcome: Outcome) -> dict[str, Any]:
    lead = outcome.lead_body
    return vars(outcome) | {"lead_body": str(lead.pk) if lead is not None else ""}
