"""Situations of 多機関協働, named as people would tell them. Every step goes through a service.

The household is received at soudan1's body; jimukyoku1 coordinates; ishi1 is a doctor outside.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from django.utils import timezone

from access.context import acting_as
from access.models import CaseFile, ConfidentialModel
from meetings import services
from meetings.models import (
    CoordinationRequest,
    MeetingMember,
    MeetingPaper,
    Minutes,
    MinutesAnswer,
    PaperCopy,
    Sitting,
    SupportMeeting,
)
from meetings.paper_parts import Block
from meetings.words import duty_text
from organizations.models import Staff
from sample_ward import screening
from tests.cases.situations import a_case, basis, body_of, office, record_of
from tests.told_once import told_once
from tests.world import acting, staff

SENDER, COORDINATOR, DEPUTY = "soudan1", "jimukyoku1", "jimukyoku2"
DOCTOR, VOLUNTEER, OUTSIDER = "ishi1", "npo1", "kurashi1"

M = TypeVar("M", bound=ConfidentialModel)


def days(number: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=number)


def seen(row: M, username: str) -> M:
    """The row as somebody sees it; she must be acting."""
    rows = type(row).objects.visible_to(staff(username))
    return rows.select_related("compartment__case").get(pk=row.pk)


def is_seen_by(username: str, row: ConfidentialModel) -> bool:
    with acting_as(staff(username)) as _:
        return type(row).objects.visible_to(staff(username)).filter(pk=row.pk).exists()


@contextmanager
def on(row: M, username: str) -> Iterator[tuple[M, Staff]]:
    """Somebody acts, with the row as she sees it."""
    with acting(username) as user:
        yield seen(row, username), user


@told_once
def a_request(
    case: CaseFile | None = None, by: str = SENDER, **changes: Any
) -> CoordinationRequest:
    """soudan1's body asks the secretariat for 多機関協働."""
    case = case or a_case(by)
    with acting(by) as user:
        values: dict[str, Any] = {
            "secretariat": body_of(COORDINATOR),
            "done_so_far": "訪問を続け、介護保険を勧めてきた。",
            "asked_for": "長男へのかかわり方を一緒に考えたい。",
            "sender_continues": "週に一度の訪問を続ける。",
            "household": [{"relation": "本人", "age": "70代"}],
            "legal_basis": basis(),
            "urgency": "B",
        }
        return services.request_coordination(
            record=record_of(case, by), by=user, **values | changes
        )


@told_once
def screened(request: CoordinationRequest, proposal: str = "accept") -> CoordinationRequest:
    """The secretariat has concluded on its 受理票."""
    with on(request, COORDINATOR) as (row, user):
        screening.conclude(row, proposal, user)
    return request


@told_once
def an_accepted_request(case: CaseFile | None = None, **changes: Any) -> CoordinationRequest:
    request = screened(a_request(case, **changes))
    with on(request, COORDINATOR) as (row, user):
        services.accept_request(request=row, by=user)
    return request


@told_once
def a_meeting(request: CoordinationRequest | None = None) -> SupportMeeting:
    """A 支援会議 without consent, whose only member is its secretary."""
    request = request or an_accepted_request()
    with on(request, COORDINATOR) as (row, user):
        return services.establish_meeting(
            request=row,
            subject="架空 花子さんの世帯",
            need_statement="受診が途切れ、家賃も滞っている。",
            duty_text=duty_text(),
            by=user,
        )


@told_once
def an_appointed_member(
    meeting: SupportMeeting, who: str = DOCTOR, part: str = "member", **changes: Any
) -> MeetingMember:
    """Named by the secretary; the duty is not acknowledged yet."""
    with on(meeting, COORDINATOR) as (row, user):
        values: dict[str, Any] = {"authority": "commissioned", "part": part} | changes
        return services.appoint_member(meeting=row, appointment=office(who), by=user, **values)


@told_once
def swear(member: MeetingMember, who: str = DOCTOR) -> MeetingMember:
    with acting(who) as user:
        return services.acknowledge_duty(source=member.pk, duty_text=duty_text(), by=user)


@told_once
def a_sworn_member(
    meeting: SupportMeeting, who: str = DOCTOR, part: str = "member", **changes: Any
) -> MeetingMember:
    return swear(an_appointed_member(meeting, who, part, **changes), who)


@told_once
def a_meeting_with_a_doctor() -> SupportMeeting:
    meeting = a_meeting()
    a_sworn_member(meeting)
    return meeting


@told_once
def an_item(
    meeting: SupportMeeting, by: str = DOCTOR, text: str = "二年前に通院が途切れた。"
) -> Any:
    with on(meeting, by) as (row, user):
        return services.share_item(meeting=row, nature="view", source="", text=text, by=user)


@told_once
def a_sitting(meeting: SupportMeeting, day: int = 3) -> Sitting:
    with on(meeting, COORDINATOR) as (row, user):
        return services.plan_sitting(
            meeting=row,
            held_at=timezone.now() + datetime.timedelta(days=day),
            place="会議室B",
            agenda="長男への最初の声かけ",
            by=user,
        )


