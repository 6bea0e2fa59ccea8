"""Alerts of the secret case: every rule finds what it can find, as scheduled work does on a day far ahead."""

import datetime

from django.utils import timezone

from alerts.computing import compute
from alerts.models import Alert
from sample_ward.story import Story

LATER = datetime.timedelta(days=800)


def tell(story: Story) -> None:
    assert compute(timezone.localdate() + LATER) > 0
    found = set(Alert.objects.scheduled().values_list("rule", flat=True))
    assert {"silence", "monitoring", "minutes"} <= found, found
