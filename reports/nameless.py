"""Papers of numbers that name no case: their gate, and the entry that they were read."""

from typing import Any, TypeVar

from access.models import AccessLog, OutputHold
from access.output import Output
from access.reading import ReadingLog
from jobs.registry import NotPermitted

Found = TypeVar("Found")


def gate(user: Any, found: Any, option: str) -> Output:
    """It names no case and nobody; who asks reads it anyway."""
    return Output(OutputHold.Use.OWN, ())


def entered(found: Found | None, log: ReadingLog, kind: str) -> Found:
    """What may be read, with its entry in the log (R19). Raises NotPermitted for what may not."""
    if found is None:
        raise NotPermitted
    log.note(AccessLog.Action.PRINT, kind=kind)
    return found
