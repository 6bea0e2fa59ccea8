"""Every write of the app: one function a domain event, in one transaction."""

from .conferences import convene_plan_conference, record_plan_conference
from .meetings import change_meeting, dissolve_meeting, establish_meeting, share_item
from .members import acknowledge_duty, appoint_member, end_membership, enter_paper_member
from .minutes import add_to_minutes, approve_minutes, approver_of, write_minutes
from .requests import accept_request, request_coordination, return_request, take_back_request
from .sittings import cancel_sitting, change_sitting, decide, plan_sitting, settle_decision
from .standing import membership_of

__all__ = [
    "accept_request",
    "acknowledge_duty",
    "add_to_minutes",
    "appoint_member",
    "approve_minutes",
    "approver_of",
    "cancel_sitting",
    "change_meeting",
    "change_sitting",
    "convene_plan_conference",
    "decide",
    "dissolve_meeting",
    "end_membership",
    "enter_paper_member",
    "establish_meeting",
    "membership_of",
    "plan_sitting",
    "record_plan_conference",
    "request_coordination",
    "return_request",
    "settle_decision",
    "share_item",
    "take_back_request",
    "write_minutes",
]
