"""What those who run the system must know: is there a backup of tonight, has one been brought back within the
month, is the log of reading whole and its head kept outside, do the clocks agree, is a database of before a restore
gone that was to be kept for a while only? Is unusual reading looked for?

Backup, drill and verifier leave times in STATE_FOLDER; workers, who write the anchor, beside it. What alarms is that a success is missing, not that a
failure was told: one that never ran tells nothing (S-84).
"""

import datetime
import logging
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from access.chain import ANCHOR_IS_LATE_AFTER, anchored_at, broken_at, looked_at

BACKUP, VERIFIED, BROKEN = "last-success", "log-verified", "log-broken"
DRILLED = "last-drill"
VERIFIED_WITHIN_HOURS = 26
CLOCKS_APART_SECONDS = 2  # S-90
COMPARED_WITHIN_MINUTES = 30  # a worker does so each minute, unless all are busy
APART_TOLD_MINUTES = 60  # a clock that jumped and was set again is told of all the same
DRILLED_WITHIN_DAYS = 35
LOOKED_WITHIN_HOURS = 3
LEFT_FOR_DAYS = 7  # a database of before a restore (deploy/restore.sh)
NOT_WHOLE = "閲覧の記録に、欠けているところか、書きかえられたところがあります。"


logger = logging.getLogger("operations")


@dataclass(frozen=True)
class Trouble:
    """One thing that is not as it should be: for a screen, and for the monitoring."""

    words: str
    line: str


def note(name: str, moment: float | None = None) -> None:
    """Leave a time in the folder, whole or not at all."""
    folder = Path(settings.STATE_FOLDER)
    passing = folder / f".{name}"
    passing.write_text(f"{int(moment or time.time())}\n", encoding="ascii")
    passing.rename(folder / name)


