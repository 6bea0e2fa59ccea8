"""What the ward has settled (names, code lists) is read once while a request is answered.

Outside of a request (a job, a command) each asking reads anew, so that no process goes on with what
was changed; whoever changes it within a request reads it anew as well.
"""

from collections.abc import Callable
from typing import Any

from asgiref.local import Local
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_delete, post_save

_local = Local()


def _begin(**_: object) -> None:
    _local.answers = {}


def _end(**_: object) -> None:
    _local.answers = None


def _forget(**_: object) -> None:
    if _answers() is not None:
        _local.answers = {}


request_started.connect(_begin, dispatch_uid="kept_begin")
request_finished.connect(_end, dispatch_uid="kept_end")


def forget_when_changed(model: Any) -> None:
    """What is kept rests on this table."""
    for signal in (post_save, post_delete):
        signal.connect(_forget, sender=model, dispatch_uid=f"kept_{model.__name__}_{id(signal)}")


def _answers() -> dict[Any, Any] | None:
    found: dict[Any, Any] | None = getattr(_local, "answers", None)
    return found


def keep(key: Any, answer: Any) -> None:
    """Keep an answer until the request is over. Who is not signed in reads nothing: that is not kept."""
    answers = _answers()
    if answers is not None and answer:
        answers[key] = answer


def once(key: Any, ask: Callable[[], Any]) -> Any:
    """The answer that is kept, or a new one."""
    answers = _answers()
    if answers is None or key not in answers:
        answer = ask()
        keep(key, answer)
        return answer
    return answers[key]
