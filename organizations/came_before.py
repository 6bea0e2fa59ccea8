"""When somebody last came in before this session; kept in it, for what she is told of her account (S-56)."""

import datetime
from typing import Any

CAME_BEFORE = "came_before"


def keep(session: Any, before: datetime.datetime | None) -> None:
    """Empty at the first login of an account."""
    session[CAME_BEFORE] = before.timestamp() if before else None


def came_before(session: Any) -> datetime.datetime | None:
    """None: never, or the session does not know."""
    moment = session.get(CAME_BEFORE)
    return None if moment is None else datetime.datetime.fromtimestamp(moment, datetime.UTC)
