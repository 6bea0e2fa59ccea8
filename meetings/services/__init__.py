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
from .conference_minutes import (
    add_to_conference_minutes,
    answer_conference_minutes,
    correct_conference_minutes,
    fix_conference_minutes,
    offices_acted_for,
    send_conference_minutes,
)
from .conference_record import Outcome, Present, record_plan_conference
from .conferences import (
    ItemFacts,
    add_conference_item,
    cancel_plan_conference,
    change_plan_conference,
    convene_plan_conference,
    leave_conferences,
    open_plan_conference,
    rest_conference_on,
)
from .meetings import change_meeting, dissolve_meeting, establish_meeting, share_item
from .members import acknowledge_duty, appoint_member, end_membership, enter_paper_member
from .minutes import add_to_minutes, approve_minutes, approver_of, write_minutes
from .naming import persons_without_consent, require_unnamed
from .requests import accept_request, request_coordination, return_request, take_back_request
from .resource_gaps import change_resource_gap, note_resource_gap
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
    "ItemFacts",
    "Outcome",
    "Paragraph",
    "Present",
    "accept_request",
    "acknowledge_duty",
    "add_agenda_item",
    "add_conference_item",
    "add_to_conference_minutes",
    "add_to_minutes",
    "answer_conference_minutes",
    "answer_minutes",
    "answer_survey",
    "appoint_member",
    "approve_minutes",
    "approver_of",
    "cancel_plan_conference",
    "cancel_sitting",
    "change_meeting",
    "change_plan_conference",
    "change_point",
    "change_resource_gap",
    "change_sitting",
    "complete_decision",
    "confirmation_of",
    "convene_plan_conference",
    "correct_conference_minutes",
    "decide",
    "default_answer_day",
    "dissolve_meeting",
    "draft_of",
    "end_membership",
    "enter_paper_member",
    "establish_meeting",
    "fix_conference_minutes",
    "leave_conferences",
    "membership_of",
    "note_point",
    "note_resource_gap",
    "offices_acted_for",
    "open_plan_conference",
    "open_sitting",
    "paragraphs",
    "persons_without_consent",
    "plan_sitting",
    "record_plan_conference",
    "request_coordination",
    "require_unnamed",
    "rest_conference_on",
    "return_request",
    "say_who_is_here",
    "send_conference_minutes",
    "send_minutes",
    "settle_decision",
    "settle_wish",
    "share_item",
    "strike_point",
    "take_back_request",
    "turn_to",
    "write_minutes",
]
