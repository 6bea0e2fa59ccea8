"""Another day to try things out on, for what only comes with time: `DAY=2027-04-01 make run`.

Every process of the system is put forward by the same whole days (libfaketime): web, worker, relay, scheduler,
the commands beside them, Redis, and PostgreSQL, whose clock decides what is in force (R17). The time of the day
stays that of the machine, and so does what the kernel counts for waiting. The data keep the day that they have
seen and never go back to one before: rows from tomorrow are no state that a ward can get into.

Tests run on another day in the same way, `DAY=2027-04-01 make test`, and a whole run never sees midnight: days are said
when tests are collected, wards are told on one day and asked after it, and the next day may be another month or year.

For trying out only. Settings of production refuse to load under such a clock.
"""

import os
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from .state import PROJECT, State, Stop

LIBRARY = "libfaketimeMT.so.1"
OUTSIDE = ("DATABASE_URL", "JOBS_DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")
TOKYO = ZoneInfo("Asia/Tokyo")
STATED = ("LD_PRELOAD", "NO_FAKE_STAT", "PYTHONPATH")  # and every FAKETIME…
WHOLE_RUN = timedelta(minutes=90)  # of all tests, at the longest
MORNING = time(9)


def library() -> Path | None:
    """Where Debian's package puts the library, or None."""
    return next(iter(sorted(Path("/usr/lib").glob(f"*/faketime/{LIBRARY}"))), None)


def today() -> date:
    """The day of the machine, in the ward."""
    return datetime.now(TOKYO).date()


def wished() -> date | None:
    """The day asked for with DAY, or None."""
    given = os.environ.get("DAY", "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as exc:
        raise Stop(
            "DAY には日付を 年-月-日 で指定してください。例: DAY=2027-04-01 make run"
        ) from exc


def seen(state: State) -> date | None:
    """The day up to which these data were tried out, or None."""
    lines = _kept(state)
    return date.fromisoformat(lines[0]) if lines else None


def choose(state: State, day: date | None) -> date:
    """Put the clock of this state on the day, or on that of the machine; Stop when that is a step back."""
    now, before = today(), seen(state)
    chosen = day or now
    _refuse_what_cannot_be(chosen, now)
    if before and chosen < before:
        raise Stop(
            f"いまのデータは {before.isoformat()} まで進めてあり、それより前の日では動かせません。"
            f"続けるときは DAY={before.isoformat()} make run、"
            "データを消して始めなおすときは make clean を実行してください。"
        )
    if chosen == now:
        state.clock.unlink(missing_ok=True)
    else:
        _put_forward(state, chosen, chosen - now)
    return chosen


def choose_for_tests(state: State, day: date | None, *, whole: bool) -> date:
    """Put the clock of a test run on the morning of the day, or on that of the machine; a whole run that would not end
    before midnight is put on the morning after. Stop when the day has gone by."""
    now = datetime.now(TOKYO)
    state.clock.unlink(missing_ok=True)
    chosen = day or now.date()
    if whole and not day and (now + WHOLE_RUN).date() > chosen and not _from_outside():
        chosen += timedelta(days=1)
    _refuse_what_cannot_be(chosen, now.date())
    if chosen > now.date():
        _put_forward(state, chosen, datetime.combine(chosen, MORNING, TOKYO) - now)
    return chosen


def _from_outside() -> list[str]:
    return [name for name in OUTSIDE if os.environ.get(name)]


def _refuse_what_cannot_be(chosen: date, now: date) -> None:
    if chosen != now and (given := _from_outside()):
        raise Stop(f"DAY は、外のデータベースや Redis（{given[0]}）と一緒には使えません。")
    if chosen < now:
        raise Stop(
            f"DAY には、きょう（{now.isoformat()}）からあとの日を指定してください。"
            "前の日に戻して動かすことはできません。"
        )


def _put_forward(state: State, day: date, by: timedelta) -> None:
    """The clock of a process that is put forward itself is not that of the machine, from which all are reckoned."""
    seconds = round((by + ahead()).total_seconds())
    state.clock.write_text(f"{day.isoformat()}\n+{seconds}\n", encoding="ascii")


def ahead() -> timedelta:
    """By how much this process is put forward itself."""
    return timedelta(seconds=int(os.environ.get("FAKETIME") or 0))


def of_this_process() -> dict[str, str]:
    """What puts this process forward, for those that it starts with an environment of their own; nothing where it is on
    the clock of the machine."""
    return (
        {name: word for name, word in os.environ.items() if _puts_forward(name)} if ahead() else {}
    )


def of_the_machine(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a process without what puts its clock forward."""
    if not environment.get("FAKETIME"):
        return dict(environment)
    return {name: word for name, word in environment.items() if not _puts_forward(name)}


def _puts_forward(name: str) -> bool:
    return name in STATED or name.startswith("FAKETIME")


def environment(state: State) -> dict[str, str]:
    """What a process of this state needs to be on its day; nothing where that is the machine's. A state without a day
    of its own is on that of who starts it."""
    lines = _kept(state)
    if not lines:
        return of_this_process()
    found = library()
    if found is None:
        raise Stop("libfaketime が足りません。DAY=… make run で始めなおしてください。")
    return {
        "LD_PRELOAD": str(found),
        "FAKETIME": lines[1],
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DISABLE_SHM": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": str(PROJECT / "localenv" / "another_day"),
    }


def _kept(state: State) -> list[str]:
    try:
        return state.clock.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
