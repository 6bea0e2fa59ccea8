"""Rows of project II 多機関協働, one module for each kind of compartment.

A 支援会議 needs no consent and lives in a MEETING compartment; a 重層的支援会議 needs one and lives in
the plan's. Nothing flows from the one to the other by itself (R7).
"""

from .chronology import ChronologyEntry
from .conference import CONFERENCE_MOVES, ConferenceAttendance, ConferenceState, PlanConference
from .hand_off import REQUEST_MOVES, CoordinationRequest, RequestState
from .information import (
    INFORMATION_MOVES,
    WAITING,
    InformationAnswer,
    InformationRequest,
    InformationState,
    Wanted,
)
from .meeting import MeetingMember, Nature, SharedItem, SupportMeeting
from .preparation import HEADINGS, Hearing, Marker, PrepCall, PrepSheet
from .sitting import (
    DECISION_MOVES,
    SITTING_MOVES,
    Attendance,
    Decision,
    DecisionState,
    Minutes,
    MinutesAddendum,
    Sitting,
    SittingState,
)
from .talk import AgendaItem, MinutesAnswer, Section, SurveyAnswer, TalkNote

__all__ = [
    "CONFERENCE_MOVES",
    "DECISION_MOVES",
    "HEADINGS",
    "INFORMATION_MOVES",
    "REQUEST_MOVES",
    "SITTING_MOVES",
    "WAITING",
    "AgendaItem",
    "Attendance",
    "ChronologyEntry",
    "ConferenceAttendance",
    "ConferenceState",
    "CoordinationRequest",
    "Decision",
    "DecisionState",
    "Hearing",
    "InformationAnswer",
    "InformationRequest",
    "InformationState",
    "Marker",
    "MeetingMember",
    "Minutes",
    "MinutesAddendum",
    "MinutesAnswer",
    "Nature",
    "PlanConference",
    "PrepCall",
    "PrepSheet",
    "RequestState",
    "Section",
    "SharedItem",
    "Sitting",
    "SittingState",
    "SupportMeeting",
    "SurveyAnswer",
    "TalkNote",
    "Wanted",
]
