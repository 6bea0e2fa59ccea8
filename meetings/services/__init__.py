"""Every write of the app: one function a domain event, in one transaction."""

from .answers import (
    Paragraph,
    answer_minutes,
    answer_survey,
    confirmation_of,
    default_answer_day,
    paragraphs,
    send_minutes,
    settle_wish,
)
from .conferences import convene_plan_conference, record_plan_conference
from .meetings import change_meeting, dissolve_meeting, establish_meeting, share_item
from .members import acknowledge_duty, appoint_member, end_membership, enter_paper_member
from .minutes import add_to_minutes, approve_minutes, approver_of, write_minutes
from .requests import accept_request, request_coordination, return_request, take_back_request
from .sittings import (
    cancel_sitting,
    change_sitting,
    complete_decision,
    decide,
    plan_sitting,
    settle_decision,
)
from .standing import membership_of
from .talking import (
    add_agenda_item,
    change_point,
    draft_of,
    note_point,
    open_sitting,
    say_who_is_here,
    strike_point,
    turn_to,
)

__all__ = [
    "Paragraph",
    "accept_request",
    "acknowledge_duty",
    "add_agenda_item",
    "add_to_minutes",
    "answer_minutes",
    "answer_survey",
    "appoint_member",
    "approve_minutes",
    "approver_of",
    "cancel_sitting",
    "change_meeting",
    "change_point",
    "change_sitting",
    "complete_decision",
    "confirmation_of",
    "convene_plan_conference",
    "decide",
    "default_answer_day",
    "dissolve_meeting",
    "draft_of",
    "end_membership",
    "enter_paper_member",
    "establish_meeting",
    "membership_of",
    "note_point",
    "open_sitting",
    "paragraphs",
    "plan_sitting",
    "record_plan_conference",
    "request_coordination",
    "return_request",
    "say_who_is_here",
    "send_minutes",
    "settle_decision",
    "settle_wish",
    "share_item",
    "strike_point",
    "take_back_request",
    "turn_to",
    "write_minutes",
]
