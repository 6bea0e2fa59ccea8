"""A consent is withdrawn, wholly or in part: what rests on it closes at once (domain.md 2.1 R08)."""

import datetime
import uuid
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from access import grants, hand_offs, returning
from access.errors import DomainError
from access.models import Compartment, ReturnNotice
from access.shortcuts import save_changed
from cases import codes, deadlines
from cases.merged_rows import all_rows_of, goes_on_as
from cases.models import CaseRecord, Consent, ConsentPerson, Person, SharedExtract
from organizations.models import Appointment
from organizations.names import own_names

from .consent_attempts import close_basics, opened_without
from .consent_legs import (
    WITHDRAWN,
    end_legs,
    legs_ending,
    legs_waiting,
    remind,
    renew_legs,
)
from .consent_people import were_named
from .consents import bodies_of, open_consent
from .endings import Leaving, endings_of
from .records import require_office

PAPERS = "同意の撤回で共有先に頼んだ、渡した紙の返却か処分を確かめる"
# domain.md 2.1 R08 d: closing, support by the own body, or the track that needs no consent.
WHAT_NOW = (
    "同意が撤回されたあとの進め方を決める（自機関だけで続ける／本人の希望で終える／"
    "危険が大きければ支援会議かアウトリーチへ）"
)

_receivers: list[Callable[[Any, list[Consent]], Iterable[Appointment]]] = []


def register_receivers(provider: Callable[[Any, list[Consent]], Iterable[Appointment]]) -> None:
    """Add people who read what rests on these consents besides the staff whom they name."""
    _receivers.append(provider)


# What a narrower consent keeps of the one that it replaces.
KEPT = (
    *("how", "giver", "giver_name", "giver_basis", "own_will", "given_on", "valid_until_on"),
    *("purpose", "explained_by_id", "explanation_id", "oral_place", "oral_witness", "oral_words"),
    *("oral_time", "paper_due_on", "paper_received_on", "paper_number", "paper_place"),
)


@dataclass(frozen=True)
class Withdrawn:
    """What the person takes back: persons, bodies, kinds of information. Nothing named: all."""

    persons: Collection[uuid.UUID] = ()
    bodies: Collection[uuid.UUID] = ()
    categories: Collection[str] = ()

    @property
    def is_all(self) -> bool:
        return not (self.persons or self.bodies or self.categories)


@dataclass(frozen=True)
class Remaining:
    """What is left of a consent."""

    consent: Consent
    persons: list[ConsentPerson]
    bodies: list[Any]
    categories: list[str]

    def __bool__(self) -> bool:
        return bool(self.persons and self.bodies and self.categories)


def remaining(consent: Consent, taken: Withdrawn, by: Any) -> Remaining | None:
    """What is left once `taken` is taken back; None for nothing at all."""
    if taken.is_all:
        return None
    persons = ConsentPerson.objects.visible_to(by).filter(consent=consent)
    out = all_rows_of(taken.persons, consent.compartment.case_id, by) if taken.persons else set()
    left = Remaining(
        consent,
        [row for row in persons if row.person_id not in out],
        [row for row in bodies_of(consent, by) if row.body_id not in taken.bodies],
        [value for value in consent.categories if value not in taken.categories],
    )
    return left if left else None


def what_goes_on(closing: Iterable[Consent], taken: Withdrawn, by: Any) -> list[Remaining]:
    """What is left of each of these sheets, the oldest first: each goes on within its own scope and until its
    own day."""
    found = (remaining(sheet, taken, by) for sheet in closing)
    return sorted((one for one in found if one), key=lambda one: one.consent.created_at)


