"""Cases found by words: which, in which order, and what fitted (domain.md 7, ui.md S03).

The ids come from the one door (access.search); every row shown is read again under `visible_to`.
"""

import datetime
import math
import re
import unicodedata
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from access.context import within
from access.models import CaseFile
from access.search import Grade, Hit, find_words
from access.shared_sets import OneOf
from access.together import ask_together
from access.words_sought import birth_typed
from documents.addressing import marked
from documents.excerpts import Piece, excerpt
from documents.text import HYPHENS, phone_typed
from documents.wareki import format_date

from . import codes
from .models import CaseRecord, ContactPoint, Intake, Note, OtherName, Person

MOST_CASES, MOST_SHOWN = 25, 3
# So many are asked for at first, which is half of what a frequent word costs. Only where they do not tell which cases
# stand on the page (few cases hold them all) are more asked for.
FIRST_HITS, MOST_HITS = 100, 500
VISITED = "相談に来た人"
OWN_NUMBER = "自機関での番号"
# What was heard and judged at an intake, by the words of its page as every reader has it, after the closing too.
HEARD = {
    "words": "聞き取ったこと",
    "earlier": "これまでの相談",
    "screening_note": "見立て",
}
AS_HYPHEN = str.maketrans(dict.fromkeys(HYPHENS, "-"))
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
    """A case with what fitted in it, the best first; what more fitted is counted, or, where the search ended before
    all had been looked at, at least so many."""

    case: CaseFile
    shown: list[Shown] = field(default_factory=list)
    more_people: int = 0
    more_notes: int = 0
    at_least: bool = False


@dataclass(frozen=True)
class Findings:
    """What a search found; `is_cut`: there is more than is shown."""

    cases: list[FoundCase]
    is_cut: bool


def find_cases(user: Any, words: str, keys: list[str]) -> Findings:
    """Cases that the user sees, by number, name, reading, birth date, contact, own number, who came, or words in notes and
    intakes; the best fit first and in it the newest. Constant questions, however many are found, and one more where the
    first hundred do not tell which cases stand on the page, or where a day was typed."""
    hits, is_full = _hits(words)
    numbered = list(_numbered(user, words)[: MOST_CASES + 1])
    ranks: dict[uuid.UUID, tuple[int, float]] = {
        case.pk: (Grade.NUMBER, -case.created_at.timestamp()) for case in numbered
    }
    for hit in hits:
        ranks[hit.case_id] = min(_rank(hit), ranks.get(hit.case_id, _rank(hit)))
    born = list(_born(user, words)[: MOST_CASES + 1])
    for person in born:
        rank, case_id = (Grade.EXACT, -person.created_at.timestamp()), person.compartment.case_id
        ranks[case_id] = min(rank, ranks.get(case_id, rank))
    best = sorted(ranks, key=lambda pk: (ranks[pk], pk))
    first = best[:MOST_CASES]
    with within(first):
        found = _found(user, first, hits, keys, numbered, born)
    for case in found.values():
        case.at_least = is_full
    return Findings(list(found.values()), is_cut=max(len(best), len(born)) > MOST_CASES or is_full)


def spellings(words: str) -> list[str]:
    """As it was typed, for so it may stand in a note; and a whole telephone number as numbers are kept."""
    return list(dict.fromkeys((words, phone_typed(words))))


def _hits(words: str) -> tuple[list[Hit], bool]:
    """What holds the words in one of their spellings, and whether there may be more."""
    answers = [_hits_of(spelling) for spelling in spellings(words)]
    hits = {(hit.part, hit.row_id): hit for found, _ in reversed(answers) for hit in found}
    return list(hits.values()), any(is_full for _, is_full in answers)


def _hits_of(words: str) -> tuple[list[Hit], bool]:
    """What holds the words: enough to know the cases of a page."""
    for most in (FIRST_HITS, MOST_HITS):
        hits = find_words(words, most=most)
        ends = _ends(hits, most)
        if not ends or len({h.case_id for h in hits if _rank(h) <= min(ends)}) >= MOST_CASES:
            break
    return hits, bool(ends)


def _rank(hit: Hit) -> tuple[int, float]:
    return hit.grade, -hit.at.timestamp()


def _ends(hits: list[Hit], most: int) -> list[tuple[int, float]]:
    """Of each of the two lists that may go on (people; notes and intakes): before what ranks as this, or better,
    nothing can come any more."""
    ends = []
    for is_note in (True, False):
        listed = [hit for hit in hits if (hit.part == "note") == is_note]
        if len(listed) == most:
            grade, at = _rank(last := listed[-1])
            # Numbers of who came stand behind all ways to reach somebody, however new they are (sql/search.sql).
            has_newer = grade == Grade.CONTACT and last.part != "visitor"
            ends.append((grade, -math.inf if has_newer else at))
    return ends


