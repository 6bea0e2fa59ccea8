"""State of consent 同意状態 (CL-06) of each person, from what is open to the reader.

Not a column that somebody keeps up to date: told anew at each reading from consents, attempts and
the intake, because periods are asked when reading (R17). Refused, not asked and cannot be asked
are different states (domain.md 2.1 R09).
"""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from access.shared_sets import OneOf
from access.together import ask_together

from . import codes
from .merged_rows import standing_keys
from .models import Consent, ConsentAttempt, ConsentPerson, Intake, Person

TONES = {"20": "green", "21": "green", "22": "green", "30": "red", "50": "red"}
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class ConsentState:
    """State of one person, since when, and until when a consent holds."""

    value: str
    label: str
    since: datetime.date | None = None
    until: datetime.date | None = None
    last_day: datetime.date | None = None  # of the consent that holds longest

    @property
    def tone(self) -> str:
        return TONES.get(self.value, "yellow")

    @property
    def holds(self) -> bool:
        return self.value in codes.CONSENTED


@dataclass(frozen=True)
class _Event:
    """Something that says what the state is; the latest counts, unless a consent holds."""

    day: datetime.date
    entered_at: datetime.datetime
    value: str
    until: datetime.date | None = None

    @property
    def rank(self) -> tuple[bool, datetime.date, datetime.datetime]:
        return (self.until is not None, self.day, self.entered_at)


@dataclass(frozen=True)
class Told:
    """What is open to the reader and says something of the state of consent."""

    consents: Iterable[Consent]
    persons: Iterable[ConsentPerson]
    attempts: Iterable[ConsentAttempt]
    intakes: Iterable[Intake]  # with their compartment
    merged: Iterable[
        Person
    ]  # rows that were merged into another: what was told of them is told of her


def worth_telling(
    people: Iterable[Person], found: dict[uuid.UUID, ConsentState]
) -> list[tuple[Person, ConsentState]]:
    """Persons with their state; without those who have died and were never asked, whom nobody asks any more."""
    told = [(person, found[person.pk]) for person in people]
    return [
        (person, state)
        for person, state in told
        if not (person.is_deceased and state.value == codes.UNASKED)
    ]


def states(user: Any, people: Iterable[Person]) -> dict[uuid.UUID, ConsentState]:
    """States of these persons; one question for any number of them and of cases. `people`: with their compartment."""
    people = list(people)
    if not people:
        return {}
    of_these = OneOf("compartment__case", {person.compartment.case_id for person in people})
    return states_told(people, Told(*ask_together(told_asked(user, of_these))))


def somebody_against(user: Any, case: Any, besides: Iterable[uuid.UUID]) -> bool:
    """Whether anybody of the household besides these people has refused or withdrawn: the basic information names
    everybody (domain.md 2.1 R03)."""
    household = Person.objects.visible_to(user).in_household().of_case(case)
    others = household.exclude(pk__in=list(besides)).select_related("compartment")
    return any(state.value in codes.AGAINST for state in states(user, others).values())


def whose(
    subject: Person | None,
    consents: Iterable[Consent],
    given: Iterable[ConsentPerson],
    merged: Iterable[Person],
) -> str:
    """Whose the consents are that hold: "subject", also where hers lies under a row that was merged into hers; "others" of
    the household; "unknown" to who does not see the household; "" where there is none (R3)."""
    valid = {consent.pk for consent in consents if consent.is_valid}
    if not valid:
        return ""
    if subject is None:
        return "unknown"
    standing = standing_keys(merged)
    by = {standing.get(row.person_id, row.person_id) for row in given if row.consent_id in valid}
    return "subject" if subject.pk in by else "others"


def told_asked(user: Any, of_these: OneOf) -> tuple[QuerySet[Any], ...]:
    """The questions for what is told of the persons of some cases, in the order of `Told`; then `states_told`.
    What bodies recorded that the user does not see stays unknown."""
    models = (Consent, ConsentPerson, ConsentAttempt, Intake)
    *told, intakes = (model.objects.visible_to(user).filter(of_these) for model in models)
    merged = Person.objects.visible_to(user).merged().filter(of_these)
    return *told, intakes.select_related("compartment"), merged


def states_told(people: Iterable[Person], told: Told) -> dict[uuid.UUID, ConsentState]:
    """States of these persons (with their compartment) by what was told of them, or of a row of theirs that was
    merged since, which may be the one that is asked about: whoever merges does not see what another body noted of
    it (R2, docs/decisions/0011)."""
    people = list(people)
    standing = standing_keys(told.merged)
    events: dict[uuid.UUID, list[_Event]] = {}
    for person_id, event in _events(people, told):
        events.setdefault(standing.get(person_id, person_id), []).append(event)
    words = dict(codes.every_label(codes.CONSENT_STATE))
    goes_on = {person.pk: standing.get(person.pk, person.pk) for person in people}
    return {key: _state(events.get(hers, []), words) for key, hers in goes_on.items()}


def _state(events: list[_Event], words: dict[str, str]) -> ConsentState:
    latest = max(events, key=lambda event: event.rank, default=None)
    if latest is None:
        return ConsentState(codes.UNASKED, words.get(codes.UNASKED, "未確認"))
    last_day = max((event.until for event in events if event.until), default=None)
    label = words.get(latest.value, latest.value)
    return ConsentState(latest.value, label, latest.day, latest.until, last_day)


def _events(people: list[Person], told: Told) -> Iterable[tuple[Any, _Event]]:
    consents = {consent.pk: _of_consent(consent) for consent in told.consents}
    for row in told.persons:
        if row.consent_id in consents:
            yield row.person_id, consents[row.consent_id]
    for attempt in told.attempts:
        yield attempt.person_id, _Event(attempt.tried_on, attempt.created_at, attempt.answer)
    subjects = {p.compartment.case_id: p.pk for p in people if p.is_subject}
    for intake in told.intakes:
        case = intake.compartment.case_id
        if case in subjects and intake.consent_state != codes.UNASKED:
            event = _Event(intake.received_on, intake.created_at, intake.consent_state)
            yield subjects[case], event


def _of_consent(consent: Consent) -> _Event:
    """What a consent says of the state of its persons today."""
    if consent.withdrawn_at is not None:
        day = timezone.localdate(consent.withdrawn_at)
        return _Event(day, consent.withdrawn_at, codes.WITHDRAWN)
    if not consent.is_valid:
        return _Event(consent.valid_until_on + DAY, consent.created_at, codes.EXPIRED)
    return _Event(consent.given_on, consent.created_at, code_of(consent), consent.valid_until_on)


def code_of(consent: Consent) -> str:
    """What a consent that holds is in CL-06: in part, on paper, by word."""
    if consent.is_partial:
        return codes.PARTIAL
    return codes.WRITTEN if consent.is_on_paper else codes.ORAL
