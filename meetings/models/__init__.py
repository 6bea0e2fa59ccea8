"""Rows of project II 多機関協働, one module for each kind of compartment.

A 支援会議 needs no consent and lives in a MEETING compartment; a 重層的支援会議 needs one and lives in
the plan's. Nothing flows from the one to the other by itself (R7).
"""

from .conference import CONFERENCE_MOVES, ConferenceAttendance, ConferenceState, PlanConference
from .convening import (
    LINK_BEGINS,
    POLL_MOVES,
    Convocation,
    DateAnswer,
    DateCandidate,
    DatePoll,
    MeetingNotice,
    NeededAttendee,
    PollState,
)
from .hand_off import REQUEST_MOVES, CoordinationRequest, RequestState
from .meeting import MeetingMember, Nature, SharedItem, SupportMeeting
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
    "LINK_BEGINS",
    "POLL_MOVES",
    "REQUEST_MOVES",
    "SITTING_MOVES",
    "AgendaItem",
    "Attendance",
    "ConferenceAttendance",
    "ConferenceState",
    "Convocation",
    "CoordinationRequest",
    "DateAnswer",
    "DateCandidate",
    "DatePoll",
    "Decision",
    "DecisionState",
    "MeetingMember",
    "MeetingNotice",
    "Minutes",
    "MinutesAddendum",
    "MinutesAnswer",
    "Nature",
    "NeededAttendee",
    "PlanConference",
    "PollState",
    "RequestState",
    "Section",
    "SharedItem",
    "Sitting",
    "SittingState",
    "SupportMeeting",
    "SurveyAnswer",
    "TalkNote",
]
