"""A つなぎ on 本人同意 rests on the consent of each whom it names, and of nobody else (R3; domain.md 2.1 R03)."""

import datetime
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from access.hand_offs import basis_holds
from access.models import CaseFile
from access.output import enter_in_ledger
from cases import hand_off_paper as papers
from cases import services
from cases.models import Consent, NextAction, Person, Referral
from documents.wareki import format_date
from jobs.registry import JobFailed
from tests.cases.pages import browser, text_of
from tests.cases.situations import (
    a_case,
    a_consent,
    a_hand_off,
    an_accepted_hand_off,
    an_intake,
    basis,
    body_of,
    kinds_open_to,
    people_of,
    record_of,
    seen_by,
    take,
)
from tests.cases.test_consent_scope import attempt, household, take_back
from tests.cases.test_hand_off_pages import sheet
from tests.cases.test_hand_off_paper import gathered
from tests.world import acting

pytestmark = pytest.mark.django_db
NO_CONSENT = "記録されていないか、撤回されたか、期限が切れています"


def send(case: CaseFile, **changes: Any) -> Referral:
    return a_hand_off(case, **{"legal_basis": basis("CONSENT"), "consent_state": "20"} | changes)


def end(consent: Consent) -> None:
    """Its last day was yesterday."""
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    with acting("soudan1") as user:
        rows = Consent.objects.changeable_by(user).filter(pk=consent.pk)
        rows.update(given_on=yesterday, valid_until_on=yesterday)


def test_r3_the_consent_of_another_is_none_of_hers() -> None:
    case = a_case()
    mother, son = household(case)
    hers = a_consent(case, named=("csw1",), persons=[mother])
    a_consent(case, named=("csw1",), persons=[son])
    take_back(hers)
    with pytest.raises(DomainError, match=f"{mother}の同意は、{NO_CONSENT}"):
        send(case)
    assert seen_by("kurashi1", Referral) == []
    assert a_hand_off(case, to="csw1").pk, "on another basis it goes on (R7)"


@pytest.mark.parametrize("how", ["never", "over", "refused"])
def test_r3_each_who_is_named_consents_herself(how: str) -> None:
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("csw1",), persons=[mother])
    if how == "over":
        end(a_consent(case, named=("csw1",), persons=[son]))
    elif how == "refused":
        attempt(case, son, "30")
    with pytest.raises(DomainError, match=f"{son}の同意は、{NO_CONSENT}"):
        send(case, people=[mother, son])
    if how != "refused":
        assert send(case, people=[mother]).pk


@pytest.mark.parametrize("how", ["refused", "withdrew"])
def test_r03_who_refused_is_not_read_by_who_takes_on(how: str) -> None:
    """Whoever takes on reads the basic information, and that names everybody of the household."""
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    if how == "refused":
        attempt(case, son, "30")
    else:
        take_back(a_consent(case, named=("csw1",), persons=[son]))
    with pytest.raises(DomainError, match="断っている（撤回した）人がいます"):
        send(case, people=[mother])
    with pytest.raises(DomainError, match="断っている"):
        send(case, people=[])
    assert seen_by("kurashi1", Referral) == []
    assert a_hand_off(case).pk, "on another basis it goes on (R7)"


@pytest.mark.parametrize(("answer", "may"), [("10", True), ("30", False)])
def test_r3_where_no_consent_was_recorded_what_the_sender_says_stands_unless_she_refused(
    answer: str, may: bool
) -> None:
    case = a_case()
    attempt(case, household(case)[0], answer)
    if may:
        assert send(case).pk
        return
    with pytest.raises(DomainError, match=NO_CONSENT):
        send(case)


def test_r3_a_sheet_is_not_handed_over_on_the_consent_of_another() -> None:
    case = a_case()
    mother, son = household(case)
    hers = a_consent(case, named=("csw1",), persons=[mother])
    a_consent(case, named=("csw1",), persons=[son])
    leg = send(case)
    assert gathered(leg, papers.HANDED)
    end(hers)
    with pytest.raises(JobFailed, match="no-basis"):
        gathered(leg, papers.HANDED)


