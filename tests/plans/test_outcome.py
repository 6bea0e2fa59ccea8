"""What came of outreach or participation is written when the plan is looked at (domain.md 4.5 結果, 4.6 評価), long after
the rest was decided."""

import pytest

from plans.models import Plan
from plans.services import kinds
from tests.world import acting

from . import situations as s
from .test_evaluation_pages import filled
from .test_pages import browser, get, send
from .test_papers import ask, gathered

pytestmark = pytest.mark.django_db
CAME = "週に1回、電話で話せるようになった。"


def an_active_plan_of(kind: str) -> Plan:
    return s.an_active_plan(s.a_bare_plan(kind=kind))


def now(plan: Plan) -> Plan:
    with acting(s.COORDINATOR):
        return s.seen(plan)


def outcome(plan: Plan) -> tuple[str, str]:
    with acting(s.COORDINATOR) as by:
        return kinds.outcome_of(s.seen(plan), by)


@pytest.mark.parametrize(("kind", "label"), [("outreach", "結果"), ("participation", "評価")])
def test_what_came_of_it_is_written_with_the_sheet_and_is_no_new_edition(
    kind: str, label: str
) -> None:
    plan = an_active_plan_of(kind)
    edition = now(plan).edition
    client = browser(s.COORDINATOR)
    assert f"プランの「{label}」" in get(client, "evaluate", plan)
    sheet = filled(plan, next_monitoring_on=str(s.days(90)), outcome=CAME)
    assert send(client, "evaluate", plan, **sheet).status_code == 303
    assert outcome(plan) == (label, CAME)
    after = now(plan)
    assert (after.edition, after.state, after.agreed_on) == (edition, "active", s.days(0))
    assert CAME in get(client, "detail", plan)
    assert CAME in gathered(ask(plan)[0]).html
    assert CAME in get(client, "evaluate", plan), "to be written on"
    assert CAME in get(client, "history", plan), "who wrote it when"


def test_a_plan_that_says_no_outcome_is_not_asked_for_one() -> None:
    plan = s.an_active_plan()
    assert 'name="outcome"' not in get(browser(s.COORDINATOR), "evaluate", plan)
    s.sheet(plan, "3", outcome=CAME)
    assert outcome(plan) == ("", "")


def test_a_sheet_that_says_nothing_of_it_leaves_it() -> None:
    plan = an_active_plan_of("outreach")
    s.sheet(plan, "3", outcome=CAME)
    s.sheet(plan, "3")
    assert outcome(plan) == ("結果", CAME)
    s.sheet(plan, "3", outcome="")
    assert outcome(plan) == ("結果", "")
