"""What a result that is put right must not do (R8)."""

import pytest

from access.errors import DomainError
from meetings import services as meetings
from plans import services
from plans.states import PlanState
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_consent
from tests.world import acting

from . import situations as s
from .test_correcting import correct, now, versions
from .test_correcting_page import address
from .test_pages import fields_of

pytestmark = pytest.mark.django_db


def test_another_next_day_does_not_end_the_evaluation_that_has_begun_since() -> None:
    plan = s.an_active_plan()
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    s.call(plan, "evaluation")
    s.found(plan, s.outcome("go_on", look_again_on=s.days(100)))
    s.as_coordinator(plan, services.move_plan, to=PlanState.EVALUATING)
    correct(plan, s.outcome("go_on", look_again_on=s.days(90)))
    seen = now(plan)
    assert (seen.state, seen.next_monitoring_on) == (PlanState.EVALUATING, s.days(90))


def test_that_it_was_put_right_is_said_once() -> None:
    plan = s.a_plan_found("adequate")
    correct(plan, "conditional")
    correct(plan, "adequate")
    assert [words.count("記録したあとで直した版") for _, words in versions(plan)] == [0, 1, 1]


def test_whoever_was_second_sees_the_result_that_a_colleague_put_right() -> None:
    plan = s.a_plan_found("adequate")
    client, url = browser(s.COORDINATOR), address(plan)
    sent = fields_of(client.get(url).content.decode())
    sent |= {"person_came": "no", "person_told": "after", "minutes": "別の要点。"}
    correct(plan, "conditional")
    page = client.post(url, sent)
    assert page.status_code in (200, 409, 422)
    assert "家賃の見通しを先に立てる" in text_of(page)


def test_a_plan_that_goes_to_the_ward_again_is_not_called_decided() -> None:
    plan = s.a_plan_found("revise")
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how="written")
    assert now(plan).state == PlanState.PERSON_AGREED
    with pytest.raises(DomainError) as told:
        correct(plan, "adequate")
    assert "支援決定のあと" not in str(told.value)


def test_r8_a_plan_that_another_consent_made_narrower_has_not_been_examined() -> None:
    """Bodies left it with the consent, though nobody changed a word and the agreement stands."""
    plan = s.a_plan_found("revise")
    narrower = a_consent(plan.compartment.case, named=(s.COORDINATOR,))
    s.as_coordinator(plan, services.renew_consent, consent_id=narrower.pk)
    with pytest.raises(DomainError, match="そのあと直されているため"):
        correct(plan, "adequate")
    assert now(plan).state == PlanState.RETURNED


def test_r8_what_the_record_did_not_move_no_correction_moves() -> None:
    """Opened under a consent that was withdrawn before the record; another came later."""
    plan = s.a_submitted_plan()
    with acting(s.COORDINATOR) as by:
        planned = services.planned_conference(s.seen(plan), by)
        meetings.open_plan_conference(conference=planned, by=by)
    s.withdraw(plan)
    s.found(plan, "adequate")
    narrower = a_consent(plan.compartment.case, named=(s.COORDINATOR,))
    s.as_coordinator(plan, services.renew_consent, consent_id=narrower.pk)
    with pytest.raises(DomainError, match="プランに移っていません"):
        correct(plan, "conditional")
    assert now(plan).conference_result == ""
