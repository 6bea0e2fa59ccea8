"""A つなぎ on the consent is taken on while the consent is withdrawn: whoever is first is (R3, R8)."""

import time

import pytest
from django.utils import timezone

from access import hand_offs
from access.errors import StaleError
from access.models import CaseFile
from cases import services
from cases.models import Consent, Referral
from tests.at_one_moment import LONG_ENOUGH, while_unsaved
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    an_accepted_hand_off,
    basis,
    kinds_open_to,
    people_of,
    record_of,
    seen_by,
    take,
)
from tests.databases import Database
from tests.meetings.situations import COORDINATOR, a_request
from tests.world import acting

SENDER, RECEIVER = "soudan1", "kurashi1"


def sent_on_a_consent() -> tuple[Consent, Referral]:
    case = a_case(SENDER)
    consent = a_consent(case, named=("csw1",))
    return consent, a_hand_off(case, RECEIVER, legal_basis=basis("CONSENT"), consent_state="20")


def take_on(leg: Referral) -> None:
    with acting(RECEIVER) as by:
        services.accept_referral(referral=take(leg), by=by)


def withdraw(consent: Consent) -> None:
    with acting(SENDER) as by:
        own = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        services.withdraw_consent(consent=own.get(pk=consent.pk), note="電話で申し出", by=by)


def test_r08_what_is_being_taken_on_is_hers_and_the_withdrawal_is_received(
    committed_db: Database,
) -> None:
    consent, leg = sent_on_a_consent()
    while_unsaved(RECEIVER, lambda: take_on(leg), lambda: withdraw(consent))
    assert {"hand_off", "face", "record"} <= kinds_open_to(RECEIVER)
    with acting(SENDER) as by:
        assert take(leg, SENDER).state == "accepted"
        assert not Consent.objects.visible_to(by).valid().exists()


def test_r08_nothing_is_taken_on_by_a_consent_that_is_being_withdrawn(
    committed_db: Database,
) -> None:
    consent, leg = sent_on_a_consent()

    def takes_on() -> None:
        with pytest.raises(StaleError):
            take_on(leg)

    while_unsaved(SENDER, lambda: withdraw(consent), takes_on)
    assert kinds_open_to(RECEIVER) == set()


# --- refused at another body, which does not see it --------------------------------------------------------------

ELSEWHERE, SECOND = "kurashi1", "csw1"


def sent_while_another_works_there() -> tuple[CaseFile, Referral]:
    case = a_case(SENDER)
    an_accepted_hand_off(case, ELSEWHERE)
    return case, a_hand_off(case, SECOND, legal_basis=basis("CONSENT"), consent_state="21")


def take_on_second(leg: Referral) -> None:
    with acting(SECOND) as by:
        services.accept_referral(referral=take(leg, SECOND), by=by)


def refuse_elsewhere(case: CaseFile) -> None:
    with acting(ELSEWHERE) as by:
        services.note_consent_attempt(
            record=record_of(case, ELSEWHERE),
            person=next(p for p in people_of(case, ELSEWHERE) if p.is_subject),
            tried_on=timezone.localdate(),
            way="text",
            answer="30",
            by=by,
        )


def test_r3_what_is_being_taken_on_is_hers_and_the_refusal_elsewhere_is_noted(
    committed_db: Database,
) -> None:
    case, leg = sent_while_another_works_there()
    while_unsaved(SECOND, lambda: take_on_second(leg), lambda: refuse_elsewhere(case))
    assert {"hand_off", "face", "record"} <= kinds_open_to(SECOND)


def test_r3_nothing_is_taken_on_while_a_refusal_is_noted_elsewhere(committed_db: Database) -> None:
    case, leg = sent_while_another_works_there()

    def takes_on() -> None:
        with pytest.raises(StaleError):
            take_on_second(leg)

    while_unsaved(ELSEWHERE, lambda: refuse_elsewhere(case), takes_on)
    assert kinds_open_to(SECOND) == set()


# --- sent, or asked of the secretariat, while somebody is told at another body ------------------------------------


def test_r3_what_is_being_sent_while_she_refuses_elsewhere_closes_to_its_receiver(
    committed_db: Database,
) -> None:
    case = a_case(SENDER)
    an_accepted_hand_off(case, ELSEWHERE)

    def sends() -> None:
        a_hand_off(case, SECOND, legal_basis=basis("CONSENT"), consent_state="21")

    while_unsaved(SENDER, sends, lambda: refuse_elsewhere(case))
    assert kinds_open_to(SECOND) == set()
    assert len(seen_by(SENDER, Referral)) == 2, "it stays with who sent it"


def test_r3_r6_what_is_being_asked_while_she_refuses_elsewhere_closes_to_the_secretariat(
    committed_db: Database,
) -> None:
    case = a_case(SENDER)
    an_accepted_hand_off(case, ELSEWHERE)

    def asks() -> None:
        a_request(case, legal_basis=basis("CONSENT"), consent_state="21")

    while_unsaved(SENDER, asks, lambda: refuse_elsewhere(case))
    assert kinds_open_to(COORDINATOR) == set()


def test_r14_whoever_does_not_see_the_case_keeps_nobody_waiting(committed_db: Database) -> None:
    case = a_case(SENDER)
    needed: list[float] = []

    def takes_her_turn() -> None:
        begun = time.monotonic()
        with acting(SENDER):
            hand_offs.take_turns(case.pk)
        needed.append(time.monotonic() - begun)

    while_unsaved(SECOND, lambda: hand_offs.take_turns(case.pk, ends=True), takes_her_turn)
    assert needed[0] < LONG_ENOUGH / 2