def noted(name: str) -> int | None:
    """The time that was left, or None."""
    try:
        return int((Path(settings.STATE_FOLDER) / name).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


def troubles() -> list[Trouble]:
    """Nothing where all is well, and where no folder is named (a developer's machine)."""
    if not settings.STATE_FOLDER:
        return []
    # By a clock that is wrong itself nobody reckons how long ago the workers compared theirs.
    clocks = _clocks() or _clocks_of_workers()
    asked = (_backup(), _drill(), _log(), _anchor(), _reading(), clocks, _left())
    return [trouble for trouble in asked if trouble]


def _hours_since(name: str) -> int | None:
    moment = noted(name)
    return None if moment is None else int((time.time() - moment) // 3600)


def _backup() -> Trouble | None:
    hours = _hours_since(BACKUP)
    if hours is None:
        return Trouble(
            "バックアップが、まだ一度もできていません。", "backup: none has been written yet"
        )
    if hours >= settings.BACKUP_MAX_AGE_HOURS:
        return Trouble(
            f"バックアップが、{hours}時間前からできていません。",
            f"backup: the last is {hours} hours old",
        )
    return None


def _drill() -> Trouble | None:
    """A backup that nobody has ever brought back is none (S-84)."""
    hours = _hours_since(DRILLED)
    if hours is None:
        return Trouble(
            "バックアップを戻す試しが、まだ一度もできていません。",
            "restore drill: none has passed yet",
        )
    if hours >= DRILLED_WITHIN_DAYS * 24:
        return Trouble(
            f"バックアップを戻す試しが、{hours // 24}日前からできていません。",
            f"restore drill: the last is {hours // 24} days old",
        )
    return None


def is_log_broken() -> bool:
    """What the proof of the night found, or whoever writes the anchor, each minute: until it was found whole. Known
    where the folder is (web)."""
    if not settings.STATE_FOLDER or not Path(settings.STATE_FOLDER).is_dir():
        return False
    found = max(noted(BROKEN) or 0, broken_at() or 0)
    return found > 0 and found >= (noted(VERIFIED) or 0)


def _log() -> Trouble | None:
    if is_log_broken():
        return Trouble(NOT_WHOLE, "log of reading: not whole")
    hours = _hours_since(VERIFIED)
    if hours is None or hours >= VERIFIED_WITHIN_HOURS:
        return Trouble(
            "閲覧の記録が書きかえられていないことを、1日以上確かめられていません。",
            "log of reading: not verified for a day",
        )
    return None


def _anchor() -> Trouble | None:
    """The proof of the night looks as well, but that may be a day away (F-26)."""
    moment = anchored_at()
    if moment is None:
        return Trouble(
            "閲覧の記録の控えが、まだ一度も書かれていません。", "log of reading: not anchored yet"
        )
    passed = time.time() - moment
    if passed < ANCHOR_IS_LATE_AFTER.total_seconds():
        return None
    hours = int(passed // 3600)
    return Trouble(
        f"閲覧の記録の控えが、{hours}時間前から書かれていません。",
        f"log of reading: not anchored for {hours} hours",
    )


def _reading() -> Trouble | None:
    """Whether somebody reads what she need not is looked at each hour (S-73): who is told of nothing believes all well."""
    hours = hours_without_look()
    if hours is None or hours >= LOOKED_WITHIN_HOURS:
        since = "まだ一度も" if hours is None else f"{hours}時間前から"
        said = "not looked at yet" if hours is None else f"not looked at for {hours} hours"
        return Trouble(f"注意する閲覧を、{since}探せていません。", f"unusual reading: {said}")
    return None


def hours_without_look() -> int | None:
    """Hours since the last look at unusual reading that came to its end; None: none has."""
    looked = looked_at()
    return None if looked is None else int((time.time() - looked) // 3600)


def seconds_apart(using: str, own: Callable[[], float] = time.time) -> float:
    """By how much the clock of this machine and that of the database differ at least: how long asking took is not a
    difference."""
    before = own()
    # nosemgrep: sql-outside-access - the clock, and no table
    with connections[using].cursor() as cursor:
        cursor.execute("select extract(epoch from clock_timestamp())")
        there = float(cursor.fetchone()[0])
    return max(before - there, there - own(), 0)


def compare_clocks(own: Callable[[], float] = time.time) -> None:
    """Each minute, where scheduled work is done (S-90). Told at once in its log, and whoever asks web within the hour is
    told by it."""
    apart = seconds_apart("jobs", own)
    if apart > CLOCKS_APART_SECONDS:
        # nosemgrep: log-of-a-thing - a number of seconds
        logger.error("clock: %.0f seconds apart from the database", apart)
    if not settings.ACCESS_LOG_ANCHOR_FILE:
        return
    if apart > CLOCKS_APART_SECONDS:
        passing = _beside_anchor(f"apart-now-{os.getpid()}")
        passing.write_text(f"{apart:.0f}\n", encoding="ascii")
        os.utime(passing)  # by the clock by which its age is judged
        passing.rename(_beside_anchor("clocks-apart"))
    _beside_anchor("clocks").touch()


def _beside_anchor(name: str) -> Path:
    """Where workers write, and web reads."""
    return Path(f"{settings.ACCESS_LOG_ANCHOR_FILE or '/nonexistent'}-{name}")


def _minutes_since(path: Path) -> int | None:
    try:
        return int((time.time() - path.stat().st_mtime) // 60)
    except OSError:
        return None


def _clocks() -> Trouble | None:
    """What counts is decided by the clock of the database (R17); that of this machine writes the rest."""
    try:
        apart = seconds_apart("default")
    except DatabaseError:
        return Trouble("データベースが答えません。", "database: does not answer")
    if apart <= CLOCKS_APART_SECONDS:
        return None
    return Trouble(
        f"この機械とデータベースの時計が、{apart:.0f}秒ずれています。",
        f"clock: {apart:.0f} seconds apart from the database",
    )


def _clocks_of_workers() -> Trouble | None:
    """What they found each minute (`compare_clocks`)."""
    minutes = _minutes_since(_beside_anchor("clocks"))
    if minutes is None or minutes >= COMPARED_WITHIN_MINUTES:
        since = "まだ一度も" if minutes is None else f"{minutes}分前から"
        said = "not compared yet" if minutes is None else f"not compared for {minutes} minutes"
        return Trouble(f"時計が合っているかを、{since}確かめられていません。", f"clock: {said}")
    apart = _beside_anchor("clocks-apart")
    minutes = _minutes_since(apart)
    if minutes is None or minutes >= APART_TOLD_MINUTES:
        return None
    seconds = apart.read_text(encoding="ascii").strip()
    return Trouble(
        f"時間のかかる仕事をする機械とデータベースの時計が、{seconds}秒ずれていました（{minutes}分前）。",
        f"clock: {seconds} seconds apart from the database at a worker {minutes} minutes ago",
    )


def _left() -> Trouble | None:
    """What was disposed of is still in it (S-28); restore.sh leaves it for the one who looks whether all came back."""
    try:
        # nosemgrep: sql-outside-access - names of databases
        with connection.cursor() as cursor:
            cursor.execute(
                "select datname from pg_database where starts_with(datname, current_database() || '_before_')"
                " order by datname"
            )
            names = [str(name) for (name,) in cursor.fetchall()]
    except DatabaseError:
        return None  # that it does not answer is told by the clocks
    until = timezone.localtime() - datetime.timedelta(days=LEFT_FOR_DAYS)
    for name in names:
        made = re.search(r"_before_(\d{14})$", name)
        if made and made[1] <= f"{until:%Y%m%d%H%M%S}":
            return Trouble(
                "元に戻す前のデータベースが、1週間より長く残っています。廃棄した記録も、その中にあります。",
                f"left by a restore: {name}",
            )
    return None
