"""Every write of the app: one function a domain event, in one transaction."""

from .conferences import convene_plan_conference, record_plan_conference
from .members import (
    acknowledge_duty,
    appoint_member,
    dissolve_meeting,
    end_membership,
    establish_meeting,
    membership_of,
    share_item,
)
from .requests import accept_request, request_coordination, return_request
from .sittings import approve_minutes, decide, plan_sitting, settle_decision, write_minutes

__all__ = [
    "accept_request",
    "acknowledge_duty",
    "appoint_member",
    "approve_minutes",
    "convene_plan_conference",
    "decide",
    "dissolve_meeting",
    "end_membership",
    "establish_meeting",
    "membership_of",
    "plan_sitting",
    "record_plan_conference",
    "request_coordination",
    "return_request",
    "settle_decision",
    "share_item",
    "write_minutes",
]
