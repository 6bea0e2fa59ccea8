"""Requests for 多機関協働: asked, accepted, returned (R6, R21; domain.md 3.4)."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from access.errors import DomainError, StaleError
from access.models import CaseFile, Disclosure
from cases import services as cases
from cases.models import CaseRecord, Intake, Person, RecordState
from meetings import services
from meetings.models import CoordinationRequest, RequestState
from tests.cases.situations import (
    a_case,
    a_consent,
    basis,
    body_of,
    kinds_open_to,
    narrow_to,
    office,
    record_of,
    seen_by,
)
from tests.cases.test_consent_scope import household, take_back
from tests.world import acting, staff

from . import situations as s

pytestmark = pytest.mark.django_db


def state_of_record(username: str) -> str:
    return str(seen_by(username, CaseRecord)[0].state)


def test_r6_coordinators_see_the_request_and_not_the_record() -> None:
    s.a_request()
    for name in (s.COORDINATOR, s.DEPUTY):
        assert kinds_open_to(name) == {"hand_off"}
    assert state_of_record(s.SENDER) == RecordState.MA_REQUESTED


@pytest.mark.parametrize("name", ["kanri3", "kurashi1", "ishi1", "kansa1", "system1"])
def test_r1_others_see_nothing_of_a_request(name: str) -> None:
    s.a_request()
    assert kinds_open_to(name) == set()


def test_r21_the_request_is_entered_in_the_ledger_of_the_sender_on_one_basis() -> None:
    request = s.a_request()
    rows = [r for r in seen_by(s.SENDER, Disclosure) if r.object_id == request.pk]
    assert [r.channel for r in rows] == ["request"]
    with acting(s.SENDER):
        assert rows[0].legal_basis == basis()
    assert seen_by(s.COORDINATOR, Disclosure) == []


def test_r2_a_narrowed_case_opens_its_request_to_the_staff_in_charge_only() -> None:
    case = a_case(s.SENDER)
    with acting(s.SENDER) as user:
        narrow_to(record=record_of(case, s.SENDER), staff=[office(s.SENDER)], by=user)
    request = s.a_request(case)
    assert s.is_seen_by(s.SENDER, request)
    assert not s.is_seen_by("soudan2", request)
    assert s.is_seen_by(s.COORDINATOR, request)


def test_consent_as_basis_needs_a_consent() -> None:
    with pytest.raises(DomainError, match="本人同意"):
        s.a_request(legal_basis=basis("CONSENT"), consent_state="30")


def on_consent(case: CaseFile, *named: Person) -> dict[str, Any]:
    """A request on 本人同意 that names these people."""
    told = [{"name": p.name, "relation": p.relation, "person": str(p.pk)} for p in named]
    others = [{"relation": "本人", "age": "70代"}]
    return {
        "case": case,
        "legal_basis": basis("CONSENT"),
        "consent_state": "20",
        "household": told or others,
    }


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_a_consent_that_was_withdrawn_is_no_basis_of_a_request(with_name: bool) -> None:
    case = a_case(s.SENDER)
    mother, _ = household(case)
    asked = on_consent(case, *([mother] if with_name else []))
    consent = a_consent(case, by=s.SENDER)
    take_back(consent)
    with pytest.raises(DomainError, match="撤回されたか、期限が切れています"):
        s.a_request(**asked)
    assert seen_by(s.COORDINATOR, CoordinationRequest) == []
    assert s.a_request(case).pk, "on another basis it is asked for (R7)"


def test_r3_a_request_rests_on_the_consent_of_each_whom_it_names() -> None:
    """Whose name the secretariat is not told need not consent (domain.md 2.1 R03)."""
    case = a_case(s.SENDER)
    mother, son = household(case)
    a_consent(case, by=s.SENDER, persons=[son])
    with pytest.raises(DomainError, match=f"{mother}の同意は"):
        s.a_request(**on_consent(case, mother, son))
    assert s.a_request(**on_consent(case, son)).pk


def test_r3_a_request_without_names_rests_on_whose_consent_there_is() -> None:
    case = a_case(s.SENDER)
    a_consent(case, by=s.SENDER, persons=[household(case)[1]])
    assert s.a_request(**on_consent(case)).pk


def test_a_basis_that_is_not_for_hand_offs_is_refused() -> None:
    with pytest.raises(DomainError, match="ほかの根拠"):
        s.a_request(legal_basis=basis("SWA106-6"))


def test_only_the_secretariat_can_be_asked() -> None:
    with pytest.raises(DomainError, match="事務局に依頼"):
        s.a_request(secretariat=body_of("kurashi1"))


def test_a_closed_record_asks_nothing() -> None:
    case = a_case(s.SENDER)
    with acting(s.SENDER) as user:
        cases.close_record(record=record_of(case, s.SENDER), reason="22", by=user)
    with pytest.raises(DomainError, match="終了しています"):
        s.a_request(case)


def test_nothing_is_asked_twice_while_the_answer_is_awaited() -> None:
    case = a_case(s.SENDER)
    s.a_request(case)
    with pytest.raises(DomainError, match="返事を待っている"):
        s.a_request(case)


def test_acceptance_begins_the_record_of_the_secretariat_and_opens_nothing_else() -> None:
    s.an_accepted_request()
    assert kinds_open_to(s.COORDINATOR) == {"hand_off", "record"}
    records = seen_by(s.COORDINATOR, CaseRecord)
    assert [r.state for r in records] == [RecordState.SUPPORTING]
    assert seen_by(s.SENDER, CoordinationRequest)[0].state == RequestState.ACCEPTED


def test_a_closed_case_that_is_accepted_again_is_received_anew() -> None:
    """3.2 再開, A1: a new reception of the secretariat, as the request states it."""
    case = a_case(s.SENDER)
    s.an_accepted_request(case)
    with acting(s.COORDINATOR) as user:
        record = record_of(case, s.COORDINATOR)
        cases.close_record(record=record, reason="22", by=user)
    assert seen_by(s.COORDINATOR, Intake) == []
    s.an_accepted_request(case, urgency="A", asked_for="もう一度一緒に考えたい。")
    (made,) = seen_by(s.COORDINATOR, Intake)
    assert (made.route, made.method, made.visitor) == ("08", "8", "agency")
    assert (made.topics, made.urgency) == (["99"], "A"), "its own words are no code"
    assert (made.visitor_name, made.words) == (body_of(s.SENDER).name, "もう一度一緒に考えたい。")
    assert made.earlier == "前の支援は転出"


def test_the_sender_cannot_answer_her_own_request() -> None:
    request = s.a_request()
    for do in (services.accept_request, services.return_request):
        with pytest.raises(DomainError, match="事務局の職員"):
            values: dict[str, Any] = (
                {"code": "01", "reason": "x"} if do is services.return_request else {}
            )
            s.as_somebody(s.SENDER, request, do, "request", **values)


def test_an_answer_is_given_once() -> None:
    request = s.an_accepted_request()
    with pytest.raises(DomainError, match="すでに返事"):
        s.as_somebody(s.COORDINATOR, request, services.accept_request, "request")
    with pytest.raises(DomainError, match="すでに返事"):
        s.as_somebody(
            s.COORDINATOR, request, services.return_request, "request", code="01", reason="x"
        )


def test_an_answer_to_an_older_version_is_refused() -> None:
    request = s.screened(s.a_request(), "return")
    with pytest.raises(StaleError):
        s.as_somebody(
            s.COORDINATOR,
            request,
            services.return_request,
            "request",
            code="01",
            reason="x",
            version=9,
        )


def a_returned_request() -> CoordinationRequest:
    request = s.screened(s.a_request(), "return")
    s.as_somebody(
        s.COORDINATOR,
        request,
        services.return_request,
        "request",
        code="01",
        reason="一つの制度で足りる",
        advice="社協につないでください",
    )
    return request


def test_a_returned_request_says_why_and_the_sender_goes_on() -> None:
    request = a_returned_request()
    row = seen_by(s.SENDER, CoordinationRequest)[0]
    assert (row.return_reason, row.return_advice) == (
        "一つの制度で足りる",
        "社協につないでください",
    )
    assert state_of_record(s.SENDER) == RecordState.MA_REQUESTED
    s.as_somebody(s.SENDER, request, services.take_back_request, "request")
    assert state_of_record(s.SENDER) == RecordState.RECEIVED, "she asked before she had looked"


def test_who_asked_after_the_first_look_supports_when_the_request_is_returned() -> None:
    case = a_case(s.SENDER)
    (intake,) = seen_by(s.SENDER, Intake)
    with acting(s.SENDER) as by:
        cases.screen_intake(intake=intake, result="6", version=intake.version, by=by)
    request = s.screened(s.a_request(case), "return")
    s.as_somebody(s.COORDINATOR, request, services.return_request, "request", code="01", reason="x")
    s.as_somebody(s.SENDER, request, services.take_back_request, "request")
    assert state_of_record(s.SENDER) == RecordState.SUPPORTING


def test_after_a_return_one_may_ask_again() -> None:
    case = a_case(s.SENDER)
    request = s.screened(s.a_request(case), "return")
    s.as_somebody(s.COORDINATOR, request, services.return_request, "request", code="01", reason="x")
    s.a_request(case)
    assert len(seen_by(s.COORDINATOR, CoordinationRequest)) == 2


def test_only_a_returned_request_is_taken_back_and_only_by_the_sender() -> None:
    request = s.screened(s.a_request(), "return")
    with pytest.raises(DomainError, match="差し戻された"):
        s.as_somebody(s.SENDER, request, services.take_back_request, "request")
    s.as_somebody(s.COORDINATOR, request, services.return_request, "request", code="01", reason="x")
    with pytest.raises(DomainError, match="依頼した機関"):
        s.as_somebody(s.COORDINATOR, request, services.take_back_request, "request")


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "unknown"},
        {"state": "returned", "answered_at": "2026-01-01T00:00Z"},
        {"state": "accepted"},
        {"sender_continues": ""},
    ],
)
def test_impossible_requests_are_refused_by_the_database(fields: dict[str, Any]) -> None:
    request = s.a_request()
    user = staff(s.SENDER)
    with acting(s.SENDER), pytest.raises(IntegrityError), transaction.atomic():
        CoordinationRequest.objects.changeable_by(user).filter(pk=request.pk).update(**fields)
