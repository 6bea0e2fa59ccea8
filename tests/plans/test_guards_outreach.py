"""What is refused of a plan before anybody has consented, and of one with consent that is treated as if
nobody had (R5, R7, R8)."""

from typing import Any

import pytest

from access.errors import DomainError
from meetings.models import SharedItem
from plans import services
from plans.models import Plan, PlanBody
from tests.cases.situations import a_consent, office
from tests.meetings import situations as m
from tests.world import acting

from . import situations as s
from .test_guards_drafting import now, refused, rows
from .test_outreach import CARRIER, a_carried_plan, an_outreach_plan

pytestmark = pytest.mark.django_db


def test_r6_a_caseworker_begins_none() -> None:
    case = m.an_accepted_request().compartment.case
    with acting(s.RECORDER) as by:
        with pytest.raises(DomainError, match="事務局の担当者です"):
            services.draft_outreach(case=case, office=office(s.RECORDER), subject="世帯", by=by)
        assert not Plan.objects.visible_to(by).of_case(case).exists()


def test_somebody_reaches_out_or_nobody_is_added() -> None:
    plan = an_outreach_plan()
    refused(plan, services.join_outreach, "働きかけをする人を選んで", staff_in_charge=[])


def test_r5_to_one_that_was_given_up_nobody_is_added_and_it_is_not_taken_over() -> None:
    plan = a_carried_plan()
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case
    consent = a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    s.as_coordinator(plan, services.move_plan, to="cancelled", note="転居した")
    joining = [office("csw1")]
    refused(plan, services.join_outreach, "だれも加えられません", staff_in_charge=joining)
    refused(plan, services.take_into_consent, "プランが終わって", consent_id=consent.pk)
    assert rows(PlanBody, plan) == 1
    with acting(s.COORDINATOR) as by:
        assert Plan.objects.visible_to(by).of_case(case).count() == 1


def test_r8_before_consent_it_is_taken_over_and_not_renewed() -> None:
    plan = a_carried_plan()
    with acting(s.COORDINATOR):
        case = s.seen(plan).compartment.case
    consent = a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    refused(plan, services.renew_consent, "新しいプランに引き継いで", consent_id=consent.pk)
    assert s.counts(plan, CARRIER) == (1, 1, 1)


WITH_CONSENT: list[tuple[Any, str, dict[str, Any]]] = [
    (services.join_outreach, "「参加機関を加える」から", {"staff_in_charge": []}),
    (services.share_in_meeting, "同意の前のアウトリーチ等プランです", {}),
]


@pytest.mark.parametrize(("service", "words", "values"), WITH_CONSENT)
def test_r7_with_a_consent_a_plan_goes_the_ordinary_way(
    service: Any, words: str, values: dict[str, Any]
) -> None:
    meeting = m.a_meeting_with_a_doctor()
    case = meeting.compartment.case
    consent = a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    plan = s.a_bare_plan(case, consent)
    refused(plan, service, words, **values)
    refused(plan, services.take_into_consent, "もう同意が付いている", consent_id=consent.pk)
    assert now(plan)[0] == "draft"
    with acting(s.COORDINATOR) as by:
        assert not SharedItem.objects.visible_to(by).of_case(case).exists()
