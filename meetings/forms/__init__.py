"""What people type about meetings: validated here, written by the services."""

from .base import ClockField, ConfirmForm, ReasonForm
from .convening import (
    ChooseForm,
    ConveneForm,
    DatesForm,
    RepliesForm,
    SearchForm,
    ToldRepliesForm,
)
from .meetings import ChangeMeetingForm, ItemForm, MeetingForm
from .members import DutyForm, MemberForm, PaperMemberForm
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
    "AddendumForm",
    "AgendaForm",
    "AgreeForm",
    "AnswerForm",
    "ChangeMeetingForm",
    "ChooseForm",
    "ClockField",
    "ConfirmForm",
    "ConveneForm",
    "DatesForm",
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
    "RepliesForm",
    "RequestForm",
    "ReturnForm",
    "SearchForm",
    "SendForm",
    "SettleForm",
    "SittingForm",
    "SurveyForm",
    "ToldRepliesForm",
    "WishForm",
]
