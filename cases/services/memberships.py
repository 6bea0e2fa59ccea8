"""Who belongs to the household and when: joining, leaving, coming back (never two times at once)."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from access.errors import DomainError
from access.shortcuts import save_changed
from cases.models import HouseholdStay, Person
from documents.partial_dates import DAY, PartialDate

Reason = HouseholdStay.Reason


@dataclass(frozen=True)
class StayFacts:
    """A time in the household; an empty end is open."""

    since: PartialDate | None = None
    until: PartialDate | None = None
    reason: str = ""
    note: str = ""

    def fields(self) -> dict[str, Any]:
        return {
            "since_on": self.since.on if self.since else None,
            "since_precision": self.since.precision if self.since else DAY,
            "until_on": self.until.on if self.until else None,
            "until_precision": self.until.precision if self.until else DAY,
            "reason": self.reason,
            "note": self.note,
        }


def stays_of(people: Iterable[Person], by: Any) -> dict[Any, list[HouseholdStay]]:
    """Times in the household by person, the earliest first; one question."""
    found: dict[Any, list[HouseholdStay]] = {}
    rows = HouseholdStay.objects.visible_to(by).filter(
        person__in=[person.pk for person in people], removed_on__isnull=True
    )
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def _locked(person: Person, by: Any) -> Person:
    """The person, held against a colleague who says something else of her at this moment."""
    rows = Person.objects.changeable_by(by).standing().select_for_update()
    found: Person | None = rows.filter(pk=person.pk).first()
    if found is None:
        raise DomainError("この人の世帯については、書き足せません")
    return found


def _standing(person: Person, by: Any) -> list[HouseholdStay]:
    return stays_of([person], by).get(person.pk, [])


def _require_period(facts: StayFacts) -> None:
    if facts.since and facts.until and facts.until.on < facts.since.on:
        raise DomainError("世帯を離れた日が、世帯に入った日より前になっています")
    if facts.reason and not facts.until:
        raise DomainError("離れた理由を選んだときは、離れた日も書いてください")


def _write(save: Any) -> HouseholdStay:
    """Write a time; the database refuses one that overlaps another of hers."""
    try:
        with transaction.atomic():
            row: HouseholdStay = save()
            return row
    except IntegrityError as error:
        raise DomainError(
            "ほかの期間と重なっています。先にある期間の終わりを書くか、日付を直してください"
        ) from error


@transaction.atomic
def leave_household(
    *,
    person: Person,
    by: Any,
    left: PartialDate | None = None,
    reason: str = "",
    note: str = "",
    version: int | None = None,
) -> HouseholdStay:
    """Somebody no longer belongs to the household; what was written of her stays."""
    held = _locked(person, by)
    if held.is_subject:
        raise DomainError("本人は、世帯から外せません")
    until = left or PartialDate(timezone.localdate())
    rows = _standing(held, by)
    present = next((row for row in rows if row.until_on is None), None)
    if rows and present is None:
        raise DomainError("この人は、すでに世帯を離れています")
    if present and present.since_on and until.on < present.since_on:
        raise DomainError("世帯を離れた日が、世帯に入った日より前になっています")
    left_at = {
        "until_on": until.on,
        "until_precision": until.precision,
        "reason": reason,
        "note": note,
    }
    # The person's own version tells whether a colleague changed her meanwhile.
    save_changed(held, by=by, fields=_death(held, until, reason), version=version)
    if present:
        row = present
        return _write(lambda: save_changed(row, by=by, fields=left_at))
    return _write(lambda: _create(held, by, left_at))


def _death(person: Person, until: PartialDate, reason: str) -> dict[str, Any]:
    """Who left by dying has died, on that day unless another is known."""
    if reason != Reason.DIED or person.died_on:
        return {}
    return {"is_deceased": True, "died_on": until.on, "died_precision": until.precision}


def _create(person: Person, by: Any, fields: dict[str, Any]) -> HouseholdStay:
    made: HouseholdStay = HouseholdStay.objects.create(
        compartment_id=person.compartment_id, created_by=by, person=person, **fields
    )
    return made


@transaction.atomic
def return_to_household(
    *, person: Person, by: Any, since: PartialDate | None = None, version: int | None = None
) -> HouseholdStay:
    """Somebody who had left belongs to the household again."""
    held = _locked(person, by)
    rows = _standing(held, by)
    if not rows or any(row.until_on is None for row in rows):
        raise DomainError("この人は、いま世帯にいる人として登録されています")
    if held.is_deceased:
        raise DomainError(
            "亡くなった人として登録されています。まちがいなら、先に家族図で直してください"
        )
    began = since or PartialDate(timezone.localdate())
    save_changed(held, by=by, fields={}, version=version)
    facts = StayFacts(since=began)
    return _write(lambda: _create(held, by, facts.fields()))


@transaction.atomic
def join_household(*, person: Person, since: PartialDate, by: Any) -> HouseholdStay:
    """Since when somebody belongs to the household, said when she is entered."""
    facts = StayFacts(since=since)
    return _write(lambda: _create(_locked(person, by), by, facts.fields()))


@transaction.atomic
def change_stay(
    *, stay: HouseholdStay, facts: StayFacts, by: Any, version: int | None = None
) -> HouseholdStay:
    """Correct a time in the household; earlier wording stays in the history."""
    _require_period(facts)
    person = _locked(stay.person, by)
    if person.is_subject and facts.until and facts.until.on <= timezone.localdate():
        raise DomainError("本人は、世帯から外せません")
    return _write(lambda: save_changed(stay, by=by, fields=facts.fields(), version=version))


@transaction.atomic
def remove_stay(*, stay: HouseholdStay, by: Any) -> HouseholdStay:
    """Entered by mistake: it is no longer shown; the history keeps it."""
    if stay.removed_on is None:
        save_changed(stay, by=by, fields={"removed_on": timezone.localdate()})
    return stay


def belongs(stays: Iterable[HouseholdStay], on: datetime.date | None = None) -> bool:
    """Whether somebody with these times belongs to the household on a day (R17)."""
    day, rows = on or timezone.localdate(), list(stays)
    return not rows or any(
        (row.since_on is None or row.since_on <= day)
        and (row.until_on is None or row.until_on > day)
        for row in rows
    )
