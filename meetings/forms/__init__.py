"""What people type about meetings: validated here, written by the services."""

from .base import ClockField, ConfirmForm, ReasonForm
from .meetings import AddendumToItemForm, ChangeMeetingForm, ItemForm, MeetingForm
from .members import NEW_IN_REGISTER, DutyForm, MemberForm, PaperMemberForm
from .papers import AccountForm, CloseForm, ComposeForm, CopiesForm, RecipientsForm, UploadForm
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
    "AccountForm",
    "AddendumForm",
    "AddendumToItemForm",
    "AgendaForm",
    "AgreeForm",
    "AnswerForm",
    "ChangeMeetingForm",
    "ClockField",
    "CloseForm",
    "ComposeForm",
    "ConfirmForm",
    "CopiesForm",
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
    "RecipientsForm",
    "RequestForm",
    "ReturnForm",
    "SendForm",
    "SettleForm",
    "SittingForm",
    "SurveyForm",
    "UploadForm",
    "WishForm",
]