@transaction.atomic
def withdraw_consent(
    *,
    consent: Consent,
    note: str,
    by: Any,
    version: int | None = None,
    told: bool = False,
    taken: Withdrawn | None = None,
) -> Consent | None:
    """The person withdraws: everything that rests on the consent closes at once (R3, R5, R8).

    A part only (one person of several, one body, one kind): the consent closes as well, and a
    narrower one takes its place, which is returned; plans rest on it when the coordinators have put
    them on it. The other sheets of the series close too, each with a narrower one in its place, and so does the basic information that the
    consent of others in the household opened: it names whoever withdraws. What was sent on the
    consent and waits for its answer, a つなぎ or a request, is taken back; one of another body, which is not
    seen here, closes to who received it. What was shared stays in the records that the receivers
    keep themselves; they are asked for the papers that they were given, and whoever is in charge decides by
    a day how it goes on.
    """
    require_office(by, consent.body, f"撤回は、同意を受けた{consent.body.name}が受け付けます")
    if consent.withdrawn_at is not None:
        raise DomainError("この同意は、すでに撤回されています")
    hand_offs.take_turns(consent.compartment.case_id, ends=True)
    taken = taken or Withdrawn()
    closing = [consent, *series_of(consent, by)]
    left = what_goes_on(closing, taken, by)
    scope = _words(consent, taken, by) if left else "全部"
    had_read = _who_had_read(consent, closing, left, by)
    leaving = who_withdraws(closing, left, by)
    going = Leaving(consent.compartment.case, consent.body, leaving, taken.bodies, closing, left)
    endings = endings_of(going, by)
    legs = legs_ending(consent, leaving, taken.bodies, by, closing=closing, left=left)
    _close(consent, note, scope, told, by, version)
    for other in closing[1:]:
        _close(other, note, scope, told, by)
    for person in leaving:
        for opened in opened_without(person, by):
            close_basics(opened, by)
    record = _record_of(consent, by)
    # With what a colleague has sent while the sheets waited to be closed.
    known = {leg.pk for leg in legs}
    legs += [
        leg
        for leg in legs_waiting(consent.compartment.case, consent.body, by)
        if leg.pk not in known and (leaving or leg.receiver_body_id in taken.bodies)
    ]
    end_legs(record, legs, WITHDRAWN, by)
    for ending in endings:
        ending.end()
    if _ask_for_papers(consent, record, had_read, taken, by):
        remind(record, PAPERS, deadlines.return_due(timezone.localdate()), by)
    if not left:
        remind(record, own_names(WHAT_NOW), deadlines.decision_due(timezone.localdate()), by)
    narrower = {one.consent.pk: _narrower(one, record, taken, by) for one in left}
    renew_legs(record, by)
    hand_offs.close_without_basis(record.compartment.case)
    return narrower.get(consent.pk) or next(iter(narrower.values()), consent)


def require_not_withdrawn(consent: Consent) -> None:
    """A consent that the person has taken back is not given again by renewing it. Raises DomainError."""
    if consent.withdrawn_at is not None:
        raise DomainError(
            "この同意は、撤回されています。続けるときは「本人の同意を記録する」から、あらためて聞いてください"
        )


def series_of(consent: Consent, by: Any) -> list[Consent]:
    """The other sheets of the same series that still hold."""
    return list(_sheets(consent, by).valid().exclude(pk=consent.pk))


def _sheets(consent: Consent, by: Any) -> Any:
    """Every sheet of the series: those that hold, that ran out, and that a narrower one followed."""
    rows = Consent.objects.visible_to(by)
    return rows.filter(Q(series_id=consent.series) | Q(pk=consent.series))


def who_withdraws(closing: list[Consent], left: list[Remaining], by: Any) -> list[Person]:
    """Who consents to nothing any more once these sheets close. Nobody for a body or a kind alone, nor
    whoever has given another consent that holds; a sheet may name a row that was merged since (decision 0011)."""
    case = closing[0].compartment.case
    rows = ConsentPerson.objects.visible_to(by)
    others = Consent.objects.visible_to(by).valid().of_case(case).exclude(pk__in=_keys(closing))
    going = set(rows.filter(consent__in=_keys(closing)).values_list("person_id", flat=True))
    staying = set(rows.filter(consent__in=others).values_list("person_id", flat=True))
    staying |= {row.person_id for one in left for row in one.persons}
    leaving = goes_on_as(going, case, by) - goes_on_as(staying, case, by)
    people = Person.objects.visible_to(by).of_case(case).filter(pk__in=leaving)
    return list(people.select_related("compartment"))


def _keys(rows: Iterable[Consent]) -> list[uuid.UUID]:
    return [row.pk for row in rows]


@dataclass(frozen=True)
class HadRead:
    """Who may hold papers of a series: bodies that lose all of it now, and those that keep a part."""

    lose: list[Appointment]
    keep: list[Appointment]


def _who_had_read(
    consent: Consent, closing: list[Consent], left: list[Remaining], by: Any
) -> HadRead:
    """Everybody to whom a sheet of the series was open and who was not asked for all of it since.

    Closed sheets count as well: a narrower consent names only who was in charge when it was written, and
    whoever she had followed holds her papers still. A body of earlier sheets alone loses nothing by a part
    that is taken back now; it is asked for that part, and for all when the rest is taken back.
    """
    sheets = list(_sheets(consent, by))
    asked = _asked_for_all(sheets, by)
    closes: set[Any] = set()
    to_ask: dict[Any, Appointment] = {}
    for sheet in sheets:
        for office in _readers(sheet, by):
            if sheet in closing:
                closes.add(office.body.pk)
            if office.pk not in asked or asked[office.pk] < sheet.created_at:
                to_ask[office.pk] = office
    if not left:
        return HadRead(lose=list(to_ask.values()), keep=[])
    losing = closes - {row.body_id for one in left for row in one.bodies}
    return HadRead(
        lose=[office for office in to_ask.values() if office.body.pk in losing],
        keep=[office for office in to_ask.values() if office.body.pk not in losing],
    )


