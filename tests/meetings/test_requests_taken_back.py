"""A request for 多機関協働 on 本人同意 that waits for its answer is taken back with the withdrawal (R3, R8)."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.models import CaseFile
from cases.effects import effect_of
from cases.models import CaseRecord, Consent, RecordState
from cases.services import note_consent_attempt, withdraw_consent
from cases.services.withdrawals import Withdrawn
from meetings import services
from meetings.models import CoordinationRequest, RequestScreening, RequestState
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    an_accepted_hand_off,
    body_of,
    kinds_open_to,
    people_of,
    record_of,
    seen_by,
)
from tests.cases.test_consent_scope import attempt, household, take_back
from tests.meetings.test_requests import on_consent, state_of_record
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def asked(**changes: Any) -> tuple[CaseFile, Consent, CoordinationRequest]:
    """On the consent of the mother, whose name the secretariat is told."""
    case = a_case(s.SENDER)
    consent = a_consent(case, by=s.SENDER)
    mother, _ = household(case)
    return case, consent, s.a_request(**on_consent(case, mother) | changes)


def sees(username: str) -> list[str]:
    return [row.state for row in seen_by(username, CoordinationRequest)]


def test_r8_what_waits_is_taken_back_and_the_secretariat_sees_nothing_of_it() -> None:
    _, consent, request = asked()
    s.screened(request)
    take_back(consent)
    for name in (s.COORDINATOR, s.DEPUTY):
        assert kinds_open_to(name) == set()
        assert seen_by(name, RequestScreening) == []
    page = browser(s.COORDINATOR).get(reverse("meetings:request", args=[request.pk]))
    assert page.status_code == 404
    assert sees(s.SENDER) == [RequestState.WITHDRAWN]


def test_the_sender_goes_on_herself_and_reads_why_and_may_ask_anew() -> None:
    case, consent, request = asked()
    assert state_of_record(s.SENDER) == RecordState.MA_REQUESTED
    take_back(consent)
    assert state_of_record(s.SENDER) == RecordState.RECEIVED
    client = browser(s.SENDER)
    page = text_of(client.get(reverse("meetings:request", args=[request.pk])))
    assert "本人の同意が有効でなくなったため、取り下げになりました" in page
    detail = client.get(reverse("cases:detail", args=[case.pk]))
    assert reverse("meetings:request_new", args=[case.pk]) in detail.content.decode()
    assert s.a_request(case).pk, "on another basis"


def test_r7_on_another_basis_it_goes_on() -> None:
    case = a_case(s.SENDER)
    consent = a_consent(case, by=s.SENDER)
    s.a_request(case)
    take_back(consent)
    assert sees(s.COORDINATOR) == [RequestState.REQUESTED]


def test_what_was_accepted_is_the_secretariats_own_work() -> None:
    _, consent, request = asked()
    s.screened(request)
    s.as_somebody(s.COORDINATOR, request, services.accept_request, "request")
    take_back(consent)
    assert sees(s.COORDINATOR) == [RequestState.ACCEPTED]
    assert len(seen_by(s.COORDINATOR, CaseRecord)) == 1


def accept(request: CoordinationRequest) -> None:
    s.screened(request)
    s.as_somebody(s.COORDINATOR, request, services.accept_request, "request")


def asked_on_what_another_recorded(
    with_name: bool,
) -> tuple[CaseFile, Consent, CoordinationRequest]:
    case = a_case(s.SENDER)
    an_accepted_hand_off(case)
    consent = a_consent(case, named=(s.SENDER,), by="kurashi1")
    mother, _ = household(case)
    return case, consent, s.a_request(**on_consent(case, *([mother] if with_name else [])))


def withdrawn_elsewhere(consent: Consent) -> None:
    with acting("kurashi1") as by:
        own = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        withdraw_consent(consent=own.get(pk=consent.pk), note="電話", by=by)


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_r8_what_another_body_was_told_of_closes_to_the_secretariat_too(with_name: bool) -> None:
    """Where the withdrawal was noted the request is not seen, so nobody took it back (R14)."""
    case, consent, request = asked_on_what_another_recorded(with_name)
    s.screened(request)
    withdrawn_elsewhere(consent)
    for name in (s.COORDINATOR, s.DEPUTY):
        assert sees(name) == []
        assert seen_by(name, RequestScreening) == []
        assert kinds_open_to(name) == set()
    client = browser(s.COORDINATOR)
    assert client.get(reverse("meetings:request", args=[request.pk])).status_code == 404
    assert str(case.number) not in text_of(client.get(reverse("meetings:requests")))
    assert sees(s.SENDER) == [RequestState.REQUESTED]
    assert sees("kurashi1") == []
    page = text_of(browser(s.SENDER).get(reverse("meetings:request", args=[request.pk])))
    assert "事務局には見えていません" in page


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_it_stays_where_another_consent_of_hers_goes_on(with_name: bool) -> None:
    case, consent, request = asked_on_what_another_recorded(with_name)
    a_consent(case, by=s.SENDER)
    withdrawn_elsewhere(consent)
    assert sees(s.COORDINATOR) == [RequestState.REQUESTED]
    accept(request)
    assert len(seen_by(s.COORDINATOR, CaseRecord)) == 1


def asked_on_what_she_said(with_name: bool) -> tuple[CaseFile, CoordinationRequest]:
    case = a_case(s.SENDER)
    an_accepted_hand_off(case)
    named = [household(case)[0]] if with_name else []
    return case, s.a_request(**on_consent(case, *named) | {"consent_state": "21"})


def refused_elsewhere(case: CaseFile, *, is_subject: bool = True) -> None:
    with acting("kurashi1") as by:
        note_consent_attempt(
            record=record_of(case, "kurashi1"),
            person=next(p for p in people_of(case, "kurashi1") if p.is_subject == is_subject),
            tried_on=timezone.localdate(),
            way="text",
            answer="30",
            by=by,
        )


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_what_she_said_closes_when_she_refuses_at_another_body(with_name: bool) -> None:
    case, _ = asked_on_what_she_said(with_name)
    refused_elsewhere(case)
    assert sees(s.COORDINATOR) == []
    assert sees(s.SENDER) == [RequestState.REQUESTED]


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_what_she_said_closes_when_she_takes_it_back_at_another_body(with_name: bool) -> None:
    """What she had said was recorded at the other body after the secretariat was asked."""
    case, _ = asked_on_what_she_said(with_name)
    withdrawn_elsewhere(a_consent(case, named=(s.SENDER,), by="kurashi1"))
    assert sees(s.COORDINATOR) == []
    assert sees(s.SENDER) == [RequestState.REQUESTED]


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_what_she_said_stays_while_another_of_the_household_refuses(with_name: bool) -> None:
    case, request = asked_on_what_she_said(with_name)
    refused_elsewhere(case, is_subject=False)
    assert sees(s.COORDINATOR) == [RequestState.REQUESTED]
    accept(request)
    assert len(seen_by(s.COORDINATOR, CaseRecord)) == 1


@pytest.mark.parametrize(("with_name", "left"), [(True, []), (False, [RequestState.REQUESTED])])
def test_r3_without_names_what_she_said_stays_while_another_consents(
    with_name: bool, left: list[str]
) -> None:
    case, _ = asked_on_what_she_said(with_name)
    a_consent(case, by=s.SENDER, persons=[household(case)[1]])
    refused_elsewhere(case)
    assert sees(s.COORDINATOR) == left


def test_r7_on_another_basis_nothing_closes_by_what_another_body_was_told() -> None:
    case = a_case(s.SENDER)
    an_accepted_hand_off(case)
    consent = a_consent(case, named=(s.SENDER,), by="kurashi1")
    s.a_request(case)
    withdrawn_elsewhere(consent)
    assert sees(s.COORDINATOR) == [RequestState.REQUESTED]


def test_r3_what_ended_at_this_moment_is_not_accepted() -> None:
    """The page was open; the consent went, and the door with it was not shut yet."""
    _, consent, request = asked_on_what_another_recorded(with_name=True)
    with acting("kurashi1") as by:
        rows = Consent.objects.changeable_by(by).filter(pk=consent.pk)
        rows.update(withdrawn_at=timezone.now())
    with pytest.raises(DomainError, match="受理できません"):
        accept(request)
    assert seen_by(s.COORDINATOR, CaseRecord) == []


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_what_rests_on_a_consent_that_holds_is_accepted(with_name: bool) -> None:
    case = a_case(s.SENDER)
    an_accepted_hand_off(case)
    a_consent(case, named=(s.SENDER,), by="kurashi1")
    mother, son = household(case)
    request = s.a_request(**on_consent(case, *([mother] if with_name else [])))
    attempt(case, son, "30")  # of whom it says nothing
    accept(request)
    assert len(seen_by(s.COORDINATOR, CaseRecord)) == 1


@pytest.mark.parametrize("with_name", [True, False])
def test_r3_a_request_on_what_she_said_is_taken_back_when_she_has_refused_since(
    with_name: bool,
) -> None:
    case = a_case(s.SENDER)
    mother, _ = household(case)
    named = [mother] if with_name else []
    s.a_request(**on_consent(case, *named) | {"consent_state": "21"})
    attempt(case, mother, "30")
    assert sees(s.COORDINATOR) == []
    assert sees(s.SENDER) == [RequestState.WITHDRAWN]


@pytest.mark.parametrize("named", [("kurashi1",), ("jimukyoku1",)])
def test_r3_the_consent_of_another_is_none_of_hers(named: tuple[str, ...]) -> None:
    case, _, _ = asked()
    take_back(a_consent(case, by=s.SENDER, persons=[household(case)[1]], named=named))
    assert sees(s.COORDINATOR) == [RequestState.REQUESTED]


def test_r3_one_without_names_ends_when_nobody_consents_any_more() -> None:
    case = a_case(s.SENDER)
    mother, son = household(case)
    hers = a_consent(case, by=s.SENDER, persons=[mother])
    his = a_consent(case, by=s.SENDER, persons=[son])
    s.a_request(**on_consent(case))
    take_back(hers)
    assert sees(s.COORDINATOR) == [RequestState.REQUESTED]
    take_back(his)
    assert sees(s.COORDINATOR) == []


@pytest.mark.parametrize(("taken_out", "left"), [(s.COORDINATOR, []), ("kurashi1", ["requested"])])
def test_r8_a_secretariat_that_is_taken_out_reads_it_no_more(
    taken_out: str, left: list[str]
) -> None:
    case = a_case(s.SENDER)
    consent = a_consent(case, ("kurashi1", s.COORDINATOR), by=s.SENDER)
    s.a_request(**on_consent(case, household(case)[0]))
    take_back(consent, bodies={body_of(taken_out).pk})
    assert sees(s.COORDINATOR) == left


def test_r22_the_page_of_the_withdrawal_names_it_before() -> None:
    _, consent, _ = asked()
    with acting(s.SENDER) as by:
        held = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        said = effect_of(held.get(pk=consent.pk), Withdrawn(), by).sentences
    assert [words for words in said if "多機関協働の依頼：取り下げます" in words]
