"""Whose names a paper may hold: those of the household who have not consented are not named
(domain.md 2.1 R03)."""

from collections.abc import Iterable, Sequence
from typing import Any

from access.errors import DomainError
from access.models import CaseFile
from cases.merged_rows import all_rows_of
from cases.models import Consent, ConsentPerson, Person
from cases.services import uncovered_bodies
from documents.text import search_key
from organizations.models import Body

SHORTEST = 3  # a name of two signs stands in too many words


def persons_without_consent(*, case: CaseFile, bodies: Sequence[Body], by: Any) -> list[Person]:
    """Members of the household whose data may not be in a paper for these bodies: no consent that
    holds now names both them and every one of the bodies.

    As far as the user sees the household; whoever does not see it has no name to write.
    """
    covered: set[Any] = set()
    for consent in Consent.objects.visible_to(by).valid().of_case(case):
        if not uncovered_bodies(consent=consent, bodies=bodies, by=by):
            persons = ConsentPerson.objects.visible_to(by).filter(consent=consent)
            covered.update(persons.values_list("person_id", flat=True))
    household = Person.objects.visible_to(by).in_household().of_case(case)
    consenting = all_rows_of(covered, case, by)
    return [person for person in household if person.pk not in consenting]


def called(person: Person) -> str:
    """How somebody is called where her name must not stand."""
    return person.relation or "続柄の分からない世帯員"


def named_in(texts: Iterable[str], persons: Iterable[Person]) -> list[Person]:
    """Those whose name or reading stands in one of the texts, however it was typed."""
    folded = [search_key(text) for text in texts if text]
    return [
        person
        for person in persons
        if any(
            len(name) >= SHORTEST and any(name in text for text in folded)
            for name in (search_key(person.name), search_key(person.kana))
        )
    ]


def require_unnamed(texts: Iterable[str], persons: Iterable[Person]) -> None:
    """Raises DomainError when somebody without consent is named; says how to write instead."""
    found = named_in(texts, persons)
    if found:
        words = "、".join(dict.fromkeys(called(person) for person in found))
        raise DomainError(
            f"同意していない世帯員（{words}）の氏名が書かれています。"
            f"氏名を「{called(found[0])}」のような続柄に書き替えるか、その人の同意を先に受けてください"
        )