@told_once
def minuted(sitting: Sitting, **changes: Any) -> Minutes:
    with on(sitting, COORDINATOR) as (row, user):
        values = {"duty_explained": True, "facts": "足音がした。", "policy": "手紙を続ける。"}
        return services.write_minutes(sitting=row, by=user, **values | changes)


@told_once
def sent(minutes: Minutes, **changes: Any) -> Minutes:
    """The members are asked to confirm."""
    with on(minutes, COORDINATOR) as (row, user):
        values: dict[str, Any] = {"answer_until_on": days(5), "course": "next"} | changes
        return services.send_minutes(minutes=row, by=user, **values)


@told_once
def confirmed(minutes: Minutes, by: str = DOCTOR, wish: str = "") -> list[MinutesAnswer]:
    """A member has read them; her wish is about the first paragraph."""
    with on(minutes, by) as (row, user):
        read = services.paragraphs(row, user)
        wishes = [(p, wish if n == 0 else "") for n, p in enumerate(read)]
        return services.answer_minutes(minutes=row, wishes=wishes, by=user)


@told_once
def to_be_approved(minutes: Minutes) -> Minutes:
    """Sent, and confirmed by everybody who was asked."""
    sent(minutes)
    with on(minutes, COORDINATOR) as (row, user):
        waiting = [m.appointment for m in services.confirmation_of(row, user).waiting]
    for office_held in waiting:
        assert office_held is not None
        confirmed(minutes, office_held.staff.username)
    return minutes


@told_once
def approved(minutes: Minutes, by: str = COORDINATOR) -> Minutes:
    to_be_approved(minutes)
    with on(minutes, by) as (row, user):
        return services.approve_minutes(minutes=row, by=user)


@told_once
def begun(meeting: SupportMeeting, agenda: str = "声かけ（20分）\n通院") -> Sitting:
    """A sitting that has begun."""
    sitting = a_sitting(meeting)
    with on(sitting, COORDINATOR) as (row, user):
        services.change_sitting(sitting=row, held_at=row.held_at, place="", agenda=agenda, by=user)
    with on(sitting, COORDINATOR) as (row, user):
        return services.open_sitting(sitting=row, by=user)


@told_once
def a_point(
    sitting: Sitting, text: str = "足音がした。", by: str = COORDINATOR, **changes: Any
) -> Any:
    with on(sitting, by) as (row, user):
        values = {"section": "facts", "text": text} | changes
        return services.note_point(sitting=row, by=user, **values)


@told_once
def a_decision(sitting: Sitting, **changes: Any) -> Any:
    with on(sitting, COORDINATOR) as (row, user):
        values: dict[str, Any] = {
            "content": "手紙を届ける",
            "body": body_of(DOCTOR),
            "person": "",
            "due_on": days(7),
        }
        return services.decide(sitting=row, by=user, **values | changes)


def seen_minutes(sitting: Sitting) -> Minutes:
    """The minutes of a sitting, as the secretary sees them."""
    with on(sitting, COORDINATOR) as (row, user):
        return Minutes.objects.visible_to(user).get(sitting=row)


def seen_members(sitting: Sitting) -> list[MeetingMember]:
    """Everybody on the roster, as the secretary sees it."""
    with on(sitting, COORDINATOR) as (row, user):
        return list(MeetingMember.objects.visible_to(user).filter(meeting=row.meeting_id))


@told_once
def a_paper(sitting: Sitting, text: str = "足音が二度した。") -> MeetingPaper:
    """Composed by the secretary; nobody has it yet."""
    with on(sitting, COORDINATOR) as (row, user):
        blocks = [Block("話し合うこと", is_heading=True), Block(text, about="見本診療所")]
        return services.compose_paper(sitting=row, title="経過", blocks=blocks, by=user)


@told_once
def given(paper: MeetingPaper, *who: str, means: str = "screen") -> list[PaperCopy]:
    """The members with these logins are on the distribution list of the paper."""
    with on(paper, COORDINATOR) as (row, user):
        sworn = (
            MeetingMember.objects.visible_to(user)
            .with_names()
            .filter(meeting=row.sitting.meeting_id, appointment__staff__username__in=who)
        )
        return services.add_recipients(paper=row, members=list(sworn), means=means, by=user)


@told_once
def handed_out(paper: MeetingPaper, *who: str) -> list[PaperCopy]:
    """Printed for them, and given to them."""
    copies = given(paper, *who, means="printed")
    with on(paper, COORDINATOR) as (row, user):
        services.print_copies(paper=row, copies=copies, by=user)
        services.hand_out(copies=copies, by=user)
        return list(
            PaperCopy.objects.visible_to(user).filter(pk__in=[c.pk for c in copies]).with_labels()
        )


def as_somebody(
    username: str, row: Any, do: Callable[..., Any], name: str, /, **values: Any
) -> Any:
    """A service carried out by somebody on a row as she sees it."""
    with on(row, username) as (mine, user):
        return do(by=user, **{name: mine}, **values)
