"""Rows of project II 多機関協働, one module for each kind of compartment.

A 支援会議 needs no consent and lives in a MEETING compartment; a 重層的支援会議 needs one and lives in
the plan's. Nothing flows from the one to the other by itself (R7).
"""

from .after import DecisionStep
from .bridge import CarriedCopy, CarryAnswer, CarryChoice
from .chronology import ChronologyEntry
from .conference import (
    CONFERENCE_MOVES,
    ConferenceAddendum,
    ConferenceAttendance,
    ConferenceParticipant,
    ConferenceState,
    PlanConference,
)
from .conference_item import (
    RESULTS,
    ConferenceItem,
    ItemResult,
    Purpose,
    contradicting,
    words_of_contradiction,
)
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
from .hand_off import REQUEST_MOVES, REQUEST_OVER, CoordinationRequest, RequestState
from .information import (
    INFORMATION_MOVES,
    WAITING,
    InformationAnswer,
    InformationRequest,
    InformationState,
    Wanted,
)
from .item import Addendum, Informant, Marker, Nature, SharedItem
from .meeting import Basis, MeetingMember, SupportMeeting
from .paper import CopyEnd, Means, MeetingPaper, PaperContent, PaperCopy
from .preparation import HEADINGS, Hearing, PrepCall, PrepSheet
from .register import Authority, Pledge, RegisteredMember
from .resource_gap import GAP_MOVES, GapState, ResourceGap
from .scans import MemberScan, PledgeScan, ScanKind
from .screening import Finding, RequestScreening
from .sitting import (
    DECISION_MOVES,
    MINUTED,
    SITTING_MOVES,
    Attendance,
    Decision,
    DecisionState,
    Minutes,
    MinutesAddendum,
    Sitting,
    SittingState,
)
from .talk import (
    CONFIRMED_PARTS,
    DECISIONS,
    AgendaItem,
    AgendaOrigin,
    Heard,
    MinutesAnswer,
    Minuting,
    Section,
    SurveyAnswer,
    TalkNote,
)

__all__ = [
    "CONFERENCE_MOVES",
    "CONFIRMED_PARTS",
    "DECISIONS",
    "DECISION_MOVES",
    "GAP_MOVES",
    "HEADINGS",
    "INFORMATION_MOVES",
    "LINK_BEGINS",
    "MINUTED",
    "POLL_MOVES",
    "REQUEST_MOVES",
    "REQUEST_OVER",
    "RESULTS",
    "SITTING_MOVES",
    "WAITING",
    "Addendum",
    "AgendaItem",
    "AgendaOrigin",
    "Attendance",
    "Authority",
    "Basis",
    "CarriedCopy",
    "CarryAnswer",
    "CarryChoice",
    "ChronologyEntry",
    "ConferenceAddendum",
    "ConferenceAttendance",
    "ConferenceItem",
    "ConferenceParticipant",
    "ConferenceState",
    "Convocation",
    "CoordinationRequest",
    "CopyEnd",
    "DateAnswer",
    "DateCandidate",
    "DatePoll",
    "Decision",
    "DecisionState",
    "DecisionStep",
    "Finding",
    "GapState",
    "Heard",
    "Hearing",
    "Informant",
    "InformationAnswer",
    "InformationRequest",
    "InformationState",
    "ItemResult",
    "Marker",
    "Means",
    "MeetingMember",
    "MeetingNotice",
    "MeetingPaper",
    "MemberScan",
    "Minutes",
    "MinutesAddendum",
    "MinutesAnswer",
    "Minuting",
    "Nature",
    "NeededAttendee",
    "PaperContent",
    "PaperCopy",
    "PlanConference",
    "Pledge",
    "PledgeScan",
    "PollState",
    "PrepCall",
    "PrepSheet",
    "Purpose",
    "RegisteredMember",
    "RequestScreening",
    "RequestState",
    "ResourceGap",
    "ScanKind",
    "Section",
    "SharedItem",
    "Sitting",
    "SittingState",
    "SupportMeeting",
    "SurveyAnswer",
    "TalkNote",
    "Wanted",
    "contradicting",
    "words_of_contradiction",
]
