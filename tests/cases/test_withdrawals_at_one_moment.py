"""A つなぎ on the consent is taken on while the consent is withdrawn: whoever is first is (R3, R8)."""

import pytest

from access.errors import StaleError
from cases import services
from cases.models import Consent, Referral
from tests.at_one_moment import while_unsaved
from tests.cases.situations import a_case, a_consent, a_hand_off, basis, kinds_open_to, take
from tests.databases import Database
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
