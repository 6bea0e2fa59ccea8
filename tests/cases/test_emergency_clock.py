"""Emergency access ends by the clock of the database (R13, R17). Real commits, for the clock is not ours."""

import datetime

from access import emergency
from access.models import EmergencyOpening
from tests.cases.situations import a_case
from tests.cases.test_emergency import WORKER, is_open, opened
from tests.databases import Database
from tests.world import acting


def test_r17_it_ends_by_the_clock(committed_db: Database) -> None:
    """No job ends it: the same rows, asked a moment later, open nothing."""
    case = a_case()
    opening = opened(case)
    assert opening.valid_until - opening.opened_at == datetime.timedelta(hours=3)
    assert is_open()
    back = "= %s - interval '1 second'"
    with committed_db.superuser() as clock:
        for table, began, where in (
            ("access_usergrant", "valid_from", "basis = 'R13'"),
            ("access_emergencyopening", "opened_at", "true"),
        ):
            clock.execute(
                f"update {table} set {began} {back}, valid_until = now() where {where}",
                [opening.opened_at],
            )
    assert not is_open()
    with acting(WORKER) as user:
        assert not EmergencyOpening.objects.of(user).running().exists()
        assert emergency.contacts(opening) == []


def test_r13_the_grant_ends_with_the_opening(committed_db: Database) -> None:
    """What opens is the grant, and what is said is the opening: three hours, both."""
    opening = opened(a_case())
    with committed_db.superuser() as raw:
        periods = raw.execute(
            "select valid_from, valid_until from access_usergrant where basis = 'R13'"
        ).fetchall()
    assert periods == [(opening.opened_at, opening.valid_until)]
