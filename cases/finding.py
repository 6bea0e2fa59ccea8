"""Cases found by words: which, in which order, and what fitted (domain.md 7, ui.md S03).

The ids come from the one door (access.search); every row shown is read again under `visible_to`.
"""

import datetime
import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from access.context import within
from access.models import CaseFile
from access.search import Grade, Hit, find_words
from documents.excerpts import Piece, excerpt

from .models import ContactPoint, Note, OtherName, Person

MOST_CASES, MOST_HITS, MOST_SHOWN = 25, 200, 3
NUMBER = re.compile(r"(?:R(?P<year>\d{1,2})-?)?(?P<serial>\d{5})")


@dataclass(frozen=True)
class Shown:
    """One thing that fitted: what it is, its words with the hits, and what tells it apart."""

    label: str
    pieces: list[Piece]
    aside: str = ""
    day: datetime.date | None = None


@dataclass
class FoundCase:
    """A case with what fitted in it, the best first."""

    case: CaseFile
    shown: list[Shown] = field(default_factory=list)
    more_people: int = 0
    more_notes: int = 0


@dataclass(frozen=True)
class Findings:
    """What a search found; `is_cut`: there is more than is shown."""

    cases: list[FoundCase]
    is_cut: bool


def find_cases(user: Any, words: str, keys: list[str]) -> Findings:
    """Cases that the user sees, by number, name, reading, contact or words in notes; the best fit
    first and in it the newest. Constant questions, however many are found."""
    hits = find_words(words, most=MOST_HITS)
    numbered = list(_numbered(user, words)[: MOST_CASES + 1])
    ranks: dict[uuid.UUID, tuple[int, float]] = {
        case.pk: (Grade.NUMBER, -case.created_at.timestamp()) for case in numbered
    }
    for hit in hits:
        rank = (hit.grade, -hit.at.timestamp())
        ranks[hit.case_id] = min(rank, ranks.get(hit.case_id, rank))
    best = sorted(ranks, key=lambda pk: (ranks[pk], pk))
    first = best[:MOST_CASES]
    with within(first):
        files = CaseFile.objects.visible_to(user).in_bulk(first)
        found = {pk: FoundCase(files[pk]) for pk in first if pk in files}
        for case in numbered:
            if case.pk in found:
                found[case.pk].shown.append(Shown("ケース番号", [Piece(case.number, is_hit=True)]))
        _add_people(user, found, hits, keys)
        _add_notes(user, found, hits, keys)
    notes = sum(hit.part == "note" for hit in hits)
    is_full = MOST_HITS in (notes, len(hits) - notes)
    return Findings(list(found.values()), is_cut=len(best) > MOST_CASES or is_full)


def _numbered(user: Any, words: str) -> Any:
    """Cases with exactly this number; without the year, of every year."""
    plain = unicodedata.normalize("NFKC", words).upper().replace(" ", "")
    number = NUMBER.fullmatch(plain)
    files = CaseFile.objects.visible_to(user)
    if number is None:
        return files.none()
    year = {"fiscal_year": int(number["year"]) + 2018} if number["year"] else {}
    return files.filter(serial=int(number["serial"]), **year)


def _ids(found: dict[uuid.UUID, FoundCase], hits: Iterable[Hit], *parts: str) -> list[uuid.UUID]:
    return [hit.row_id for hit in hits if hit.part in parts and hit.case_id in found]


def _add_people(
    user: Any, found: dict[uuid.UUID, FoundCase], hits: list[Hit], keys: list[str]
) -> None:
    """Persons by name, reading and other names, the best fit first, then ways to reach them."""
    ids = list(dict.fromkeys(_ids(found, hits, "name", "kana")))
    rows = Person.objects.visible_to(user).with_membership().select_related("compartment")
    people = rows.in_bulk(ids)
    for person in (people[pk] for pk in ids if pk in people):
        for label, text in (("氏名", person.name), ("ふりがな", person.kana)):
            if pieces := excerpt(text, keys, around=None):
                other = person.kana if label == "氏名" else person.name
                _add(found[person.compartment.case_id], Shown(label, pieces, _aside(person, other)))
                break
    _add_other_names(user, found, ids, keys, rows)
    contacts = (
        ContactPoint.objects.visible_to(user)
        .filter(pk__in=_ids(found, hits, "contact"))
        .select_related("compartment")
    )
    reached = rows.in_bulk([contact.person_id for contact in contacts])
    for contact in contacts:
        pieces = excerpt(contact.value, keys, around=None)
        label = str(contact.get_kind_display())
        person = reached[contact.person_id]
        aside = _aside(person, str(person))
        _add(found[contact.compartment.case_id], Shown(label, pieces, aside))


def _add_other_names(
    user: Any,
    found: dict[uuid.UUID, FoundCase],
    ids: list[uuid.UUID],
    keys: list[str],
    people: Any,
) -> None:
    """Former, common and other names, with the name of now beside them."""
    names = OtherName.objects.visible_to(user).select_related("compartment").filter(pk__in=ids)
    bearers = people.in_bulk([row.person_id for row in names])
    for row in names:
        pieces = excerpt(row.name, keys, around=None) or excerpt(row.kana, keys, around=None)
        if pieces and row.person_id in bearers:
            person = bearers[row.person_id]
            label = str(row.get_kind_display())
            _add(found[row.compartment.case_id], Shown(label, pieces, _aside(person, str(person))))


def _add(case: FoundCase, shown: Shown) -> None:
    """A big household of one name must not push the others off the page."""
    if len(case.shown) < MOST_SHOWN:
        case.shown.append(shown)
    else:
        case.more_people += 1


def _aside(person: Person, other: str) -> str:
    """What tells people of one name apart: the reading, the relation, the age."""
    parts = [other, "本人" if person.is_subject else person.relation, person.age]
    if person.merged_into_id:
        parts.append("ほかの登録にまとめた名前")
    elif not person.belongs_now:
        parts.append("世帯を離れた人")
    return "・".join(filter(None, parts))


def _add_notes(
    user: Any, found: dict[uuid.UUID, FoundCase], hits: list[Hit], keys: list[str]
) -> None:
    """The newest notes of each case in which the words stand; the others are counted."""
    chosen: dict[uuid.UUID, list[uuid.UUID]] = {}
    for hit in hits:
        if hit.part == "note" and hit.case_id in found:
            chosen.setdefault(hit.case_id, []).append(hit.row_id)
    for case, ids in chosen.items():
        found[case].more_notes = max(0, len(ids) - MOST_SHOWN)
    wanted = [pk for ids in chosen.values() for pk in ids[:MOST_SHOWN]]
    notes = Note.objects.visible_to(user).select_related("compartment", "created_by")
    for note in notes.filter(pk__in=wanted):
        pieces = excerpt(note.words, keys)
        aside = str(note.created_by)
        found[note.compartment.case_id].shown.append(Shown("記録", pieces, aside, note.occurred_at))
