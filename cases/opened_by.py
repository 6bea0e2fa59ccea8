"""Who may ask who has opened a case; the database asks the same (access.readings_of)."""

from typing import Any

from django.db.models import Q

from access.models import CaseFile
from organizations.models import Role

from .models import CaseRecord, StaffInCharge


def may_ask_who_opened(acting: Any, case: CaseFile) -> bool:
    """In charge of a record of the case now, or a supervisor of the body that keeps one (R2, R9)."""
    charge = StaffInCharge.objects.visible_to(acting.user).of_case(case)
    supervised = Q(body__in=acting.bodies_with(Role.SUPERVISOR))
    in_charge = charge.filter(staff=acting.user, until__isnull=True)
    records = CaseRecord.objects.visible_to(acting.user).of_case(case)
    return bool(records.filter(supervised | Q(pk__in=in_charge.values("record"))).exists())
