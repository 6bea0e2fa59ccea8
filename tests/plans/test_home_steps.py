"""The home page of a coordinator with more plans than are looked at: the most pressing ones are."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from documents.wareki import format_date
from meetings import services as meetings
from meetings.models import PlanConference
from plans.models import Plan
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of

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
