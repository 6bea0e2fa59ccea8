"""What goes to Redis: the name of a task and at most ids (S-36)."""

import uuid
from typing import Any

from celery.signals import before_task_publish

NEUTRAL = "(...)"


class ContentOnItsWay(BaseException):
    """A task was to carry more than ids; nothing was sent. The text names no value.

    Not an Exception: Celery logs those of its signals and sends the message all the same.
    """


@before_task_publish.connect
def only_ids(sender: Any = None, body: Any = None, headers: Any = None, **kwargs: Any) -> None:
    """Raises ContentOnItsWay unless each argument is a UUID written as text, given by position."""
    arguments, named, embedded = body
    extras = {name for name, value in (embedded or {}).items() if value}
    if named or extras or not all(_is_id(value) for value in arguments):
        raise ContentOnItsWay(str(sender))
    # Celery would repeat the arguments in clear text here, for logs and monitors.
    headers["argsrepr"] = headers["kwargsrepr"] = NEUTRAL


def _is_id(value: Any) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False
