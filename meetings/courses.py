"""How a case goes on after a sitting while there is no consent, and whether anything followed (R09).

The minutes say the course; whether it was followed is read from what happened since, never kept as a
second state. A meeting stands here for its secretaries only (R4).
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from access.rounds import Asking, part
from cases.models import CaseRecord, RecordState

from .doors import own_memberships
from .models import (
    CarryChoice,
    Decision,
    MeetingMember,
    Minutes,
    SharedItem,
    Sitting,
    SittingState,
    SupportMeeting,
)
from .words import words_of_meeting

Course = Minutes.Course

# What is to be done, and what the button says.
STEPS: dict[str, tuple[str, str]] = {
    Course.NEXT: ("次の開催を決める", "決める"),
    Course.OUTREACH: ("アウトリーチに進む", "進む"),
    Course.CONSENT: ("同意の範囲に移すものを選ぶ", "選ぶ"),
    Course.END: ("会議を終える", "確かめる"),
}
_ROUTES = {
    Course.NEXT: "plan_sitting",
    Course.OUTREACH: "outreach",
    Course.CONSENT: "bridge",
    Course.END: "dissolve",
}


@dataclass(frozen=True)
class OpenCourse:
    """A meeting whose last minutes say how it goes on, and nothing followed."""

    meeting: SupportMeeting
    sitting: Sitting
    minutes: Minutes

    @property
    def label(self) -> str:
        return words_of_meeting(self.minutes.get_course_display(), self.meeting.basis)

    @property
    def step(self) -> str:
        return STEPS[self.minutes.course][0]

    @property
    def button(self) -> str:
        return STEPS[self.minutes.course][1]

    @property
    def url(self) -> str:
        return reverse(f"meetings:{_ROUTES[Course(self.minutes.course)]}", args=[self.meeting.pk])

    @property
    def since(self) -> datetime.date:
        moment = self.minutes.approved_at
        assert moment is not None
        return timezone.localdate(moment)

    @property
    def days(self) -> int:
        """For how long nothing has followed."""
        return (timezone.localdate() - self.since).days

    @property
    def is_late(self) -> bool:
        return self.days >= settings.MEETING_COURSE_DAYS

    @property
    def due_on(self) -> datetime.date:
        return self.since + datetime.timedelta(days=settings.MEETING_COURSE_DAYS)


@part
def open_courses(user: Any, own: Iterable[MeetingMember] | None = None) -> Asking[list[OpenCourse]]:
    """Of the meetings of which the user is a secretary, longest waiting first; as many questions for any number.
    `own`: her memberships, where the page knows them (`doors.own_of`)."""
    own = own_memberships(user) if own is None else own
    run = {m.meeting_id for m in own if m.part == MeetingMember.Part.SECRETARY}
    if not run:
        return []
    # Of these meetings all rows are asked; what belongs to one that is over is left aside.
    sittings = Sitting.objects.visible_to(user).filter(meeting__in=run)
    fixed = Minutes.objects.visible_to(user).filter(
        sitting__meeting__in=run, approved_at__isnull=False
    )
    meetings, held, minutes, now, before, *left_open = yield [
        SupportMeeting.objects.visible_to(user)
        .going_on()
        .filter(pk__in=run)
        .select_related("compartment__case"),
        sittings.exclude(state=SittingState.CANCELLED).order_by("-number"),
        fixed.exclude(course=""),
        *_outreach(user, run),
        *_not_chosen(user, run),
    ]
    known = {meeting.pk: meeting for meeting in meetings}
    latest: dict[Any, Sitting] = {}
    for sitting in held:
        if sitting.meeting_id in known:
            latest.setdefault(sitting.meeting_id, sitting)
    of_sitting = {row.sitting_id: row for row in minutes}
    followed = {(pk, str(Course.CONSENT)) for pk in known if pk not in set().union(*left_open)}
    going = [
        OpenCourse(known[pk], sitting, of_sitting[sitting.pk])
        for pk, sitting in latest.items()
        if sitting.pk in of_sitting
    ]
    found = [
        row
        for row in going
        if (row.meeting.pk, row.minutes.course) not in followed
        and not _is_taken_up(row, now, before)
    ]
    return sorted(found, key=lambda row: (row.since, row.meeting.pk))


def _outreach(user: Any, run: set[Any]) -> tuple[Any, Any]:
    """Records in which outreach is taken up now, in the cases of these meetings, and how those of their secretariats stood
    when: with the first visit the record goes on to another state, and what was agreed has followed all the same."""
    meetings = SupportMeeting.objects.visible_to(user).filter(pk__in=run)
    of_these = {"compartment__case__in": meetings.values("compartment__case")}
    now = CaseRecord.objects.visible_to(user).filter(state=RecordState.OUTREACH, **of_these)
    rows = CaseRecord.history.all().visible_to(user).filter(**of_these)
    before = rows.filter(body__in=meetings.values("secretariat")).order_by(*_IN_TIME)
    told = ("compartment__case_id", "body_id")
    return now.values_list(*told), before.values_list(*told, *_STOOD)


_IN_TIME = ("history_date", "history_id")
_STOOD = ("history_date", "state")


def _went_there(stood: Iterable[tuple[datetime.datetime, str]], since: datetime.datetime) -> bool:
    """Whether a record, by its versions in the order of time, went to outreach since then or was there at that moment:
    minutes of the next sitting say the same again while it is prepared."""
    at_that_moment = ""
    for at, state in stood:
        if at < since:
            at_that_moment = state
        elif state == RecordState.OUTREACH:
            return True
    return at_that_moment == RecordState.OUTREACH


def _is_taken_up(row: OpenCourse, now: Any, before: Any) -> bool:
    """Whether the secretariat has taken up outreach in its own record, since the minutes say so or still."""
    if row.minutes.course != Course.OUTREACH:
        return False
    ours = (row.meeting.compartment.case_id, row.meeting.secretariat_id)
    since = row.minutes.approved_at
    assert since is not None
    stood = [(at, state) for case, body, at, state in before if (case, body) == ours]
    return ours in set(now) or _went_there(stood, since)


def has_gone_to_outreach(meeting: SupportMeeting, user: Any) -> bool:
    """Whether the secretariat took up outreach since the last minutes that say so, or was at it when they were fixed; its
    record may have gone on."""
    said = Minutes.objects.visible_to(user).filter(
        sitting__meeting=meeting, course=Course.OUTREACH, approved_at__isnull=False
    )
    last = said.order_by("-approved_at").first()
    if last is None:
        return False
    rows = CaseRecord.history.all().visible_to(user).filter(body=meeting.secretariat_id)
    of_case = rows.filter(compartment__case=meeting.compartment.case_id)
    return _went_there(of_case.order_by(*_IN_TIME).values_list(*_STOOD), last.approved_at)


def _not_chosen(user: Any, run: set[Any]) -> tuple[Any, Any]:
    """Meetings in which something is left for which nobody has chosen whether it goes over."""
    chosen = CarryChoice.objects.visible_to(user).filter(meeting__in=run)
    items = SharedItem.objects.visible_to(user).filter(meeting__in=run)
    agreed = Decision.objects.visible_to(user).filter(sitting__meeting__in=run)
    items = items.exclude(pk__in=chosen.filter(item__isnull=False).values("item"))
    agreed = agreed.exclude(pk__in=chosen.filter(decision__isnull=False).values("decision"))
    return items.values_list("meeting", flat=True), agreed.values_list(
        "sitting__meeting", flat=True
    )


def course_of(room: Any) -> OpenCourse | None:
    """The open course of one meeting, for its page."""
    if not room.is_secretary:
        return None
    found = [row for row in open_courses(room.user) if row.meeting.pk == room.meeting.pk]
    return next(iter(found), None)


def secretariat_record(meeting: SupportMeeting, user: Any) -> CaseRecord | None:
    """The record of the secretariat on the case, if the user writes in it."""
    rows = CaseRecord.objects.changeable_by(user).of_case(meeting.compartment.case)
    found: CaseRecord | None = (
        rows.filter(body=meeting.secretariat_id).select_related("compartment__case", "body").first()
    )
    return found
