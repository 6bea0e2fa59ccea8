"""When a body last had to do with a household: one definition for lists, pages and boards.

最終の関わり is the day of the latest 支援経過記録 that counts in a record, of the latest 相談受付, which is a
conversation as well, of the first contact that its body told of a つなぎ (3.8), or of the latest 働きかけ that met the
person or the family (domain.md 3.5); a record without any is as old as its beginning. 最後に働きかけた日 is the day of a later 働きかけ that met nobody: no contact, but
somebody went, and a list that told only of the contact would say that nobody had.
"""

import datetime
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone

from access.shared_sets import OneOf

from .models import CaseRecord, Intake, Note, RecordState, Referral
from .questions import Question

# Without a contact for so long a household is looked at (domain.md 11.3); a suspended one has a day of its
# own on which it is.
SILENT_FOR = datetime.timedelta(days=60)
NOT_SILENT = (RecordState.SUSPENDED, RecordState.CLOSED)


# What an app above tells of: a key, when somebody was met last, and when somebody tried last.
Tried = tuple[uuid.UUID, datetime.datetime | None, datetime.datetime]


@dataclass(frozen=True)
class Trying:
    """How an app above tells when somebody tried to reach a household: by record for the page of a case, and by
    case for a list of them. Rows of both are `Tried`."""

    of_case: Question[Tried]
    of_cases: Callable[[Any, OneOf], QuerySet[Any, Any]]


_trying: list[Trying] = []


def register_trying(trying: Trying) -> None:
    """Let the last contact of pages and lists count what another app knows of it."""
    _trying.append(trying)


def trying() -> list[Trying]:
    return list(_trying)


@dataclass(frozen=True)
class LastContact:
    """The day of the last contact, and of a later attempt that met nobody."""

    reached: datetime.date | None = None
    tried: datetime.date | None = None


def last_contact(
    written_at: datetime.datetime | None,
    intakes: Iterable[Intake],
    tried: Iterable[Tried] = (),
    legs: Iterable[Referral] = (),
) -> LastContact:
    """Of the latest note, the latest of these intakes, what came of these attempts, and the first contacts that the
    receiver of these legs told of."""
    tried = list(tried)
    moments = [written_at, *(met for _, met, _ in tried)]
    days = [timezone.localdate(at) for at in moments if at is not None]
    days += [row.first_contact_on for row in legs if row.first_contact_on is not None]
    reached = max([*days, *(row.received_on for row in intakes)], default=None)
    attempts = [timezone.localdate(at) for _, _, at in tried]
    later = [day for day in attempts if reached is None or day > reached]
    return LastContact(reached, max(later, default=None))


def notes_asked(user: Any, of_these: OneOf) -> QuerySet[Any, dict[str, Any]]:
    """The question for the latest note by case (`of_these`: which), as far as the user reads the notes; then `contacts_found`."""
    notes = Note.objects.visible_to(user).filter(of_these)
    return notes.order_by().values("compartment__case").annotate(at=Max("occurred_at"))


def legs_asked(user: Any, of_these: OneOf) -> QuerySet[Any, Referral]:
    """The question for the つなぎ that were taken on."""
    rows = Referral.objects.visible_to(user).taken_on().filter(of_these)
    return rows.select_related("compartment")


def contacts_found(
    notes: Iterable[dict[str, Any]],
    intakes: Iterable[Intake],
    tried: Iterable[Tried],
    legs: Iterable[Referral],
) -> dict[uuid.UUID, LastContact]:
    """The last contact by case; `intakes`: those that the user reads, and `legs`: of which the body of her record is the
    receiver, both with their compartment; `tried`: by case."""
    attempts: dict[uuid.UUID, list[Tried]] = {}
    for row in tried:
        attempts.setdefault(row[0], []).append(row)
    written = {row["compartment__case"]: row["at"] for row in notes}
    received: dict[uuid.UUID, list[Intake]] = {}
    for intake in intakes:
        received.setdefault(intake.compartment.case_id, []).append(intake)
    told: dict[uuid.UUID, list[Referral]] = {}
    for leg in legs:
        told.setdefault(leg.compartment.case_id, []).append(leg)
    return {
        case: last_contact(
            written.get(case), received.get(case, []), attempts.get(case, []), told.get(case, [])
        )
        for case in written.keys() | received.keys() | attempts.keys() | told.keys()
    }


def with_contact(records: QuerySet[CaseRecord], user: Any) -> QuerySet[CaseRecord]:
    """These records, each with `contact_at`: the latest note or intake that the user reads, the first contact after a
    つなぎ, or its beginning."""
    notes = Note.objects.visible_to(user).filter(record=OuterRef("pk"))
    written = notes.order_by("-occurred_at").values("occurred_at")[:1]
    intakes = Intake.objects.visible_to(user).filter(record=OuterRef("pk"))
    # The first moment of its day by the clock of the connection (UTC): that day in Tokyo as well.
    received = intakes.order_by("-received_on").values(at=Cast("received_on", DateTimeField()))[:1]
    legs = Referral.objects.visible_to(user).filter(
        compartment__case=OuterRef("compartment__case"), receiver_body=OuterRef("body")
    )
    met = legs.filter(first_contact_on__isnull=False).order_by("-first_contact_on")
    first_met = met.values(at=Cast("first_contact_on", DateTimeField()))[:1]
    # The greatest of several is that of those which are there.
    latest = Greatest(Subquery(written), Subquery(received), Subquery(first_met))
    return records.annotate(contact_at=Coalesce(latest, F("created_at")))
