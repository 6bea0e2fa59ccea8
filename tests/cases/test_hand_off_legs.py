"""Several legs of one つなぐシート: who learns of which, who is responsible, by when."""

import datetime
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.errors import DomainError
from access.models import CaseFile, Disclosure
from cases import services
from cases.deadlines import first_contact_due, receipt_due
from cases.models import REFERRAL_MOVES, Referral
from cases.services import MemberFacts
from cases.similar_names import differs_by_one, similar
from documents.business_days import add_business_days
from organizations.models import Body, BodySettings
from tests.cases.situations import (
    MOTHER,
    a_case,
    a_consent,
    a_hand_off,
    a_sheet,
    an_accepted_hand_off,
    basis,
    body_of,
    kinds_open_to,
    people_of,
    record_of,
    seen_by,
    take,
)
from tests.world import acting

pytestmark = pytest.mark.django_db


def told(username: str) -> dict[str, Any]:
    """Everything that the row of a receiver's leg says, apart from random keys and moments."""
    (leg,) = seen_by(username, Referral)
    random = ("id", "compartment", "sheet", "created_at", "sent_at")
    said = {
        field.name: getattr(leg, field.attname)
        for field in Referral._meta.concrete_fields
        if field.name not in random
    }
    people = [{**person, "person": ""} for person in leg.household]  # her key is random as well
    return said | {"household": people}


def decline(referral: Referral, by: str) -> None:
    with acting(by) as user:
        services.decline_referral(
            referral=take(referral, by), reason="対象ではない", alternative="社協へ", by=user
        )


def test_r14_a_leg_of_several_says_what_a_leg_of_one_says() -> None:
    with transaction.atomic():
        a_sheet(a_case())
        alone = told("kurashi1")
        transaction.set_rollback(True)
    a_sheet(a_case(), ("kurashi1", "csw1"))
    assert told("kurashi1") == alone
    assert kinds_open_to("kurashi1") == {"hand_off"}


def test_r1_the_answer_to_one_leg_is_nothing_to_the_receiver_of_another() -> None:
    legs = a_sheet(a_case(), ("kurashi1", "csw1"))
    before = told("kurashi1")
    decline(legs[1], "csw1")
    assert told("kurashi1") == before
    states = {r.receiver_body_id: r.state for r in seen_by("soudan1", Referral)}
    assert states == {body_of("kurashi1").pk: "sent", body_of("csw1").pk: "declined"}


def test_receivers_learn_of_each_other_only_when_the_sender_says_so() -> None:
    case = a_case()
    legs = a_sheet(case, ("kurashi1", "csw1"), tell_others=True)
    kurashi, csw = str(body_of("kurashi1")), str(body_of("csw1"))
    assert told("kurashi1")["also_to"] == [csw]
    assert told("csw1")["also_to"] == [kurashi]
    assert all("機関名も知らせた" in d.purpose for d in seen_by("soudan1", Disclosure))
    decline(legs[1], "csw1")
    a_sheet(case, ("kenmu1",), after=legs[0], tell_others=True)
    assert told("kenmu1")["also_to"] == [kurashi]  # the other has given it back
    assert len({r.sheet for r in seen_by("soudan1", Referral)}) == 1


def test_r21_each_leg_is_a_row_of_the_ledger() -> None:
    a_sheet(a_case(), ("kurashi1", "csw1"))
    rows = seen_by("soudan1", Disclosure)
    assert {d.recipients for d in rows} == {str(body_of(n)) for n in ("kurashi1", "csw1")}


def test_a_sheet_that_goes_on_is_seen_leg_by_leg() -> None:
    case = a_case()
    first = an_accepted_hand_off(case)
    (second,) = a_sheet(case, ("csw1",), by="kurashi1", after=first)
    assert second.sheet == first.sheet
    assert len(seen_by("kurashi1", Referral)) == 2
    assert [r.pk for r in seen_by("soudan1", Referral)] == [first.pk]
    assert [r.pk for r in seen_by("csw1", Referral)] == [second.pk]
    assert told("csw1")["also_to"] == []


def test_a_receiver_sends_nothing_on_before_she_has_taken_on() -> None:
    case = a_case()
    an_accepted_hand_off(case, to="csw1")  # her body has a record of the case
    waiting = a_hand_off(case, to="csw1")
    with pytest.raises(DomainError, match="引き受けてください"):
        a_sheet(case, ("kurashi1",), by="csw1", after=waiting)


def test_one_body_stands_on_a_sheet_once() -> None:
    with pytest.raises(DomainError, match="二度選ばれて"):
        a_sheet(a_case(), ("kurashi1", "kurashi1"))


# --- names that are easily mixed up ---------------------------------------------------------


def another_household(by: str, name: str, kana: str) -> CaseFile:
    with acting(by) as user:
        intake = services.receive_intake(
            body=body_of(by),
            facts=services.IntakeFacts(method="2", visitor="self", topics=["12"], urgency="C"),
            subject=MemberFacts(name=name, kana=kana),
            others=[],
            by=user,
        )
        return intake.compartment.case


