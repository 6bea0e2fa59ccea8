"""What is refused of a plan by one guard alone, or by the first of several: it says its own words."""

from typing import Any

import pytest

from access.errors import DomainError
from jobs.models import Job
from plans import services
from plans.batch_models import PlanBatch
from plans.models import Evaluation, Plan
from tests.cases.situations import office
from tests.world import acting

from . import situations as s
from .test_guards_drafting import now, rows
from .test_people import change_person, in_circle

pytestmark = pytest.mark.django_db


def test_no_file_of_no_plans() -> None:
    with acting(s.COORDINATOR) as by:
        with pytest.raises(DomainError, match="印刷するプランを選んで"):
            services.request_batch(plans=[], paper="plan", by=by)
        assert not PlanBatch.objects.visible_to(by).exists()
        assert not Job.objects.visible_to(by).exists()


def not_evaluated(plan: Plan, words: str, **changes: Any) -> None:
    before = now(plan)
    with pytest.raises(DomainError, match=words):
        s.sheet(plan, "3", **changes)
    assert now(plan) == before
    assert rows(Evaluation, plan) == 0


def test_r8_what_is_not_carried_out_is_not_evaluated() -> None:
    not_evaluated(s.a_written_plan(), "実施中か評価中のプランに")


def test_nobody_has_met_tomorrow_to_evaluate() -> None:
    not_evaluated(s.an_active_plan(), "実施日は、今日までの日", held_on=s.days(1))


def test_r5_who_has_left_the_circle_is_not_replaced_once_more() -> None:
    plan = s.an_active_plan()
    row = in_circle(plan, s.RECORDER)
    change_person(plan, s.RECORDER, "soudan2", reason="異動")
    before = now(plan)
    with acting(s.COORDINATOR) as by:
        with pytest.raises(DomainError, match="いまプランの担当者ではありません"):
            services.change_person(
                row=row, successor=office(s.RECORDER), by=by, reason="戻ってきた"
            )
    assert now(plan) == before
    assert s.counts(plan, s.RECORDER)[0] == 0
