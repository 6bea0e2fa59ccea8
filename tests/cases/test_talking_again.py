"""What reminds of talking about consent once more is over when the person has consented (domain.md 2.1 R09)."""

import pytest
from django.utils import timezone

from cases.models import NextAction
from tests.cases.situations import a_case, a_consent, seen_by

from .test_consent_scope import DAY, attempt, household

pytestmark = pytest.mark.django_db


def test_r09_talking_again_is_due_until_the_person_has_consented() -> None:
    """Of whom the consent is only: the others are still to be asked."""
    case = a_case()
    mother, son = household(case)
    attempt(case, son, "10", next_try_on=timezone.localdate() + 2 * DAY)
    attempt(case, mother, "10", next_try_on=timezone.localdate() + DAY)
    attempt(case, mother, "40", next_try_on=timezone.localdate() + 3 * DAY)
    a_consent(case, persons=[mother])
    rows = seen_by("soudan1", NextAction)
    due = {(row.due_on - timezone.localdate()).days for row in rows if row.done_at is None}
    assert due == {2}
    assert [row.is_dropped for row in rows] == [False] * 3
    a_consent(case, persons=[son])
    assert all(row.done_at for row in seen_by("soudan1", NextAction))
