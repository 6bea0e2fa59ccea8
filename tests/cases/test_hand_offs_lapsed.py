"""A つなぎ on 本人同意 that nobody has taken on closes to the receiver with the last day of the consent (R3, R17)."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from access import hand_offs
from access.errors import DomainError, StaleError
from access.explain import explain
from access.models import CaseFile, Compartment, Disclosure
from cases import services
from cases.models import Consent, Referral
from cases.services.withdrawals import Withdrawn
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    basis,
    body_of,
    kinds_open_to,
    record_of,
    seen_by,
    take,
)
from tests.cases.test_consent_scope import household
from tests.world import acting

pytestmark = pytest.mark.django_db
SENDER, RECEIVER = "soudan1", "kurashi1"
DAY = datetime.timedelta(days=1)


def sent(case: CaseFile | None = None) -> tuple[Consent, Referral]:
    case = case or a_case()
    consent = a_consent(case, named=("csw1",))
    return consent, a_hand_off(case, RECEIVER, legal_basis=basis("CONSENT"), consent_state="20")


def lapsed() -> tuple[CaseFile, Referral]:
    """Sent two days ago; yesterday was the last day of the consent."""
    consent, leg = sent()
    yesterday = timezone.localdate() - DAY
    case = consent.compartment.case
    with acting(SENDER) as by:
        rows = Consent.objects.changeable_by(by).filter(pk=consent.pk)
        rows.update(given_on=yesterday, valid_until_on=yesterday)
        hand_offs.show_anew(
            hand_off=leg.compartment,
            face=Compartment.objects.writable_by(by).get(case=case, kind="face"),
            receiver=leg.receiver_body,
            source=leg.pk,
            valid_until=services.end_of(yesterday),
            by=by,
        )
        Referral.objects.changeable_by(by).filter(pk=leg.pk).update(consent_until_on=yesterday)
    return case, leg


def until_of(leg: Referral) -> set[datetime.datetime | None]:
    """Until when the receiver sees it."""
    with acting(RECEIVER) as by:
        return {found.until for found in explain(by, leg.compartment)}


def test_r17_it_is_open_until_the_last_day_of_the_consent() -> None:
    consent, leg = sent()
    assert leg.consent_until_on == consent.valid_until_on
    assert until_of(leg) == {services.end_of(consent.valid_until_on)}


def test_r3_of_several_who_are_named_the_first_whose_consent_ends_counts() -> None:
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("csw1",), persons=[mother])
    soon = timezone.localdate() + 9 * DAY
    a_consent(case, named=("csw1",), persons=[son], valid_until_on=soon)
    facts = {"legal_basis": basis("CONSENT"), "consent_state": "20", "people": [mother, son]}
    assert a_hand_off(case, RECEIVER, **facts).consent_until_on == soon


def test_r3_of_two_consents_of_hers_the_one_that_holds_longest_counts() -> None:
    case = a_case()
    longest = a_consent(case, named=("csw1",))
    a_consent(case, named=("csw1",), valid_until_on=timezone.localdate() + 9 * DAY)
    facts = {"legal_basis": basis("CONSENT"), "consent_state": "20"}
    assert a_hand_off(case, RECEIVER, **facts).consent_until_on == longest.valid_until_on


def test_one_on_another_basis_has_no_last_day() -> None:
    case = a_case()
    a_consent(case, named=("csw1",))
    leg = a_hand_off(case, RECEIVER)
    assert leg.consent_until_on is None
    assert until_of(leg) == {None}


def test_what_was_taken_on_is_the_receivers_own_and_ends_with_no_consent() -> None:
    _, leg = sent()
    with acting(RECEIVER) as by:
        services.accept_referral(referral=take(leg), by=by)
    assert until_of(leg) == {None}
    with acting(RECEIVER) as by:
        face = Compartment.objects.visible_to(by).get(case=leg.compartment.case_id, kind="face")
        assert {found.until for found in explain(by, face)} == {None}


def test_r3_r14_after_the_last_day_the_receiver_sees_and_takes_on_nothing() -> None:
    _, leg = lapsed()
    assert seen_by(RECEIVER, Referral) == []
    assert kinds_open_to(RECEIVER) == set()
    client = browser(RECEIVER)
    assert client.get(reverse("cases:referral", args=[leg.pk])).status_code == 404
    assert client.post(reverse("cases:accept", args=[leg.pk])).status_code == 404
    assert kinds_open_to(RECEIVER) == set()


def test_r3_taking_on_at_the_moment_in_which_it_ends_is_refused_in_words() -> None:
    _, leg = sent()
    with acting(RECEIVER) as by:
        row = take(leg)
        row.consent_until_on = timezone.localdate() - DAY
        with pytest.raises(DomainError, match="に電話で知らせ、本人に同意を確かめ直して"):
            services.accept_referral(referral=row, by=by)
    assert kinds_open_to(RECEIVER) == {"hand_off"}


def test_r3_the_database_opens_nothing_of_what_has_ended() -> None:
    _, leg = sent()
    with acting(RECEIVER):
        read_before = take(leg)
    with acting(SENDER) as by:
        hand_offs.show_anew(
            hand_off=leg.compartment,
            face=None,
            receiver=leg.receiver_body,
            source=leg.pk,
            valid_until=timezone.now() - DAY,
            by=by,
        )
    with acting(RECEIVER) as by, pytest.raises(StaleError):
        services.accept_referral(referral=read_before, by=by)
    with acting(RECEIVER):
        assert hand_offs.accept_offer(source=leg.pk) == 0
    assert kinds_open_to(RECEIVER) == set()


def test_the_receiver_reads_before_by_when_and_whom_to_telephone() -> None:
    _, leg = sent()
    page = text_of(browser(RECEIVER).get(reverse("cases:referral", args=[leg.pk])))
    assert "その日までに引き受けないと、見られなくなります" in page
    assert f"間に合わないときは、{body_of(SENDER)}に電話で知らせてください" in page


def test_the_sender_is_told_what_to_do_on_the_page_at_home_and_in_the_case() -> None:
    case, leg = lapsed()
    client = browser(SENDER)
    page = text_of(client.get(reverse("cases:referral", args=[leg.pk])))
    assert f"が過ぎ、{body_of(RECEIVER)}には見えていません" in page
    assert "を共有先に入れて同意を記録し直すと、また見えるようになります" in page
    home = text_of(client.get(reverse("home")))
    assert "つなぎの同意の期限が過ぎ、相手に見えていません" in home
    detail = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "同意の期限が過ぎ、つないだ先には見えていません" in detail
    own_turn = text_of(client.get(reverse("cases:hand_offs"), {"turn": "own"}))
    assert "の同意の確かめ直し" in own_turn
    other_turn = client.get(reverse("cases:hand_offs"), {"turn": "other"})
    assert other_turn.context["pages"]["total"] == 0


def test_r3_a_consent_that_is_recorded_anew_shows_it_again_until_its_last_day() -> None:
    case, leg = lapsed()
    anew = a_consent(case, named=(RECEIVER,))
    assert until_of(leg) == {services.end_of(anew.valid_until_on)}
    with acting(RECEIVER) as by:
        assert services.accept_referral(referral=take(leg), by=by)
    assert {"face", "record", "hand_off"} <= kinds_open_to(RECEIVER)


def lines_of(leg: Referral) -> list[Disclosure]:
    """What the ledger of the sender says of it, the oldest first."""
    return [row for row in seen_by(SENDER, Disclosure) if row.object_id == leg.pk]


def test_r21_what_is_shown_again_is_one_more_line_of_the_ledger_and_once() -> None:
    case, leg = lapsed()
    assert len(lines_of(leg)) == 1
    a_consent(case, named=(RECEIVER,))
    first, again = lines_of(leg)
    assert again.channel == first.channel == Disclosure.Channel.HAND_OFF
    assert again.recipients == first.recipients == body_of(RECEIVER).name
    assert again.legal_basis_id == basis("CONSENT").pk
    assert "また見せた" in again.purpose
    later = timezone.localdate() + 300 * DAY
    a_consent(case, named=(RECEIVER,), valid_until_on=later)
    assert until_of(leg) == {services.end_of(later)}
    assert len(lines_of(leg)) == 2, "what is open already is shown until another day"


def test_r3_one_that_leaves_the_receiver_out_shows_nothing_again() -> None:
    """Asked again, the person said: not to her."""
    case, leg = lapsed()
    a_consent(case, named=("csw1",))
    assert len(lines_of(leg)) == 1
    assert seen_by(RECEIVER, Referral) == []
    with acting(SENDER):
        assert take(leg, SENDER).has_lapsed


def test_r3_the_last_day_is_that_of_what_names_the_receiver() -> None:
    case = a_case()
    soon = timezone.localdate() + 9 * DAY
    a_consent(case, named=(RECEIVER,), valid_until_on=soon)
    a_consent(case, named=("csw1",))
    facts = {"legal_basis": basis("CONSENT"), "consent_state": "20"}
    assert a_hand_off(case, RECEIVER, **facts).consent_until_on == soon


def test_r8_it_ends_with_what_named_the_receiver_though_another_consent_goes_on() -> None:
    case = a_case()
    hers = a_consent(case, named=(RECEIVER,))
    facts = {"legal_basis": basis("CONSENT"), "consent_state": "20"}
    a_hand_off(case, RECEIVER, **facts)
    other = a_hand_off(case, "csw1", **facts)
    a_consent(case, named=("csw1",))
    with acting(SENDER) as by:
        own = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        services.withdraw_consent(consent=own.get(pk=hers.pk), note="電話で申し出", by=by)
    assert seen_by(RECEIVER, Referral) == []
    assert [row.pk for row in seen_by("csw1", Referral)] == [other.pk]


def test_r8_whoever_takes_herself_out_of_what_named_the_receiver_ends_what_tells_of_her() -> None:
    """Her other consent names somebody else; the other's, to whom the sheet says nothing, goes on."""
    case = a_case()
    mother, son = household(case)
    both = a_consent(case, named=(RECEIVER,), persons=[mother, son])
    a_consent(case, named=("csw1",), persons=[son])
    facts = {"legal_basis": basis("CONSENT"), "consent_state": "20"}
    a_hand_off(case, RECEIVER, **facts, people=[son])
    with acting(SENDER) as by:
        own = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        services.withdraw_consent(
            consent=own.get(pk=both.pk), note="電話", by=by, taken=Withdrawn(persons=[son.pk])
        )
    assert seen_by(RECEIVER, Referral) == []