@pytest.mark.parametrize(
    ("name", "kana", "why"),
    [
        ("架空 花子", "かくう はなこ", "同じ名前"),
        ("架空 華子", "カクウ ハナコ", "読みが同じ"),
        ("架空 花江", "かくう はなえ", "名前が1字ちがい"),
        ("角生 花代子", "かくお はなこ", "読みが1字ちがい"),
        ("例示 花子", "れいじ はなこ", ""),
        ("架空 太郎", "かくう たろう", ""),
    ],
)
def test_people_of_similar_names_are_named(name: str, kana: str, why: str) -> None:
    case = a_case()
    other = another_household("soudan1", name, kana)
    with acting("soudan1") as user:
        mother = [p for p in people_of(case, "soudan1") if p.name == MOTHER.name]
        found = similar(
            sender=body_of("soudan1"), receivers=[body_of("kurashi1")], people=mother, user=user
        )
        named = [(p.other.compartment.case_id, p.why) for p in found.people]
    assert named == ([(other.pk, why)] if why else [])


def test_r1_somebody_whom_the_sender_may_not_see_is_never_named() -> None:
    another_household("csw1", "架空 花子", "かくう はなこ")
    assert a_hand_off(a_case(), names_checked=False).pk


def test_a_sheet_with_similar_names_is_not_sent_before_they_are_checked() -> None:
    another_household("soudan1", "架空 花子", "かくう はなこ")
    case = a_case()
    with pytest.raises(DomainError, match="取り違えていないことを確かめ"):
        a_hand_off(case, names_checked=False)
    assert a_hand_off(case, names_checked=True).pk


def test_similar_bodies_are_shown_and_sections_of_one_department_are_not() -> None:
    def warned(name: str) -> set[str]:
        with acting("kurashi1") as user:
            found = similar(
                sender=body_of("kurashi1"),
                receivers=[Body.objects.get(name=name)],
                people=[],
                user=user,
            )
            return {pair.other.name for pair in found.bodies}

    centres = {f"高齢者あんしん相談センター{area}" for area in ("大塚", "本富士", "駒込")}
    assert warned("高齢者あんしん相談センター富坂") == centres
    assert warned("福祉部 障害福祉課") == set()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("かくう", "かくう", False),
        ("かくう", "かくお", True),
        ("かくう", "かく", True),
        ("くう", "かくう", True),
        ("かくう", "かうく", False),
        ("かくう", "か", False),
    ],
)
def test_one_character_is_another_is_missing_or_added(one: str, other: str, expected: bool) -> None:
    assert differs_by_one(one, other) is expected


# --- the sender stays responsible -----------------------------------------------------------


def close(case: CaseFile) -> None:
    with acting("soudan1") as user:
        services.close_record(record=record_of(case, "soudan1"), reason="つないだ", by=user)


def test_no_record_is_closed_while_a_leg_waits_for_its_answer() -> None:
    case = a_case()
    legs = a_sheet(case, ("kurashi1", "csw1"))
    with acting("kurashi1") as user:
        services.accept_referral(referral=take(legs[0]), by=user)
    with pytest.raises(DomainError, match=f"{body_of('csw1')}へのつなぎに、まだ返事が"):
        close(case)
    decline(legs[1], "csw1")
    close(case)


def test_the_sender_takes_back_a_leg_and_goes_on_herself() -> None:
    case = a_case()
    referral = a_hand_off(case)
    with acting("soudan1") as user:
        services.withdraw_referral(
            referral=take(referral, "soudan1"), reason="本人が断った", by=user
        )
        assert record_of(case, "soudan1").state == "received", "nobody has looked yet"
    assert kinds_open_to("kurashi1") == set()
    close(case)


def test_what_was_taken_on_is_not_taken_back() -> None:
    referral = an_accepted_hand_off(a_case())
    with acting("soudan1") as user, pytest.raises(DomainError, match="「引き受け」です"):
        services.withdraw_referral(referral=take(referral, "soudan1"), reason="やめる", by=user)


@pytest.mark.parametrize(
    "change", [{"state": "accepted"}, {"state": "withdrawn"}, {"accepted_at": timezone.now()}]
)
def test_the_database_knows_nobody_responsible_who_has_not_taken_on(change: dict[str, Any]) -> None:
    referral = a_hand_off(a_case())
    with acting("kurashi1") as user, pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.changeable_by(user).filter(pk=referral.pk).update(**change)


def test_r3_a_consent_that_was_withdrawn_is_no_basis_any_more() -> None:
    case = a_case()
    consent = a_consent(case)
    assert a_hand_off(case, legal_basis=basis("CONSENT"), consent_state="20").pk
    with acting("soudan1") as user:
        services.withdraw_consent(consent=consent, note="電話で申し出", by=user)
    with pytest.raises(DomainError, match="撤回されたか、期限が切れています"):
        a_hand_off(case, to="csw1", legal_basis=basis("CONSENT"), consent_state="20")


