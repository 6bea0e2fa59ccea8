"""Another day to try things out on, for what only comes with time: `DAY=2027-04-01 make run`.

Every process of the system is put forward by the same whole days (libfaketime): web, worker, relay, scheduler,
the commands beside them, Redis, and PostgreSQL, whose clock decides what is in force (R17). The time of the day
stays that of the machine, and so does what the kernel counts for waiting. The data keep the day that they have
seen and never go back to one before: rows from tomorrow are no state that a ward can get into.

For trying out only. Settings of production refuse to load under such a clock.
"""

import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from .state import PROJECT, State, Stop

LIBRARY = "libfaketimeMT.so.1"
OUTSIDE = ("DATABASE_URL", "JOBS_DATABASE_URL", "OWNER_DATABASE_URL", "REDIS_URL")
TOKYO = ZoneInfo("Asia/Tokyo")


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
    if chosen != now and (given_from_outside := [n for n in OUTSIDE if os.environ.get(n)]):
        raise Stop(
            f"DAY は、外のデータベースや Redis（{given_from_outside[0]}）と一緒には使えません。"
        )
    if chosen < now:
        raise Stop(
            f"DAY には、きょう（{now.isoformat()}）からあとの日を指定してください。"
            "前の日に戻して動かすことはできません。"
        )
    if before and chosen < before:
        raise Stop(
            f"いまのデータは {before.isoformat()} まで進めてあり、それより前の日では動かせません。"
            f"続けるときは DAY={before.isoformat()} make run、"
            "データを消して始めなおすときは make clean を実行してください。"
        )
    if chosen == now:
        state.clock.unlink(missing_ok=True)
    else:
        state.clock.write_text(f"{chosen.isoformat()}\n+{(chosen - now).days}d\n", encoding="ascii")
    return chosen


def environment(state: State) -> dict[str, str]:
    """What a process of this state needs to be on its day; nothing where that is the machine's."""
    lines = _kept(state)
    if not lines:
        return {}
    found = library()
    if found is None:
        raise Stop("libfaketime が足りません。DAY=… make run で始めなおしてください。")
    return {
        "LD_PRELOAD": str(found),
        "FAKETIME": lines[1],
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": str(PROJECT / "localenv" / "another_day"),
    }


def _kept(state: State) -> list[str]:
    try:
        return state.clock.read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
