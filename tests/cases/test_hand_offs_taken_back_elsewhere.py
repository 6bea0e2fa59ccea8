"""A つなぎ on 本人同意 that nobody has taken on closes to the receiver when the consent is taken back, or sharing refused,
at another body, which does not see it (R3, R14, R17)."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from access import grants, hand_offs, narrowing
from access.context import acting_as
from access.errors import StaleError
from access.models import CaseFile, Disclosure
from cases import services
from cases.models import CaseRecord, Consent, Person, Referral
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    an_accepted_hand_off,
    basis,
    body_of,
    kinds_open_to,
    narrow_to,
    office,
    people_of,
    record_of,
    seen_by,
    take,
)
from tests.cases.test_consent_scope import household
from tests.world import acting, staff

pytestmark = pytest.mark.django_db
SENDER, RECEIVER, OTHER = "soudan1", "csw1", "kurashi1"
ON_CONSENT = {"consent_state": "20"}
NOT_SEEN = "伝える根拠（本人の同意）が有効でなくなり、{}には見えていません"
AT_HOME = "つなぎの同意が有効でなくなり、相手に見えていません"


def sent(**changes: object) -> tuple[CaseFile, Consent, Referral]:
    """`OTHER` has taken the case on and recorded the consent that names the receiver; the sender hands on by it."""
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    consent = a_consent(case, named=(SENDER, RECEIVER), by=OTHER)
    facts = {"legal_basis": basis("CONSENT"), **ON_CONSENT, **changes}
    return case, consent, a_hand_off(case, RECEIVER, **facts)


def withdrawn_elsewhere(consent: Consent) -> None:
    with acting(OTHER) as by:
        own = Consent.objects.visible_to(by).select_related("body", "compartment__case")
        services.withdraw_consent(consent=own.get(pk=consent.pk), note="電話", by=by)


def refused_elsewhere(case: CaseFile, person: Person | None = None) -> None:
    with acting(OTHER) as by:
        who = person or next(p for p in people_of(case, OTHER) if p.is_subject)
        services.note_consent_attempt(
            record=record_of(case, OTHER),
            person=who,
            tried_on=timezone.localdate(),
            way="text",
            answer="30",
            by=by,
        )


def closed() -> tuple[CaseFile, Referral]:
    case, consent, leg = sent()
    withdrawn_elsewhere(consent)
    return case, leg


def rows_in_sql(username: str, leg: Referral) -> int:
    """What the application role finds by SQL alone, with the person set as the middleware does."""
    with acting_as(staff(username)), connection.cursor() as cursor:
        cursor.execute("select count(*) from cases_referral where id = %s", [leg.pk])
        return int(cursor.fetchone()[0])


def lines_of(leg: Referral) -> list[Disclosure]:
    return [row for row in seen_by(SENDER, Disclosure) if row.object_id == leg.pk]


def assert_shut(leg: Referral) -> None:
    assert seen_by(RECEIVER, Referral) == []
    assert kinds_open_to(RECEIVER) == set()
    assert rows_in_sql(RECEIVER, leg) == 0
    assert rows_in_sql(SENDER, leg) == 1
    with acting(RECEIVER):
        assert hand_offs.accept_offer(source=leg.pk) == 0
    assert kinds_open_to(RECEIVER) == set()


def test_r3_r14_it_closes_to_the_receiver_at_once_in_pages_and_in_sql() -> None:
    _, consent, leg = sent()
    client = browser(RECEIVER)
    url = reverse("cases:referral", args=[leg.pk])
    lists = (reverse("home"), reverse("cases:hand_offs"))
    assert all(url in client.get(address).content.decode() for address in lists)
    assert client.get(url).status_code == 200
    assert rows_in_sql(RECEIVER, leg) == 1
    withdrawn_elsewhere(consent)
    assert_shut(leg)
    assert client.get(url).status_code == 404
    assert client.post(reverse("cases:accept", args=[leg.pk])).status_code == 404
    assert not any(url in client.get(address).content.decode() for address in lists)


def test_r3_it_closes_when_she_refuses_at_another_body() -> None:
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    facts = {"legal_basis": basis("CONSENT"), "consent_state": "21"}
    leg = a_hand_off(case, RECEIVER, **facts)
    refused_elsewhere(case)
    assert_shut(leg)


def test_r3_what_was_received_and_waits_for_an_answer_closes_too() -> None:
    _, consent, leg = sent()
    with acting(RECEIVER) as by:
        services.receive_referral(referral=take(leg, RECEIVER), by=by)
    withdrawn_elsewhere(consent)
    assert_shut(leg)


def test_r14_the_sender_reads_what_to_do_and_nothing_of_whom_where_or_when() -> None:
    case, leg = closed()
    client = browser(SENDER)
    page = text_of(client.get(reverse("cases:referral", args=[leg.pk])))
    assert NOT_SEEN.format(body_of(RECEIVER)) in page
    assert "電話で知らせてください" in page
    assert (
        f"{body_of(RECEIVER)}を共有先に入れて同意を記録し直すと、また見えるようになります" in page
    )
    assert "つなぎを取り下げる" in page
    assert "を待っています" not in page
    assert "撤回" not in page
    assert str(body_of(OTHER)) not in page
    home = text_of(client.get(reverse("home")))
    assert AT_HOME in home
    detail = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert "へのつなぎ（同意が有効でなくなり、見えていません）" in detail
    own_turn = text_of(client.get(reverse("cases:hand_offs"), {"turn": "own"}))
    assert "の同意の確かめ直し" in own_turn
    other_turn = client.get(reverse("cases:hand_offs"), {"turn": "other"})
    assert leg.pk not in {row.pk for row in other_turn.context["pages"]["rows"]}


def test_one_that_is_open_is_waited_for_as_before() -> None:
    _, _, leg = sent()
    client = browser(SENDER)
    page = text_of(client.get(reverse("cases:referral", args=[leg.pk])))
    assert NOT_SEEN.format(body_of(RECEIVER)) not in page
    assert "の受け取りを待っています" in page
    assert AT_HOME not in text_of(client.get(reverse("home")))
    own_turn = client.get(reverse("cases:hand_offs"), {"turn": "own"})
    assert leg.pk not in {row.pk for row in own_turn.context["pages"]["rows"]}


def test_r14_the_body_where_it_was_taken_back_learns_nothing_of_it() -> None:
    _, leg = closed()
    assert leg.pk not in {row.pk for row in seen_by(OTHER, Referral)}
    assert rows_in_sql(OTHER, leg) == 0


def test_r3_r21_a_new_consent_that_names_the_receiver_shows_it_again_with_one_line() -> None:
    case, leg = closed()
    assert len(lines_of(leg)) == 1
    anew = a_consent(case, named=(RECEIVER,), by=SENDER)
    assert [row.pk for row in seen_by(RECEIVER, Referral)] == [leg.pk]
    first, again = lines_of(leg)
    assert again.channel == first.channel == Disclosure.Channel.HAND_OFF
    assert again.recipients == body_of(RECEIVER).name
    assert again.legal_basis_id == basis("CONSENT").pk
    assert "また見せた" in again.purpose
    with acting(SENDER):
        assert take(leg, SENDER).consent_until_on == anew.valid_until_on
    a_consent(case, named=(RECEIVER,), by=SENDER)
    assert len(lines_of(leg)) == 2, "what is open already is not told a second time"
    with acting(RECEIVER) as by:
        assert services.accept_referral(referral=take(leg, RECEIVER), by=by)
    assert {"face", "record", "hand_off"} <= kinds_open_to(RECEIVER)


def test_r3_a_new_consent_that_leaves_the_receiver_out_shows_nothing_again() -> None:
    case, leg = closed()
    a_consent(case, named=(OTHER,), by=SENDER)
    assert_shut(leg)
    assert len(lines_of(leg)) == 1


def test_r3_r8_it_stays_closed_while_another_whom_the_basic_information_names_refuses() -> None:
    """The refusal is known at the other body; who records the consent of the mother does not see it."""
    case, leg = closed()
    refused_elsewhere(case, household(case)[1])
    a_consent(case, named=(RECEIVER,), by=SENDER, persons=[household(case)[0]])
    assert seen_by(RECEIVER, Referral) == []
    assert rows_in_sql(RECEIVER, leg) == 0
    assert len(lines_of(leg)) == 1


def test_r3_it_stays_where_another_consent_of_hers_to_the_receiver_goes_on() -> None:
    case, consent, leg = sent()
    a_consent(case, named=(RECEIVER,), by=SENDER)
    withdrawn_elsewhere(consent)
    assert [row.pk for row in seen_by(RECEIVER, Referral)] == [leg.pk]
    with acting(RECEIVER) as by:
        assert services.accept_referral(referral=take(leg, RECEIVER), by=by)


def test_r3_what_was_taken_on_is_the_receivers_own_work_and_stays() -> None:
    _, consent, leg = sent()
    with acting(RECEIVER) as by:
        services.accept_referral(referral=take(leg, RECEIVER), by=by)
    withdrawn_elsewhere(consent)
    assert [row.pk for row in seen_by(RECEIVER, Referral)] == [leg.pk]
    assert len(seen_by(RECEIVER, CaseRecord)) == 1
    assert {"face", "record", "hand_off"} <= kinds_open_to(RECEIVER)


def test_r7_on_another_basis_nothing_closes_by_what_another_body_was_told() -> None:
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    consent = a_consent(case, named=(SENDER, RECEIVER), by=OTHER)
    leg = a_hand_off(case, RECEIVER)
    withdrawn_elsewhere(consent)
    assert [row.pk for row in seen_by(RECEIVER, Referral)] == [leg.pk]
    page = text_of(browser(SENDER).get(reverse("cases:referral", args=[leg.pk])))
    assert NOT_SEEN.format(body_of(RECEIVER)) not in page


def test_r3_what_was_closed_while_the_page_was_open_is_taken_on_by_nobody() -> None:
    _, consent, leg = sent()
    with acting(RECEIVER):
        read_before = take(leg, RECEIVER)
    withdrawn_elsewhere(consent)
    with acting(RECEIVER) as by, pytest.raises(StaleError):
        services.accept_referral(referral=read_before, by=by)
    assert kinds_open_to(RECEIVER) == set()


def test_the_sender_takes_back_what_has_closed_and_no_alert_asks_to_receive_it() -> None:
    _, leg = closed()
    with acting(SENDER) as by:
        assert grants.in_force([leg.pk]) == set()
        assert not Referral.objects.visible_to(by).not_shut().filter(pk=leg.pk).exists()
        services.withdraw_referral(referral=take(leg, SENDER), reason="同意がない", by=by)
    page = text_of(browser(SENDER).get(reverse("cases:referral", args=[leg.pk])))
    assert NOT_SEEN.format(body_of(RECEIVER)) not in page
    [row] = [row for row in seen_by(SENDER, Referral) if row.pk == leg.pk]
    assert row.state == "withdrawn"


def test_r14_who_does_not_see_the_case_closes_nothing() -> None:
    case, consent, leg = sent()
    with acting(OTHER) as by:
        rows = Consent.objects.changeable_by(by).filter(pk=consent.pk)
        rows.update(withdrawn_at=timezone.now())
    for name, left in (("jimukyoku1", [leg.pk]), (OTHER, [])):
        with acting(name), connection.cursor() as cursor:
            cursor.execute("select access.close_without_basis(%s)", [case.pk])
        assert [row.pk for row in seen_by(RECEIVER, Referral)] == left


def narrowed_at_the_receiver() -> tuple[CaseFile, Consent]:
    """The receiver has a record already, narrowed to one who is there; another body has recorded her consent."""
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    an_accepted_hand_off(case, to=RECEIVER)
    consent = a_consent(case, named=(SENDER, RECEIVER), by=OTHER)
    with acting(RECEIVER) as by:
        narrow_to(record=record_of(case, RECEIVER), staff=[office(RECEIVER)], by=by)
    return case, consent


def nobody_is_left(case: CaseFile) -> None:
    with acting(RECEIVER):
        place = record_of(case, RECEIVER).compartment
        assert narrowing.leave_narrowed(record=place, user=staff(RECEIVER))


def what_the_sender_reads(leg: Referral) -> str:
    client = browser(SENDER)
    home = client.get(reverse("home"))
    return text_of(client.get(reverse("cases:referral", args=[leg.pk]))) + text_of(home)


@pytest.mark.parametrize("sent_first", [True, False])
def test_r2_r14_a_narrowed_record_with_nobody_left_is_not_told_as_a_consent_that_is_over(
    sent_first: bool,
) -> None:
    case, consent = narrowed_at_the_receiver()
    facts = {"legal_basis": basis("CONSENT"), **ON_CONSENT}
    legs = [a_hand_off(case, RECEIVER, **facts)] if sent_first else []
    nobody_is_left(case)
    [leg] = legs or [a_hand_off(case, RECEIVER, **facts)]
    page = what_the_sender_reads(leg)
    assert "の受け取りを待っています" in page
    assert NOT_SEEN.format(body_of(RECEIVER)) not in page
    assert AT_HOME not in page
    withdrawn_elsewhere(consent)
    page = what_the_sender_reads(leg)
    assert NOT_SEEN.format(body_of(RECEIVER)) in page
    assert AT_HOME in page


def test_r3_of_a_narrowed_record_that_somebody_reads_it_is_told_too() -> None:
    case, consent = narrowed_at_the_receiver()
    leg = a_hand_off(case, RECEIVER, **{"legal_basis": basis("CONSENT"), **ON_CONSENT})
    assert NOT_SEEN.format(body_of(RECEIVER)) not in what_the_sender_reads(leg)
    withdrawn_elsewhere(consent)
    assert NOT_SEEN.format(body_of(RECEIVER)) in what_the_sender_reads(leg)


def test_r14_whether_it_has_closed_is_told_to_who_sees_it_and_to_nobody_else() -> None:
    _, leg = closed()
    for name, told in (
        (SENDER, {leg.pk}),
        (RECEIVER, set()),
        (OTHER, set()),
        ("jimukyoku1", set()),
    ):
        with acting(name):
            assert hand_offs.closed_among([leg.pk]) == told


def test_r3_a_refusal_that_passed_over_what_was_shown_for_longer_closes_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At that moment the つなぎ was held by who recorded the new consent, who looks again (R3)."""
    case = a_case(SENDER)
    an_accepted_hand_off(case)
    soon = timezone.localdate() + datetime.timedelta(days=9)
    a_consent(case, named=(SENDER, RECEIVER), by=OTHER, valid_until_on=soon)
    leg = a_hand_off(case, RECEIVER, **{"legal_basis": basis("CONSENT"), **ON_CONSENT})
    with monkeypatch.context() as patched:
        patched.setattr(hand_offs, "close_without_basis", lambda case: None)
        refused_elsewhere(case, household(case)[1])
    assert [row.pk for row in seen_by(RECEIVER, Referral)] == [leg.pk]
    a_consent(case, named=(RECEIVER,), by=SENDER, persons=[household(case)[0]])
    assert seen_by(RECEIVER, Referral) == []
    assert rows_in_sql(RECEIVER, leg) == 0
    assert len(lines_of(leg)) == 1
