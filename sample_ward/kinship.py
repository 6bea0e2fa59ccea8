"""The people of the sample ward share few surnames: colleagues say that who received is no kin (R23)."""

from access.models import CaseFile
from cases.models import CaseRecord
from cases.services import shield
from cases.services.records import offices_at

from .doing import acting, office


def settle(case: CaseFile, receiver: str) -> None:
    """A colleague decides on whoever received the case, where the shield asks for it."""
    with acting(receiver) as by:
        body = office(receiver).body
        record = CaseRecord.objects.visible_to(by).of_case(case).filter(body=body).first()
        if record is None or not shield.proposals(record=record, staff=[by], by=by):
            return
        colleague = next((a.staff for a in offices_at(body) if a.staff_id != by.pk), None)
    if colleague is None:
        return
    with acting(colleague.username) as decider:
        shield.decide(
            record=record,
            staff=by,
            is_related=False,
            how="本人に電話で確かめた。名字が同じだけで、親族ではない",
            by=decider,
        )
