"""Another day to try things out on: all processes on the same one, never back, never in production."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta

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
    assert clock.environment(own_state) == {}
    assert Environment(own_state, {}, "").day is None


def test_data_never_go_back_to_a_day_before(own_state: State) -> None:
    clock.choose(own_state, in_days(30))
    for back in (None, in_days(0), in_days(29)):
        with pytest.raises(Stop, match=f"DAY={in_days(30)} make run"):
            clock.choose(own_state, back)
    assert clock.choose(own_state, in_days(30)) == in_days(30)
    assert clock.choose(own_state, in_days(31)) == in_days(31)
    assert clock.environment(own_state)["FAKETIME"] == "+31d"
    with pytest.raises(Stop, match="きょう"):
        clock.choose(own_state, in_days(-1))


def test_when_the_machine_has_come_to_that_day_the_data_go_on_by_themselves(
    own_state: State, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = in_days(30)
    clock.choose(own_state, there)
    monkeypatch.setattr(clock, "today", lambda: there)
    assert clock.choose(own_state, None) == there
    assert clock.environment(own_state) == {}


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


def test_the_tests_themselves_are_on_the_day_of_the_machine() -> None:
    assert not moved_clock()
