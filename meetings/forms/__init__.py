"""What people type about meetings: validated here, written by the services."""

from .base import ClockField, ConfirmForm, ReasonForm
from .chronology import PieceForm, ToldPieceForm
from .information import (
    AnswerInformationForm,
    InformationForm,
    ReceivedInformationForm,
    SendInformationForm,
)
from .meetings import ChangeMeetingForm, ItemForm, MeetingForm
from .members import DutyForm, MemberForm, PaperMemberForm
from .preparation import CallForm, HearingForm, OutcomeForm, SheetForm, SheetOnBehalfForm
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
    "AnswerInformationForm",
    "CallForm",
    "ChangeMeetingForm",
    "ClockField",
    "ConfirmForm",
    "DecisionForm",
    "DutyForm",
    "HearingForm",
    "InformationForm",
    "ItemForm",
    "MeetingForm",
    "MemberForm",
    "MinutesForm",
    "OutcomeForm",
    "PaperMemberForm",
    "PieceForm",
    "PointForm",
    "PresentForm",
    "ReasonForm",
    "ReceivedInformationForm",
    "RequestForm",
    "ReturnForm",
    "SendForm",
    "SendInformationForm",
    "SettleForm",
    "SheetForm",
    "SheetOnBehalfForm",
    "SittingForm",
    "SurveyForm",
    "ToldPieceForm",
    "WishForm",
]
