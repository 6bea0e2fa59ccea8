"""The home page of a coordinator with more plans than are looked at: the most pressing ones are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from documents.wareki import format_date
from meetings import services as meetings
from meetings.models import PlanConference
from organizations.models import Appointment
from plans import services
from plans.models import Plan
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of
from tests.world import staff

from . import situations as s

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "told",
    [
        (s.an_active_plan, lambda: s.a_plan_found("revise")),
        (lambda: s.a_plan_found("revise"), s.an_active_plan),
    ],
    ids=["made after", "made before"],
)
def test_a_plan_that_waits_for_a_step_is_not_hidden_behind_one_that_goes_its_way(
    told: tuple[Callable[[], Plan], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plans.today.LOOKED_AT", 1)
    plans = [tell() for tell in told]
    with s.acting(s.COORDINATOR):
        [waits] = [plan for plan in plans if s.seen(plan).state == "returned"]
    page = browser(s.COORDINATOR).get(reverse("home")).content.decode()
    assert "会議で「要修正」になったプランを直す" in page
    assert reverse("plans:detail", args=[waits.pk]) in page


def test_what_the_conference_found_adequate_is_not_said_to_have_been_turned_back_by_it() -> None:
    plan = s.a_plan_found("adequate")
    s.as_coordinator(plan, services.refuse_plan, reason="予算の見込みがない")
    page = text_of(browser(s.COORDINATOR).get(reverse("home")))
    assert "区が支援決定しなかったプランを直す" in page
    assert "会議で「要修正」になったプラン" not in page


def test_of_plans_that_go_their_way_the_one_with_the_nearest_day_comes_first() -> None:
    first, second = s.an_active_plan(), s.an_active_plan()
    with s.acting(s.COORDINATOR) as by:
        rows = Plan.objects.changeable_by(by).going_on()
        for plan, other, days in ((first, second, 3), (second, first, 2)):
            rows.filter(pk=plan.pk).update(next_monitoring_on=s.days(days))
            assert [found.pk for found in rows.by_next_step()] == [plan.pk, other.pk]


def lines(username: str) -> list[str]:
    """What her home page says of conferences, without what only its tags say."""
    page = text_of(browser(username).get(reverse("home")))
    return [line.strip() for line in page.splitlines() if "まるごと支援会議" in line]


def as_secretary(do: Callable[..., Any], conference: PlanConference, **values: Any) -> None:
    with s.acting(s.COORDINATOR) as by:
        row = PlanConference.objects.visible_to(by).select_related("compartment__case")
        do(conference=row.get(pk=conference.pk), by=by, **values)


def test_who_is_invited_is_told_of_another_day_and_that_a_conference_is_called_off() -> None:
    """domain.md 3.9: of a 支援会議 notices say it; here the home page does, until the day is over."""
    plan = s.an_agreed_plan()
    s.submit(plan, held_on=s.days(9))
    with s.acting(s.COORDINATOR) as by:
        [conference] = PlanConference.objects.visible_to(by)
    moved = {"held_on": s.days(11), "place": ""}
    as_secretary(meetings.change_plan_conference, conference, **moved)
    day, before = format_date(s.days(11)), format_date(s.days(9))
    told = " ".join(lines(s.PARTNER))
    assert (
        f"{day}のまるごと支援会議（プランの適切性）に出席する（{before}から変わりました）" in told
    )
    as_secretary(meetings.cancel_plan_conference, conference, reason="本人の入院")
    told = " ".join(lines(s.PARTNER))
    assert f"{day}のまるごと支援会議（プランの適切性）は、中止になりました" in told
    assert "出席する" not in told
    where = reverse("meetings:conference", args=[conference.pk])
    assert "本人の入院" in browser(s.PARTNER).get(where).content.decode()
    assert "中止になりました" not in " ".join(lines(s.COORDINATOR)), "it was she"
    s.withdraw(plan)
    assert lines(s.PARTNER) == [], "R5"


def test_who_was_not_invited_is_told_of_no_cancelling() -> None:
    plan = s.an_agreed_plan()
    s.submit(plan, held_on=s.days(9))
    with s.acting(s.COORDINATOR) as by:
        [conference] = PlanConference.objects.visible_to(by)
    only = [body_of(s.RECORDER), body_of(s.COORDINATOR)]
    as_secretary(
        meetings.change_plan_conference, conference, held_on=s.days(9), place="", bodies=only
    )
    as_secretary(meetings.cancel_plan_conference, conference, reason="延期")
    assert "中止になりました" in " ".join(lines(s.RECORDER))
    assert lines(s.PARTNER) == []


def actions(username: str) -> list[str]:
    """What her home page says of plans."""
    parts = browser(username).get(reverse("home")).context["parts"]
    return [item.action for part in parts for item in part["items"] if item.kind == "plan"]


def agreed_and_started(plan: Plan) -> None:
    s.as_coordinator(plan, services.note_agreement, agreed_on=s.days(0), how=Plan.Agreed.WRITTEN)
    s.submit(plan)
    s.found(plan, "adequate")
    decided = {"decided_on": s.days(0), "number": "1", "title": "課長"}
    s.as_coordinator(plan, services.decide_plan, **decided)
    s.as_coordinator(plan, services.start_plan)


def test_r8_of_a_plan_whose_consent_is_gone_the_home_page_says_one_thing() -> None:
    """Neither a role whose progress would be refused, nor a person in charge who could not be changed."""
    plan = s.a_written_plan()
    s.as_coordinator(plan, services.edit_content, facts=s.words_of_the_plan(lead_body=None))
    role = services.TaskFacts(None, "往診をする", outside_name="見本医院", due_on=s.days(1))
    s.as_coordinator(plan, services.edit_tasks, rows=[role])
    agreed_and_started(plan)
    with s.acting("system1"):
        Appointment.objects.filter(staff=staff(s.PARTNER)).update(valid_until=timezone.now())
    told = " ".join(actions(s.COORDINATOR))
    assert "往診をする" in told
    assert "プランの担当者を確かめてください" in told
    s.withdraw(plan)
    assert actions(s.COORDINATOR) == ["同意のなくなったプランをどうするか決める"]
