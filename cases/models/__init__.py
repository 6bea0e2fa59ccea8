"""Rows of project I 包括的相談支援, one module for each kind of compartment."""

from .absence import Absence
from .assessment import Assessment, AssessmentBlock, AssessmentIssue
from .attachment import Attachment, AttachmentContent, Scan
from .consent import Consent, ConsentBody, ConsentPerson, SharedExtract
from .consent_attempt import ConsentAttempt
from .course import RecordEvent
from .face import ContactPoint, Household, Person
from .family import Relationship, Tie
from .hand_off import REFERRAL_MOVES, UNANSWERED, Referral, ReferralState
from .imports import CaseImport, ImportState
from .life_event import LifeEvent
from .lists import ListExport, SavedView
from .opening import CaseOpening, ReferralOpening
from .outside import OutsideHandOff
from .people import HouseholdStay, OtherName, PersonMerge, SamePerson
from .protection import ProtectedContact, ProtectionMeasure, RelationCheck
from .record import (
    MOST_OWN_NUMBER,
    RECORD_MOVES,
    SOAP,
    CaseRecord,
    Intake,
    Nature,
    NextAction,
    Note,
    RecordState,
    StaffInCharge,
)
from .safety import SafetyNote

__all__ = [
    "MOST_OWN_NUMBER",
    "RECORD_MOVES",
    "REFERRAL_MOVES",
    "SOAP",
    "UNANSWERED",
    "Absence",
    "Assessment",
    "AssessmentBlock",
    "AssessmentIssue",
    "Attachment",
    "AttachmentContent",
    "CaseImport",
    "CaseOpening",
    "CaseRecord",
    "Consent",
    "ConsentAttempt",
    "ConsentBody",
    "ConsentPerson",
    "ContactPoint",
    "Household",
    "HouseholdStay",
    "ImportState",
    "Intake",
    "LifeEvent",
    "ListExport",
    "Nature",
    "NextAction",
    "Note",
    "OtherName",
    "OutsideHandOff",
    "Person",
    "PersonMerge",
    "ProtectedContact",
    "ProtectionMeasure",
    "RecordEvent",
    "RecordState",
    "Referral",
    "ReferralOpening",
    "ReferralState",
    "RelationCheck",
    "Relationship",
    "SafetyNote",
    "SamePerson",
    "SavedView",
    "Scan",
    "SharedExtract",
    "StaffInCharge",
    "Tie",
]
