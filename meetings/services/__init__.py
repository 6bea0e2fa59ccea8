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
from .bridge import answer_choice, carry_over, drafted, leave_behind, propose
from .conferences import convene_plan_conference, record_plan_conference
from .courses import go_to_outreach
from .ending import settle_before_the_end
from .forward import bring_forward, left_over
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
from .tasks import move_decision, note_progress

__all__ = [
    "Paragraph",
    "accept_request",
    "acknowledge_duty",
    "add_agenda_item",
    "add_to_minutes",
    "answer_choice",
    "answer_minutes",
    "answer_survey",
    "appoint_member",
    "approve_minutes",
    "approver_of",
    "bring_forward",
    "cancel_sitting",
    "carry_over",
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
    "drafted",
    "end_membership",
    "enter_paper_member",
    "establish_meeting",
    "go_to_outreach",
    "leave_behind",
    "left_over",
    "membership_of",
    "move_decision",
    "note_point",
    "note_progress",
    "open_sitting",
    "paragraphs",
    "plan_sitting",
    "propose",
    "record_plan_conference",
    "request_coordination",
    "return_request",
    "say_who_is_here",
    "send_minutes",
    "settle_before_the_end",
    "settle_decision",
    "settle_wish",
    "share_item",
    "strike_point",
    "take_back_request",
    "turn_to",
    "write_minutes",
]