# --- by when --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "reply_by", "due"),
    [
        ((2026, 11, 18), (2026, 11, 30), (2026, 11, 20)),
        ((2026, 11, 20), (2026, 11, 30), (2026, 11, 25)),  # over 勤労感謝の日
        ((2026, 12, 28), (2027, 1, 31), (2027, 1, 5)),  # over the turn of the year
        ((2026, 11, 20), (2026, 11, 24), (2026, 11, 24)),  # the answer is due sooner
    ],
)
def test_a_sheet_is_received_within_two_business_days(
    sent: tuple[int, ...], reply_by: tuple[int, ...], due: tuple[int, ...]
) -> None:
    day = datetime.date
    assert receipt_due(day(*sent), day(*reply_by), 2) == day(*due)


def test_the_person_is_met_within_seven_days_or_on_the_next_day_of_business() -> None:
    day = datetime.date
    assert first_contact_due(day(2026, 11, 18), 7) == day(2026, 11, 25)
    assert first_contact_due(day(2026, 11, 16), 7) == day(2026, 11, 24)  # 23 November is a holiday


def test_each_step_has_the_day_of_the_next() -> None:
    referral = a_hand_off(a_case())
    today = timezone.localdate()
    assert referral.next_due_on == receipt_due(today, referral.reply_by, 2)
    with acting("kurashi1") as user:
        services.receive_referral(referral=take(referral), by=user)
        assert take(referral).next_due_on == referral.reply_by
        services.accept_referral(referral=take(referral), by=user)
        assert take(referral).next_due_on == first_contact_due(today, 7)
        services.note_first_contact(referral=take(referral), by=user)
        assert take(referral).next_due_on is None


def test_the_receivers_own_figures_hold_on_every_page() -> None:
    """A body that sets 5 and 20 days among the masters reads them on board, page and paper."""
    with acting("system1"):
        BodySettings.objects.create(body=body_of("kurashi1"), receipt_days=5, first_contact_days=20)
        BodySettings.objects.create(body=body_of("soudan1"), receipt_days=1, first_contact_days=1)
    today = timezone.localdate()
    late = today + datetime.timedelta(days=60)
    to_kurashi, to_csw = a_sheet(a_case(), ("kurashi1", "csw1"), reply_by=late)
    assert to_kurashi.next_due_on == add_business_days(today, 5)
    assert to_csw.next_due_on == add_business_days(today, 2), "who has set nothing: the ward's"
    with acting("kurashi1") as user:
        services.accept_referral(referral=take(to_kurashi), by=user)
        assert take(to_kurashi).next_due_on == first_contact_due(today, 20)


# --- any order of steps ---------------------------------------------------------------------

STEPS = ("receive", "accept", "decline", "withdraw", "first_contact", "report", "close")


def step(name: str, referral: Referral, by: str) -> None:
    words: dict[str, dict[str, str]] = {
        "decline": {"reason": "対象外", "alternative": "ほか"},
        "withdraw": {"reason": "取り違えた"},
        "report": {"report": "会えた"},
    }
    with acting(by) as user:
        seen = Referral.objects.visible_to(user).filter(pk=referral.pk).first()
        if seen is None:
            raise DomainError("見えない")
        service = {"first_contact": services.note_first_contact}.get(
            name, getattr(services, f"{name}_referral", None)
        )
        assert service is not None
        service(referral=take(referral, by), by=user, **words.get(name, {}))


def check(case: CaseFile, referral: Referral) -> None:
    """What holds after any step."""
    (row,) = [r for r in seen_by("soudan1", Referral) if r.pk == referral.pk]
    given_back = row.state in ("declined", "withdrawn")
    assert (row.state in ("sent", "received")) == row.is_unanswered
    taken_on = row.state in ("accepted", "first_contact", "reported", "closed")
    responsible = body_of("kurashi1") if taken_on else body_of("soudan1")
    assert row.responsible_body == responsible
    seen = kinds_open_to("kurashi1")
    assert ("hand_off" in seen) is not given_back
    assert ("face" in seen) is taken_on
    assert (row.awaited_body is None) is row.has_ended
    if row.has_ended:
        assert row.next_due_on is None
    elif row.state != "first_contact":
        assert row.next_due_on is not None
    if row.is_unanswered:
        with pytest.raises(DomainError, match="まだ返事が"):
            close(case)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.booleans()), max_size=7))
def test_no_order_of_steps_leaves_a_leg_without_somebody_responsible(
    walk: list[tuple[str, bool]],
) -> None:
    with transaction.atomic():
        case = a_case()
        referral = a_hand_off(case)
        for name, by_receiver in walk:
            before = next(r for r in seen_by("soudan1", Referral) if r.pk == referral.pk)
            try:
                step(name, referral, "kurashi1" if by_receiver else "soudan1")
            except DomainError:
                continue
            after = next(r for r in seen_by("soudan1", Referral) if r.pk == referral.pk)
            assert after.state in REFERRAL_MOVES[before.state]
            check(case, referral)
        transaction.set_rollback(True)
