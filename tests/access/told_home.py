"""Rows of a body, of no case: an absence that is over, and a month that was reported long ago."""

import datetime

from django.utils import timezone

from access.context import acting_as
from cases.models import Absence
from reports.models import BodyReport

from .people import body, persona

LONG_AGO = datetime.timedelta(days=400)


def tell() -> None:
    """As services would have written them then: nothing of them stands in a list of today."""
    day = timezone.localdate() - LONG_AGO
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
            month=day.replace(day=1),
            figures={"A1": ["3", "3"]},
        ).save(force_insert=True)
