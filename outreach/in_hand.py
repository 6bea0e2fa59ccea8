"""What goes along when a record is handed over: who leads the outreach, and the visits to come."""

import uuid
from collections.abc import Iterable
from typing import Any

from cases.services.in_hand import InHand
from documents.wareki import format_date
from organizations.models import Body

from .models import Outreach, PlannedVisit
from .services.handing_over import follow


def led(body: Body, by: Any) -> list[Outreach]:
    """Outreach under way at a body, with who leads it."""
    rows = Outreach.objects.visible_to(by).going_on().filter(body=body)
    return list(rows.select_related("record__compartment__case", "record__body", "in_charge"))


def lines(records: Iterable[uuid.UUID], by: Any) -> dict[uuid.UUID, list[str]]:
    """State of the outreach and its next visit; nobody's name."""
    rows = Outreach.objects.visible_to(by).going_on().filter(record__in=list(records))
    visits: dict[Any, PlannedVisit] = {}
    for visit in PlannedVisit.objects.visible_to(by).planned().filter(outreach__in=rows):
        visits.setdefault(visit.outreach_id, visit)
    found = {}
    for row in rows:
        words = f"アウトリーチ（{row.get_state_display()}）"
        if visit := visits.get(row.pk):
            words += f"　次の{visit.get_method_display()} {format_date(visit.on)}"
        found[row.record_id] = [words]
    return found


OUTREACH = InHand(led=led, follow=follow, lines=lines)
