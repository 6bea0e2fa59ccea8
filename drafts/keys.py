"""The key of a filling-in of a form: it tells when the form was opened (a UUID of version 7, RFC 9562).

A draft may hold what its form was filled with, which is as old as the form and not as what was typed last (R11).
"""

import datetime
import secrets
import uuid

from django.utils import timezone

RANDOM_BITS = 74
VERSION = 7


def new_key(at: datetime.datetime | None = None) -> uuid.UUID:
    """A key for a form that is opened now: milliseconds first, then nothing that could be guessed."""
    moment = int((at or timezone.now()).timestamp() * 1000)
    high, low = divmod(secrets.randbits(RANDOM_BITS), 1 << 62)
    return uuid.UUID(int=moment << 80 | VERSION << 76 | high << 64 | 0b10 << 62 | low)


def opened_at(key: str) -> datetime.datetime | None:
    """When the form with this key was opened, whatever the key has before it; None where it does not tell. The key comes
    from outside: a moment that no calendar has tells nothing, and none lies in the future, for a draft that claimed so
    would be younger than every protection."""
    try:
        found = uuid.UUID(key[-36:])
        moment = datetime.datetime.fromtimestamp((found.int >> 80) / 1000, tz=datetime.UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return min(moment, timezone.now()) if found.version == VERSION else None
