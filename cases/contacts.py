"""When a body last had to do with a household: one definition for lists, pages and boards.

最終の関わり is the day of the latest 支援経過記録 that counts in a record; without any, a record is as old as
its beginning.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from access.models import CaseFile

from .models import CaseRecord, Note, RecordState

# Without a contact for so long a household is looked at (domain.md 11.3); a suspended one has a day of its
# own on which it is.
SILENT_FOR = datetime.timedelta(days=60)
NOT_SILENT = (RecordState.SUSPENDED, RecordState.CLOSED)


def contacts_asked(user: Any, cases: Iterable[CaseFile]) -> QuerySet[Any, dict[str, Any]]:
    """The question for the last contact by case, as far as the user reads the notes; then `contacts_found`."""
    notes = Note.objects.visible_to(user).filter(compartment__case__in=list(cases))
    return notes.order_by().values("compartment__case").annotate(at=Max("occurred_at"))


def contacts_found(rows: Iterable[dict[str, Any]]) -> dict[uuid.UUID, datetime.datetime]:
    """By case."""
    return {row["compartment__case"]: row["at"] for row in rows}


def with_contact(records: QuerySet[CaseRecord], user: Any) -> QuerySet[CaseRecord]:
    """These records, each with `contact_at`: the latest note that the user reads, or its beginning."""
    notes = Note.objects.visible_to(user).filter(record=OuterRef("pk"))
    last = notes.order_by("-occurred_at").values("occurred_at")[:1]
    return records.annotate(contact_at=Coalesce(Subquery(last), F("created_at")))