def proposed(case: CaseFile) -> Any:
    page = browser("soudan1").get(reverse("cases:hand_off", args=[case.pk]))
    return page.context["form"].initial["consent_state"]


def test_r3_the_form_is_filled_with_her_own_state() -> None:
    case = a_case()
    mother, son = household(case)
    assert proposed(case) == "00"
    hers = a_consent(case, named=("csw1",), persons=[mother])
    a_consent(
        case, named=("csw1",), persons=[son], how="oral", oral_place="自宅", oral_words="よい"
    )
    assert proposed(case) == "20"
    take_back(hers)
    assert proposed(case) == "50"


def test_r3_the_form_is_filled_with_what_was_said_at_the_counter_last() -> None:
    assert proposed(an_intake(consent_state="10").compartment.case) == "10"


@pytest.mark.parametrize("recorded", [True, False])
def test_r3_the_form_of_a_sheet_that_goes_on_says_what_is_known_now(recorded: bool) -> None:
    """What was typed before counts only where nothing was recorded since."""
    case = a_case()
    consent = a_consent(case, named=("csw1",)) if recorded else None
    leg = send(case)
    if consent is not None:
        take_back(consent)
    page = browser("soudan1").get(reverse("cases:hand_off_more", args=[leg.pk]))
    assert page.context["form"].initial["consent_state"] == ("50" if recorded else "20")


def outside(case: CaseFile, *people: Person) -> Any:
    facts = sheet(case, legal_basis=str(basis("CONSENT").pk), consent_state="20")
    facts |= {"persons": [str(person.pk) for person in people], "step": "check"}
    return browser("soudan1").post(reverse("cases:hand_off", args=[case.pk]), facts)


def test_r06_the_consent_of_another_names_no_receiver_of_hers() -> None:
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("csw1",), persons=[mother])
    a_consent(case, named=("kurashi1",), persons=[son])
    of_mother = [f"{body_of('kurashi1')}（{mother}）"]
    assert outside(case, mother).context["not_in_consent"] == of_mother
    assert outside(case, son).context["not_in_consent"] == []
    assert outside(case, mother, son).context["not_in_consent"] == of_mother
    a_consent(case, named=("kurashi1",), persons=[mother])
    assert outside(case, mother, son).context["not_in_consent"] == []


def test_r3_who_has_no_consent_is_said_before_the_page_is_looked_over() -> None:
    """Not after it was checked and its names were ticked."""
    case = a_case()
    mother, son = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    answer = outside(case, mother, son)
    assert answer.status_code == 422
    assert f"{son}の同意は、{NO_CONSENT}" in text_of(answer)
    assert "つなぎを送る" not in text_of(answer)


def test_a_receiver_who_has_not_answered_is_said_before_the_page_is_looked_over() -> None:
    case = a_case()
    mother, _ = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    send(case, people=[mother])
    answer = outside(case, mother)
    assert answer.status_code == 422
    assert "返事を待っているつなぎがあります" in text_of(answer)


# --- a consent that another body recorded ------------------------------------------------------------------------


def sent_on_what_another_recorded(case: CaseFile) -> tuple[Consent, Referral]:
    an_accepted_hand_off(case)
    consent = a_consent(case, named=("soudan1",), by="kurashi1")
    return consent, send(case, to="csw1")


def accept(leg: Referral) -> None:
    with acting("csw1") as user:
        services.accept_referral(referral=take(leg, "csw1"), by=user)


def test_r08_what_rests_on_a_consent_that_goes_at_this_moment_is_not_taken_on() -> None:
    """The page was open; the consent went at another body, and the door with it was not shut yet
    (test_hand_offs_taken_back_elsewhere.py has it shut)."""
    consent, leg = sent_on_what_another_recorded(a_case())
    with acting("kurashi1") as user:
        rows = Consent.objects.changeable_by(user).filter(pk=consent.pk)
        rows.update(withdrawn_at=timezone.now())
    with pytest.raises(DomainError, match="伝える根拠（本人の同意）が、いまは有効ではない"):
        accept(leg)
    assert kinds_open_to("csw1") == {"hand_off"}
    assert seen_by("csw1", Person) == []


