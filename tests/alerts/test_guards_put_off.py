"""What is refused when an alert is put off: nothing is noted then, not even that it was seen."""

import datetime
import uuid

import pytest

from access.errors import DomainError
from alerts import services
from alerts.models import AlertMark
from alerts.services import LONGEST_PUT_OFF
from tests.world import acting

from .situations import days

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("until", "reason", "words"),
    [
        (days(2) + LONGEST_PUT_OFF, "転院を待つ", "3か月まで"),
        (days(7), " 　", "まだ大丈夫なわけ"),
    ],
    ids=["longer-than-three-months", "without-a-reason"],
)
def test_an_alert_is_not_put_off(until: datetime.date, reason: str, words: str) -> None:
    with acting("soudan1") as by:
        with pytest.raises(DomainError, match=words):
            services.put_off(alert=uuid.uuid4(), until=until, reason=reason, by=by)
        assert not AlertMark.objects.visible_to(by).exists()
