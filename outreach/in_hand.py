"""What goes along when a record is handed over: who leads the outreach, and the visits to come."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from cases.models import CaseRecord
from cases.services.in_hand import InHand
from documents.wareki import format_date
from organizations.models import Body, Staff

from .models import Outreach, PlannedVisit
from .services.handing_over import follow


@dataclass(frozen=True)
class Led:
    """An outreach as handing over asks for it: whose it is, and in which record."""

    pk: uuid.UUID
    version: int
    record: CaseRecord
    staff: Staff

    @property
    def record_id(self) -> uuid.UUID:
        return self.record.pk

    @property
    def staff_id(self) -> uuid.UUID:
        return self.staff.pk


def led(body: Body, by: Any) -> list[Led]:
    """Outreach under way at a body, with who leads it."""
    rows = Outreach.objects.visible_to(by).going_on().filter(body=body)
    found = rows.select_related("record__compartment__case", "record__body", "in_charge")
    return [Led(row.pk, row.version, row.record, row.in_charge) for row in found]


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
