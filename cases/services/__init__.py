"""Every write of the app: one function a domain event, in one transaction."""

from .consent_attempts import note_consent_attempt
from .consent_papers import request_consent_paper
from .consents import (
    consent_covers,
    end_of,
    receive_paper,
    record_consent,
    share_note,
    uncovered_bodies,
)
from .hand_offs import (
    accept_referral,
    close_referral,
    decline_referral,
    note_first_contact,
    receive_referral,
    report_referral,
    send_referral,
)
from .intake_changes import IntakeSheet, change_intake, change_sheet, sheet_of
from .intakes import (
    IntakeFacts,
    MemberFacts,
    add_contact,
    add_person,
    change_person,
    end_contact,
    leave_household,
    receive_intake,
)
from .notes import complete_action, correct_note, moment_of, write_note
from .records import (
    assign_staff,
    close_record,
    keep_narrow,
    move_record,
    narrow_to_staff,
    offices_at,
    open_own_record,
    reopen_record,
    restrict_person,
    staff_in_charge,
)
from .screening import screen_intake
from .withdrawals import Withdrawn, withdraw_consent

__all__ = [
    "IntakeFacts",
    "IntakeSheet",
    "MemberFacts",
    "Withdrawn",
    "accept_referral",
    "add_contact",
    "add_person",
    "assign_staff",
    "change_intake",
    "change_person",
    "change_sheet",
    "close_record",
    "close_referral",
    "complete_action",
    "consent_covers",
    "correct_note",
    "decline_referral",
    "end_contact",
    "end_of",
    "keep_narrow",
    "leave_household",
    "moment_of",
    "move_record",
    "narrow_to_staff",
    "note_consent_attempt",
    "note_first_contact",
    "offices_at",
    "open_own_record",
    "receive_intake",
    "receive_paper",
    "receive_referral",
    "record_consent",
    "reopen_record",
    "report_referral",
    "request_consent_paper",
    "restrict_person",
    "screen_intake",
    "send_referral",
    "share_note",
    "sheet_of",
    "staff_in_charge",
    "uncovered_bodies",
    "withdraw_consent",
    "write_note",
]
