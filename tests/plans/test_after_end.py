"""After the last plan of a case has ended: its secretariat is led on to end its own work (domain.md 3.2)."""

import datetime
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from access.models import CaseFile
from cases import services as cases
from cases.models import CaseRecord
from documents.wareki import format_date
from meetings.models import CoordinationRequest
from plans import services
from plans.models import Plan
from plans.services.findings import found_of
from tests.cases.pages import browser, text_of
from tests.cases.situations import a_consent, body_of, record_of
from tests.meetings.situations import an_accepted_request
from tests.world import acting

from . import situations as s
from .test_pages import get, send

pytestmark = pytest.mark.django_db

ACTION = "支援プランがすべて終わりました。事務局の支援を終える"


def tasks(username: str = s.COORDINATOR) -> int:
    """How often her home page tells it."""
    return text_of(browser(username).get(reverse("home"))).count(f"：{ACTION}")


def a_case_of_the_secretariat() -> CaseFile:
    return an_accepted_request().compartment.case


def a_plan_about_to_end() -> Plan:
    """Found by the conference; the secretariat has a record of the case."""
    return a_plan_of(a_case_of_the_secretariat(), may_end=True)


def a_plan_of(case: CaseFile, *, may_end: bool = False, **sheet: Any) -> Plan:
    consent = a_consent(case, named=(s.PARTNER, s.COORDINATOR))
    plan = s.a_bare_plan(case, consent)
    if not may_end:
        return plan
    s.an_active_plan(plan)
    s.sheet(plan, **sheet)
    s.call(plan, "closure")
    s.found(plan, "close")
    return plan


def end(plan: Plan) -> Any:
    return s.as_coordinator(
        plan,
        services.carry_out,
        item=_item(plan),
        confirmed_on=s.days(0),
        title="福祉政策課長",
    )


def _item(plan: Plan) -> Any:
    with acting(s.COORDINATOR) as by:
        return found_of(s.seen(plan), by)


def close_record(case: CaseFile) -> CaseRecord:
    with acting(s.COORDINATOR) as by:
        return cases.close_record(record=record_of(case, s.COORDINATOR), reason="11", by=by)


def asked_on(case: CaseFile, days: int) -> None:
    with acting(s.COORDINATOR) as by:
        CoordinationRequest.objects.changeable_by(by).filter(compartment__case=case).update(
            requested_at=timezone.now() + datetime.timedelta(days=days), version=F("version") + 1
        )


def case_of(plan: Plan) -> CaseFile:
    with acting(s.COORDINATOR):
        return s.seen(plan).compartment.case


def test_the_end_of_the_last_plan_leads_to_the_end_of_the_record() -> None:
    """Said after the step, shown on plan and case, a task until the record is closed."""
    plan = a_plan_about_to_end()
    case = case_of(plan)
    assert tasks() == 0
    client = browser(s.COORDINATOR)
    sent = send(client, "carry_out", plan, confirmed_on=str(s.days(0)), title="福祉政策課長")
    assert sent.status_code == 303
    after = text_of(client.get(sent.url))
    assert "次は、事務局の記録で「自機関の支援を終える」に進みます" in after
    with acting(s.COORDINATOR):
        url = f"{reverse('cases:close', args=[case.pk])}?record={record_of(case, s.COORDINATOR).pk}"
    for page in (reverse("plans:detail", args=[plan.pk]), reverse("cases:detail", args=[case.pk])):
        shown = client.get(page).content.decode()
        assert f'href="{url}"' in shown
        assert f'href="{reverse("plans:new", args=[case.pk])}">次の支援プランを作り</a>' in shown
    assert tasks() == 1
    assert f'href="{url}"' in client.get(reverse("home")).content.decode()
    assert client.get(url).status_code == 200
    close_record(case)
    assert tasks() == 0
    assert "すべて終わりました" not in get(client, "detail", plan)


