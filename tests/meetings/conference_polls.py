"""Situations of dates asked for a 重層的支援会議: proposed to the bodies, told on the telephone, chosen."""

from typing import Any

from access.models import CaseFile
from meetings import services
from meetings.models import (
    ConferenceAttendance,
    DateAnswer,
    DatePoll,
    PlanConference,
    SupportMeeting,
)
from tests.cases.pages import browser, text_of
from tests.cases.situations import body_of, seen_by
from tests.plans import situations as p
from tests.world import acting, staff

from . import convening as c
from . import situations as s


def planned(**changes: Any) -> PlanConference:
    plan = p.an_agreed_plan()
    p.submit(plan, **{"held_on": p.days(20), "place": "見本会議室"} | changes)
    return conference_of()


def conference_of() -> PlanConference:
    with acting(p.COORDINATOR) as by:
        rows = PlanConference.objects.visible_to(by).select_related("compartment__case")
        found: PlanConference = rows.get()
        return found


def a_meeting_on(case: CaseFile) -> SupportMeeting:
    """The 支援会議 of the same case, with a doctor who has confirmed the duty."""
    meeting = s.a_meeting(s.an_accepted_request(case))
    s.a_sworn_member(meeting)
    return meeting


def attendance_of(who: str, by: str = p.COORDINATOR) -> ConferenceAttendance:
    """The row of her body; `by` must be acting."""
    rows = ConferenceAttendance.objects.visible_to(staff(by)).select_related("body")
    found: ConferenceAttendance = rows.get(body=body_of(who))
    return found


def asked(
    conference: PlanConference | None = None,
    by: str = p.COORDINATOR,
    needed: tuple[str, ...] = (),
    **changes: Any,
) -> DatePoll:
    with s.on(conference or planned(), by) as (row, user):
        values: dict[str, Any] = {
            "slots": c.slots(),
            "answer_until_on": s.days(3),
            "needed": [attendance_of(who, by) for who in needed],
        }
        return services.propose_dates(of=row, by=user, **values | changes)


def told(poll: DatePoll, marks: str, who: str = p.PARTNER, **changes: Any) -> list[DateAnswer]:
    with s.on(poll, p.COORDINATOR) as (row, user):
        values: dict[str, Any] = {"told_by": "窓口の人", "told_how": "phone"} | changes
        replies = c._replies(row, marks, p.COORDINATOR)
        return services.enter_answers(
            poll=row, who=attendance_of(who), replies=replies, by=user, **values
        )


def chosen(poll: DatePoll, place: int = 0) -> PlanConference:
    with s.on(poll, p.COORDINATOR) as (_, user):
        date = c.dates_of(poll, p.COORDINATOR)[place]
        made = services.choose_date(candidate=date, by=user)
        assert isinstance(made, PlanConference)
        return made


def polls(by: str = p.COORDINATOR) -> list[DatePoll]:
    return list(seen_by(by, DatePoll))


def home(who: str) -> str:
    return text_of(browser(who).get("/"))
