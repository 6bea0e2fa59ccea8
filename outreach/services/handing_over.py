"""The outreach of a record goes to who takes the record over, with the visits to come (引き継ぎ)."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from access.shortcuts import save_changed
from cases.models import CaseRecord, NextAction
from organizations.models import Staff
from outreach.models import Outreach, PlannedVisit, VisitState

NO_SECOND = "引き継ぎで、2人目がいなくなりました"


@transaction.atomic
def follow(record: CaseRecord, former: Staff, successor: Staff, by: Any) -> None:
    """The outreach is led by the successor, who also goes where the other would have gone."""
    for row in Outreach.objects.changeable_by(by).going_on().filter(record=record):
        if row.in_charge_id == former.pk:
            save_changed(row, by=by, fields={"in_charge_id": successor.pk})
        visits = PlannedVisit.objects.changeable_by(by).planned().filter(outreach=row)
        for visit in visits.select_related("visitor", "companion"):
            if former.pk in (visit.visitor_id, visit.companion_id):
                _send_another(record, visit, former, successor, by)


def _send_another(
    record: CaseRecord, visit: PlannedVisit, former: Staff, successor: Staff, by: Any
) -> None:
    """Where two go and the successor is the second already, nobody is left to go along: the visit is
    cancelled rather than made by one, and planned anew."""
    going = [visit.visitor_id, visit.companion_id]
    people = list(
        dict.fromkeys(successor.pk if key == former.pk else key for key in going if key is not None)
    )
    is_alone = len(people) == 1 and not visit.companion_words
    if visit.needs_two and is_alone:
        fields: dict[str, Any] = {"state": VisitState.CANCELLED, "cancel_reason": NO_SECOND}
        save_changed(visit, by=by, fields=fields)
        due = max(visit.on, timezone.localdate())
        NextAction.objects.create(
            compartment_id=record.compartment_id,
            created_by=by,
            record=record,
            what="アウトリーチの訪問を、2人で行けるように立て直す",
            due_on=due,
            assignee_id=successor.pk,
        )
        return
    fields = {"visitor_id": people[0], "companion_id": people[1] if len(people) > 1 else None}
    save_changed(visit, by=by, fields=fields)
