"""What people type about meetings: validated here, written by the services."""

from .base import ClockField, ConfirmForm, ReasonForm
from .meetings import ChangeMeetingForm, ItemForm, MeetingForm
from .members import NEW_IN_REGISTER, DutyForm, MemberForm, PaperMemberForm
from .requests import RequestForm, ReturnForm
from .sittings import AddendumForm, DecisionForm, MinutesForm, SettleForm, SittingForm
from .talk import (
    AgendaForm,
    AgreeForm,
    AnswerForm,
    PointForm,
    PresentForm,
    SendForm,
    SurveyForm,
    WishForm,
)

__all__ = [
    "NEW_IN_REGISTER",
    "AddendumForm",
    "AgendaForm",
    "AgreeForm",
    "AnswerForm",
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
    "PointForm",
    "PresentForm",
    "ReasonForm",
    "RequestForm",
    "ReturnForm",
    "SendForm",
    "SettleForm",
    "SittingForm",
    "SurveyForm",
    "WishForm",
]
