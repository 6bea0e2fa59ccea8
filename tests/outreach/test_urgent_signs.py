"""A sign with which nobody waits stays told until she herself has spoken (domain.md 3.5)."""

from typing import Any

import pytest
from django.urls import reverse

from outreach import services
from outreach.models import Outreach, VisitAttempt
from tests.cases.pages import browser, text_of

from . import situations as s

pytestmark = pytest.mark.django_db

TOLD = "命や身体にかかわるサイン"
WAITS = f"{TOLD}：管理者と、すぐにすることを決める"


@pytest.fixture
def outreach() -> Outreach:
    """Through the door she said that she wants to die."""
    made = s.approaching()
    s.attempt(made, "door", signs=("dying",))
    return made


def page_of(outreach: Outreach, by: str = s.WORKER) -> str:
    return text_of(browser(by).get(reverse("outreach:detail", args=[outreach.pk])))


def home_of(username: str) -> str:
    return text_of(browser(username).get("/"))


@pytest.mark.parametrize("result", ["absent", "refused", "signs", "family"])
def test_a_later_visit_at_which_she_did_not_speak_answers_nothing(
    outreach: Outreach, result: str
) -> None:
    s.attempt(outreach, result)
    assert TOLD in page_of(outreach)
    assert "死にたいという言葉" in page_of(outreach)


@pytest.mark.parametrize("result", ["person", "door"])
def test_it_is_answered_when_she_has_spoken(outreach: Outreach, result: str) -> None:
    s.attempt(outreach, result)
    assert TOLD not in page_of(outreach)
    assert WAITS not in home_of(s.SUPERVISOR)


def test_what_she_says_then_may_be_the_next_sign(outreach: Outreach) -> None:
    s.attempt(outreach, "person", signs=("hurt",))
    assert "けが・あざ" in page_of(outreach)
    with s.acting(s.WORKER) as user:
        [latest] = VisitAttempt.objects.visible_to(user).urgent()
    assert latest.signs == ["hurt"]


def test_a_sign_that_was_written_by_mistake_is_told_no_more(outreach: Outreach) -> None:
    with s.acting(s.WORKER) as user:
        row = VisitAttempt.objects.visible_to(user).get(outreach=outreach)
        services.correct_attempt(
            attempt=row,
            facts=services.AttemptFacts(result="door", visitor=s.staff(s.WORKER), at=row.at),
            reason="別の方の記録だった",
            by=user,
        )
    assert TOLD not in page_of(outreach)


def test_it_stands_on_the_page_of_the_case_and_in_the_list(outreach: Outreach) -> None:
    other = s.an_outreach(s.a_case())
    client = browser(s.WORKER)
    with s.acting(s.WORKER):
        case = s.seen(outreach).compartment.case
    page = text_of(client.get(reverse("cases:detail", args=[case.pk])))
    assert TOLD in page
    assert "気になるサイン：死にたいという言葉" in page
    rows: list[Any] = client.get(reverse("outreach:list")).context["rows"]
    assert [(row.outreach.pk, row.outreach.is_urgent) for row in rows] == [
        (outreach.pk, True),
        (other.pk, False),
    ]


def test_it_waits_for_who_is_in_charge_and_for_her_supervisor(outreach: Outreach) -> None:
    """R2: the supervisors of the body that goes to the door decide; to other bodies there is nothing."""
    assert WAITS in home_of(s.WORKER)
    assert WAITS in home_of(s.SUPERVISOR)
    assert WAITS not in home_of(s.COLLEAGUE)
    assert WAITS not in home_of(s.OTHER)
    s.do(outreach, services.close_outreach, reason="23", words="亡くなった")
    assert WAITS not in home_of(s.SUPERVISOR)
