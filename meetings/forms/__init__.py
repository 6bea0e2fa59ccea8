"""What people type about meetings: validated here, written by the services."""

from .base import ClockField, ConfirmForm, ReasonForm
from .meetings import ChangeMeetingForm, ItemForm, MeetingForm
from .members import DutyForm, MemberForm, PaperMemberForm
from .requests import RequestForm, ReturnForm
from .sittings import AddendumForm, DecisionForm, MinutesForm, SettleForm, SittingForm

__all__ = [
    "AddendumForm",
    "ChangeMeetingForm",
    "ClockField",
    "ConfirmForm",
    "DecisionForm",
    "DutyForm",
    "ItemForm",
    "MeetingForm",
    "MemberForm",
    "MinutesForm",
    "PaperMemberForm",
    "ReasonForm",
    "RequestForm",
    "ReturnForm",
    "SettleForm",
    "SittingForm",
]
