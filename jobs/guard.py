"""What may be sent to Redis: ids and nothing else (S-36)."""

import uuid
from typing import Any

from celery.signals import before_task_publish


class ContentInArguments(Exception):
    """A task was about to carry more than ids. The text names no value."""


@before_task_publish.connect
def only_ids(sender: str = "", body: Any = None, **kwargs: Any) -> None:
    """Raises ContentInArguments unless every argument is a UUID."""
    args, named, _ = body
    for value in (*args, *named.values()):
        try:
            uuid.UUID(str(value))
        except ValueError:
            raise ContentInArguments(sender) from None
