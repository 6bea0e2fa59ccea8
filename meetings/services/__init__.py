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
from .convening import convene, convocation_of, why_not_convene
from .meetings import change_meeting, dissolve_meeting, establish_meeting, share_item
from .members import acknowledge_duty, appoint_member, end_membership, enter_paper_member
from .minutes import add_to_minutes, approve_minutes, approver_of, write_minutes
from .notices import address_of, members_to_tell
from .requests import accept_request, request_coordination, return_request, take_back_request
from .scheduling import (
    Reply,
    Slot,
    answer_dates,
    asked_members,
    choose_date,
    enter_answers,
    propose_dates,
    withdraw_poll,
)
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
    "Reply",
    "Slot",
    "accept_request",
    "acknowledge_duty",
    "add_agenda_item",
    "add_to_minutes",
    "address_of",
    "answer_dates",
    "answer_minutes",
    "answer_survey",
    "appoint_member",
    "approve_minutes",
    "approver_of",
    "asked_members",
    "cancel_sitting",
    "change_meeting",
    "change_point",
    "change_sitting",
    "choose_date",
    "complete_decision",
    "confirmation_of",
    "convene",
    "convene_plan_conference",
    "convocation_of",
    "decide",
    "default_answer_day",
    "dissolve_meeting",
    "draft_of",
    "end_membership",
    "enter_answers",
    "enter_paper_member",
    "establish_meeting",
    "members_to_tell",
    "membership_of",
    "note_point",
    "open_sitting",
    "paragraphs",
    "plan_sitting",
    "propose_dates",
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
    "why_not_convene",
    "withdraw_poll",
    "write_minutes",
]