def test_while_another_plan_of_the_case_goes_on_nothing_is_asked() -> None:
    plan = a_plan_about_to_end()
    case = case_of(plan)
    a_plan_of(case)
    end(plan)
    assert tasks() == 0
    page = get(browser(s.COORDINATOR), "detail", plan)
    assert "すべて終わりました" not in page


def test_r6_r2_who_is_not_the_secretariat_is_asked_nothing() -> None:
    """Not bodies of the circle, nor a colleague whose charge the case is not."""
    plan = a_plan_about_to_end()
    end(plan)
    for username in (s.RECORDER, s.PARTNER, s.OTHER_COORDINATOR):
        assert tasks(username) == 0
    for username in (s.RECORDER, s.PARTNER):
        assert "すべて終わりました" not in get(browser(username), "detail", plan)
        case = reverse("cases:detail", args=[case_of(plan).pk])
        assert "すべて終わりました" not in text_of(browser(username).get(case))


def test_who_pauses_or_goes_on_by_its_own_word_is_left_alone() -> None:
    """A pause has its own task; taken up again after it, the body has said that it goes on."""
    plan = a_plan_about_to_end()
    end(plan)
    case = case_of(plan)
    with acting(s.COORDINATOR) as by:
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(
            ended_on=s.days(-1), version=F("version") + 1
        )
    asked_on(case, -30)
    assert tasks() == 1
    with acting(s.COORDINATOR) as by:
        cases.suspend_record(
            record=record_of(case, s.COORDINATOR), reason="11", review_on=s.days(20), by=by
        )
    assert tasks() == 0
    with acting(s.COORDINATOR) as by:
        cases.resume_record(record=record_of(case, s.COORDINATOR), by=by, reason="また連絡があった")
    assert tasks() == 0


def test_a_case_that_came_again_is_not_over() -> None:
    """A request accepted for a later day than the end begins the work anew."""
    plan = a_plan_about_to_end()
    end(plan)
    with acting(s.COORDINATOR) as by:
        Plan.objects.changeable_by(by).filter(pk=plan.pk).update(
            ended_on=s.days(-1), version=F("version") + 1
        )
    asked_on(case_of(plan), -1)
    assert tasks() == 1
    asked_on(case_of(plan), 0)
    assert tasks() == 0


def test_what_the_sheet_settled_for_afterwards_is_not_typed_again_and_is_told_on_its_day() -> None:
    """domain.md 4.10: 終結後のフォロー 時期, 主担当機関. None of the words of the plan go along (R9)."""
    case, day = a_case_of_the_secretariat(), s.days(40)
    words = "家賃の遅れが続いたら"
    plan = a_plan_of(
        case, may_end=True, follow_up_is_needed=True, follow_up_on=day, follow_up=words
    )
    end(plan)
    client = browser(s.COORDINATOR)
    close = reverse("cases:close", args=[case.pk])
    form = client.get(close).context["form"]
    assert form["why"].value() == "11"
    assert str(form["followed_by"].value()) == str(body_of(s.RECORDER).pk)
    assert form["follow_up_on"].value() == format_date(day)
    assert words not in client.get(close).content.decode()


def test_a_day_that_is_past_is_not_proposed_nor_anything_while_a_plan_goes_on() -> None:
    case = a_case_of_the_secretariat()
    plan = a_plan_of(case, may_end=True, follow_up_is_needed=True, follow_up_on=s.days(0))
    end(plan)
    client, close = browser(s.COORDINATOR), reverse("cases:close", args=[case.pk])
    assert client.get(close).context["form"]["follow_up_on"].value() is None
    a_plan_of(case)
    assert client.get(close).context["form"]["why"].value() is None


def test_r2_another_body_that_ends_its_own_work_is_proposed_nothing() -> None:
    case = a_case_of_the_secretariat()
    end(a_plan_of(case, may_end=True))
    form = browser(s.RECORDER).get(reverse("cases:close", args=[case.pk])).context["form"]
    assert (form["why"].value(), form["followed_by"].value()) == (None, None)
