"""Scheduled work: each alert once, whatever happens to it; each rule by itself."""

import datetime
import threading
from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connections, transaction

from alerts.computing import compute, compute_rule
from alerts.models import Alert
from alerts.registry import AlertRule, Due, Turn, all_rules, register
from organizations.figures import Figures
from tests.cases import situations as c
from tests.databases import Database
from tests.world import acting

from .situations import change, days, look, standing


def test_every_rule_asks_for_columns_that_scheduled_work_may_read(committed_db: Database) -> None:
    c.an_intake("soudan1")
    for rule in all_rules():
        compute_rule(rule, days(0), Figures())


def test_computing_again_makes_nothing_new(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    assert [look(), look(), look()] == [1, 0, 0]
    assert Alert.objects.scheduled().count() == 1


def test_a_reason_that_comes_back_with_its_day_is_the_same_alert(committed_db: Database) -> None:
    intake = c.an_intake("soudan1")
    change(committed_db, intake, received_on=days(-20))
    look()
    change(committed_db, intake, screening_result="support")
    look()
    assert standing() == []
    change(committed_db, intake, screening_result="")
    assert look() == 0
    assert standing() == [("screening", "late")]


def test_eight_at_once_make_each_alert_once(committed_db: Database) -> None:
    for _ in range(4):
        change(committed_db, c.an_intake("soudan1"), received_on=days(-20))
    start = threading.Barrier(8)

    def run() -> None:
        start.wait()
        compute()
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Alert.objects.scheduled().count() == 4


def test_the_database_refuses_a_second_alert_of_one_reason(committed_db: Database) -> None:
    change(committed_db, c.an_intake("soudan1"), received_on=days(-20))
    look()
    one = Alert.objects.scheduled().get()
    twin = Alert(
        rule=one.rule,
        object_id=one.object_id,
        due_on=one.due_on,
        turn=one.turn,
        compartment_id=one.compartment_id,
    )
    with pytest.raises(IntegrityError), transaction.atomic(using="jobs"):
        twin.save(using="jobs", force_insert=True)


def test_the_application_writes_no_alert(committed_db: Database) -> None:
    change(committed_db, c.an_intake("soudan1"), received_on=days(-20))
    look()
    with acting("soudan1") as user:
        assert Alert.objects.visible_to(user).count() == 1
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            Alert.objects.visible_to(user).update(rule="other")


@pytest.fixture
def broken_rule() -> Iterator[None]:
    """A rule that asks for a column that scheduled work may not read."""
    from alerts import registry
    from cases.models import Note

    def ask(today: datetime.date, figures: Figures) -> Iterator[Due]:
        for pk, _ in Note.objects.scheduled().values_list("pk", "text"):
            yield Due(pk, today, Turn.LATE)

    before = dict(registry._rules)
    registry._rules.clear()
    register(AlertRule("broken", "検証", "silence_days", "だれも", ask, lambda request, alerts: []))
    registry._rules.update(before)
    yield
    registry._rules.clear()
    registry._rules.update(before)


def test_a_rule_that_fails_stops_no_other(committed_db: Database, broken_rule: None) -> None:
    case = c.a_case("soudan1")
    c.a_note(case)
    change(committed_db, c.an_intake("soudan1"), received_on=days(-20))
    look()
    assert ("screening", "late") in standing()