def test_r3_what_was_sent_though_no_consent_named_her_is_taken_on_as_it_was_sent() -> None:
    case = a_case()
    a_consent(case, named=("csw1",))
    leg = a_hand_off(case, RECEIVER, legal_basis=basis("CONSENT"), consent_state="20")
    with acting(RECEIVER) as by:
        assert services.accept_referral(referral=take(leg), by=by)


def test_r3_the_consent_of_another_shows_nothing_again() -> None:
    case, _ = lapsed()
    a_consent(case, named=("csw1",), persons=[household(case)[1]])
    assert seen_by(RECEIVER, Referral) == []


def test_r8_where_another_consent_goes_on_it_ends_with_that_one() -> None:
    case = a_case()
    first, leg = sent(case)
    soon = timezone.localdate() + 9 * DAY
    a_consent(case, named=("csw1",), valid_until_on=soon)
    assert until_of(leg) == {services.end_of(first.valid_until_on)}
    with acting(SENDER) as by:
        own = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        services.withdraw_consent(consent=own.get(pk=first.pk), note="電話で申し出", by=by)
    assert until_of(leg) == {services.end_of(soon)}


def test_the_sender_takes_back_what_has_lapsed_and_goes_on_herself() -> None:
    case, leg = lapsed()
    with acting(SENDER) as by:
        services.withdraw_referral(referral=take(leg, SENDER), reason="同意がない", by=by)
        assert record_of(case, SENDER).state == "received"
