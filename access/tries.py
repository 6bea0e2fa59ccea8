"""What the log of reading says to its owner of an account (S-56): how often somebody failed to come in under her name.

Numbers alone: from where and when each was tried is for auditors (audit.guessed_at)."""

import datetime
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.db import connection
from django.utils import timezone

from organizations.login_log import WAYS

# The log of a person is long, and it is read while she waits: further back is for auditors.
LOOKED_BACK = datetime.timedelta(days=31)
_CODES = {WAYS[kind] for kind in Authenticator.Type.values}


@dataclass(frozen=True)
class Tries:
    """So many failed since; who guesses a code has given the right password. `goes_on`: at least so many, for who is
    made to wait is entered once for as long as she waits."""

    passwords: int
    codes: int
    goes_on: bool
    since: datetime.datetime

    @property
    def number(self) -> int:
        return self.passwords + self.codes


def failed_tries(since: datetime.datetime) -> Tries:
    """Those of the acting user, since a moment or within the last 31 days."""
    begin = max(since, timezone.now() - LOOKED_BACK)
    with connection.cursor() as cursor:
        cursor.execute("select way, is_held, times from access.own_failed_tries(%s)", [begin])
        rows = cursor.fetchall()
    codes = sum(times for way, _, times in rows if way in _CODES)
    every = sum(times for _, _, times in rows)
    return Tries(every - codes, codes, any(held for _, held, _ in rows), begin)
