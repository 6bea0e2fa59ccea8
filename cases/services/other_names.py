"""Names under which a person is or was known besides the one of her sheet."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import OtherName, Person
from documents.partial_dates import DAY, PartialDate
from documents.text import search_key

from .intakes import person_key
from .matching import find_elsewhere


@dataclass(frozen=True)
class NameFacts:
    """A name, what sort of name it is, and when it was borne."""

    kind: str
    name: str
    kana: str = ""
    since: PartialDate | None = None
    until: PartialDate | None = None

    def fields(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "name": self.name,
            "kana": self.kana,
            "search_key": person_key(self.name, self.kana),
            "since_on": self.since.on if self.since else None,
            "since_precision": self.since.precision if self.since else DAY,
            "until_on": self.until.on if self.until else None,
            "until_precision": self.until.precision if self.until else DAY,
        }


def _require_possible(facts: NameFacts) -> None:
    if not search_key(facts.name):
        raise DomainError("名前を書いてください")
    if facts.since and facts.until and facts.until.on < facts.since.on:
        raise DomainError("使いおわりが、使いはじめより前になっています")


@transaction.atomic
def add_name(*, person: Person, facts: NameFacts, by: Any) -> OtherName:
    """Enter a former, common or other name of a person."""
    _require_possible(facts)
    known = OtherName.objects.visible_to(by).filter(
        person=person, kind=facts.kind, name=facts.name, removed_on__isnull=True
    )
    if known.exists():
        raise DomainError("この名前は、すでに登録されています")
    row: OtherName = OtherName.objects.create(
        compartment_id=person.compartment_id, created_by=by, person=person, **facts.fields()
    )
    find_elsewhere(person, by=by)
    return row


@transaction.atomic
def change_name(
    *, other_name: OtherName, facts: NameFacts, by: Any, version: int | None = None
) -> OtherName:
    """Complete or correct a name; earlier wording stays in the history."""
    _require_possible(facts)
    row = save_changed(other_name, by=by, fields=facts.fields(), version=version)
    find_elsewhere(other_name.person, by=by)
    return row


@transaction.atomic
def remove_name(*, other_name: OtherName, by: Any) -> OtherName:
    """Entered by mistake: it is no longer shown or found; the history keeps it."""
    if other_name.removed_on is None:
        save_changed(other_name, by=by, fields={"removed_on": timezone.localdate()})
        find_elsewhere(other_name.person, by=by)
    return other_name
