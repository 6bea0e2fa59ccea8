"""What is refused on the way to consent, and that nothing is written then (R3, R5, R21, domain.md 0.1)."""

from typing import Any

import pytest

from access.errors import DomainError
from cases.models import Consent, Note, SharedExtract
from meetings.models import CoordinationRequest
from outreach import services
from outreach.models import Outreach
from plans.models import Plan
from tests.cases.situations import a_note, basis, people_of

from . import situations as s
from .test_consent_way import COORDINATOR, case_of, count, state

pytestmark = pytest.mark.django_db


def consent_of(outreach: Outreach, by: str = s.WORKER) -> Consent:
    with s.acting(by) as user:
        rows = Consent.objects.visible_to(user).of_case(s.seen(outreach, by).compartment.case)
        return rows.select_related("compartment", "body").latest("created_at")


def facts_of(persons: Any) -> dict[str, Any]:
    return {
        "persons": persons,
        "staff_in_charge": [s.office(s.OTHER)],
        "how": "written",
        "given_on": s.days(0),
        "valid_until_on": s.days(180),
        "purpose": "関係機関が連携して支援するため",
        "categories": ["01", "02", "09"],
    }


def others_of(outreach: Outreach) -> Any:
    case = case_of(outreach)
    with s.acting(s.WORKER):
        return [row for row in people_of(case, s.WORKER) if not row.is_subject]


def test_another_of_the_household_does_not_consent_for_her() -> None:
    """domain.md 0.1, fact 6: the person is the unit of consent."""
    outreach = s.related()
    facts = facts_of(others_of(outreach))
    with pytest.raises(DomainError, match="「同意した人」に本人を入れて"):
        s.do(outreach, services.receive_consent, facts=facts)
    assert (count(Consent, outreach), state(outreach)) == (0, "relationship")


def test_who_has_come_to_consent_is_not_brought_there_again() -> None:
    outreach = s.consented()
    with pytest.raises(DomainError, match="もう「同意あり」"):
        s.do(outreach, services.reach_consent)
    assert state(outreach) == "consented"


@pytest.mark.parametrize("whose", ["hers", "another's"])
def test_r3_notes_are_shared_under_her_own_consent_and_chosen_one_by_one(whose: str) -> None:
    outreach = s.consented()
    case = case_of(outreach)
    note: Note = a_note(case)
    notes, words = [], "共有する記録を選んで"
    if whose == "another's":
        s.a_consent(case, persons=others_of(outreach))
        notes, words = [note], "本人の有効な同意ではありません"
    values = {"consent": consent_of(outreach), "category": "09", "person_id": None}
    with pytest.raises(DomainError, match=words):
        s.do(outreach, services.share_notes, notes=notes, **values)
    assert count(SharedExtract, outreach) == 0


def test_r3_r21_a_secretariat_that_her_consent_does_not_name_is_not_asked_on_it() -> None:
    outreach = s.related()
    s.a_consent(case_of(outreach), named=(s.OTHER,))
    sheet = {"secretariat": s.body_of(COORDINATOR), "legal_basis": basis("CONSENT")}
    with pytest.raises(DomainError, match=f"「{sheet['secretariat']}」が入っていません"):
        s.do(outreach, services.ask_secretariat, sheet=sheet)
    assert count(CoordinationRequest, outreach) == 0


def test_a_plan_with_consent_is_begun_once() -> None:
    case = s.a_case(COORDINATOR)
    outreach = s.an_outreach(case, by=COORDINATOR)
    consent = s.a_consent(case, named=(s.OTHER,), by=COORDINATOR)
    values = {"consent_id": consent.pk, "office": s.office(COORDINATOR), "subject": "世帯"}
    s.do(outreach, services.begin_plan, COORDINATOR, **values)
    with pytest.raises(DomainError, match="もう作られています"):
        s.do(outreach, services.begin_plan, COORDINATOR, **values)
    assert count(Plan, outreach, COORDINATOR) == 1
