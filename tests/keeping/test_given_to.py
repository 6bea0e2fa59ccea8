"""To whom a body has given what lies in its record: of its ledger, and nothing of a meeting (R4, R5, R7, R21; Art. 97)."""

from typing import Any

import pytest

from access import ledger
from access.models import Compartment, Disclosure
from documents.wareki import format_date
from keeping import services
from keeping.given_to import given_to
from keeping.models import AmendmentRequest
from organizations.models import Body, LegalBasis
from plans.models import Plan
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_hand_off, body_of
from tests.plans.situations import PARTNER, an_agreed_plan
from tests.world import acting

from .amending import COLLEAGUE, DONE, WORKER, a_decided, on, receive, today
from .test_amendment_pages import url

pytestmark = pytest.mark.django_db


def names(row: AmendmentRequest, by: str = WORKER) -> list[str]:
    with on(row, by) as (mine, user):
        return [one.whom for one in given_to(mine, user)]


def test_those_are_named_to_whom_the_ledger_says_it_was_given() -> None:
    row = a_decided()
    assert names(row) == []
    with on(row) as (mine, _):
        case = mine.compartment.case
    a_hand_off(case)
    (whom,) = names(row)
    page = text_of(browser(WORKER).get(url("amendment_request", row)))
    assert whom in page
    assert "まだ記録していない提供先" in page
    with on(row) as (mine, user):
        services.carry_out(request=mine, carried_on=today(), words=DONE, by=user)
    client, new = browser(WORKER), url("new_telling", row)
    day = {"told_on": format_date(today())}
    for sent, words in (
        ({}, "知らせる相手を選んで"),
        ({"known": "other"}, "知らせる相手を書いて"),
        ({"known": whom, "other": "見本の園"}, "選んだときだけ"),
        ({"known": whom, "told_on": ""}, "知らせない理由を書いて"),
    ):
        assert words in text_of(client.post(new, day | sent)), words
    assert client.post(new, day | {"known": whom}).status_code == 303
    assert "まだ記録していない提供先" not in text_of(client.get(url("amendment_request", row)))
    assert "もう記録してあります" in text_of(client.post(new, day | {"known": whom}))


def test_a_line_to_several_bodies_counts_for_each() -> None:
    row = a_decided()
    with on(row) as (mine, user):
        for recipients in (f"{body_of(WORKER)}、{body_of(PARTNER)}", str(body_of(PARTNER))):
            _line(mine.compartment, user, "CONSENT", recipients)
        found = {one.whom: one.times for one in given_to(mine, user)}
    assert found == {str(body_of(WORKER)): 1, str(body_of(PARTNER)): 2}


@pytest.mark.parametrize(
    "whom", ["見本クリニック、分院（医療機関）", "見本の園、見本の課", "架空相談窓口、"]
)
def test_a_name_that_holds_a_comma_is_one_receiver(whom: str) -> None:
    row = a_decided()
    with on(row) as (mine, user):
        _line(mine.compartment, user, "CONSENT", whom)
    assert names(row) == [whom]


def test_r5_what_went_out_of_a_plan_is_named_to_whoever_sees_the_plan() -> None:
    made = an_agreed_plan()
    row = receive(made.compartment.case)
    with acting(WORKER) as user:
        plan = Plan.objects.visible_to(user).select_related("compartment").get(pk=made.pk)
        _line(plan.compartment, user, "CONSENT", "見本の園", body_of(WORKER))
    assert "見本の園" in names(row)
    assert "見本の園" not in names(row, COLLEAGUE)


def test_r4_r7_r14_no_meeting_is_told_of_among_the_receivers() -> None:
    row = a_decided()
    with on(row) as (mine, user):
        record = mine.compartment
        for basis, recipients in (("SWA106-6", "見本の構成員"), ("CONSENT", "支援会議の構成員")):
            _line(record, user, basis, recipients)
        _line(record, user, "CONSENT", "文京みほん事業所")
    assert names(row) == ["文京みほん事業所"]


def _line(
    record: Compartment, user: Any, basis: str, recipients: str, body: Body | None = None
) -> None:
    ledger.enter(
        by=user,
        body=body or record.organization,
        compartment=record,
        channel=Disclosure.Channel.CONSENTED,
        obj=None,
        recipients=recipients,
        purpose="見本の目的",
        legal_basis=LegalBasis.objects.on().get(code=basis),
    )
