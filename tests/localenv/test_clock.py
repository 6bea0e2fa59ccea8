"""Another day to try things out on: all processes on the same one, never back, never in production."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta, tzinfo

import pytest
import redis

from bunkyo_support.environment import moved_clock
from localenv import clock
from localenv.check import production
from localenv.environment import Environment
from localenv.postgres import Cluster
from localenv.redis_server import ADMINISTRATOR, RedisServer
from localenv.state import PROJECT, State, Stop

APRIL = timedelta(days=123)
AHEAD = round(
    clock.ahead().total_seconds()
)  # of the tests themselves, where they run on another day
SAY_BOTH = "import time; time.sleep(0.01); print(time.time(), time.monotonic())"


@pytest.fixture(autouse=True)
def nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """As at a keyboard: the tests themselves name their servers in the environment."""
    for name in clock.OUTSIDE:
        monkeypatch.delenv(name, raising=False)


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)


def near(moment: float, wanted: float) -> bool:
    return abs(moment - wanted) < 60


def test_processes_database_and_redis_are_on_the_same_day(own_state: State) -> None:
    """The time of the day and what the kernel counts stay as they are."""
    assert clock.choose(own_state, in_days(APRIL.days)) == in_days(APRIL.days)
    wanted = (datetime.now() + APRIL).timestamp()
    made = Environment(own_state, {}, "redis://127.0.0.1:1/0")
    said = subprocess.run(
        [sys.executable, "-c", SAY_BOTH],
        env=made.scheduler(),
        capture_output=True,
        check=True,
        timeout=120,
    )
    moment, counted = map(float, said.stdout.split())
    assert near(moment, wanted)
    assert near(counted, time.monotonic())
    cluster, server = Cluster(own_state, is_passing=True), RedisServer(own_state)
    try:
        cluster.start()
        with cluster.connect() as connection:
            row = connection.execute("select extract(epoch from now())::float").fetchone()
        assert row
        assert near(float(str(row[0])), wanted)
        server.start()
        told = redis.Redis.from_url(server.address(account=ADMINISTRATOR), socket_timeout=60).time()
        assert near(float(told[0]), wanted)
    finally:
        server.stop()
        cluster.stop()


def test_without_a_day_nothing_is_put_before_a_process(own_state: State) -> None:
    assert clock.choose(own_state, None) == clock.today()
    assert clock.environment(own_state) == clock.of_this_process()
    assert Environment(own_state, {}, "").day is None


def test_data_never_go_back_to_a_day_before(own_state: State) -> None:
    clock.choose(own_state, in_days(30))
    for back in (None, in_days(0), in_days(29)):
        with pytest.raises(Stop, match=f"DAY={in_days(30)} make run"):
            clock.choose(own_state, back)
    assert clock.choose(own_state, in_days(30)) == in_days(30)
    assert clock.choose(own_state, in_days(31)) == in_days(31)
    assert clock.environment(own_state)["FAKETIME"] == f"+{31 * 86400 + AHEAD}"
    with pytest.raises(Stop, match="きょう"):
        clock.choose(own_state, in_days(-1))


def test_when_the_machine_has_come_to_that_day_the_data_go_on_by_themselves(
    own_state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = in_days(30)
    clock.choose(own_state, there)
    monkeypatch.setattr(clock, "today", lambda: there)
    assert clock.choose(own_state, None) == there
    assert clock.environment(own_state) == clock.of_this_process()


def test_a_server_from_outside_cannot_be_put_forward(
    own_state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", "redis://192.0.2.1/0")
    with pytest.raises(Stop, match="REDIS_URL"):
        clock.choose(own_state, in_days(1))
    assert clock.choose(own_state, None) == clock.today()


@pytest.mark.parametrize("given", ["2027-04-31", "4月1日", "20270401x"])
def test_what_is_no_day_is_refused(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("DAY", given)
    with pytest.raises(Stop, match="DAY=2027-04-01 make run"):
        clock.wished()
    monkeypatch.setenv("DAY", "")
    assert clock.wished() is None


def _set(name: str, value: str) -> Callable[[State], dict[str, str]]:
    return lambda state: {name: value}


@pytest.mark.parametrize(
    "moved",
    [
        clock.environment,
        _set("FAKETIME", "+1d"),
        _set("FAKETIME_TIMESTAMP_FILE", "/run/offset"),
        _set("LD_PRELOAD", "/usr/lib/x/faketime/libfaketime.so.1"),
    ],
)
def test_settings_of_production_refuse_another_day(
    own_state: State, moved: Callable[[State], dict[str, str]]
) -> None:
    """And so does whatever begins with them, `check --deploy` first."""
    clock.choose(own_state, in_days(1))
    refused = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy"],
        cwd=PROJECT,
        env={**production(os.environ), **moved(own_state)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert refused.returncode != 0
    assert "ImproperlyConfigured: the clock is not that of the machine" in refused.stderr


def at(monkeypatch: pytest.MonkeyPatch, hour: int, minute: int) -> datetime:
    """The clock of the machine stands there, on the last day of a month."""
    stands = datetime(2026, 11, 30, hour, minute, tzinfo=clock.TOKYO)

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "datetime":  # type: ignore[override]
            return stands

    monkeypatch.setattr(clock, "datetime", Standing)
    return stands


@pytest.mark.parametrize(
    ("hour", "minute", "whole", "hours_ahead"),
    [(0, 1, True, 0), (22, 29, True, 0), (22, 31, True, 10), (23, 59, True, 9), (23, 59, False, 0)],
)
def test_midnight_does_not_fall_in_a_whole_run(
    own_state: State,
    monkeypatch: pytest.MonkeyPatch,
    hour: int,
    minute: int,
    whole: bool,
    hours_ahead: int,
) -> None:
    stands = at(monkeypatch, hour, minute)
    day = clock.choose_for_tests(own_state, None, whole=whole)
    if not hours_ahead:
        assert day == stands.date()
        assert clock.environment(own_state) == clock.of_this_process()
        return
    morning = datetime(2026, 12, 1, 9, 0, tzinfo=clock.TOKYO)
    assert day == morning.date()
    wanted = round((morning - stands).total_seconds()) + AHEAD
    assert clock.environment(own_state)["FAKETIME"] == f"+{wanted}"
    assert (morning - stands).seconds // 3600 == hours_ahead


def test_tests_run_on_the_day_that_was_asked_for_and_the_next_run_on_its_own(
    own_state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands = at(monkeypatch, 10, 0)
    april = date(2027, 4, 1)
    assert clock.choose_for_tests(own_state, april, whole=False) == april
    wanted = round((datetime(2027, 4, 1, 9, 0, tzinfo=clock.TOKYO) - stands).total_seconds())
    assert clock.environment(own_state)["FAKETIME"] == f"+{wanted + AHEAD}"
    assert clock.choose_for_tests(own_state, None, whole=True) == stands.date()
    assert clock.environment(own_state) == clock.of_this_process()
    with pytest.raises(Stop, match="きょう"):
        clock.choose_for_tests(own_state, date(2026, 11, 29), whole=True)


def test_a_server_from_outside_is_not_put_on_the_morning_after(
    own_state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    stands = at(monkeypatch, 23, 59)
    monkeypatch.setenv("DATABASE_URL", "postgresql://192.0.2.1/x")
    assert clock.choose_for_tests(own_state, None, whole=True) == stands.date()
    with pytest.raises(Stop, match="DATABASE_URL"):
        clock.choose_for_tests(own_state, date(2027, 4, 1), whole=True)


def test_the_tests_are_put_forward_by_what_they_were_given() -> None:
    assert moved_clock() == bool(AHEAD)
    moved = {**os.environ, "FAKETIME": "+60", "LD_PRELOAD": "x", "KEPT": "1"}
    assert not any(name.startswith(("LD_", "FAKETIME")) for name in clock.of_the_machine(moved))
    assert clock.of_the_machine(moved)["KEPT"] == "1"
    assert clock.of_the_machine({"LD_PRELOAD": "another"}) == {"LD_PRELOAD": "another"}
