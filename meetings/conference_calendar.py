"""Calendar file of a 重層的支援会議: what `calendar_file` tells of a sitting, of the day of a conference on a plan (S-33).

Who reads the plan may have it (R5), and of a planned one only while the consent holds (R8).
"""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from access.models import AccessLog
from access.reading import ReadingLog
from access.sources import last_days
from jobs.registry import JobKind, NotPermitted, page_at

from .calendar_file import Event, gate, make, uid_of
from .models import ConferenceState, PlanConference
from .services.conferences import is_covered
from .services.polls import open_poll_of

JOB_KIND = "conference_calendar_file"


def event_of(row: PlanConference) -> Event:
    """Its day; its hours, where they were settled."""
    starts: datetime.date = row.held_on
    if row.starts_at is not None:
        starts = timezone.make_aware(datetime.datetime.combine(row.held_on, row.starts_at))
    ends = None
    if row.ends_at is not None:
        ends = timezone.make_aware(datetime.datetime.combine(row.held_on, row.ends_at))
    is_cancelled = row.state == ConferenceState.CANCELLED
    return Event(uid_of(row.pk), row.version, starts, ends, is_cancelled)


def may(user: Any, object_id: uuid.UUID) -> PlanConference | None:
    """A conference that is planned under a valid consent on a day that is settled, or was cancelled; one that was held
    is past."""
    rows = PlanConference.objects.visible_to(user).select_related("compartment__case")
    row: PlanConference | None = rows.filter(pk=object_id).first()
    if row is None or row.state not in (ConferenceState.PLANNED, ConferenceState.CANCELLED):
        return None
    if row.state == ConferenceState.CANCELLED:
        return row
    if row.is_beyond(last_days([row.consent_id]).get(row.consent_id)):
        return None
    return row if is_covered(row) and open_poll_of(row, user) is None else None


def gather(user: Any, object_id: uuid.UUID, option: str, log: ReadingLog) -> list[Event]:
    """The conference as it is now."""
    row = may(user, object_id)
    if row is None:
        raise NotPermitted
    log.note(AccessLog.Action.EXPORT, row, kind=CONFERENCE_CALENDAR.label)
    return [event_of(row)]


CONFERENCE_CALENDAR = JobKind(
    name=JOB_KIND,
    label="プランの会議のカレンダーのファイル",
    gather=gather,
    make=make,
    may=may,
    gate=gate,
    page=page_at("meetings:conference"),
)
