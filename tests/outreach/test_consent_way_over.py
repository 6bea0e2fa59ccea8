"""The way to consent when something of it is over: the outreach itself, or what was asked of the secretariat."""

import uuid
from typing import Any

import pytest
from django.test import Client

from cases.models import Consent
from cases.services import withdraw_consent
from meetings.models import CoordinationRequest, RequestState
from outreach import services
from outreach.models import Outreach
from plans import services as plans
from tests.cases.pages import browser, text_of
from tests.plans import situations as p

from . import situations as s
from .test_consent_way import COORDINATOR, SHEET, case_of, consent_data, current, post, state, way

pytestmark = pytest.mark.django_db
TAKEN_BACK = "前の依頼は、取り下げたか、差し戻されています"


def withdraw(outreach: Outreach) -> None:
    with s.acting(s.WORKER) as by:
        rows = Consent.objects.visible_to(by).select_related("compartment", "body")
        (consent,) = rows.of_case(case_of(outreach))
        withdraw_consent(consent=consent, by=by, note="やめたいと言った")


def take_back(outreach: Outreach, client: Client) -> None:
    """She agrees no more, and the outreach goes on without."""
    withdraw(outreach)
    back = post(client, outreach, "back", str(uuid.uuid4()), words="同意の撤回")
    assert back.status_code == 303
    assert state(outreach) == "relationship"


def done(client: Client, outreach: Outreach) -> dict[str, Any]:
    return {step.code: step.is_done for step in client.get(way(outreach)).context["way"].steps}


def test_after_the_end_nothing_is_next_and_nothing_was_done_that_was_not() -> None:
    outreach, client = s.consented(), browser(s.WORKER)
    take_back(outreach, client)
    s.do(outreach, services.close_outreach, reason="21", words="もう来ないでほしいと言う")
    steps = done(client, outreach)
    assert not any(steps[code] for code in ("consent", "move", "plan", "planned", "continuing"))
    page = text_of(client.get(way(outreach)))
    assert "アウトリーチは終結しています。" in page
    for words in ("次にすること", "このあと", "日をおいて", "する人", "上から順に進めます"):
        assert words not in page, words
    assert current(client, outreach) == ""


def test_after_the_end_nothing_is_said_of_what_held_then_and_holds_no_more() -> None:
    """The consent ran out when the outreach was over already: it was there, and nobody says it was not."""
    outreach, client = s.linked(), browser(s.WORKER)
    s.do(outreach, services.close_outreach, reason="14", words="居場所に通う", is_stable=True)
    withdraw(outreach)
    steps = done(client, outreach)
    assert (steps["consent"], steps["move"]) == (False, True)
    page = text_of(client.get(way(outreach)))
    for words in ("していません", "終結したときのまま"):
        assert words not in page, words


def test_who_is_linked_without_a_plan_was_in_no_state_of_a_plan() -> None:
    outreach, client = s.linked(), browser(s.WORKER)
    steps = done(client, outreach)
    assert (steps["move"], steps["planned"], steps["continuing"]) == (True, False, False)
    assert current(client, outreach) == "request"
    assert "この段階を通らずに、先に進んでいます" in text_of(client.get(way(outreach)))
    refused = post(client, outreach, "planned")
    assert "ここでは進められません" in text_of(client.get(refused["Location"]))
    assert state(outreach) == "linked"
    s.do(outreach, services.close_outreach, reason="14", words="居場所に通う", is_stable=True)
    steps = done(client, outreach)
    assert (steps["move"], steps["planned"], steps["continuing"]) == (True, False, False)


def asked_and_taken_back(outreach: Outreach, client: Client) -> dict[str, Any]:
    """The secretariat was asked, she agreed no more, and agrees again; what was asked."""
    initial = client.get(way(outreach, "request")).context["form"].initial
    sheet = SHEET | {k: str(initial[k]) for k in ("secretariat", "legal_basis")}
    sheet["persons"] = initial["persons"]
    assert post(client, outreach, "request", **sheet).status_code == 303
    assert current(client, outreach) == "plan"
    take_back(outreach, client)
    with s.acting(s.WORKER) as by:
        (request,) = CoordinationRequest.objects.visible_to(by).of_case(case_of(outreach))
    assert request.state == RequestState.WITHDRAWN
    assert not done(client, outreach)["request"]
    assert post(client, outreach, "consent", **consent_data(outreach)).status_code == 303
    return sheet


def test_what_ended_with_the_consent_is_asked_of_the_secretariat_anew() -> None:
    outreach, client = s.consented(), browser(s.WORKER)
    sheet = asked_and_taken_back(outreach, client)
    assert state(outreach) == "consented"
    assert current(client, outreach) == "request"
    assert TAKEN_BACK in text_of(client.get(way(outreach)))
    assert post(client, outreach, "request", **sheet).status_code == 303
    assert current(client, outreach) == "plan"


def test_what_was_taken_back_is_not_told_where_there_is_a_plan_without_it() -> None:
    """The consent names the coordinator: she draws the plan up without being asked."""
    outreach, client = s.consented(), browser(s.WORKER)
    asked_and_taken_back(outreach, client)
    case = case_of(outreach)
    with s.acting(COORDINATOR) as by:
        (consent,) = Consent.objects.visible_to(by).valid().of_case(case)
        office = s.office(COORDINATOR)
        plan = plans.draft_plan(
            case=case, consent_id=consent.pk, office=office, subject="世帯", by=by
        )
    p.as_coordinator(plan, plans.add_bodies, staff_in_charge=[s.office(s.WORKER)])
    assert done(client, outreach)["request"]
    assert current(client, outreach) == "planned"
    assert TAKEN_BACK not in text_of(client.get(way(outreach)))
