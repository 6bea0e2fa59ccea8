"""The number that a page of trouble shows, and the one line of the log in which it is found (S-38, S-41).

The line says which route, whose request, what kind of error and where in our own code: no value, no message, no
address, and nothing of a library, whose frames hold what it was given. The number is the beginning of the request's
id, under which the log of reading knows it as well.
"""

import logging
import traceback
import uuid
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings

logger = logging.getLogger("access")

MOST_FRAMES = 5  # the innermost: where it happened, and on whose behalf


def told(request: Any, error: BaseException | None, *, status: int) -> str:
    """Write the line; the number is for the page."""
    acting = getattr(request, "acting", None)
    number = (acting.log.request_id if acting else uuid.uuid4()).hex[:8]
    # nosemgrep: log-of-a-thing - a random number, a code, names of routes and the key of an account
    logger.error(
        "reference %s: %s %s of %s: %s",
        number,
        status,
        _route_of(request),
        _who(request),
        kind_and_place(error),
    )
    return number


def kind_and_place(error: BaseException | None) -> str:
    """`KeyError at cases.page:81 < cases.views.finding:40`."""
    if error is None:
        return "no error"
    lines = traceback.walk_tb(error.__traceback__)
    own = [f"{frame.f_globals.get('__name__')}:{line}" for frame, line in lines if _is_ours(frame)]
    places = " < ".join(own[: -MOST_FRAMES - 1 : -1])
    return f"{type(error).__name__} at {places or 'no line of ours'}"


def _is_ours(frame: FrameType) -> bool:
    file = Path(frame.f_code.co_filename)
    return file.is_relative_to(settings.BASE_DIR) and "site-packages" not in file.parts


def _route_of(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return (match and match.view_name) or "no route"


def _who(request: Any) -> str:
    """Her id if it is known by now: to ask who she is would ask a database that may be away."""
    user = vars(request).get("_cached_user")
    return str(getattr(user, "pk", None) or "nobody")
