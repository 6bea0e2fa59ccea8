"""What another body noted of the consent of a row that was merged: it keeps it; whoever merges the row does not see
it (R2, R3)."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import codes, services
from cases import hand_off_paper as papers
from cases.models import Consent, Person, Referral
from cases.services import Withdrawn
from cases.services.consent_attempts import opened_without
from cases.services.consents import require_in_scope
from meetings.services import persons_without_consent, request_coordination
from outreach.services.guards import consents_of_target
from participation.services.telling import consents_naming
from tests.cases.pages import browser
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    an_accepted_hand_off,
    basis,
    body_of,
    kinds_open_to,
    people_of,
    record_of,
    seen_by,
    take,
)
from tests.cases.test_consent_scope import state_of
from tests.cases.test_hand_off_paper import gathered
from tests.cases.test_merging import TWICE, entered_twice, merged
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


# --- what was sent, asked or written under either of her rows ---------------------------------------------------


def given_to(case: Any, again: Person) -> Consent:
    return a_consent(case, named=("csw1",), by=OTHER, persons=[again])


def on_consent(case: Any, people: list[Person]) -> Referral:
    facts = {"legal_basis": basis("CONSENT"), "consent_state": "20"}
    return a_hand_off(case, "csw1", OTHER, people=people, **facts)


def take_back(consent: Consent, **taken: Any) -> None:
    with acting(OTHER) as by:
        rows = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        services.withdraw_consent(
            consent=rows.get(pk=consent.pk), note="電話", taken=Withdrawn(**taken), by=by
        )


def state_of_leg(leg: Referral) -> str:
    with acting(OTHER):
        return str(take(leg, OTHER).state)


@pytest.mark.parametrize("when", ["before", "after", "chain"])
def test_r08_what_was_sent_under_either_row_ends_with_the_withdrawal(when: str) -> None:
    case, kept = a_case(), {}

    def consent(again: Person) -> None:
        kept["consent"] = given_to(case, again)
        if when == "before":
            kept["leg"] = on_consent(case, [again])

    son = merged_unseen(case, consent)
    if when == "chain":
        with acting(WHO) as by:
            third = services.add_person(face=son.compartment, facts=TWICE, by=by)
            merged(third, son, by)
            son = Person.objects.visible_to(by).get(pk=third.pk)
    leg = kept.get("leg") or on_consent(case, [son])
    take_back(kept["consent"])
    assert state_of_leg(leg) == "withdrawn"
    assert kinds_open_to("csw1") == set()


def test_r08_a_sheet_that_names_nobody_ends_with_the_consent_of_a_row_of_hers() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    with acting(WHO) as by:
        mother = people_of(case, WHO)[0]
        again = services.add_person(face=mother.compartment, facts=TWICE, by=by)
    consent = given_to(case, again)
    with acting(WHO) as by:
        merged(people_of(case, WHO)[0], again, by)
    leg = on_consent(case, [])
    take_back(consent)
    assert state_of_leg(leg) == "withdrawn"


def test_r08_who_consents_under_the_other_row_still_withdraws_nothing_else() -> None:
    case, kept = a_case(), {}
    son = merged_unseen(case, lambda again: kept.update(first=given_to(case, again)))
    a_consent(case, named=("csw1",), by=OTHER, persons=[son])
    leg = on_consent(case, [son])
    take_back(kept["first"])
    assert state_of_leg(leg) == "sent"
    assert state_of(son, OTHER) == codes.WRITTEN


def test_r08_a_person_who_is_taken_out_leaves_each_sheet_of_the_series() -> None:
    """One that was renewed after the merge names the row that goes on, the first one the other."""
    case, kept = a_case(), {}
    son = merged_unseen(case, lambda again: kept.update(first=given_to(case, again)))
    with acting(OTHER):
        mother = people_of(case, OTHER)[0]
    both = {"persons": [mother, son], "renews": kept["first"]}
    renewed = a_consent(case, named=("csw1",), by=OTHER, **both)
    take_back(renewed, persons={son.pk})
    assert state_of(son, OTHER) == codes.WITHDRAWN
    assert state_of(mother, OTHER) == codes.PARTIAL


def test_r3_a_sheet_of_before_the_merge_is_handed_over_on_the_consent() -> None:
    case, kept = a_case(), {}

    def consent(again: Person) -> None:
        given_to(case, again)
        kept["leg"] = on_consent(case, [again])

    merged_unseen(case, consent)
    assert gathered(kept["leg"], papers.HANDED, OTHER)


def test_r3_the_secretariat_is_asked_on_the_consent_of_a_row_that_was_merged() -> None:
    case = a_case()
    merged_unseen(case, lambda again: given_to(case, again))
    with acting(OTHER) as by:
        request = request_coordination(
            record=record_of(case, OTHER),
            secretariat=body_of("jimukyoku1"),
            done_so_far="窓口で三回話した",
            asked_for="調整",
            sender_continues="家計の相談",
            household=[],
            legal_basis=basis("CONSENT"),
            consent_state="20",
            by=by,
        )
    assert request.pk


def test_r03_who_consented_under_a_row_that_was_merged_may_be_named() -> None:
    case = a_case()
    son = merged_unseen(case, lambda again: given_to(case, again))
    with acting(OTHER) as by:
        others = persons_without_consent(case=case, bodies=[body_of("csw1")], by=by)
        assert [str(person) for person in others] == [str(people_of(case, OTHER)[0])]
        assert str(son) not in {str(person) for person in others}


def test_r3_a_consent_of_a_row_that_was_merged_twice_is_hers_wherever_she_is_asked_for() -> None:
    case = a_case()
    an_accepted_hand_off(case)
    with acting(WHO) as by:
        mother = people_of(case, WHO)[0]
        first = services.add_person(face=mother.compartment, facts=TWICE, by=by)
    consent = given_to(case, first)
    with acting(WHO) as by:
        second = services.add_person(face=mother.compartment, facts=TWICE, by=by)
        merged(second, first, by)
        merged(people_of(case, WHO)[0], second, by)
    here: Any = SimpleNamespace(compartment=mother.compartment)
    place: Any = SimpleNamespace(body_id=body_of("csw1").pk, name="検証の場所")
    with acting(OTHER) as by:
        assert list(consents_of_target(here, by)) == [consent]
        for person in (first, second, mother):
            here.person_id = person.pk
            assert consents_naming(participation=here, resource=place, by=by) == [consent]
            require_in_scope(consent, "09", person.pk, by)
