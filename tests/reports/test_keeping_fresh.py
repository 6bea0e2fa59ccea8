"""Boards are counted before somebody looks: as her, while she is at work, and kept for her alone."""

import datetime
from typing import Any

import pytest
import redis
from django.conf import settings
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from organizations.models import Appointment
from reports import kept
from reports.keeping_fresh import count_again, due
from reports.models import KeptCount
from reports.tasks import count_board, count_boards
from tests.cases import situations as c
from tests.databases import Database
from tests.jobs.situations import messages
from tests.plans import situations as s
from tests.plans.test_pages import browser
from tests.world import acting, staff

SUPERVISOR = "kanri1"
MONTH = f"figures {timezone.localdate():%Y-%m}"


def rows_of(username: str) -> dict[str, KeptCount]:
    with acting(username) as user:
        return {row.of: row for row in KeptCount.objects.visible_to(user)}


def put_back(username: str, **moments: datetime.timedelta) -> None:
    now = timezone.now()
    with acting(username) as user:
        values: dict[str, Any] = {name: now - back for name, back in moments.items()}
        KeptCount.objects.visible_to(user).update(**values)


def count_all() -> None:
    for row in due():
        assert count_again(row)


@pytest.mark.parametrize(
    ("username", "pages"),
    [
        (s.COORDINATOR, {"together", "plans"}),
        (SUPERVISOR, {"own", MONTH}),
        ("soudan1", set()),
        ("kansa1", set()),
    ],
)
def test_who_logs_in_finds_her_boards_counted(
    committed_db: Database, username: str, pages: set[str]
) -> None:
    plan = s.an_active_plan()
    client = browser(username)
    assert rows_of(username).keys() == pages
    assert len(due()) == len(pages)
    count_all()
    counted = rows_of(username)
    assert all(row.how and row.numbers for row in counted.values())
    if username == s.COORDINATOR:
        for name in ("reports:together", "reports:plans"):
            assert str(plan.pk) in client.get(reverse(name)).content.decode()
    if username == SUPERVISOR:
        client.get(reverse("reports:own"))
        client.get(reverse("reports:figures"))
    after = rows_of(username)
    assert {of: row.counted_at for of, row in after.items()} == {
        of: row.counted_at for of, row in counted.items()
    }, "the pages show what was counted before"


def test_it_is_counted_again_before_it_is_a_minute_old(committed_db: Database) -> None:
    client = browser(SUPERVISOR)
    client.get(reverse("reports:own"))
    count_all()
    assert due() == [], "fresh"
    c.a_note(c.a_case_received(75), occurred_at=timezone.now() - datetime.timedelta(days=70))
    put_back(SUPERVISOR, counted_at=datetime.timedelta(seconds=31))
    before = rows_of(SUPERVISOR)["own"]
    count_all()
    after = rows_of(SUPERVISOR)["own"]
    assert after.counted_at > before.counted_at
    assert len(after.numbers["households"]) == len(before.numbers["households"]) + 1
    assert after.asked_at == before.asked_at, "nobody looked"
    # The next ring, and the counting, before the minute is over.
    assert kept.KEPT.total_seconds() > settings.BOARDS_EVERY_SECONDS + 30


def test_not_for_who_has_long_not_looked(committed_db: Database) -> None:
    client = browser(SUPERVISOR)
    client.get(reverse("reports:own"))
    gone = settings.BOARDS_FRESH_FOR + datetime.timedelta(minutes=1)
    put_back(SUPERVISOR, counted_at=gone, asked_at=gone)
    assert due() == []
    client.get(reverse("reports:own"))
    put_back(SUPERVISOR, counted_at=datetime.timedelta(seconds=40))
    assert len(due()) == 1, "she looks again"
    put_back(SUPERVISOR, asked_at=datetime.timedelta(days=1, minutes=1))
    due()
    assert rows_of(SUPERVISOR) == {}, "thrown away"


def test_that_somebody_looks_is_noted_once_a_minute(committed_db: Database) -> None:
    client = browser(SUPERVISOR)
    client.get(reverse("reports:own"))
    put_back(SUPERVISOR, asked_at=datetime.timedelta(seconds=90))
    client.get(reverse("reports:own"))
    noted = rows_of(SUPERVISOR)["own"].asked_at
    assert noted > timezone.now() - datetime.timedelta(seconds=60)
    client.get(reverse("reports:own"))
    assert rows_of(SUPERVISOR)["own"].asked_at == noted


def test_r17_it_is_counted_with_the_rights_of_that_moment(committed_db: Database) -> None:
    s.an_active_plan()
    browser(s.COORDINATOR)
    count_all()
    assert rows_of(s.COORDINATOR)["together"].numbers["rows"]
    put_back(s.COORDINATOR, counted_at=datetime.timedelta(seconds=40))
    with acting("system1"):
        offices = Appointment.objects.current().filter(staff=staff(s.COORDINATOR))
        offices.update(valid_until=timezone.now())
    count_all()
    assert rows_of(s.COORDINATOR)["together"].numbers["rows"] == []


def test_nothing_is_counted_for_who_has_left(committed_db: Database) -> None:
    browser(SUPERVISOR)
    (first, _) = due()
    with acting("system1"):
        staff(SUPERVISOR).__class__.objects.filter(pk=staff(SUPERVISOR).pk).update(is_active=False)
    assert not count_again(first)


def test_s36_what_rings_carries_an_id_and_nothing_else(
    committed_db: Database, queue: "redis.Redis"
) -> None:
    browser(SUPERVISOR)
    count_boards()
    rung = [(headers["task"], body[0]) for body, headers in messages(queue)]
    own = {str(row.pk) for row in rows_of(SUPERVISOR).values()}
    assert {task for task, _ in rung} == {"reports.tasks.count_board"}
    assert {argument for _, (argument,) in rung} == own
    for _, (argument,) in rung:
        count_board(argument)
    assert due() == []


def test_it_can_be_switched_off(committed_db: Database) -> None:
    browser(SUPERVISOR)
    with override_settings(BOARDS_FRESH_FOR=datetime.timedelta(0)):
        assert due() == []
