"""A coordinator whom the consent does not name sees that it holds, and not whom it names (R3, R6): what rests on it is not
offered to her, for it would be refused (R8)."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse

from access.errors import DomainError
from cases.services.consent_at_hand import NOT_NAMED
from meetings import services as meetings
from meetings.models import PlanConference, Purpose
from meetings.services import ItemFacts
from plans import services
from plans.models import Plan, PlanBody
from plans.page import PlanPage
from tests.cases.pages import browser, text_of
from tests.cases.situations import office
from tests.meetings import convening as c
from tests.meetings import situations as m
from tests.meetings.conference_polls import asked, conference_of, told
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db
NAMED, OTHER = s.COORDINATOR, s.OTHER_COORDINATOR
SAYS_WHO = "同意で担当者になっている人がします"


def links(who: str, address: str) -> set[str]:
    """Addresses on the page, of links and of forms."""
    page = browser(who).get(address)
    assert page.status_code == 200, address
    return set(re.findall(r'(?:href|action)="(/[^"#?]*)"', page.content.decode()))


def plan_url(route: str, plan: Plan) -> str:
    return reverse(f"plans:{route}", args=[plan.pk])


def of_conference(route: str, conference: PlanConference) -> str:
    return reverse(f"meetings:{route}", args=[conference.pk])


def refuses(act: Callable[..., object]) -> None:
    with acting(OTHER) as by, pytest.raises(DomainError) as refused:
        act(by)
    assert str(refused.value) == NOT_NAMED


def test_r3_the_plan_offers_its_next_step_to_who_can_take_it() -> None:
    plan = s.an_agreed_plan()
    submit, page = plan_url("submit", plan), plan_url("detail", plan)
    assert submit in links(NAMED, page)
    assert submit not in links(OTHER, page)
    shown = text_of(browser(OTHER).get(page))
    assert SAYS_WHO in shown
    assert NOT_NAMED in shown, "as the refusal says it"
    assert SAYS_WHO not in text_of(browser(NAMED).get(page))
    assert browser(OTHER).get(submit).status_code == 404
    refuses(
        lambda by: services.submit_plan(
            plan=s.seen(plan, OTHER), held_on=s.days(3), place="", others_masked=True, by=by
        )
    )


def test_r8_no_date_is_offered_that_is_refused() -> None:
    plan = s.an_agreed_plan()
    s.submit(plan, held_on=s.days(20))
    conference = conference_of()
    poll = asked(conference)
    told(poll, "○○○")
    address = reverse("meetings:date_poll", args=[poll.pk])
    with acting(NAMED):
        date = c.dates_of(poll, NAMED)[0]
    choose = reverse("meetings:choose_date", args=[date.pk])
    assert choose in links(NAMED, address)
    assert choose not in links(OTHER, address)
    page = text_of(browser(OTHER).get(address))
    assert SAYS_WHO in page
    assert NOT_NAMED in text_of(browser(OTHER).get(of_conference("conference", conference)))
    assert "下の表から、開く日を選んでください" not in page
    assert browser(OTHER).get(choose).status_code == 404
    assert "日程を、同意の担当者が決めるのを待つ" in text_of(browser(OTHER).get("/"))
    assert "同意の担当者" not in text_of(browser(NAMED).get("/"))
    refuses(lambda by: meetings.choose_date(candidate=date, by=by))
    with acting(OTHER) as by:
        asked_for = m.seen(poll, OTHER)
        meetings.withdraw_poll(poll=asked_for, reason="日が合わない", by=by)


def test_r8_the_conference_offers_nothing_that_is_refused() -> None:
    plan = s.an_agreed_plan()
    s.submit(plan, held_on=s.days(0))
    conference = conference_of()
    page = of_conference("conference", conference)
    routes = ("change_conference", "open_conference", "propose_conference_dates")
    steps = {of_conference(route, conference) for route in routes}
    steps |= {plan_url(route, plan) for route in ("result", "add_item")}
    assert steps <= links(NAMED, page)
    assert not steps & links(OTHER, page)
    for address in steps:
        assert browser(OTHER).get(address).status_code == 404, address
    assert of_conference("cancel_conference", conference) in links(OTHER, page)
    assert "同意の担当者が開くのを待つ" in text_of(browser(OTHER).get("/"))
    facts = ItemFacts(Purpose.SHARING)
    refuses(
        lambda by: meetings.add_conference_item(
            conference=m.seen(conference, OTHER), facts=facts, by=by
        )
    )
    refuses(lambda by: meetings.open_plan_conference(conference=m.seen(conference, OTHER), by=by))


def test_r8_once_it_was_opened_any_coordinator_records_it() -> None:
    plan = s.an_agreed_plan()
    s.submit(plan, held_on=s.days(0))
    conference = conference_of()
    with acting(NAMED) as by:
        meetings.open_plan_conference(conference=m.seen(conference, NAMED), by=by)
    result = plan_url("result", plan)
    assert result in links(OTHER, of_conference("conference", conference))
    assert browser(OTHER).get(result).status_code == 200


def test_r3_of_a_plan_that_goes_on_neither_bodies_nor_conferences_nor_the_next_plan() -> None:
    plan = s.an_active_plan()
    page = plan_url("detail", plan)
    with acting(NAMED) as by:
        row = PlanBody.objects.visible_to(by).get(plan=plan, body=office(s.PARTNER).body)
    steps = {plan_url("call", plan), plan_url("bodies", plan)}
    steps.add(reverse("plans:person", args=[row.pk]))
    assert steps <= links(NAMED, page)
    assert not steps & links(OTHER, page)
    assert reverse("plans:leave", args=[row.pk]) in links(OTHER, page)
    for address in (plan_url("call", plan), plan_url("bodies", plan)):
        assert browser(OTHER).get(address).status_code == 404, address
    for who, is_offered in ((NAMED, True), (OTHER, False)):
        with acting(who) as by:
            moves = dict(PlanPage(_Asking(by), s.seen(plan, who)).moves)
        assert ("replanned" in moves) is is_offered, who
    refuses(lambda by: services.replan(plan=s.seen(plan, OTHER), by=by))
    refuses(
        lambda by: services.add_bodies(
            plan=s.seen(plan, OTHER), staff_in_charge=[office("csw1")], reason="要る", by=by
        )
    )


class _Asking:
    """As much of a request as a page of a plan asks of it."""

    def __init__(self, user: object) -> None:
        self.user = user


def test_r3_what_a_conference_found_on_re_planning_is_carried_out_by_who_can() -> None:
    plan = s.an_active_plan()
    s.call(plan, "replan")
    s.found(plan, "replan")
    carry_out = plan_url("carry_out", plan)
    assert carry_out in links(NAMED, plan_url("detail", plan))
    assert carry_out not in links(OTHER, plan_url("detail", plan))
    assert browser(OTHER).get(carry_out).status_code == 404


@pytest.mark.parametrize("who", [NAMED, OTHER])
@pytest.mark.parametrize(
    "told_plan",
    [
        s.a_bare_plan,
        s.a_plan_with_its_circle,
        s.an_agreed_plan,
        s.a_submitted_plan,
        s.an_active_plan,
    ],
)
def test_no_link_of_a_plan_leads_nowhere(told_plan: Callable[[], Plan], who: str) -> None:
    plan = told_plan()
    client = browser(who)
    pages = [plan_url("detail", plan)]
    with acting(NAMED) as by:
        rows = PlanConference.objects.visible_to(by).filter(compartment=plan.compartment_id)
        pages += [of_conference("conference", row) for row in rows]
    for page in pages:
        body = client.get(page).content.decode()
        for address in set(re.findall(r'<a [^>]*href="(/(?:plans|meetings)/[^"#?]*)"', body)):
            assert client.get(address).status_code in (200, 302, 303), (page, address)
