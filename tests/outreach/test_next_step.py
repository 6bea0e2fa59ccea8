"""What comes next stands on the page of an outreach, as its rows are now, with the place where it is done."""

from typing import Any

import pytest
from django.urls import reverse

from cases.services import withdraw_consent
from outreach import services
from outreach.models import Outreach
from outreach.next_step import PLACES
from outreach.services.guards import consents_of_target
from outreach.states import OutreachState
from tests.cases.pages import browser, text_of

from . import situations as s

pytestmark = pytest.mark.django_db


def step(outreach: Outreach) -> tuple[str, str]:
    """Its words, and the route that its link leads to."""
    answer = browser(s.WORKER).get(reverse("outreach:detail", args=[outreach.pk]))
    found = answer.context["page"].next_step
    assert found.words in text_of(answer)
    assert f'href="{found.url}"' in answer.content.decode()
    return found.words, found.url.rstrip("/").rpartition("/")[2]


def test_each_state_but_the_end_has_a_place() -> None:
    assert set(PLACES) == set(OutreachState.values) - {OutreachState.CLOSED}


def test_who_has_written_the_preparation_is_led_to_the_approach() -> None:
    outreach = s.an_outreach()
    assert step(outreach)[1] == "prepare"
    s.prepared(outreach)
    assert step(outreach) == (
        "事前調整は書かれています。段階を「働きかけ中」に進めます。",
        "move",
    )
    s.do(outreach, services.move_on, to="approaching")
    assert step(outreach)[1] == "attempt"


def test_who_was_met_before_the_approach_is_led_to_the_contact() -> None:
    outreach = s.prepared(s.an_outreach())
    s.attempt(outreach, "person")
    s.do(outreach, services.move_on, to="approaching")
    words, route = step(outreach)
    assert "「接触できた」に進めます" in words
    assert route == "move"


def test_r3_a_consent_that_was_taken_back_stands_on_the_first_page() -> None:
    outreach = s.consented()
    assert step(outreach)[1] == "consent"
    _withdraw(outreach)
    words, route = step(outreach)
    assert "有効な同意がありません" in words
    assert route == "consent"
    page: Any = browser(s.WORKER).get(reverse("outreach:detail", args=[outreach.pk]))
    assert "「つながった」に進むには" not in text_of(page)


def test_before_a_visit_is_typed_its_form_says_what_comes_first() -> None:
    outreach = s.an_outreach()
    address = reverse("outreach:plan_visit", args=[outreach.pk])
    said = "訪問・同行の予定を入れる前に"
    assert said in text_of(browser(s.WORKER).get(address))
    s.approaching(outreach)
    assert said not in text_of(browser(s.WORKER).get(address))


def _withdraw(outreach: Outreach) -> None:
    with s.acting(s.WORKER) as by:
        (consent,) = consents_of_target(s.seen(outreach), by).select_related("compartment", "body")
        withdraw_consent(consent=consent, note="やめたいと言った", by=by)
