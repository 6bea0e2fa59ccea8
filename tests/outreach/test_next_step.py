"""What comes next stands on the page of an outreach, as its rows are now, with the place where it is done."""

from typing import Any

import pytest
from django.urls import reverse

from cases.services import SafetyFacts, add_safety_note, withdraw_consent
from outreach import services
from outreach.models import Outreach
from outreach.next_step import PLACES
from outreach.services.guards import consents_of_target
from outreach.states import OutreachState
from tests.cases.pages import browser, text_of
from tests.cases.test_protection import a_protected_mother

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


def test_before_the_end_is_typed_its_form_says_that_a_visit_is_still_planned() -> None:
    outreach = s.related()
    address = reverse("outreach:close", args=[outreach.pk])
    said = "先に、結果を記録するか、取りやめてください"
    assert said not in text_of(browser(s.WORKER).get(address))
    s.a_visit(outreach, on=s.days(2))
    assert said in text_of(browser(s.WORKER).get(address))


def test_what_nobody_waits_with_is_named_alone_and_not_after_the_end() -> None:
    outreach = s.approaching()
    s.attempt(outreach, "person", signs=("mail", "dying"))
    address = reverse("outreach:detail", args=[outreach.pk])

    def warned() -> str:
        page = text_of(browser(s.WORKER).get(address))
        return page.partition("命や身体にかかわるサイン")[2].partition("次の訪問を待たず")[0]

    assert "死にたいという言葉" in warned()
    assert "郵便" not in warned()
    s.do(outreach, services.close_outreach, reason="23", words="亡くなった")
    assert warned() == ""


@pytest.mark.parametrize("at", ["name", "consent"])
def test_s51_who_is_known_to_the_body_is_offered_while_the_name_is_typed(at: str) -> None:
    known = s.an_outreach()
    name = s.person_of(known).name
    outreach = s.an_unnamed_target()
    with s.acting(s.WORKER):
        case = s.seen(outreach).compartment.case_id
    client = browser(s.WORKER)
    page = client.get(reverse(f"outreach:{at}", args=[outreach.pk])).content.decode()
    address = reverse("cases:likely_member", args=[case])
    assert f'hx-post="{address}"' in page
    assert page.count('data-search=""') == 2
    assert name in text_of(client.post(address, {"name": name}))


@pytest.mark.parametrize("at", ["detail", "attempt", "plan_visit", "prepare"])
def test_r11_who_goes_there_reads_that_somebody_is_protected_and_what_to_mind(at: str) -> None:
    """As on the page of the case: a letter or a word at the door is what finds her."""
    outreach = s.approaching(s.an_outreach())
    with s.acting(s.WORKER):
        case = s.seen(outreach).compartment.case
    address = reverse(f"outreach:{at}", args=[outreach.pk])
    said = ("この世帯には、保護されている人がいます", "犬がいる")
    before = text_of(browser(s.WORKER).get(address))
    assert [words in before for words in said] == [False, False]
    a_protected_mother(case)
    with s.acting(s.WORKER) as by:
        face = s.services_target(outreach, by).compartment
        add_safety_note(face=face, facts=SafetyFacts(kind="other", text="犬がいる"), by=by)
    for username in (s.WORKER, s.COLLEAGUE):  # who is on her list, and who is not
        page = text_of(browser(username).get(address))
        assert [words in page for words in said] == [True, True], username


def _withdraw(outreach: Outreach) -> None:
    with s.acting(s.WORKER) as by:
        (consent,) = consents_of_target(s.seen(outreach), by).select_related("compartment", "body")
        withdraw_consent(consent=consent, note="やめたいと言った", by=by)
