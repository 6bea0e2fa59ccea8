"""What is agreed before somebody goes."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from access.errors import DomainError
from outreach.models import Outreach, Preparation
from outreach.states import OutreachState

from .guards import missing
from .moving import last_day, step


@transaction.atomic
def prepare(
    *,
    outreach: Outreach,
    who_goes: str,
    must_not: str,
    by: Any,
    aim: str = "",
    risks: str = "",
    agreed_on: datetime.date | None = None,
) -> Preparation:
    """Who goes, what the risks are, what is not said. The latest one holds; earlier ones stay."""
    if outreach.is_closed:
        raise DomainError("終結したアウトリーチには、書き足せません")
    if not who_goes.strip() or not must_not.strip():
        raise DomainError("行く人と、言わないこと・しないことを書いてください")
    day = agreed_on or timezone.localdate()
    if day > timezone.localdate():
        raise DomainError("決めた日は、今日までの日付にしてください")
    row: Preparation = Preparation.objects.create(
        compartment_id=outreach.compartment_id,
        created_by=by,
        outreach=outreach,
        agreed_on=day,
        who_goes=who_goes,
        aim=aim,
        risks=risks,
        must_not=must_not,
    )
    begins = OutreachState.PRE_COORDINATION
    if outreach.state == OutreachState.IDENTIFIED and not missing(outreach, begins, by):
        step(outreach, begins, by=by, on=max(day, last_day(outreach, by)))
    return row
