"""R8, R22: before a withdrawal is received, it is told which plans and conferences it stops."""

import pytest

from cases.effects import effect_of
from cases.models import Consent
from cases.services import Withdrawn
from plans.models import Plan
from tests.world import acting

from . import situations as s

pytestmark = pytest.mark.django_db


def sentences(plan: Plan, username: str) -> str:
    with acting(username) as user:
        rows = Consent.objects.visible_to(user).select_related("compartment__case", "body")
        return "".join(effect_of(rows.get(pk=plan.consent_id), Withdrawn(), user).sentences)


def test_r22_who_sees_the_plan_reads_what_stops() -> None:
    plan = s.a_submitted_plan()
    words = sentences(plan, s.COORDINATOR)
    assert "支援プラン　1件" in words
    assert "まるごと支援会議　1件" in words


def test_r14_who_does_not_see_the_plan_reads_nothing_of_it() -> None:
    plan = s.a_bare_plan()
    assert "支援プラン　1件" in sentences(plan, s.COORDINATOR)
    assert sentences(plan, "soudan2") == ""
