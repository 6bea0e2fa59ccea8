"""Every write of the app: one function a domain event, in one transaction."""

from .consents import end_of, record_consent, share_note, uncovered_bodies, withdraw_consent
from .hand_offs import (
    accept_referral,
    close_referral,
    decline_referral,
    note_first_contact,
    receive_referral,
    report_referral,
    send_referral,
)
from .intakes import (
    IntakeFacts,
    MemberFacts,
    add_person,
    change_person,
    receive_intake,
    screen_intake,
)
from .notes import complete_action, correct_note, write_note
from .records import close_record, move_record, narrow_to_staff, open_own_record, restrict_person

__all__ = [
    "IntakeFacts",
    "MemberFacts",
    "accept_referral",
    "add_person",
    "change_person",
    "close_record",
    "close_referral",
    "complete_action",
    "correct_note",
    "decline_referral",
    "end_of",
    "move_record",
    "narrow_to_staff",
    "note_first_contact",
    "open_own_record",
    "receive_intake",
    "receive_referral",
    "record_consent",
    "report_referral",
    "restrict_person",
    "screen_intake",
    "send_referral",
    "share_note",
    "uncovered_bodies",
    "withdraw_consent",
    "write_note",
]
