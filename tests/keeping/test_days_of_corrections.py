"""The days of corrections of a request are counted once (Act on personal information, Art. 83 (1), 94 (1))."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError
from cases.models import Person
from keeping import services
from tests.cases.situations import record_of
from tests.world import acting

from .amending import DAY, WORKER, asked, today
from .test_disclosure import a_told_case
from .test_passing import on

pytestmark = pytest.mark.django_db


def _received(*, amends: bool, days_ago: int) -> Any:
    """A request of so many days ago, of disclosure or of correction."""
    case = a_told_case()
    with acting(WORKER) as user:
        record = record_of(case, WORKER)
        facts: dict[str, Any] = {
            "record": record,
            "person": Person.objects.visible_to(user).of_case(case).get(is_subject=True),
            "facts": services.AskerFacts(asker="self", confirmed_how="運転免許証"),
            "received_on": today() - days_ago * DAY,
            "by": user,
        }
        if amends:
            return services.receive_amendment(asked=asked(), **facts)
        return services.receive_request(**facts)


def corrected(row: Any, asked_ago: int, done_ago: int) -> None:
    with on(row) as (mine, user):
        services.ask_correction(
            request=mine, asked_on=today() - asked_ago * DAY, words="委任状", by=user
        )
    with on(row) as (mine, user):
        services.note_correction(request=mine, corrected_on=today() - done_ago * DAY, by=user)


BOTH = pytest.mark.parametrize("amends", [False, True], ids=["disclosure", "amendment"])


@BOTH
def test_art83_no_day_is_counted_for_two_corrections(amends: bool) -> None:
    row = _received(amends=amends, days_ago=20)
    corrected(row, 18, 8)
    with pytest.raises(DomainError, match="前の補正が終わった日"):
        corrected(row, 9, 3)
    corrected(row, 8, 3)
    with on(row) as (mine, _):
        assert (mine.correction_days, mine.due_on) == (15, mine.received_on + 45 * DAY)


@BOTH
def test_art83_a_correction_begins_within_the_time_limit(amends: bool) -> None:
    row = _received(amends=amends, days_ago=35)
    with pytest.raises(DomainError, match="決定の期限"):
        corrected(row, 4, 0)
    corrected(row, 5, 0)
    with on(row) as (mine, _):
        assert mine.due_on == today() + 0 * DAY


@BOTH
def test_the_database_holds_that_one_correction_follows_another(amends: bool) -> None:
    row = _received(amends=amends, days_ago=20)
    corrected(row, 18, 8)
    with on(row) as (mine, user):
        changed = type(mine).objects.changeable_by(user).filter(pk=mine.pk)
        with pytest.raises(IntegrityError, match="one_correction_after_another"):
            with transaction.atomic():
                changed.update(correction_asked_on=today() - 9 * DAY)
