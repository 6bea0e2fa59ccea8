"""What closes with a withdrawal besides the consent itself, and that it is said before (R3, R8, R22)."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import StaleError
from access.models import CaseFile
from cases import services
from cases.effects import effect_of
from cases.models import Consent, ContactPoint, Person, Referral
from cases.services import Withdrawn
from documents.wareki import format_date
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
from tests.cases.test_consent_scope import household, share, take_back, texts_of
from tests.world import acting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("part", [False, True])
def test_r03_who_withdraws_is_not_named_by_the_consents_that_others_gave_before(part: bool) -> None:
    """What was told before the withdrawal is what happens, and the copies of who consented stay (R22)."""
    case = a_case()
    mother, son = household(case)
    of_mother = share(case, a_consent(case, named=("kurashi1",), persons=[mother]))
    persons = [mother, son] if part else [son]
    taken = {"persons": {son.pk}} if part else {}
    his = a_consent(case, named=("csw1",), persons=persons)
    assert kinds_open_to("kurashi1") == {"consented", "face"}
    with acting("soudan1") as user:
        row = Consent.objects.visible_to(user).select_related("compartment__case", "body")
        assert effect_of(row.get(pk=his.pk), Withdrawn(**taken), user).basics_of_others == 1
    take_back(his, **taken)
    assert kinds_open_to("kurashi1") == {"consented"}
    assert texts_of("kurashi1") == {of_mother}
    assert seen_by("kurashi1", Person) == []


def test_r03_who_consents_elsewhere_still_is_named_by_the_consent_of_another() -> None:
    """Nor does a body or a kind that is taken back say anything of her name at others."""
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    his = [a_consent(case, named=("csw1", "jimukyoku1"), persons=[son]) for _ in range(2)]
    take_back(his[0])
    assert kinds_open_to("kurashi1") == {"consented", "face"}
    take_back(his[1], bodies={body_of("csw1").pk})
    assert kinds_open_to("kurashi1") == {"consented", "face"}


def test_r22_whose_basic_information_closes_with_a_withdrawal_is_said_before() -> None:
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    his = a_consent(case, named=("csw1",), persons=[son])
    words = text_of(browser("soudan1").get(reverse("cases:withdraw", args=[his.pk])))
    assert "1件で見られる世帯の基本情報：撤回する人の氏名も" in words


# --- what was sent on the consent -------------------------------------------------------------------------------


def sent_on_consent(case: CaseFile, **changes: Any) -> Referral:
    return a_hand_off(case, **{"legal_basis": basis("CONSENT"), "consent_state": "20"} | changes)


def state_of_leg(leg: Referral) -> str:
    with acting("soudan1"):
        return str(take(leg, "soudan1").state)


@pytest.mark.parametrize("received", [False, True])
def test_r08_what_was_sent_on_the_consent_is_not_taken_on_after_the_withdrawal(
    received: bool,
) -> None:
    case = a_case()
    consent = a_consent(case, named=("csw1",))
    leg = sent_on_consent(case)
    with acting("kurashi1") as user:
        read = take(leg)
        if received:
            services.receive_referral(referral=read, by=user)
    take_back(consent)
    assert kinds_open_to("kurashi1") == set()
    with acting("kurashi1") as user, pytest.raises(StaleError):
        services.accept_referral(referral=read, by=user)
    assert seen_by("kurashi1", Person) == []
    assert seen_by("kurashi1", ContactPoint) == []
    with acting("soudan1"):
        ours = take(leg, "soudan1")
        assert (ours.state, ours.withdrawn_reason) == ("withdrawn", "本人の同意が撤回されたため")
        assert record_of(case, "soudan1").state == "received", "nobody else has it in hand"


def test_r08_what_was_taken_on_before_the_withdrawal_stays_with_who_took_it_on() -> None:
    case = a_case()
    consent = a_consent(case, named=("csw1",))
    leg = sent_on_consent(case)
    with acting("kurashi1") as user:
        services.accept_referral(referral=take(leg), by=user)
    take_back(consent)
    assert state_of_leg(leg) == "accepted"
    assert {"hand_off", "face", "record"} <= kinds_open_to("kurashi1")


def test_r7_what_was_sent_on_another_basis_is_taken_on_after_the_withdrawal() -> None:
    case = a_case()
    consent = a_consent(case, named=("csw1",))
    leg = a_hand_off(case)
    take_back(consent)
    with acting("kurashi1") as user:
        services.accept_referral(referral=take(leg), by=user)
    assert {"hand_off", "face", "record"} <= kinds_open_to("kurashi1")


@pytest.mark.parametrize("named", ["hers", "both", "nobody"])
def test_r03_the_withdrawal_of_one_ends_whatever_was_sent_on_consent(named: str) -> None:
    """Whoever takes on reads the basic information, and that names who withdrew, whoever the sheet names."""
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("csw1",), persons=[mother])
    his = a_consent(case, named=("csw1",), persons=[son])
    people = {"hers": [mother], "both": [mother, son], "nobody": []}[named]
    leg = sent_on_consent(case, people=people)
    take_back(his)
    assert state_of_leg(leg) == "withdrawn"
    assert kinds_open_to("kurashi1") == set()


def test_r08_who_consents_elsewhere_still_ends_nothing_that_was_sent() -> None:
    case = a_case()
    _, son = household(case)
    his = [a_consent(case, named=("csw1",), persons=[son]) for _ in range(2)]
    leg = sent_on_consent(case, people=[son])
    take_back(his[0])
    assert state_of_leg(leg) == "sent"


def test_r08_a_body_that_is_taken_out_takes_nothing_on_and_the_others_may() -> None:
    case = a_case()
    consent = a_consent(case, named=("kurashi1", "csw1"))
    out, other = sent_on_consent(case), sent_on_consent(case, to="csw1")
    take_back(consent, bodies={body_of("kurashi1").pk})
    assert [state_of_leg(leg) for leg in (out, other)] == ["withdrawn", "sent"]


def test_r22_which_hand_offs_end_with_a_withdrawal_is_said_before() -> None:
    case = a_case()
    consent = a_consent(case, named=("csw1",))
    sent_on_consent(case)
    a_hand_off(case, to="csw1")
    words = text_of(browser("soudan1").get(reverse("cases:withdraw", args=[consent.pk])))
    assert f"{body_of('kurashi1')}に送り、返事を待っているつなぎ：取り下げます" in words
    assert f"{body_of('csw1')}に送り" not in words


# --- a part of a consent that was renewed -----------------------------------------------------------------------


@pytest.mark.parametrize("clicked", [0, 1])
def test_r8_of_a_renewed_consent_each_sheet_goes_on_until_its_own_day(clicked: int) -> None:
    """Whichever of the two the withdrawal was received on; what was told before is what happens (R22)."""
    case = a_case()
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=20), today + datetime.timedelta(days=300)]
    named = ("kurashi1", "csw1")
    first = a_consent(case, named=named, valid_until_on=days[0])
    before = share(case, first, text="前の紙で共有した")
    second = a_consent(case, named=named, renews=first, valid_until_on=days[1])
    since = share(case, second, text="新しい紙で共有した")
    taken = {"bodies": {body_of("csw1").pk}}
    with acting("soudan1") as user:
        rows = Consent.objects.visible_to(user).select_related("compartment__case", "body")
        told = effect_of(rows.get(pk=(first, second)[clicked].pk), Withdrawn(**taken), user)
        assert [(sheet.until, [b.name for b in sheet.bodies]) for sheet in told.left] == [
            (day, [body_of("kurashi1").name]) for day in days
        ]
    left = take_back((first, second)[clicked], **taken)
    assert left is not None
    assert left.valid_until_on == days[clicked]
    assert texts_of("kurashi1") == {before, since}
    assert {"consented", "face"} == kinds_open_to("kurashi1")
    assert kinds_open_to("csw1") == set()
    known = seen_by("kurashi1", Consent)
    assert [(row.valid_until_on, row.series) for row in known] == [(day, first.pk) for day in days]


def test_r8_what_only_one_sheet_of_the_series_names_is_all_that_closes_with_it() -> None:
    case = a_case()
    first = a_consent(case, named=("kurashi1",))
    before = share(case, first, text="前の紙で共有した")
    second = a_consent(case, named=("csw1", "kurashi1"), renews=first)
    since = share(case, second, text="新しい紙で共有した")
    take_back(first, bodies={body_of("kurashi1").pk})
    assert kinds_open_to("kurashi1") == set()
    assert texts_of("csw1") == {since}
    assert before not in texts_of("csw1"), "it was never shared with that body"
    (known,) = seen_by("csw1", Consent)
    assert (known.is_partial, known.series) == (True, first.pk)


def test_r22_each_sheet_that_goes_on_is_said_before_a_part_is_taken_back() -> None:
    case = a_case()
    named = ("kurashi1", "csw1")
    first = a_consent(case, named=named)
    later = first.valid_until_on + datetime.timedelta(days=90)
    second = a_consent(case, named=named, renews=first, valid_until_on=later)
    page = browser("soudan1").post(
        reverse("cases:withdraw", args=[second.pk]),
        {"step": "check", "scope": "part", "bodies": [str(body_of("csw1").pk)], "note": "電話"},
    )
    words = text_of(page)
    for day in (first.valid_until_on, later):
        assert f"{format_date(day)} まで（変わりません）" in words
    assert words.count(f"{body_of('kurashi1').name}（1人）") == 2
