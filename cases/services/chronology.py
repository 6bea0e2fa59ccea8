"""The family chronology 家族年表 of a body's record."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import CaseRecord, LifeEvent, Note, Person
from documents.partial_dates import PartialDate

from .records import require_going_on


@dataclass(frozen=True)
class EventFacts:
    """What happened, when, to whom, and from where one knows."""

    happened: PartialDate
    text: str
    source: str
    nature: str = "fact"
    who: Sequence[Person] = ()

    def fields(self) -> dict[str, Any]:
        if not self.source:
            raise DomainError("だれから、何から分かったことか、情報源を書いてください")
        return {
            "happened_on": self.happened.on,
            "precision": self.happened.precision,
            "text": self.text,
            "source": self.source,
            "nature": self.nature,
            "who": [{"id": str(person.pk), "name": str(person)} for person in self.who],
        }


@transaction.atomic
def enter_life_event(
    *, record: CaseRecord, facts: EventFacts, by: Any, note: Note | None = None
) -> LifeEvent:
    """A line of the chronology, by hand or out of a note of the same record."""
    require_going_on(record)
    if note is not None and note.record_id != record.pk:
        raise DomainError("ほかの機関の記録からは、年表に載せられません")
    made: LifeEvent = LifeEvent.objects.create(
        compartment_id=record.compartment_id,
        created_by=by,
        record=record,
        note=note,
        **facts.fields(),
    )
    return made


@transaction.atomic
def change_life_event(
    *, event: LifeEvent, facts: EventFacts, by: Any, version: int | None = None
) -> LifeEvent:
    """Complete or correct a line; earlier wording stays in the history."""
    return save_changed(event, by=by, fields=facts.fields(), version=version)


@transaction.atomic
def remove_life_event(*, event: LifeEvent, by: Any) -> LifeEvent:
    """Take a line out of the chronology; the history keeps it."""
    if event.removed_on is None:
        save_changed(event, by=by, fields={"removed_on": timezone.localdate()})
    return event
