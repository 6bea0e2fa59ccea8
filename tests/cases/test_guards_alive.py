"""What is refused of files, people and consents by one guard alone, or by the first of several: it says its own
words."""

import datetime

import pytest
from django.utils import timezone

from access.errors import DomainError
from cases import services
from cases.models import Consent, HouseholdStay, NextAction, RecordEvent, Relationship, SamePerson
from cases.services import StayFacts
from documents.partial_dates import PartialDate
from tests.world import acting, staff

from .situations import a_case, a_consent, people_of, record_of, seen_by
from .test_family import related
from .test_next_actions import DAY, an_action

pytestmark = pytest.mark.django_db

WHO = "soudan1"
TODAY = timezone.localdate()
EARLIER, LATER = (PartialDate(datetime.date(year, 4, 1)) for year in (2010, 2020))


@pytest.mark.parametrize("kind", [Relationship.Kind.SIBLING, Relationship.Kind.MARRIED])
def test_a_bond_that_is_the_same_from_both_sides_is_entered_from_one(kind: str) -> None:
    """The constraint of the table knows one direction only."""
    case = a_case()
    with acting(WHO):
        one, other = people_of(case, WHO)
    related(case, one, other, kind)
    for a, b in ((one, other), (other, one)):
        with pytest.raises(DomainError, match="この間柄は、すでに登録されています"):
            related(case, a, b, kind)
    assert len(seen_by(WHO, Relationship)) == 1


def test_a_link_between_two_files_is_said_from_one_of_them() -> None:
    """The constraint of the table knows one direction only."""
    files = a_case(), a_case()
    with acting(WHO) as by:
        one, other = (people_of(case, WHO)[0] for case in files)
        services.say_same_person(person=one, other=other, reason="本人に確かめた", by=by)
        for person, same in ((one, other), (other, one)):
            with pytest.raises(DomainError, match="すでに、同じ人として登録されています"):
                services.say_same_person(person=person, other=same, reason="同じ", by=by)
        assert SamePerson.objects.visible_to(by).count() == 1


def test_nobody_leaves_a_household_before_she_came() -> None:
    with acting(WHO) as by:
        son = people_of(a_case(), WHO)[1]
        stay = services.join_household(person=son, since=LATER, by=by)
        with pytest.raises(DomainError, match="世帯に入った日より前"):
            services.leave_household(person=son, left=EARLIER, by=by)
        with pytest.raises(DomainError, match="世帯に入った日より前"):
            facts = StayFacts(since=LATER, until=EARLIER)
            services.change_stay(stay=stay, facts=facts, by=by)
        assert HouseholdStay.objects.visible_to(by).get().until_on is None


def test_what_is_done_is_not_changed() -> None:
    action = an_action()
    with acting(WHO) as by:
        NextAction.objects.changeable_by(by).filter(pk=action.pk).update(done_at=timezone.now())
        held = NextAction.objects.visible_to(by).get(pk=action.pk)
        with pytest.raises(DomainError, match="済んだ予定は直せません"):
            services.change_action(
                action=held, what="電話する", due_on=DAY, assignee=staff(WHO), by=by
            )
        assert NextAction.objects.visible_to(by).get(pk=action.pk).what == "訪問する"


def test_what_goes_on_is_not_taken_up_again() -> None:
    case = a_case()
    before = len(seen_by(WHO, RecordEvent))
    with acting(WHO) as by:
        record = record_of(case, WHO)
        with pytest.raises(DomainError, match="中断していません。そのまま書き足せます"):
            services.resume_record(record=record, reason="電話に出た", by=by)
    assert len(seen_by(WHO, RecordEvent)) == before


def test_r05_what_was_given_on_paper_is_not_put_in_writing_afterwards() -> None:
    consent = a_consent(a_case())
    with acting(WHO) as by:
        held = Consent.objects.visible_to(by).select_related("body").get(pk=consent.pk)
        with pytest.raises(DomainError, match="あとから受け取る書面はありません"):
            services.receive_paper(
                consent=held, received_on=TODAY, paper_number="見本-1", paper_place="棚3", by=by
            )
        assert Consent.objects.visible_to(by).get(pk=consent.pk).paper_received_on is None
