"""What is refused of targets, closings and monthly reports, whatever a form would let through; and of two people who
write the same at one moment, the second is told."""

import datetime
import json
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from access.errors import DomainError
from documents.wareki import format_datetime
from reports import entrusted_services, figure_services
from reports.definitions import definitions, fingerprint
from reports.entrusted import month_before
from reports.indicators import month_of
from reports.models import BodyReport, MonthClose
from tests.alerts.situations import asking
from tests.cases import situations as c
from tests.cases.pages import browser, text_of
from tests.databases import Database
from tests.world import acting, staff

from .test_targets import stored

SECRETARIAT, OTHER_SECRETARIAT = "jimukyoku1", "jimukyoku2"
DESK, SUPERVISOR = "soudan1", "kanri1"
LAST = month_before(timezone.localdate())
YEAR = 2026
PATIENCE = 30  # seconds


# --- one alone -------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "number"), [("A1", Decimal(-1)), ("A1", Decimal(10_000_000)), ("Z9", Decimal(5))]
)
def test_no_target_that_is_no_number_of_an_indicator_and_none_of_the_others_with_it(
    key: str, number: Decimal
) -> None:
    with acting(SECRETARIAT) as user:
        with pytest.raises(DomainError, match="0から9,999,999まで"):
            figure_services.set_targets(
                year=YEAR, numbers={"A2": Decimal(7), key: number}, seen={}, by=user
            )
    assert stored() == {}


@pytest.mark.django_db
def test_no_target_is_set_over_that_of_somebody_else() -> None:
    def setting(by: str, number: int, seen: dict[str, Decimal | None]) -> None:
        numbers = {"A1": Decimal(number), "A2": Decimal(number)}
        with acting(by) as user:
            figure_services.set_targets(year=YEAR, numbers=numbers, seen=seen, by=user)

    setting(SECRETARIAT, 111, {})
    with pytest.raises(figure_services.TargetsChanged, match="ほかの人が目標を直しました") as told:
        setting(OTHER_SECRETARIAT, 120, {"A2": Decimal(111)})
    assert told.value.now == {"A1": Decimal(111)}
    assert stored() == {"A1": 111, "A2": 111}


@pytest.mark.django_db
def test_r31_no_month_is_closed_that_was_not_counted() -> None:
    with acting(SECRETARIAT) as user:
        with pytest.raises(DomainError, match="まだ月の終わりまで数えられていません"):
            figure_services.close_month(month=LAST, by=user)
        assert not MonthClose.objects.visible_to(user).exists()


# --- two at one moment -----------------------------------------------------------------------------


def _waits_for_a_lock(database: Database) -> bool:
    with database.superuser() as connection:
        found = connection.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and wait_event_type = 'Lock'"
        ).fetchone()
    return bool(found and found[0])


def _until_it_waits(database: Database, second: "Future[DomainError | None]") -> None:
    deadline = time.monotonic() + PATIENCE
    while not _waits_for_a_lock(database):
        assert not second.done(), "the second one did not meet the first"
        assert time.monotonic() < deadline, "the second one did not get so far"
        time.sleep(0.02)


def what_the_second_is_told(
    database: Database, first_by: str, second_by: str, act: Callable[[Any], object]
) -> DomainError | None:
    """The second acts when the first has written and not yet committed: she could not see it."""

    def again() -> DomainError | None:
        try:
            with acting(second_by) as user:
                act(user)
        except DomainError as error:
            return error
        finally:
            connections.close_all()
        return None

    staff(first_by)
    staff(second_by)
    with ThreadPoolExecutor(1) as other:
        with acting(first_by) as user:
            act(user)
            second = other.submit(again)
            _until_it_waits(database, second)
        return second.result()


def test_two_who_set_a_target_at_one_moment_do_not_overwrite_each_other(
    committed_db: Database,
) -> None:
    numbers = iter((Decimal(1), Decimal(2)))

    def act(user: Any) -> None:
        wanted = {"A1": next(numbers)}
        figure_services.set_targets(year=YEAR, numbers=wanted, seen={}, by=user)

    told = what_the_second_is_told(committed_db, SECRETARIAT, OTHER_SECRETARIAT, act)
    assert isinstance(told, figure_services.TargetsChanged)
    assert told.now == {"A1": Decimal(1)}
    assert stored() == {"A1": 1}


def counted(database: Database, month: datetime.date, at: datetime.datetime | None = None) -> None:
    """Scheduled work has counted a month, now or at a moment."""
    with database.superuser() as opened:
        opened.execute(
            "insert into reports_figurecell"
            " (id, version, month, scope, indicator, breakdown, code, number, base)"
            " values (gen_random_uuid(), 1, %s, 'month', 'A1', '', '', 14, 14)",
            [month],
        )
        opened.execute(
            "insert into reports_lastcount"
            " (id, version, of, counted_at, fingerprint, definitions)"
            " values (gen_random_uuid(), 1, 'ward', %s, %s, %s)",
            [at or timezone.now(), fingerprint(), json.dumps(definitions() | {"": fingerprint()})],
        )


def test_r31_no_month_is_closed_of_which_the_last_count_is_one_of_before_its_end(
    committed_db: Database,
) -> None:
    """Scheduled work stood still: the numbers of the last day would be those of an earlier one."""
    over = month_of(LAST).moments[1]
    counted(committed_db, LAST, over - datetime.timedelta(seconds=1))
    page = browser(SECRETARIAT).get(reverse("reports:closing"), {"month": f"{LAST:%Y-%m}"})
    assert "まだ月の終わりまで数えられていません" in text_of(page)
    with acting(SECRETARIAT) as user:
        with pytest.raises(DomainError, match="月の終わりまで数えられていません"):
            figure_services.close_month(month=LAST, by=user)
        assert not MonthClose.objects.visible_to(user).exists()
    with committed_db.superuser() as opened:
        opened.execute("update reports_lastcount set counted_at = %s", [over])
    page = browser(SECRETARIAT).get(reverse("reports:closing"), {"month": f"{LAST:%Y-%m}"})
    assert format_datetime(over) in text_of(page)
    with acting(SECRETARIAT) as user:
        assert figure_services.close_month(month=LAST, by=user).turn == 1


def test_r31_two_who_close_a_month_at_one_moment_close_it_once(committed_db: Database) -> None:
    counted(committed_db, LAST)

    def act(user: Any) -> None:
        figure_services.close_month(month=LAST, by=user)

    told = what_the_second_is_told(committed_db, SECRETARIAT, OTHER_SECRETARIAT, act)
    assert "この月を先に締めました" in str(told)
    with acting(SECRETARIAT) as user:
        [close] = MonthClose.objects.visible_to(user)
        assert (close.turn, close.created_by) == (1, staff(SECRETARIAT))


def test_r31_two_who_report_a_month_at_one_moment_report_it_once(committed_db: Database) -> None:
    def act(user: Any) -> None:
        entrusted_services.report_body_month(
            body=c.body_of(DESK), month=LAST, acting=asking(user).acting, by=user
        )

    told = what_the_second_is_told(committed_db, SUPERVISOR, DESK, act)
    assert "この月を先に報告しました" in str(told)
    with acting(SECRETARIAT) as user:
        [made] = BodyReport.objects.visible_to(user)
        assert (made.turn, made.created_by) == (1, staff(SUPERVISOR))
