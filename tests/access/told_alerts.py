"""Alerts of the secret case: every rule finds what it can find, as scheduled work does on a day far ahead;
what comes with time alone is written as scheduled work writes it, in each kind of compartment."""

import datetime

from django.utils import timezone

from access.models import Protection
from alerts.computing import compute
from alerts.models import Alert
from cases.models import CaseRecord, Referral
from meetings.models import Sitting
from sample_ward.story import Story

LATER = datetime.timedelta(days=800)


def tell(story: Story) -> None:
    today = timezone.localdate()
    assert compute(today + LATER) > 0
    found = set(Alert.objects.scheduled().values_list("rule", flat=True))
    assert {"screening", "monitoring", "period_end"} <= found, found
    places = {
        "silence": CaseRecord.objects.scheduled(),
        "receipt": Referral.objects.scheduled(),
        "minutes": Sitting.objects.scheduled(),
        "papers_out": Sitting.objects.scheduled(),
        "protection_end": Protection.objects.using("jobs").order_by(),
    }
    Alert.objects.scheduled().bulk_create(
        Alert(rule=rule, object_id=pk, compartment_id=place, due_on=today, turn="late")
        for rule, rows in places.items()
        for pk, place in rows.values_list("pk", "compartment_id")
    )
