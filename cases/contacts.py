"""When a body last had to do with a household: one definition for lists, pages and boards.

最終の関わり is the day of the latest 支援経過記録 that counts in a record, or of the latest 相談受付, which is a
conversation as well; a record without either is as old as its beginning.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone

from access.shared_sets import OneOf

from .models import CaseRecord, Intake, Note, RecordState

# Without a contact for so long a household is looked at (domain.md 11.3); a suspended one has a day of its
# own on which it is.
SILENT_FOR = datetime.timedelta(days=60)
NOT_SILENT = (RecordState.SUSPENDED, RecordState.CLOSED)


def last_contact(
    written_at: datetime.datetime | None, intakes: Iterable[Intake]
) -> datetime.date | None:
    """The day of the last contact: of the latest note or the latest of these intakes; None without either."""
    days = [row.received_on for row in intakes]
    if written_at is not None:
        days.append(timezone.localdate(written_at))
    return max(days, default=None)


def notes_asked(user: Any, of_these: OneOf) -> QuerySet[Any, dict[str, Any]]:
    """The question for the latest note by case (`of_these`: which), as far as the user reads the notes; then `contacts_found`."""
    notes = Note.objects.visible_to(user).filter(of_these)
    return notes.order_by().values("compartment__case").annotate(at=Max("occurred_at"))


def contacts_found(
    notes: Iterable[dict[str, Any]], intakes: Iterable[Intake]
) -> dict[uuid.UUID, datetime.date | None]:
    """The day of the last contact by case; `intakes`: those that the user reads, with their compartment."""
    written = {row["compartment__case"]: row["at"] for row in notes}
    received: dict[uuid.UUID, list[Intake]] = {}
    for intake in intakes:
        received.setdefault(intake.compartment.case_id, []).append(intake)
    return {
        case: last_contact(written.get(case), received.get(case, []))
        for case in written.keys() | received.keys()
    }


def with_contact(records: QuerySet[CaseRecord], user: Any) -> QuerySet[CaseRecord]:
    """These records, each with `contact_at`: the latest note or intake that the user reads, or its beginning."""
    notes = Note.objects.visible_to(user).filter(record=OuterRef("pk"))
    written = notes.order_by("-occurred_at").values("occurred_at")[:1]
    intakes = Intake.objects.visible_to(user).filter(record=OuterRef("pk"))
    # The first moment of its day by the clock of the connection (UTC): that day in Tokyo as well.
    received = intakes.order_by("-received_on").values(at=Cast("received_on", DateTimeField()))[:1]
    # The greatest of several is that of those which are there.
    latest = Greatest(Subquery(written), Subquery(received))
    return records.annotate(contact_at=Coalesce(latest, F("created_at")))
