"""An outreach plan that no consent covers yet, opened to those who carry it out (R5, R7)."""

import datetime
import uuid
from typing import Any

from organizations.models import Appointment

from .giving import WRITE, grant_person
from .models import Compartment, Rule


def open_outreach(
    *,
    plan: Compartment,
    appointment: Appointment,
    source: uuid.UUID,
    valid_until: datetime.datetime | None,
    by: Any,
) -> None:
    """Open an outreach plan that no consent covers yet to one of those who carry it out (R5, R7).

    To her alone, not to her body's supervisors. `source` is what it rests on: the plan, or her
    membership of the 支援会議, with which it ends at once (R4)."""
    grant_person(
        plan,
        appointment,
        permission=WRITE,
        basis=Rule.PLAN_CIRCLE,
        source=source,
        by=by,
        valid_until=valid_until,
    )
