"""Situations of preparation: a sitting whose sheets were asked for, requests for information."""

from typing import Any

from meetings import services
from meetings.models import (
    ChronologyEntry,
    Hearing,
    InformationRequest,
    MeetingMember,
    PrepCall,
    PrepSheet,
    Sitting,
    SupportMeeting,
)
from meetings.words import duty_text
from organizations.models import Body
from tests.cases.situations import body_of
from tests.world import acting

from . import situations as s


def a_paper_member(meeting: SupportMeeting) -> MeetingMember:
    with s.on(meeting, s.COORDINATOR) as (row, user):
        return services.enter_paper_member(
            meeting=row,
            name="見本 民子",
            body="民生・児童委員",
            authority="commissioned",
            pledged_on=s.days(0),
            duty_text=duty_text(),
            by=user,
        )


def a_meeting_of_three() -> SupportMeeting:
    """Its secretary, a doctor outside, and the caseworker who asked for it."""
    meeting = s.a_meeting_with_a_doctor()
    s.a_sworn_member(meeting, s.SENDER)
    return meeting


def a_call(sitting: Sitting | None = None, **changes: Any) -> PrepCall:
    sitting = sitting or s.a_sitting(a_meeting_of_three())
    with s.on(sitting, s.COORDINATOR) as (row, user):
        values: dict[str, Any] = {"until_on": s.days(2), "by": user} | changes
        return services.ask_for_sheets(sitting=row, **values)


def own(username: str) -> services.Party:
    with acting(username):
        return services.Party(body=body_of(username))


def a_sheet(
    call: PrepCall,
    by: str = s.DOCTOR,
    version: int = 0,
    party: services.Party | None = None,
    **changes: Any,
) -> PrepSheet:
    with s.on(call, by) as (row, user):
        values: dict[str, Any] = {"household": f"{by}から見た世帯"} | changes
        return services.hand_in_sheet(
            call=row, party=party or own(by), version=version, by=user, **values
        )


def a_hearing(sitting: Sitting, **changes: Any) -> Hearing:
    with s.on(sitting, s.COORDINATOR) as (row, user):
        values: dict[str, Any] = {
            "member": None,
            "person": "見本荘の大家",
            "heard_on": s.days(0),
            "how": "phone",
            "took": 10,
            "text": "夜中に明かりがつく。",
            "nature": "hearsay",
            "source": "大家",
            "markers": ["is_from_informant"],
            "bring_in": "夜の様子",
        }
        return services.enter_hearing(sitting=row, by=user, **values | changes)


def asking(**changes: Any) -> services.Asking:
    values: dict[str, Any] = {
        "wanted": ["inf", "opi"],
        "subject_matter": "最後に受診した時期",
        "purpose": "受診の再開を検討するため",
        "due_on": s.days(7),
    }
    return services.Asking(**values | changes)


def a_draft(
    meeting: SupportMeeting, to: services.Recipient | None = None, **changes: Any
) -> InformationRequest:
    with s.on(meeting, s.COORDINATOR) as (row, user):
        to = to or services.Recipient(body=body_of(s.DOCTOR))
        return services.draft_request(meeting=row, to=to, asking=asking(**changes), by=user)


def a_request(
    meeting: SupportMeeting | None = None,
    to: services.Recipient | None = None,
    way: str = "here",
    **changes: Any,
) -> InformationRequest:
    """The doctor is asked, on her page."""
    draft = a_draft(meeting or a_meeting_of_three(), to, **changes)
    with s.on(draft, s.COORDINATOR) as (row, user):
        return services.send_request(request=row, way=way, by=user)


def a_body_outside(meeting: SupportMeeting) -> Body:
    with s.on(meeting, s.COORDINATOR):
        return body_of(s.OUTSIDER)


def an_answer(
    request: InformationRequest, by: str = s.DOCTOR, outcome: str = "answered", **changes: Any
) -> Any:
    with s.on(request, by) as (row, user):
        values: dict[str, Any] = {"text": "二年前の四月が最後。"} | changes
        answer = services.Answering(outcome, **values)
        return services.answer_request(request=row, answer=answer, by=user)


def a_piece(
    meeting: SupportMeeting, by: str = s.DOCTOR, happened: str = "R6.4", **changes: Any
) -> ChronologyEntry:
    from documents.partial_dates import parse_partial

    told = {k: changes.pop(k) for k in ("teller", "told_by") if k in changes}
    with s.on(meeting, by) as (row, user):
        values: dict[str, Any] = {"text": "通院が途切れる", "source": "本人", "who": "本人"}
        piece = services.Piece(parse_partial(happened), **values | changes)
        return services.enter_piece(meeting=row, piece=piece, by=user, **told)
