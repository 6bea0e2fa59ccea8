"""A 多機関協働プラン asks for 参加支援: its secretariat is told until there is a plan for that (domain.md 4.4)."""

from typing import Any

import pytest
from django.urls import reverse

from plans import services as plan_services
from plans.models import Plan
from tests.cases.pages import browser, text_of
from tests.cases.situations import office
from tests.plans import situations as p
from tests.told_once import told_once
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db
TOLD = "プランで頼んだ参加支援のプランを作る"
NONE_YET = "参加支援プランは、まだありません"


@told_once
def an_asking_plan(**words: Any) -> Plan:
    """Decided by the ward; it asks for 参加支援."""
    plan = p.a_written_plan()
    values = {"uses_participation": True, "asked_of_participation": "居場所を探す。"} | words
    p.as_coordinator(plan, plan_services.edit_kind, values=values)
    p.as_coordinator(plan, plan_services.note_agreement, agreed_on=p.days(0), how="written")
    return plan


def decide(plan: Plan) -> None:
    p.submit(plan)
    p.found(plan, "adequate")
    told = {"decided_on": p.days(0), "number": "8文福第1号", "title": "福祉政策課長"}
    p.as_coordinator(plan, plan_services.decide_plan, **told)


def told(username: str) -> bool:
    return TOLD in text_of(browser(username).get("/"))


def page_of(plan: Plan, username: str = p.COORDINATOR) -> str:
    return text_of(browser(username).get(reverse("plans:detail", args=[plan.pk])))


def test_what_a_plan_asks_of_participation_waits_until_there_is_a_plan_for_it() -> None:
    plan = an_asking_plan()
    assert not told(p.COORDINATOR), "the ward has not decided yet"
    decide(plan)
    assert told(p.COORDINATOR)
    for username in (p.RECORDER, p.PARTNER, "sanka1", "kanri3", "kansa1"):
        assert not told(username), username
    asking = browser(p.COORDINATOR).get(reverse("plans:detail", args=[plan.pk]))
    assert NONE_YET in text_of(asking)
    case = reverse("cases:detail", args=[plan.compartment.case_id])
    assert f'<a href="{case}">ケースの画面</a>' in asking.content.decode()
    assert NONE_YET not in page_of(plan, p.PARTNER), "of others' plans she sees nothing (R14)"
    with acting(p.COORDINATOR) as by:
        made = plan_services.draft_plan(
            case=plan.compartment.case,
            consent_id=p.seen(plan).consent_id,
            office=office(p.COORDINATOR),
            subject="架空 花子さん",
            kind=Plan.Kind.PARTICIPATION,
            by=by,
        )
    assert not told(p.COORDINATOR)
    shown = browser(p.COORDINATOR).get(reverse("plans:detail", args=[plan.pk]))
    assert reverse("plans:detail", args=[made.pk]) in shown.content.decode()
    assert NONE_YET not in text_of(shown)


def test_r8_while_the_consent_of_the_plan_is_gone_no_other_plan_is_asked_for() -> None:
    plan = an_asking_plan()
    decide(plan)
    assert told(p.COORDINATOR)
    p.withdraw(plan)
    assert not told(p.COORDINATOR)


def test_a_plan_that_asks_for_nothing_says_nothing() -> None:
    plan = an_asking_plan(uses_participation=False, asked_of_participation="")
    decide(plan)
    assert not told(p.COORDINATOR)
    assert NONE_YET not in page_of(plan)


def test_r5_the_request_leads_to_whose_participation_it_became_for_those_who_see_it() -> None:
    plan = an_asking_plan()
    decide(plan)
    consent = s.a_consent_to_tell(plan.compartment.case)
    began = s.begun(s.an_active_plan(consent))
    link = reverse("participation:detail", args=[began.pk])

    def shown(username: str) -> str:
        page = browser(username).get(reverse("plans:detail", args=[plan.pk]))
        assert page.status_code == 200
        found: str = page.content.decode()
        return found

    for username in (p.COORDINATOR, p.RECORDER):
        assert link in shown(username), username
    assert link not in shown(p.PARTNER), "she takes no part in the other plan"
    assert "参加支援プラン" not in shown(p.PARTNER)
