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
from .copies import account_for, add_recipients, copies_out, hand_out, named, take_back
from .courses import go_to_outreach
from .ending import settle_before_the_end
from .forward import bring_forward, left_over
from .items import add_to_item, may_add_to, share_item
from .joint import partners_of, plan_joint_sitting, twins_of
from .meetings import change_meeting, dissolve_meeting, establish_meeting
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
from .papers import (
    PRINT_KIND,
    close_sitting,
    compose_paper,
    content_of,
    may_open,
    print_copies,
    scan_paper_again,
    upload_paper,
    withdraw_paper,
)
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
from .tasks import move_decision, note_progress

__all__ = [
    "PRINT_KIND",
    "Paragraph",
    "Signed",
    "accept_request",
    "account_for",
    "acknowledge_again",
    "acknowledge_duty",
    "add_agenda_item",
    "add_recipients",
    "add_to_item",
    "add_to_minutes",
    "answer_choice",
    "answer_minutes",
    "answer_survey",
    "appoint_member",
    "appoint_on_paper",
    "approve_minutes",
    "approver_of",
    "bring_forward",
    "cancel_sitting",
    "carry_over",
    "change_meeting",
    "change_point",
    "change_sitting",
    "close_sitting",
    "complete_decision",
    "compose_paper",
    "confirmation_of",
    "content_of",
    "convene_plan_conference",
    "copies_out",
    "decide",
    "default_answer_day",
    "dissolve_meeting",
    "draft_of",
    "drafted",
    "end_membership",
    "enter_paper_member",
    "establish_meeting",
    "go_to_outreach",
    "hand_out",
    "leave_behind",
    "leave_register",
    "left_over",
    "may_add_to",
    "may_open",
    "may_sit",
    "membership_of",
    "move_decision",
    "named",
    "note_point",
    "note_progress",
    "open_sitting",
    "paragraphs",
    "partners_of",
    "plan_joint_sitting",
    "plan_sitting",
    "print_copies",
    "propose",
    "receive_pledge",
    "record_plan_conference",
    "register_and_appoint_on_paper",
    "register_member",
    "request_coordination",
    "return_request",
    "say_who_is_here",
    "scan_paper",
    "scan_paper_again",
    "scan_pledge",
    "screen_request",
    "screening_of",
    "send_minutes",
    "settle_before_the_end",
    "settle_decision",
    "settle_wish",
    "share_item",
    "strike_point",
    "take_back",
    "take_back_pledge",
    "take_back_request",
    "take_up_request",
    "turn_to",
    "twins_of",
    "upload_paper",
    "withdraw_paper",
    "write_minutes",
]
