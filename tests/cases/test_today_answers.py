"""The answer to a つなぎ has a line of its own at home for who sent it: who answered what, until she opens it."""

from typing import Any

import pytest
from django.urls import reverse

from cases import services
from cases.models import Referral, ReferralOpening
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.world import acting, staff

pytestmark = pytest.mark.django_db

SENDER, COLLEAGUE, SUPERVISOR, RECEIVER = "soudan1", "soudan2", "kanri1", "kurashi1"
CHANGES = "ほかの人が書いたこと"


def home(who: str) -> str:
    return text_of(browser(who).get(reverse("home")))


def open_sheet(who: str, row: Referral) -> Any:
    return browser(who).get(reverse("cases:referral", args=[row.pk]))


def taken_on() -> tuple[Referral, str]:
    """A hand-off that was taken on, and what its sender is to read."""
    row = c.an_accepted_hand_off(c.a_case(SENDER))
    return row, f"{c.body_of(RECEIVER)}が、つなぎを引き受けました"


def declined() -> tuple[Referral, str]:
    row = c.a_hand_off(c.a_case(SENDER))
    with acting(RECEIVER) as user:
        services.decline_referral(
            referral=c.take(row), reason="対象ではない", alternative="障害福祉課", by=user
        )
    return row, f"{c.body_of(RECEIVER)}から、つなぎに、対応できないという返事がありました"


def test_who_sent_it_reads_who_took_it_on_until_she_opens_it() -> None:
    row, words = taken_on()
    page = browser(SENDER).get(reverse("home"))
    assert words in text_of(page)
    assert reverse("cases:referral", args=[row.pk]) in page.content.decode()
    assert "対象ではない" not in text_of(page)
    for other in (COLLEAGUE, SUPERVISOR, RECEIVER):
        assert words not in home(other), other
    browser(SENDER).get(reverse("cases:detail", args=[row.compartment.case_id]))
    assert words in home(SENDER), "the page of the case is not the answer"
    open_sheet(COLLEAGUE, row)
    assert words in home(SENDER), "what a colleague has opened she has not"
    open_sheet(SENDER, row)
    assert words not in home(SENDER)


def test_that_it_was_declined_each_of_the_body_reads_until_she_opens_it() -> None:
    row, words = declined()
    for one in (SENDER, COLLEAGUE, SUPERVISOR):
        assert words in home(one), one
    assert words not in home(RECEIVER)
    open_sheet(SENDER, row)
    assert words not in home(SENDER)
    assert words in home(COLLEAGUE)


def test_a_sheet_that_was_opened_before_its_answer_has_a_line_still() -> None:
    row = c.a_hand_off(c.a_case(SENDER))
    open_sheet(SENDER, row)
    with acting(RECEIVER) as user:
        services.accept_referral(referral=c.take(row), by=user)
    assert "つなぎを引き受けました" in home(SENDER)


def test_the_answer_is_no_unread_change_besides() -> None:
    row, words = taken_on()
    assert CHANGES not in home(SENDER), "one thing, one line"
    c.a_note(row.compartment.case, by=COLLEAGUE)
    page = home(SENDER)
    assert f"{CHANGES}・直したことが1件あります" in page
    assert words in page
    open_sheet(SENDER, row)
    assert f"{CHANGES}・直したことが2件あります" in home(SENDER)


def test_r12_who_is_kept_out_of_the_case_reads_of_no_answer() -> None:
    row, words = declined()
    with acting(SENDER) as user:
        services.restrict_person(
            case=row.compartment.case, user=staff(COLLEAGUE), reason="親族", by=user
        )
    assert words in home(SENDER)
    assert words not in home(COLLEAGUE)


def test_what_the_receiver_opens_is_not_kept() -> None:
    row, _ = taken_on()
    open_sheet(RECEIVER, row)
    with acting(RECEIVER) as user:
        assert not ReferralOpening.objects.visible_to(user).exists()
