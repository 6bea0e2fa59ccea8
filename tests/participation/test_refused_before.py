"""A refusal is remembered under each row of a person who was entered twice and merged."""

from typing import Any

import pytest
from django.urls import reverse

from access.errors import DomainError
from cases import services as cases
from cases.models import Person
from cases.services import MemberFacts
from participation import matching, services
from participation.models import Participation
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_case
from tests.plans.situations import seen
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def test_a_refusal_under_a_row_that_was_merged_is_remembered() -> None:
    """She was entered twice: a place refused her, or she it, under the one, and is asked for under the other."""
    consent = s.a_consent_to_tell(a_case(s.RECORDER))
    with acting(s.RECORDER) as by:
        hers = Person.objects.visible_to(by).get(
            compartment__case=consent.compartment.case, is_subject=True
        )
        facts = MemberFacts("架空 はな子", relation="本人かもしれない")
        twice = cases.add_person(face=hers.compartment, facts=facts, by=by)
    first, second = (searching_for(s.an_active_plan(consent), one.pk) for one in (twice, hers))
    garden = s.a_resource()
    s.refused(s.proposed(first, garden), to="host_no", reason="いまは人が足りている")
    with acting(s.KEEPER) as by:
        needs = services.participating.needs_of(s.again(second), by)
        assert not matching.matches_for(s.again(second), needs, by)[0].refused
    with acting(s.RECORDER) as by:
        cases.merge_people(survivor=hers, merged=twice, reason="保険証で確かめた", by=by)
    with acting(s.KEEPER) as by:
        assert matching.matches_for(s.again(second), needs, by)[0].refused
    page = browser(s.KEEPER).get(reverse("participation:propose", args=[second.pk, garden.pk]))
    assert "いまは人が足りている" in text_of(page)
    with pytest.raises(DomainError, match="前に断られた受入先"):
        s.proposed(second, garden)


def searching_for(plan: Any, person: Any) -> Participation:
    with acting(s.KEEPER) as by:
        row = services.begin(
            plan=seen(plan, s.KEEPER),
            person_id=person,
            subject="架空 花子さん",
            body=s.office(s.KEEPER).body,
            by=by,
        )
        services.edit_needs(participation=s.again(row), values=s.WISHES, by=by)
        for state in ("planned", "searching"):
            services.move_participation(participation=s.again(row), to=state, by=by)
        return row
