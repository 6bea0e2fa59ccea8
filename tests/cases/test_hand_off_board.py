"""The board of つなぎ and the page of today: what is awaited from whom, what is overdue first."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from cases import services, today
from cases.models import Referral
from tests.cases.pages import Asking, browser, page, queries, text_of
from tests.cases.situations import (
    a_case,
    a_hand_off,
    a_sheet,
    an_accepted_hand_off,
    body_of,
    take,
)
from tests.world import acting

pytestmark = pytest.mark.django_db


def overdue(referral: Referral, days: int = 3, by: str = "soudan1") -> Referral:
    """Its step was due some days ago."""
    with acting(by) as user:
        day = timezone.localdate() - datetime.timedelta(days=days)
        Referral.objects.changeable_by(user).filter(pk=referral.pk).update(due_on=day)
    return referral


def rows(username: str, **query: str) -> list[str]:
    """Case numbers on the board, in their order."""
    html = page(username, "hand_offs", **query).content.decode()
    return re.findall(r'data-label="ケース"[^>]*>(R\d+-\d+)<', html)


def number(referral: Referral) -> str:
    return str(referral.compartment.case.number)


def test_the_board_shows_both_sides_what_is_overdue_first() -> None:
    new, taken = a_hand_off(a_case()), an_accepted_hand_off(a_case())
    back = a_hand_off(a_case("kurashi1"), to="soudan1", by="kurashi1")
    late = overdue(a_hand_off(a_case()))
    assert rows("soudan1")[0] == number(late)
    assert set(rows("soudan1")) == {number(r) for r in (new, taken, back, late)}
    assert set(rows("soudan1", side="out")) == {number(r) for r in (new, taken, late)}
    assert rows("soudan1", side="in") == [number(back)]
    assert rows("soudan1", turn="own") == [number(back)]
    assert rows("soudan1", show="late") == [number(late)]
    assert rows("soudan1", step="accepted") == [number(taken)]
    assert set(rows("kurashi1", turn="own")) == {number(r) for r in (new, taken, late)}
    assert rows("csw1") == []


@pytest.mark.parametrize(
    ("username", "sends"),
    [("csw1", True), ("jimukyoku2", True), ("sanka1", False), ("chiiki1", False)],
)
def test_an_empty_board_names_no_button_that_the_reader_does_not_have(
    username: str, sends: bool
) -> None:
    words = text_of(page(username, "hand_offs"))
    assert "終わっていないつなぎはありません" in words
    assert ("「つなぐ」" in words) is sends


def test_the_board_says_who_is_awaited_and_who_is_responsible() -> None:
    a_hand_off(a_case())
    words = re.sub(r"\s+", "", text_of(page("soudan1", "hand_offs")))
    assert "福祉部生活福祉課の受け取り" in words
    assert "自分の機関の受け取り" in re.sub(r"\s+", "", text_of(page("kurashi1", "hand_offs")))
    row = page("soudan1", "hand_offs").content.decode()
    assert f'data-label="責任を持つ機関">{body_of("soudan1")}' in row


def test_what_has_ended_is_shown_when_asked_for() -> None:
    referral = a_hand_off(a_case())
    with acting("soudan1") as user:
        services.withdraw_referral(referral=take(referral, "soudan1"), reason="やめた", by=user)
    assert rows("soudan1") == []
    assert rows("soudan1", show="all") == [number(referral)]
    assert rows("kurashi1", show="all") == []


def test_the_board_and_a_leg_ask_the_same_however_many_there_are() -> None:
    url = reverse("cases:hand_offs")
    case = a_case()
    first = a_hand_off(case)
    few = queries("soudan1", url)
    leg = reverse("cases:referral", args=[first.pk])
    a_hand_off(case, to="csw1", after=first)
    one_more = queries("soudan1", leg)
    a_hand_off(case, to="kenmu1", after=first)
    for _ in range(3):
        a_hand_off(a_case())
    assert queries("soudan1", url) == few
    assert queries("soudan1", leg) == one_more


def items(username: str) -> list[tuple[str, str, datetime.date | None]]:
    """What the page of today says of hand-offs."""
    with acting(username) as user:
        found = today.items(Asking(user))
    return [(i.action, i.group, i.due_on) for i in found if "つな" in i.action]


def test_both_sides_are_told_when_a_sheet_is_not_received_in_two_business_days() -> None:
    referral = a_hand_off(a_case())
    assert items("kurashi1") == [("つなぎを受け取り、返事をする", "todo", referral.next_due_on)]
    assert items("soudan1") == [("つなぎ（受け取り待ち）", "waiting", referral.next_due_on)]
    overdue(referral)
    ((words, group, due),) = items("soudan1")
    assert words == "つなぎが受け取られていません。相手に電話で確かめる"
    assert group == "todo"
    assert due is not None
    assert due < timezone.localdate()


def test_both_sides_are_told_when_the_person_is_not_met_in_seven_days() -> None:
    overdue(an_accepted_hand_off(a_case()))
    assert [i[:2] for i in items("kurashi1")] == [("つなぎの、初回の接触を知らせる", "todo")]
    assert [i[:2] for i in items("soudan1")] == [
        ("つないだ先の初回の接触が、まだです。相手に確かめる", "todo"),
        (f"{body_of('kurashi1')}が、つなぎを引き受けました", "news"),
    ]


def test_what_cannot_wait_is_due_on_the_day_on_which_it_was_sent() -> None:
    """緊急度 A, as an own intake: on the board, at home, and until it is answered."""
    slow = a_hand_off(a_case())
    [urgent] = a_sheet(a_case(), urgency="A")
    today = timezone.localdate()
    assert (urgent.due_on, slow.due_on > today) == (today, True)
    client = browser("kurashi1")
    rows = client.get(reverse("cases:hand_offs")).context["pages"]["rows"]
    assert [row.pk for row in rows] == [urgent.pk, slow.pk]
    assert "緊急度 A" in text_of(client.get(reverse("cases:hand_offs")))
    home = text_of(client.get(reverse("home")))
    assert "つなぎを受け取り、返事をする（緊急度 A）" in home
    with acting("kurashi1") as user:
        received = services.receive_referral(referral=take(urgent), by=user)
    assert received.due_on == today
