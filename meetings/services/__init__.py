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
from .joint import partners_of, plan_joint_sitting, twins_of
from .meetings import change_meeting, dissolve_meeting, establish_meeting, share_item
from .members import (
    acknowledge_again,
    acknowledge_duty,
    appoint_member,
    appoint_on_paper,
    end_membership,
    enter_paper_member,
    register_and_appoint_on_paper,
)
from .minutes import add_to_minutes, approve_minutes, approver_of, write_minutes
from .register import (
    Signed,
    leave_register,
    may_sit,
    receive_pledge,
    register_member,
    take_back_pledge,
)
from .requests import accept_request, request_coordination, return_request, take_back_request
from .scans import scan_paper, scan_pledge
from .screening import screen_request, screening_of, take_up_request
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
    "Signed",
    "accept_request",
    "acknowledge_again",
    "acknowledge_duty",
    "add_agenda_item",
    "add_to_minutes",
    "answer_minutes",
    "answer_survey",
    "appoint_member",
    "appoint_on_paper",
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
    "leave_register",
    "may_sit",
    "membership_of",
    "note_point",
    "open_sitting",
    "paragraphs",
    "partners_of",
    "plan_joint_sitting",
    "plan_sitting",
    "receive_pledge",
    "record_plan_conference",
    "register_and_appoint_on_paper",
    "register_member",
    "request_coordination",
    "return_request",
    "say_who_is_here",
    "scan_paper",
    "scan_pledge",
    "screen_request",
    "screening_of",
    "send_minutes",
    "settle_decision",
    "settle_wish",
    "share_item",
    "strike_point",
    "take_back_pledge",
    "take_back_request",
    "take_up_request",
    "turn_to",
    "twins_of",
    "write_minutes",
]