def _readers(sheet: Consent, by: Any) -> list[Appointment]:
    """Whom a sheet named, and who read what rests on it."""
    others = [office for provider in _receivers for office in provider(by, [sheet])]
    return [*were_named(sheet, by), *others]


def _asked_for_all(sheets: list[Consent], by: Any) -> dict[Any, datetime.datetime]:
    """Who was asked for all that she was given: up to the sheet that was withdrawn then, by its moment."""
    written = {sheet.pk: sheet.created_at for sheet in sheets}
    rows = ReturnNotice.objects.visible_to(by).filter(consent_id__in=written, is_partial=False)
    asked: dict[Any, datetime.datetime] = {}
    for office, sheet in rows.values_list("appointment_id", "consent_id"):
        asked[office] = max(written[sheet], asked.get(office, written[sheet]))
    return asked


def _close(
    consent: Consent, note: str, scope: str, told: bool, by: Any, version: int | None = None
) -> None:
    fields = {
        "withdrawn_at": timezone.now(),
        "withdrawal_note": note,
        "withdrawal_scope": scope,
        "withdrawal_told": told,
    }
    save_changed(consent, by=by, fields=fields, version=version)
    grants.withdraw_consent(source=consent.pk)


def _words(consent: Consent, taken: Withdrawn, by: Any) -> str:
    """What was taken back, in words."""
    persons = ConsentPerson.objects.visible_to(by).filter(consent=consent)
    names = [row.name for row in persons if row.person_id in taken.persons]
    bodies = dict.fromkeys(
        str(row.body) for row in bodies_of(consent, by) if row.body_id in taken.bodies
    )
    kinds = codes.labels(codes.CATEGORY, taken.categories)
    return "、".join([*names, *bodies, *kinds])[:300]


def _record_of(consent: Consent, by: Any) -> CaseRecord:
    record: CaseRecord = (
        CaseRecord.objects.visible_to(by)
        .select_related("body", "compartment__case")
        .get(compartment__case=consent.compartment.case_id, body=consent.body)
    )
    return record


def _ask_for_papers(
    consent: Consent,
    record: CaseRecord,
    had_read: HadRead,
    taken: Withdrawn,
    by: Any,
) -> bool:
    """Who had read is told, and asked to give back or destroy papers (domain.md 2.1 R08 c).

    Where only bodies were taken out, the others keep all that they were given.
    """
    is_about_bodies = not (taken.persons or taken.categories)
    asked = []
    for is_partial in (False, True):
        if is_partial and is_about_bodies:
            break
        asked += returning.ask_to_return(
            record=record.compartment,
            body=consent.body,
            consent=consent.pk,
            given_on=consent.given_on,
            receivers=had_read.keep if is_partial else had_read.lose,
            is_partial=is_partial,
            answer_by=deadlines.return_due(timezone.localdate()),
            by=by,
        )
    return bool(asked)


def _narrower(left: Remaining, record: CaseRecord, taken: Withdrawn, by: Any) -> Consent:
    """The consent that goes on. Where a person of the household withdrew, it no longer opens the
    basic information: that names everybody."""
    consent = left.consent
    opens_basics = (
        consent.opens_basics and not taken.persons and set(left.categories) >= codes.BASICS
    )
    face = Compartment.objects.writable_by(by).filter(case=record.compartment.case, kind="face")
    narrower = open_consent(
        record=record,
        face=face.first() if opens_basics else None,
        persons=[(row.person_id, row.name) for row in left.persons],
        staff=[row.appointment for row in left.bodies],
        by=by,
        categories=left.categories,
        is_partial=True,
        series_id=consent.series,
        **{name: getattr(consent, name) for name in KEPT},
    )
    _carry_over(narrower, left, taken, by)
    return narrower


def _carry_over(new: Consent, left: Remaining, taken: Withdrawn, by: Any) -> None:
    """Copies that are still within the consent go on being shared.

    Where a person withdrew, only what is about one of those who go on: what concerns the household
    as a whole may be about her.
    """
    case = new.compartment.case_id
    staying = all_rows_of([row.person_id for row in left.persons], case, by)
    rows = SharedExtract.objects.visible_to(by).filter(consent=left.consent)
    for row in rows.filter(category__in=left.categories).order_by("created_at", "id"):
        if row.body_id in taken.bodies or (taken.persons and row.person_id not in staying):
            continue
        SharedExtract.objects.create(
            compartment_id=new.compartment_id,
            created_by=by,
            consent=new,
            carried_from=row.pk,
            **{
                name: getattr(row, name)
                for name in (
                    *("body_id", "note_id", "block_id", "person_id", "recorded_on"),
                    *("category", "nature", "source", "text"),
                )
            },
        )
