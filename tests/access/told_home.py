"""Rows of a body, of no case: an absence that is over, and a month that was reported."""

import datetime

from django.utils import timezone

from access.context import acting_as
from cases.models import Absence
from reports.entrusted import month_before
from reports.models import BodyReport

from .people import body, persona

LONG_AGO = datetime.timedelta(days=400)


def tell() -> None:
    """As services would have written them then: nothing of them stands in a list of today, for between the month that
    was reported and the last one nothing was left out."""
    day = timezone.localdate() - LONG_AGO
    reported = month_before(month_before(timezone.localdate()))
    for key, who in (("A", "caseworker_a"), ("S", "coordinator")):
        with acting_as(persona(who)):
            staff = persona(who)
            Absence(created_by=staff, body=body(key), staff=staff, first_on=day, last_on=day).save(
                force_insert=True
            )
    with acting_as(persona("caseworker_a")):
        BodyReport(
            created_by=persona("caseworker_a"),
            body=body("A"),
            month=reported,
            figures={"A1": ["3", "3"]},
        ).save(force_insert=True)
