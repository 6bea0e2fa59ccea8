"""つなぎ: who sees what at each step, and who may take it."""

import pytest
from django.db import DatabaseError, transaction

from access.errors import DomainError, StaleError
from access.models import CaseFile, Disclosure
from cases import services
from cases.models import CaseRecord, Household, Intake, Note, Person, Referral
from tests.cases.situations import (
    a_case,
    a_hand_off,
    a_note,
    an_accepted_hand_off,
    basis,
    body_of,
    kinds_open_to,
    narrow_to,
    record_of,
    seen_by,
    take,
)
from tests.world import acting

pytestmark = pytest.mark.django_db


def test_r22_before_acceptance_the_receiver_sees_the_sheet_and_nothing_else() -> None:
    case = a_case()
    a_note(case)
    a_hand_off(case)
    assert kinds_open_to("kurashi1") == {"hand_off"}
    assert len(seen_by("kurashi1", Referral)) == 1
    for model in (Person, Household, CaseRecord, Intake, Note, Disclosure):
        assert seen_by("kurashi1", model) == []


def test_r2_acceptance_opens_the_basic_information_and_a_record_of_her_own() -> None:
    case = a_case()
    a_note(case)
    an_accepted_hand_off(case)
    assert kinds_open_to("kurashi1") == {"hand_off", "face", "record"}
    assert len(seen_by("kurashi1", Person)) == 2
    assert [r.body for r in seen_by("kurashi1", CaseRecord)] == [body_of("kurashi1")]
    assert seen_by("kurashi1", Note) == []  # the sender's record stays the sender's
    assert len(seen_by("soudan1", Note)) == 1


def test_declining_ends_what_the_receiver_saw_and_tells_the_sender_why() -> None:
    referral = a_hand_off(a_case())
    with acting("kurashi1") as user:
        services.decline_referral(
            referral=take(referral), reason="対象ではない", alternative="社協へ", by=user
        )
    assert seen_by("kurashi1", Referral) == []
    assert kinds_open_to("kurashi1") == set()
    with acting("kurashi1") as user:
        assert not CaseFile.objects.visible_to(user).exists()
    (told,) = seen_by("soudan1", Referral)
    assert (told.state, told.decline_reason, told.alternative) == (
        "declined",
        "対象ではない",
        "社協へ",
    )


def test_r21_sending_is_entered_in_the_ledger_on_exactly_one_basis() -> None:
    a_hand_off(a_case())
    (entry,) = seen_by("soudan1", Disclosure)
    assert entry.recipients == body_of("kurashi1").name
    assert entry.legal_basis.code == "PIPL69-2-2"
    assert entry.body == body_of("soudan1")


def test_consent_as_basis_needs_a_consent() -> None:
    case = a_case()
    with pytest.raises(DomainError, match="同意を得てから"):
        a_hand_off(case, legal_basis=basis("CONSENT"), consent_state="30")
    assert a_hand_off(case, legal_basis=basis("CONSENT"), consent_state="20").pk


def test_a_basis_of_the_meeting_is_none_for_a_hand_off() -> None:
    with pytest.raises(DomainError, match="この根拠では、つなげません"):
        a_hand_off(a_case(), legal_basis=basis("SWA106-6"))


def test_the_sender_cannot_take_the_receivers_steps_nor_the_reverse() -> None:
    referral = an_accepted_hand_off(a_case())
    with acting("soudan1") as user, pytest.raises(DomainError, match="生活福祉課の人が行います"):
        services.note_first_contact(referral=take(referral, "soudan1"), by=user)
    with acting("kurashi1") as user:
        services.note_first_contact(referral=take(referral), by=user)
        services.report_referral(referral=take(referral), report="貸付を申し込んだ。", by=user)
        with pytest.raises(DomainError, match="富坂の人が行います"):
            services.close_referral(referral=take(referral), by=user)
    with acting("soudan1") as user:
        services.close_referral(referral=take(referral, "soudan1"), by=user)
        assert take(referral, "soudan1").state == "closed"


def test_no_step_is_left_out_and_none_is_taken_twice() -> None:
    referral = a_hand_off(a_case())
    with acting("kurashi1") as user:
        with pytest.raises(DomainError, match="「送付済み」です"):
            services.report_referral(referral=take(referral), report="早すぎる", by=user)
        stale = take(referral)
        services.accept_referral(referral=take(referral), by=user)
        with pytest.raises(DomainError):
            services.accept_referral(referral=stale, by=user)


def test_a_second_sheet_to_the_same_body_waits_for_the_answer_to_the_first() -> None:
    case = a_case()
    a_hand_off(case)
    with pytest.raises(DomainError, match="返事を待っているつなぎ"):
        a_hand_off(case)
    assert a_hand_off(case, to="csw1").pk


def test_nobody_hands_off_to_her_own_body() -> None:
    with pytest.raises(DomainError, match="自分の機関"):
        a_hand_off(a_case(), to="soudan2")


def test_the_senders_colleague_follows_the_hand_off_and_an_outsider_does_not() -> None:
    a_hand_off(a_case())
    assert len(seen_by("soudan2", Referral)) == 1
    assert len(seen_by("kanri2", Referral)) == 1  # supervisor of the receiver
    for outsider in ("csw1", "jimukyoku1", "ishi1", "kansa1", "system1"):
        assert seen_by(outsider, Referral) == []


def test_the_state_of_the_senders_record_tells_that_it_goes_on() -> None:
    case = a_case()
    a_hand_off(case)
    with acting("soudan1"):
        assert record_of(case, "soudan1").state == "handed_off"


def test_the_database_refuses_a_decline_without_reason() -> None:
    referral = a_hand_off(a_case())
    with acting("kurashi1") as user, pytest.raises(DatabaseError), transaction.atomic():
        Referral.objects.changeable_by(user).filter(pk=referral.pk).update(state="declined")


def test_an_accepting_colleague_of_a_narrowed_record_learns_nothing_of_it() -> None:
    """Her body has a record already, narrowed to somebody else: no error tells of it (R14)."""
    case = a_case()
    an_accepted_hand_off(case)
    with acting("kurashi1") as user:
        narrow_to(
            record=record_of(case, "kurashi1"),
            staff=[o for o in services.offices_at(body_of("kurashi1")) if o.staff_id == user.pk],
            by=user,
        )
    again = a_hand_off(case)
    with acting("kurashi1"):
        held = take(again)
    with acting("kanri2") as user:
        assert not Referral.objects.visible_to(user).exists(), "it reaches who is in charge (R2)"
        with pytest.raises(StaleError):
            services.accept_referral(referral=held, by=user)
    with acting("kanri2") as user:
        assert not CaseRecord.objects.visible_to(user).exists()
        assert not Household.objects.visible_to(user).exists()
