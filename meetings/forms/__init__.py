"""What people type about meetings: validated here, written by the services."""

from documents.forms import ClockField

from .base import ConfirmForm, ReasonForm
from .chronology import PieceForm, ToldPieceForm
from .convening import (
    ChooseDayForm,
    ChooseForm,
    ConveneForm,
    DatesForm,
    RepliesForm,
    SearchForm,
    ToldRepliesForm,
)
from .information import (
    AnswerInformationForm,
    InformationForm,
    ReceivedInformationForm,
    SendInformationForm,
)
from .meetings import AddendumToItemForm, ChangeMeetingForm, ItemForm, MeetingForm
from .members import NEW_IN_REGISTER, DutyForm, MemberForm, PaperMemberForm
from .papers import AccountForm, CloseForm, ComposeForm, CopiesForm, RecipientsForm, UploadForm
from .preparation import CallForm, HearingForm, OutcomeForm, SheetForm, SheetOnBehalfForm
from .requests import ReturnForm
from .sittings import AddendumForm, DecisionForm, MinutesForm, SettleForm, SittingForm
from .talk import (
    AnswerForm,
    AnswerOnPaperForm,
    PointForm,
    PresentForm,
    RoomForm,
    SendForm,
    SurveyForm,
    WishForm,
)

__all__ = [
    "NEW_IN_REGISTER",
    "AccountForm",
    "AddendumForm",
    "AddendumToItemForm",
    "AnswerForm",
    "AnswerInformationForm",
    "AnswerOnPaperForm",
    "CallForm",
    "ChangeMeetingForm",
    "ChooseDayForm",
    "ChooseForm",
    "ClockField",
    "CloseForm",
    "ComposeForm",
    "ConfirmForm",
    "ConveneForm",
    "CopiesForm",
    "DatesForm",
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
    "RecipientsForm",
    "RepliesForm",
    "ReturnForm",
    "RoomForm",
    "SearchForm",
    "SendForm",
    "SendInformationForm",
    "SettleForm",
    "SheetForm",
    "SheetOnBehalfForm",
    "SittingForm",
    "SurveyForm",
    "ToldPieceForm",
    "ToldRepliesForm",
    "UploadForm",
    "WishForm",
]
