"""What several parts of the page of a case ask: asked once a request, for the user of the request."""

import uuid
from typing import Any

from access.models import CaseFile, Compartment

from .models import CaseRecord


def records_of(request: Any, case: CaseFile) -> list[CaseRecord]:
    """Records of the user's own bodies (R2), in the order of the bodies."""
    rows = (
        CaseRecord.objects.visible_to(request.user)
        .of_case(case)
        .select_related("compartment__case", "body", "followed_by")
        .order_by("body__order", "body__name", "pk")
    )
    found: list[CaseRecord] = request.acting.once(("records", case.pk), lambda: list(rows))
    return found


def writable_of(request: Any, case: CaseFile) -> set[uuid.UUID]:
    """Compartments of the case in which the user writes."""
    rows = Compartment.objects.writable_by(request.user).filter(case=case)
    found: set[uuid.UUID] = request.acting.once(
        ("writable", case.pk), lambda: set(rows.values_list("pk", flat=True))
    )
    return found


def records_written(request: Any, case: CaseFile) -> list[CaseRecord]:
    """Records that go on, in which the user writes."""
    writable = writable_of(request, case)
    own = records_of(request, case)
    return [row for row in own if row.compartment_id in writable and not row.is_closed]