def case_of_number(user: Any, words: str) -> CaseFile | None:
    """The case whose whole number was typed, with its year, as one that the user sees: nothing is left to choose
    (ui.md S03). Five digits alone may be part of a phone number, and stand in every year."""
    number = _number_in(words)
    if number is None or not number["year"]:
        return None
    return next(iter(_numbered(user, words)[:1]), None)


def _number_in(words: str) -> re.Match[str] | None:
    """The parts of a case's number, however it was typed: an IME gives other hyphens (ui.md rule 16)."""
    plain = unicodedata.normalize("NFKC", words).upper().translate(AS_HYPHEN)
    return NUMBER.fullmatch("".join(plain.split()))


def _numbered(user: Any, words: str) -> Any:
    """Cases with exactly this number; without the year, of every year."""
    number = _number_in(words)
    files = CaseFile.objects.visible_to(user)
    if number is None:
        return files.none()
    year = {"fiscal_year": int(number["year"]) + 2018} if number["year"] else {}
    return files.filter(serial=int(number["serial"]), **year)


def _born(user: Any, words: str) -> Any:
    """Who was born on the day that was typed, the newest first: staff hear a birth date before they can write a name."""
    people = Person.objects.visible_to(user).standing()
    day = birth_typed(words)
    if not isinstance(day, datetime.date):
        return people.none()
    rows = people.filter(birth_on=day).with_membership().select_related("compartment")
    return rows.order_by("-created_at", "pk")


def _found(
    user: Any,
    first: list[uuid.UUID],
    hits: list[Hit],
    keys: list[str],
    numbered: list[CaseFile],
    born: list[Person],
) -> dict[uuid.UUID, FoundCase]:
    """These cases with what fitted in them: persons by name, reading, birth date and other names, the best fit first, then ways
    to reach them, then who came, then notes and intakes. One statement, and a second one for whose another name or
    a way is."""
    people = Person.objects.visible_to(user).with_membership().select_related("compartment")
    of_people = list(dict.fromkeys(_ids(first, hits, "name", "kana")))
    chosen = _chosen_notes(first, hits)
    newest = [pk for ids in chosen.values() for pk in ids[:MOST_SHOWN]]
    visited = _ids(first, hits, "visitor")
    intakes = _with_case(Intake, user).select_related("receiver").with_visitor_told(user)
    reached = _ids(first, hits, "contact")
    files, named, names, contacts, records, notes, received = ask_together(
        [
            _only(CaseFile.objects.visible_to(user), first),
            _only(people, of_people),
            _only(_with_case(OtherName, user), of_people),
            _only(_with_case(ContactPoint, user), reached),
            _only(_with_case(CaseRecord, user).select_related("body"), reached),
            _only(_with_case(Note, user).select_related("created_by"), newest),
            _only(intakes, [*newest, *visited]),
        ]
    )
    found = {case.pk: FoundCase(case) for case in files}
    _add_numbers(found, numbered)
    _add_own_numbers(found, records, keys)
    _add_people(found, of_people, named, keys)
    _add_born(found, born)
    bearers = people.in_bulk({row.person_id for row in (*names, *contacts)})
    _add_other_names(found, names, bearers, keys)
    _add_contacts(found, contacts, bearers, keys)
    told = {row.pk: row for row in (*notes, *received)}
    _add_visitors(found, [told[pk] for pk in visited if pk in told], keys)
    _add_written(found, told, chosen, keys)
    return {pk: found[pk] for pk in first if pk in found}


def _ids(first: Iterable[uuid.UUID], hits: Iterable[Hit], *parts: str) -> list[uuid.UUID]:
    known = set(first)
    return [hit.row_id for hit in hits if hit.part in parts and hit.case_id in known]


def _only(rows: Any, keys: list[uuid.UUID]) -> Any:
    return rows.filter(OneOf("pk", keys)) if keys else rows.none()


def _with_case(model: Any, user: Any) -> Any:
    return model.objects.visible_to(user).select_related("compartment")


def _add_numbers(found: dict[uuid.UUID, FoundCase], numbered: list[CaseFile]) -> None:
    for case in numbered:
        if case.pk in found:
            found[case.pk].shown.append(Shown("ケース番号", [Piece(case.number, is_hit=True)]))


def _add_own_numbers(
    found: dict[uuid.UUID, FoundCase], records: list[CaseRecord], keys: list[str]
) -> None:
    """Under which number a body of the reader's has the case in its own system."""
    for record in records:
        pieces = excerpt(record.own_number, keys, around=None)
        _add(found, record, Shown(OWN_NUMBER, pieces, str(record.body)))


