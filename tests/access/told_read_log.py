"""What the told case leaves in the log of reading: somebody reads it, a flag is raised, and an auditor
looks into it. None of it is content (R10, S-73)."""

from typing import Any

from django.utils import timezone

from access import incidents, unusual
from access.context import acting_as
from access.models import ReadingFlag
from access.reading import ReadingLog

from .people import persona


def tell(story: Any) -> None:
    """A caseworker opens the case; nine times somebody asks for what is not there for her."""
    worker, stranger, auditor = (persona(name) for name in ("caseworker_a", "outsider", "auditor"))
    with acting_as(worker):
        log = ReadingLog(worker)
        log.note("read", story.case)
        log.write()
    with acting_as(stranger):
        log = ReadingLog(stranger)
        for _ in range(9):
            log.refuse()
            log.write()
    with acting_as(auditor):
        unusual.set_figures(by=auditor, refused=9)
        unusual.look()
        flag = ReadingFlag.objects.filter(user_id=stranger.pk).latest("found_at")
        unusual.say(flag=flag, text="検証で確かめた", conclusion="explained", by=auditor)
        day = timezone.localdate()
        incident = incidents.begin(
            sort="other", noticed_on=day, since=day, text="検証で始めた", by=auditor
        )
        incidents.note(incident=incident, step="note", text="検証で書いた", by=auditor)
        # Closed again: nothing is disposed of while one is open.
        incidents.note(
            incident=incident, step="closed", text="検証で終えた", by=auditor, none_due=True
        )
