"""By what a person would be found at another body (R15). Nobody here learns what was found."""

from typing import Any

from access import matching
from cases.models import OtherName, Person

COMPARED = (Person.NameKind.REAL, Person.NameKind.COMMON)


def names_of(person: Person, others: list[tuple[str, str]]) -> list[str]:
    """Names and readings that are compared; an alias or 匿名 is nobody's name."""
    names = [person.name, person.kana] if person.name_kind in COMPARED and person.name else []
    return [*names, *(text for pair in others for text in pair)]


def find_elsewhere(person: Person, *, by: Any) -> None:
    """Keep by what she is found, after she was entered or changed; the answer is always the same."""
    known = OtherName.objects.visible_to(by).filter(
        person=person, kind__in=OtherName.REGISTERED, removed_on__isnull=True
    )
    mark(person, list(known.values_list("name", "kana")))


def mark(person: Person, others: list[tuple[str, str]] | None = None) -> None:
    """Keep by what somebody is found who has these other names, or none when she is new."""
    names = [] if person.merged_into_id else names_of(person, others or [])
    matching.keep_marks(person_id=person.pk, names=names, birth_on=person.birth_on)
