"""What a list of cases says of each: read for a page of them with constant questions."""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from access.context import within
from access.explain import explained, explanations_asked, words_of
from access.models import CaseFile, Rule
from access.shared_sets import OneOf
from access.together import ask_together

from .consent_states import Told, states_told, told_asked
from .contacts import LastContact, contacts_found, legs_asked, notes_asked, trying
from .models import CaseRecord, Person, RecordState, Referral
from .together import state_words
from .urgency import urgency_of


def list_rows(user: Any, files: list[CaseFile]) -> list[dict[str, Any]]:
    """Rows of a list: whose household, own state, consent, why it is seen; in one statement, with a second one where
    a record waits for 多機関協働 or was handed on.

    `state_words` and `bases` follow what the reader sees, a 支援会議 included: for her screen. `own_words` follow her
    つなぎ only, `own_bases` leave out that she is a member: both are for a paper or file (R7).
    """
    if not files:
        return []
    with within(case.pk for case in files):
        return _rows(user, files)


def _rows(user: Any, files: list[CaseFile]) -> list[dict[str, Any]]:
    of_these = OneOf("compartment__case", [case.pk for case in files])
    members = Person.objects.visible_to(user).in_household().filter(of_these)
    own = CaseRecord.objects.visible_to(user).filter(of_these)
    attempts = [one.of_cases(user, of_these) for one in trying()]
    found, in_order, written, legs, bases, *told = ask_together(
        [
            members.select_related("compartment"),
            # Of two bodies that she serves the first, as on the page of the case.
            own.select_related("compartment", "body").order_by("body__order", "body__name", "pk"),
            notes_asked(user, of_these),
            legs_asked(user, of_these),
            explanations_asked(user, files),
            *told_asked(user, of_these),
            *attempts,
        ]
    )
    told, tried = told[: len(told) - len(attempts)], told[len(told) - len(attempts) :]
    people: dict[Any, list[Person]] = {}
    for person in found:
        people.setdefault(person.compartment.case_id, []).append(person)
    records: dict[Any, CaseRecord] = {}
    for record in in_order:
        records.setdefault(record.compartment.case_id, record)
    words = state_words(user, records.values())
    of_consent = Told(*told)
    contacts = contacts_found(
        written, of_consent.intakes, chain.from_iterable(tried), _received(legs, records)
    )
    reasons = explained(bases)
    intakes, received = _by_case(of_consent.intakes), _by_case(legs)
    bodies = {record.body_id for record in in_order}
    subjects = {c: p for c, found in people.items() for p in found if p.is_subject}
    consent = states_told(subjects.values(), of_consent)
    return [
        {
            "case": case,
            "subject": (subject := subjects.get(case.pk)),
            "consent": consent[subject.pk] if subject else None,
            "size": len(people.get(case.pk, [])),
            "record": (record := records.get(case.pk)),
            "state_words": words[record.pk] if record else "",
            "own_words": _own_words(record, words) if record else "",
            "last_contact": contacts.get(case.pk, LastContact()),
            "urgency": urgency_of(intakes.get(case.pk, []), received.get(case.pk, []), bodies),
            "bases": (reasons_of := reasons.get(case.pk, [])),
            "own_bases": [words for words in reasons_of if words != words_of(Rule.SUPPORT_MEETING)],
        }
        for case in files
    ]


def _by_case(rows: Iterable[Any]) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(row.compartment.case_id, []).append(row)
    return found


def _received(legs: list[Referral], records: dict[Any, CaseRecord]) -> list[Referral]:
    """Legs that the bodies of these records received."""
    known = {(case, record.body_id) for case, record in records.items()}
    return [row for row in legs if (row.compartment.case_id, row.receiver_body_id) in known]


def _own_words(record: CaseRecord, words: dict[Any, str]) -> str:
    if record.state == RecordState.HANDED_OFF:
        return words[record.pk]
    return str(record.get_state_display())
