"""Whoever is on a protection list is asked as well before a protected contact goes back in an answer, and before it is
carried out of a 支援会議 (R11)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from cases import services
from cases.models import Consent, Person, Referral
from cases.services import protection
from meetings.models import CarryChoice, CoordinationRequest
from tests.cases.pages import browser, text_of
from tests.meetings import after_situations as a
from tests.meetings import situations as m
from tests.meetings.pages import post, url
from tests.world import acting

from . import situations as s
from .test_consent_pages import consent_form
from .test_protection import SUPERVISOR, WORKER, offices
from .test_typed_contacts import ASKED, SAID, answer_of

pytestmark = pytest.mark.django_db
RECEIVER = "kurashi1"


def protect(case: CaseFile, *others: str) -> None:
    """The person of the sample household, with somebody of another body on her list."""
    with acting(WORKER) as by:
        person = Person.objects.visible_to(by).of_case(case).get(is_subject=True)
        protection.protect_person(
            record=s.record_of(case, WORKER),
            person=person,
            named=offices(WORKER, SUPERVISOR, *others),
            by=by,
        )


def asked_and_kept(client: Client, address: str, data: dict[str, Any]) -> None:
    first = client.post(address, data)
    assert ASKED in text_of(first)
    assert client.post(address, data | {"kept_as_typed": answer_of(first)}).status_code == 303


@pytest.mark.parametrize("answer", ["decline", "first_contact"])
def test_r11_what_the_receiver_answers_is_looked_at(answer: str) -> None:
    case = s.a_case(WORKER)
    referral = s.an_accepted_hand_off(case)
    if answer == "decline":  # something else, of a household that she knows
        referral = s.a_hand_off(case)
    protect(case, RECEIVER)
    today = f"{timezone.localdate():%Y/%m/%d}"
    said = {"reason": SAID, "alternative": "社協の窓口"}
    data = said if answer == "decline" else {"on": today, "note": SAID}
    address = reverse(f"cases:{answer}", args=[referral.pk])
    asked_and_kept(browser(RECEIVER), address, data)


def test_r11_why_the_secretariat_returns_a_request_is_looked_at() -> None:
    case = s.a_case(WORKER)
    s.a_consent(case, named=(m.COORDINATOR,))  # by which she knows the household
    request = m.screened(m.a_request(case, WORKER), "return")
    protect(case, m.COORDINATOR)
    data = {
        "code": "01",
        "reason": SAID,
        "advice": "もう一度話してから",
        "version": str(request.version),
    }
    asked_and_kept(browser(m.COORDINATOR), url("return", request.pk), data)
    assert [row.state for row in s.seen_by(m.COORDINATOR, CoordinationRequest)] == ["returned"]


def test_r11_what_a_consent_says_is_looked_at_before_its_effect_is_shown() -> None:
    case = s.a_case(WORKER)
    protect(case)
    client, address = browser(WORKER), reverse("cases:consent_new", args=[case.pk])
    data = consent_form(case, purpose=SAID)
    for step in ("check", "save"):
        asked = client.post(address, data | {"step": step})
        assert ASKED in text_of(asked)
        assert s.seen_by(WORKER, Consent) == []
    kept = data | {"kept_as_typed": answer_of(asked)}
    check = client.post(address, kept | {"step": "check"})
    assert f'name="kept_as_typed" value="{kept["kept_as_typed"]}"' in check.content.decode()
    assert client.post(address, kept | {"step": "save"}).status_code == 303
    assert [row.purpose for row in s.seen_by(WORKER, Consent)] == [SAID]


@pytest.mark.parametrize("step", ["decline", "first_contact", "report"])
def test_r11_so_is_what_she_answers_in_the_row_of_her_home_page(step: str) -> None:
    case = s.a_case(WORKER)
    referral = s.an_accepted_hand_off(case)
    if step == "decline":  # something else, of a household that she knows
        referral = s.a_hand_off(case)
    today = f"{timezone.localdate():%Y/%m/%d}"
    if step == "report":
        with acting(RECEIVER) as by:
            taken_on = Referral.objects.visible_to(by).get(pk=referral.pk)
            services.note_first_contact(
                referral=taken_on, on=timezone.localdate(), note="電話で話した。", by=by
            )
    protect(case, RECEIVER)
    typed = {
        "decline": {"answer": "decline", "reason": SAID, "alternative": "社協の窓口"},
        "first_contact": {"on": today, "note": SAID},
        "report": {"report": SAID},
    }[step]
    sent = {f"{referral.pk.hex}-{name}": value for name, value in typed.items()}
    client, address = browser(RECEIVER), reverse("cases:step_here", args=[referral.pk])
    first = client.post(address, sent, headers={"hx-request": "true"})
    assert first.status_code == 422
    assert ASKED in text_of(first)
    sent |= {f"{referral.pk.hex}-kept_as_typed": answer_of(first)}
    kept = client.post(address, sent, headers={"hx-request": "true"})
    assert kept.status_code == 200
    assert ASKED not in text_of(kept)


def test_r11_what_is_carried_out_of_a_meeting_is_looked_at_as_it_will_go() -> None:
    meeting = m.a_meeting_with_a_doctor()
    item = m.an_item(meeting, by=m.COORDINATOR, text=SAID)
    consent = a.a_consent(meeting)
    with acting(WORKER) as by:
        case = CaseFile.objects.visible_to(by).get(pk=meeting.compartment.case_id)
    protect(case, m.COORDINATOR)
    client, address = browser(m.COORDINATOR), url("choose_item", item.pk)
    data = {
        "consent_id": consent.pk,
        "category": "03",
        "text": "母と離れて暮らす。",
        "nature": "fact",
    }
    as_it_is = post(client, address, way="carry", **data)
    assert ASKED in text_of(as_it_is), "whatever stands in the box for other words"
    reworded = post(client, address, way="reword", **data)
    assert ASKED not in text_of(reworded)
    assert "このように読みます" in text_of(reworded)
    assert ASKED in text_of(post(client, address, way="reword", **data | {"text": SAID}))
    stays = post(client, address, way="leave", reason="本人の安全のため", **data | {"text": SAID})
    assert stays.status_code == 303, "what stays leaves nothing"
    assert [row.way for row in s.seen_by(m.COORDINATOR, CarryChoice)] == ["leave"]