def _add_people(
    found: dict[uuid.UUID, FoundCase],
    in_order: list[uuid.UUID],
    rows: list[Person],
    keys: list[str],
) -> None:
    people = {person.pk: person for person in rows}
    for person in (people[pk] for pk in in_order if pk in people):
        kind = str(person.get_name_kind_display())
        for label, text in ((kind, person.name), ("ふりがな", person.kana)):
            if pieces := excerpt(text, keys, around=None):
                other = person.kana if label == kind else marked(person.name, person.kept_as)
                _add(found, person, Shown(label, pieces, _aside(person, other)))
                break


def _add_born(found: dict[uuid.UUID, FoundCase], born: list[Person]) -> None:
    for person in born:
        if person.birth_on:
            pieces = [Piece(format_date(person.birth_on), is_hit=True)]
            _add(found, person, Shown("生年月日", pieces, _aside(person, person.name_words)))


def _add_other_names(
    found: dict[uuid.UUID, FoundCase],
    rows: list[OtherName],
    bearers: dict[uuid.UUID, Person],
    keys: list[str],
) -> None:
    """Former, common and other names, with the name of now beside them."""
    for row in rows:
        pieces = excerpt(row.name, keys, around=None) or excerpt(row.kana, keys, around=None)
        if pieces and row.person_id in bearers:
            person = bearers[row.person_id]
            label = str(row.get_kind_display())
            _add(found, row, Shown(label, pieces, _aside(person, person.name_words)))


def _add_contacts(
    found: dict[uuid.UUID, FoundCase],
    rows: list[ContactPoint],
    bearers: dict[uuid.UUID, Person],
    keys: list[str],
) -> None:
    for contact in rows:
        person = bearers[contact.person_id]
        pieces = excerpt(contact.value, keys, around=None)
        aside = _aside(person, person.name_words)
        _add(found, contact, Shown(str(contact.get_kind_display()), pieces, aside))


def _add(found: dict[uuid.UUID, FoundCase], row: Any, shown: Shown) -> None:
    """A big household of one name must not push the others off the page."""
    case = found.get(row.compartment.case_id)
    if case is None:
        return
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


def _add_visitors(found: dict[uuid.UUID, FoundCase], rows: list[Any], keys: list[str]) -> None:
    """Who came for herself or for her family, where it may be told: with the number, or with the name beside it."""
    kinds = dict(codes.VISITORS)
    for row in (row for row in rows if row.tells_visitor):
        name = excerpt(row.visitor_name, keys, around=None)
        number = excerpt(row.visitor_phone, keys, around=None)
        kind = kinds.get(row.visitor, "")
        aside = kind if name or not row.visitor_name else f"{row.visitor_name}（{kind}）"
        _add(found, row, Shown(VISITED, name or number, aside, row.received_on))


def _chosen_notes(first: list[uuid.UUID], hits: list[Hit]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """By case: the notes and intakes in which the words stand, the newest first."""
    known, chosen = set(first), dict[uuid.UUID, list[uuid.UUID]]()
    for hit in hits:
        if hit.part == "note" and hit.case_id in known:
            chosen.setdefault(hit.case_id, []).append(hit.row_id)
    return chosen


def _add_written(
    found: dict[uuid.UUID, FoundCase],
    told: dict[uuid.UUID, Note | Intake],
    chosen: dict[uuid.UUID, list[uuid.UUID]],
    keys: list[str],
) -> None:
    """The newest notes and intakes of each case in which the words stand; the others are counted."""
    for pk, case in found.items():
        ids = chosen.get(pk, [])
        case.more_notes = max(0, len(ids) - MOST_SHOWN)
        rows = [told[row] for row in ids[:MOST_SHOWN] if row in told]
        case.shown += [
            _of_intake(r, keys) if isinstance(r, Intake) else _of_note(r, keys) for r in rows
        ]


def _of_note(note: Note, keys: list[str]) -> Shown:
    """Of what was written, or of who was there, where the words stand in that alone."""
    pieces = excerpt(note.words, keys) or excerpt(f"同席者：{note.also_present}", keys)
    return Shown("記録", pieces, str(note.created_by), note.occurred_at)


def _of_intake(intake: Intake, keys: list[str]) -> Shown:
    """Of what was heard at the counter, the first of its fields in which one of the words stands."""
    for name in HEARD:
        if pieces := excerpt(getattr(intake, name), keys):
            break
    return Shown("相談受付", pieces, f"{HEARD[name]}・{intake.receiver}", intake.received_on)
