"""The migration that cancels what was left convened on plans that had ended (R8, domain.md 3.4)."""

import importlib
from typing import Any

from meetings.models import PlanConference
from plans import services
from tests.databases import Database
from tests.world import acting

from . import situations as s

MIGRATION = importlib.import_module("plans.migrations.0791_conferences_of_plans_that_ended")


def now(conference: PlanConference) -> Any:
    """The conference as the coordinator sees it."""
    with acting(s.COORDINATOR) as by:
        return PlanConference.objects.visible_to(by).get(pk=conference.pk)


def run(database: Database, statements: str) -> None:
    with database.superuser() as connection, connection.transaction():
        connection.execute(statements)


def test_what_was_left_convened_is_cancelled_and_can_be_put_back(committed_db: Database) -> None:
    """As the version before left them: one convened, and one that was opened and is still to be recorded."""
    plans = [s.an_active_plan() for _ in range(3)]
    left, was_opened, goes_on = [s.call(plan, "closure") for plan in plans]
    for plan in plans[:2]:
        s.as_coordinator(plan, services.replan, reason="見直し")
    with committed_db.superuser() as connection:
        connection.execute(
            "update meetings_planconference set state = 'planned', cancel_reason = '',"
            " opened_at = case when id = %s then now() end where id = any(%s)",
            [was_opened.pk, [left.pk, was_opened.pk]],
        )
    run(committed_db, MIGRATION.FORWARD)
    assert now(left).state == "cancelled"
    assert now(left).cancel_reason.startswith("プランが「再プランに引き継ぎ」になったため")
    assert [now(one).state for one in (was_opened, goes_on)] == ["planned", "planned"]
    with acting(s.COORDINATOR) as by:
        last = PlanConference.history.filter(id=left.pk).visible_to(by).order_by("-version")[0]
        assert (last.state, last.history_user) == ("cancelled", None), "told, in nobody's name"
    run(committed_db, MIGRATION.BACKWARD)
    assert (now(left).state, now(left).cancel_reason) == ("planned", "")
