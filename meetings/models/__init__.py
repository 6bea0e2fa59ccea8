"""Rows of project II 多機関協働, one module for each kind of compartment.

A 支援会議 needs no consent and lives in a MEETING compartment; a 重層的支援会議 needs one and lives in
the plan's. Nothing flows from the one to the other by itself (R7).
"""

from .conference import (
    CONFERENCE_MOVES,
    ConferenceAddendum,
    ConferenceAttendance,
    ConferenceParticipant,
    ConferenceState,
    PlanConference,
)
from .conference_item import RESULTS, ConferenceItem, ItemResult, Purpose
from .hand_off import REQUEST_MOVES, CoordinationRequest, RequestState
from .meeting import MeetingMember, Nature, SharedItem, SupportMeeting
from .resource_gap import GAP_MOVES, GapState, ResourceGap
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
    "GAP_MOVES",
    "REQUEST_MOVES",
    "RESULTS",
    "SITTING_MOVES",
    "AgendaItem",
    "Attendance",
    "ConferenceAddendum",
    "ConferenceAttendance",
    "ConferenceItem",
    "ConferenceParticipant",
    "ConferenceState",
    "CoordinationRequest",
    "Decision",
    "DecisionState",
    "GapState",
    "ItemResult",
    "MeetingMember",
    "Minutes",
    "MinutesAddendum",
    "MinutesAnswer",
    "Nature",
    "PlanConference",
    "Purpose",
    "RequestState",
    "ResourceGap",
    "Section",
    "SharedItem",
    "Sitting",
    "SittingState",
    "SupportMeeting",
    "SurveyAnswer",
    "TalkNote",
]
