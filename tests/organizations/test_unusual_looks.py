"""Looking for unusual reading: whatever somebody takes at once, and whenever nobody could look (S-73)."""

import datetime
import os
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from access import unusual
from tests.databases import Database
from tests.world import staff

from .test_unusual_reading import at_ease, flags

MANY_AT_ONCE = """
insert into access_accesslog (seq, at, user_id, action, outcome, basis, kind, case_number, route, request_id, hash)
select (select coalesce(max(seq), 0) from access_accesslog) + g, now() - (g %% 7200) * interval '1 second', %(who)s,
    'export', 'shown', 'R2', 'ケース', 'R8-' || lpad((10000 + g %% 5000)::text, 5, '0'), 'job:case_list',
    gen_random_uuid(), ''
from generate_series(1, 10000) g
"""


def test_s73_one_who_takes_thousands_does_not_switch_the_look_off(committed_db: Database) -> None:
    """An export enters each case; what it costs to look must not grow with the square of it."""
    at_ease()
    with committed_db.superuser() as database:
        database.execute(MANY_AT_ONCE, {"who": staff("soudan1").pk})
        database.execute("analyze access_accesslog")
    begun = time.monotonic()
    found = flags()
    assert time.monotonic() - begun < 20, "seconds on a machine with other work; 2 on its own"
    assert ("many", "soudan1", "") in found


@pytest.mark.parametrize("steps", [(0, 10, 20, 30), (0, 0, 59, 61), (5, 5, 5, 70), (0, 61, 62, 63)])
def test_u1_counts_different_cases_within_the_minutes_before_each(
    committed_db: Database, steps: tuple[int, ...]
) -> None:
    """As a count of each moment for itself would: the same case twice is one, and what is an hour old is over."""
    at_ease(many_cases=3, many_minutes=60)
    cases = (1, 2, 1, 3)
    with committed_db.superuser() as database:
        for minute, case in zip(steps, cases, strict=True):
            database.execute(
                "insert into access_accesslog (seq, at, user_id, action, outcome, basis, kind, case_number,"
                " route, request_id, hash) select (select coalesce(max(seq), 0) + 1 from access_accesslog),"
                " (date_trunc('day', now() at time zone 'Asia/Tokyo') + interval '12 hours' + %s * interval"
                " '1 minute') at time zone 'Asia/Tokyo' - interval '1 day', %s, 'read', 'shown', 'R2',"
                " 'ケース', %s, 'cases:detail', gen_random_uuid(), ''",
                [minute, staff("soudan1").pk, f"R8-{case:05}"],
            )
    most = max(
        len({c for m, c in zip(steps, cases, strict=True) if at - 60 < m <= at}) for at in steps
    )
    assert (("many", "soudan1", "") in flags()) is (most >= 3)


def test_s73_days_on_which_nobody_could_look_are_looked_at_afterwards(
    settings: Any, tmp_path: Path
) -> None:
    settings.ACCESS_LOG_ANCHOR_FILE = str(tmp_path / "anchor")
    asked: list[datetime.date] = []

    def look(since: datetime.date, using: str) -> int:
        asked.append(since)
        return 0

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unusual, "look", look)
        today = timezone.localdate()
        unusual.look_since_last("default")
        assert asked == [today - datetime.timedelta(days=31)], "nobody has looked yet"
        unusual.look_since_last("default")
        assert asked[-1] == today - datetime.timedelta(days=1)
        four_days = time.time() - 4 * 24 * 3600
        os.utime(tmp_path / "anchor-looked", (four_days, four_days))
        unusual.look_since_last("default")
        assert asked[-1] == today - datetime.timedelta(days=4)