def test_r3_what_rests_on_a_consent_that_another_recorded_is_taken_on_while_it_holds() -> None:
    case = a_case()
    _, leg = sent_on_what_another_recorded(case)
    accept(leg)
    assert "face" in kinds_open_to("csw1")


def test_r03_who_refused_at_another_body_since_is_not_read_either() -> None:
    case = a_case()
    sent_on_what_another_recorded(case)
    with acting("kurashi1") as user:
        son = next(p for p in people_of(case, "kurashi1") if not p.is_subject)
        services.note_consent_attempt(
            record=record_of(case, "kurashi1"),
            person=son,
            tried_on=timezone.localdate(),
            way="text",
            answer="30",
            by=user,
        )
    assert seen_by("csw1", Referral) == []
    assert kinds_open_to("csw1") == set()


def test_r14_of_a_hand_off_that_she_does_not_see_nobody_learns_whether_it_holds() -> None:
    _, leg = sent_on_what_another_recorded(a_case())
    with acting("csw1"):
        assert basis_holds(leg.pk)
    with acting("kurashi1"):
        assert not basis_holds(leg.pk)


# --- somebody refuses after it was sent --------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["mother", "son"])
def test_r3_a_refusal_takes_back_what_was_sent_on_consent_and_waits(who: str) -> None:
    case = a_case()
    mother, son = household(case)
    leg = send(case, consent_state="21")
    other = a_hand_off(case, to="csw1")
    attempt(case, mother if who == "mother" else son, "30")
    assert seen_by("kurashi1", Referral) == []
    assert kinds_open_to("kurashi1") == set()
    with acting("soudan1"):
        assert "断った" in take(leg, "soudan1").withdrawn_reason
        assert take(other, "soudan1").state == "sent", "on another basis it goes on (R7)"


def test_r3_a_refusal_of_more_by_who_consents_still_takes_nothing_back() -> None:
    case = a_case()
    mother, _ = household(case)
    a_consent(case, named=("kurashi1",), persons=[mother])
    leg = send(case)
    attempt(case, mother, "30")
    with acting("soudan1"):
        assert take(leg, "soudan1").state == "sent"


def test_r22_what_a_refusal_takes_back_is_said() -> None:
    case = a_case()
    mother, _ = household(case)
    send(case, consent_state="21")
    client, url = browser("soudan1"), reverse("cases:consent_attempt", args=[case.pk])
    assert "返事を待っているつなぎは、取り下げます" in text_of(client.get(url))
    facts = {"person": str(mother.pk), "tried_on": "", "way": "text", "answer": "30"}
    facts["tried_on"] = format_date(timezone.localdate())
    done = client.post(url, facts, follow=True)
    assert f"{body_of('kurashi1')}へのつなぎを取り下げました" in text_of(done)


# --- the sheet on paper ------------------------------------------------------------------------------------------


def test_r08_who_was_handed_the_sheet_is_asked_for_the_paper() -> None:
    case = a_case()
    consent = a_consent(case, named=("jimukyoku1",))
    leg, _ = send(case), send(case, to="csw1")
    with acting("soudan1") as user:
        made = papers.gate(user, papers.may(user, leg.pk), papers.HANDED)
        enter_in_ledger(user=user, output=made)
    words = text_of(browser("soudan1").get(reverse("cases:withdraw", args=[consent.pk])))
    assert words.count("紙で渡したものを返してもらうか処分してもらう予定") == 1
    take_back(consent)
    tasks = [task.what for task in seen_by("soudan1", NextAction)]
    assert [what for what in tasks if "つなぐシート" in what] == [
        f"{body_of('kurashi1')}に渡したつなぐシートを、返してもらうか処分してもらい、確かめる"
    ]
