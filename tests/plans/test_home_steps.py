"""The home page of a coordinator with more plans than are looked at: the most pressing ones are."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from plans.models import Plan
from tests.cases.pages import browser

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
