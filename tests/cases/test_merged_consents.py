"""What another body noted of the consent of a row that was merged: it keeps it; whoever merges the row does not see
it (R2, R3)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import codes, services
from cases.models import Person
from cases.services.consent_attempts import opened_without
from tests.cases.pages import browser
from tests.cases.situations import (
    a_case,
    a_consent,
    an_accepted_hand_off,
    kinds_open_to,
    people_of,
    record_of,
    seen_by,
)
from tests.cases.test_consent_scope import state_of
from tests.cases.test_merging import entered_twice, merged
from tests.world import acting

pytestmark = pytest.mark.django_db
WHO, OTHER = "soudan1", "kurashi1"


def merged_unseen(case: Any, note: Callable[[Person], object]) -> Person:
    """The son, after another body noted something of his second row, and this one merged it."""
    an_accepted_hand_off(case)
    with acting(WHO) as by:
        _, again = entered_twice(case, by)
    note(again)
    with acting(WHO) as by:
        merged(people_of(case, WHO)[1], again, by)
        return people_of(case, WHO)[1]


def refuse(case: Any, person: Person) -> None:
    with acting(OTHER) as by:
        services.note_consent_attempt(
            record=record_of(case, OTHER),
            person=person,
            tried_on=timezone.localdate(),
            way="text",
            answer=codes.REFUSED,
            by=by,
        )


def test_r3_a_refusal_goes_on_and_no_consent_of_others_names_him() -> None:
    case = a_case()
    son = merged_unseen(case, lambda again: refuse(case, again))
    assert state_of(son, OTHER) == codes.REFUSED
    shown = browser(OTHER).get(reverse("cases:consents", args=[case.pk])).context["page"]
    assert (str(son), codes.REFUSED) in [(str(p), s.value) for p, s in shown.consent_states]
    with acting(OTHER):
        mother = people_of(case, OTHER)[0]
    a_consent(case, named=("csw1",), by=OTHER, persons=[mother])
    assert kinds_open_to("csw1") == {"consented"}
    assert seen_by("csw1", Person) == []


def test_r3_a_consent_goes_on_and_is_one_that_names_him() -> None:
    case = a_case()

    def consent(again: Person) -> None:
        a_consent(case, named=("csw1",), by=OTHER, persons=[again])

    son = merged_unseen(case, consent)
    assert state_of(son, OTHER) == codes.WRITTEN
    assert kinds_open_to("csw1") == {"consented", "face"}
    with acting(OTHER) as by:
        assert opened_without(son, by) == []
        assert len(opened_without(people_of(case, OTHER)[0], by)) == 1
